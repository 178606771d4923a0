from . import base_partner_merge, sme_customer_override_wizard, sme_policy_preview
