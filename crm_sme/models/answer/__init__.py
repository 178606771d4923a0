from . import (
    mail_message,
    sme_answer_words,
    sme_answer_orders,
    sme_answer_card,
    sme_customer_lookup,
    res_partner,
    sme_service,
)
