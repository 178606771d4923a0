from . import sme_service, sme_solution
