from . import sme_service_clock
