from . import (
    sme_alert,
    sme_plan,
    sme_refresh,
    sme_tick,
)
