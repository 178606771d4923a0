from . import (
    sme_rhythm,
    sme_customer_class,
    res_company,
    res_config_settings,
    res_users,
    sme_contact,
    sme_customer,
    res_partner,
)
