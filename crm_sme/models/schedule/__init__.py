from . import (
    resource_calendar,
    res_users,
    sme_plan,
    sme_plan_step,
    sme_enrolment,
    sme_enrolment_step,
    sme_alert,
    sme_tick,
)
