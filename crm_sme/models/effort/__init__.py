from . import (
    res_company,
    res_users,
    res_config_settings,
    sme_service_effort,
    sme_service,
)
