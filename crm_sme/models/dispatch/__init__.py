from . import (
    sme_alert,
    res_users,
    sme_entitlement,
    sme_tick,
)
