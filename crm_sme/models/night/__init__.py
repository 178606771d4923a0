from . import (
    sme_plan,
    sme_refresh,
    sme_tick,
)
