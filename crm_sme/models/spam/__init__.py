from . import (
    sme_blocked_sender,
    sme_service,
)
