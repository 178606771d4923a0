from . import (
    sme_alert,
    sme_plan,
)
