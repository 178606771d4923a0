from . import mail_message, sme_service
