from . import sme_rhythm_report, sme_service_analysis, sme_workload
