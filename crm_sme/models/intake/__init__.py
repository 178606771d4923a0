from . import (
    mail_alias,
    mail_message,
    sme_service_team,
    sme_service,
    mail_thread,
)
