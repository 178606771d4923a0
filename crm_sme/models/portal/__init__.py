from . import (
    res_partner,
    sme_service,
)
