from . import (
    res_company,
    res_config_settings,
    sme_plan,
    sme_plan_step,
    sme_plan_exit,
    sme_enrolment,
    sme_enrolment_step,
    res_partner,
    res_users,
    base_partner_merge,
)
