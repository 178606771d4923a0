from . import sme_entitlement
