from . import (
    sme_service_origin_mixin,
    crm_lead,
    sale_order,
    sme_service,
)
