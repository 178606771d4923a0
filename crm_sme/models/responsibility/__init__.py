from . import (
    sme_absence,
    sme_territory,
    sme_territory_zip,
    sme_customer_class,
    res_company,
    res_config_settings,
    res_users,
    ir_rule,
    sme_responsibility,
    res_partner,
    sme_customer,
    sme_service,
)
