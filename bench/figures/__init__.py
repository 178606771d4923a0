"""The figures of the README: how fast the addon is, against bare SQL and against Odoo without it.

    script/bench [--scorecards] [--service] [--scale 1,10] [--repeat N] [--quick] [--json FILE]

The command itself only orders the work: what is measured runs in child processes, each with an Odoo of its own.
"""
