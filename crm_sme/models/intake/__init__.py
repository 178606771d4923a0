from . import (
    mail_alias,
    mail_alias_domain,
    mail_message,
    sme_service_team,
    sme_service,
    mail_thread,
)
