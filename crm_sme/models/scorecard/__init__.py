from . import sme_customer
