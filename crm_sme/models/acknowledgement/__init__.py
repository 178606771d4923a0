from . import (
    sme_service_team,
    sme_service,
)
