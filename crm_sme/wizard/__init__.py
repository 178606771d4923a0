from . import (
    base_partner_merge,
    mail_compose_message,
    sme_call_wizard,
    sme_customer_override_wizard,
    sme_entitlement_renewal_wizard,
    sme_entitlement_wizard,
    sme_policy_preview,
    sme_service_bulk_wizard,
    sme_service_lead_wizard,
    sme_service_merge_wizard,
    sme_service_split_wizard,
)
