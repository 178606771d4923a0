"""Values that several layers share: codes, selections and keys of PostgreSQL locks."""

LIFECYCLES = [
    ("prospect", "Prospect"),
    ("new", "New"),
    ("active", "Active"),
    ("late", "Late"),
    ("dormant", "Dormant"),
    ("lost", "Lost"),
    ("won_back", "Won back"),
]

METHODS = [
    ("share", "Share of the total value"),
    ("threshold", "Amounts of value"),
]

VALUE_BASES = [
    ("margin", "Margin"),
    ("revenue", "Revenue"),
]

VALUE_BASIS_CHOICES = [("automatic", "Automatic"), *VALUE_BASES]

REFRESH_STATES = [("idle", "Up to date"), ("requested", "Requested"), ("running", "Running"), ("failed", "Failed")]

SME_GROUPS = "crm_sme.group_sme_service,crm_sme.group_sme_user,crm_sme.group_sme_manager"

REFRESH_LOCK_CLASS = 1936549219  # first key of the advisory lock of a refresh; the second is the company
