"""The set-up and the checks of this project: what the commands in ``script/`` call.

Standard library only: these modules run before anything is installed.
"""
