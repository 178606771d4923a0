from . import (
    sme_first_mixin,
    sme_service_type,
    sme_service_stage,
    sme_service_team,
    sme_service_cause,
    sme_service,
)
