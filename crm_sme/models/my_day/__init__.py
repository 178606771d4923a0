from . import (
    ir_ui_menu,
    mail_activity,
    sme_customer,
    res_users_settings,
    sme_snooze,
    sme_my_day,
    sme_my_day_words,
)
