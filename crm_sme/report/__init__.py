from . import sme_service_analysis, sme_workload
