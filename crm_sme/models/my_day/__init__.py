from . import (
    ir_ui_menu,
    res_users_settings,
    sme_snooze,
    sme_my_day,
    sme_my_day_words,
)
