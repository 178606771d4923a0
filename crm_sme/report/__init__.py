from . import sme_service_analysis
