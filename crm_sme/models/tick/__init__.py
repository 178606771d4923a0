from . import (
    sme_tick,
)
