from . import (
    sme_plan,
    sme_plan_step,
)
