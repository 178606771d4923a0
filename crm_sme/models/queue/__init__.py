from . import sme_service
