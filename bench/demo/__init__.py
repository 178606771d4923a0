"""The demo database: two music dealers who live on real order histories.

    python -m bench.demo --database NAME                     before the addon is installed
    python -m bench.demo --database NAME --after-install     once it is

What is random comes from a fixed seed, so that two demos built on one day are alike.
"""

SEED = 1997
