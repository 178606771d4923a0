from . import (
    res_users,
    sme_service_team,
    sme_service,
)
