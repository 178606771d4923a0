from . import (
    res_company,
    sme_service_cause,
    sme_service,
)
