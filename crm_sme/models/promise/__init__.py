from . import (
    sme_service_target,
    sme_service_clock,
    sme_service_clock_change,
    sme_tick,
    resource_calendar,
    resource_calendar_attendance,
    resource_calendar_leaves,
    res_company,
    sme_service_team,
    sme_service,
)
