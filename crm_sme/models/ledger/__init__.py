from . import (
    sme_contact,
    mail_thread,
    mail_activity,
    mail_blacklist,
    phone_blacklist,
    rating_rating,
    sale_order,
    account_move,
    account_payment,
    sme_service,
    res_partner,
)
