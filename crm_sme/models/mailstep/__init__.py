from . import (
    mail_blacklist,
    mail_template,
    mail_compose_message,
    res_partner,
    sme_plan_step,
    sme_enrolment_step,
    sme_enrolment,
    report_crm_sme_letter,
)
