"""Values that several layers share: codes, selections and keys of PostgreSQL locks."""

LIFECYCLES = [
    ("prospect", "Prospect"),
    ("new", "New Customer"),
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

MOST_FAILURES = 3  # what fails so often in the tick is set aside until somebody looks at it

# ----------------------------------------------------------------
# SERVICE RECORDS
# ----------------------------------------------------------------

SERVICE_TYPE_CODES = [
    ("enquiry", "Enquiry"),
    ("complaint", "Complaint"),
    ("warranty", "Warranty"),
    ("billing", "Billing"),
    ("order_change", "Order Change"),
    ("return", "Return"),
]

SERVICE_STATES = [
    ("new", "New"),
    ("working", "Working"),
    ("waiting", "Waiting for Customer"),
    ("solved", "Solved"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]

# A record in one of these still wants something done.
OPEN_STATES = ("new", "working", "waiting")
DONE_STATES = ("solved", "closed", "cancelled")

CHANNELS = [
    ("email", "Email"),
    ("phone", "Phone"),
    ("portal", "Portal"),
    ("website", "Website"),
    ("chat", "Chat"),
    ("letter", "Letter"),
    ("manual", "By Hand"),
]

PRIORITIES = [("0", "Normal"), ("1", "High"), ("2", "Urgent")]

# Why a mail is kept outside the queue.
HELD_REASONS = [
    ("bounce", "Bounce"),
    ("loop", "Loop"),
    ("flood", "Too Many Mails"),
    ("unreadable", "Unreadable"),
    ("spam", "Spam"),
    ("automatic", "Automatic Reply"),
    ("refused", "Not Accepted"),
]

CLOCK_KINDS = [
    ("first_response", "First Response"),
    ("next_response", "Next Response"),
    ("resolution", "Resolution"),
]

CLOCK_STATES = [
    ("running", "Running"),
    ("paused", "Paused"),
    ("met", "Met"),
    ("missed", "Missed"),
    ("merged", "Merged"),
    ("dropped", "Without Outcome"),
]
OPEN_CLOCK_STATES = ("running", "paused")

# How a promise stands, of a clock and of a record; see rules/promise.py.
PROMISE_STATES = [
    ("none", "No Promise"),
    ("on_time", "On Time"),
    ("soon", "About to Be Late"),
    ("late", "Late"),
    ("paused", "Paused"),
    ("kept", "Kept"),
    ("broken", "Broken"),
]

# Why a clock was, or is to be, looked at again.
REVIEW_REASONS = [
    ("customer", "Customer of the record"),
    ("class", "Class of the customer"),
    ("priority", "Priority"),
    ("type", "Type"),
    ("team", "Team"),
    ("hours", "Working hours"),
    ("target", "Promise edited"),
]

WARRANTY_STATES = [("in", "In Warranty"), ("out", "Out of Warranty"), ("unknown", "Unknown")]

# ----------------------------------------------------------------
# ENTITLEMENTS AND KNOWLEDGE
# ----------------------------------------------------------------

ENTITLEMENT_KINDS = [
    ("trial", "Trial"),
    ("licence", "Licence"),
    ("warranty", "Warranty"),
    ("contract", "Contract"),
]

# These begin with the order, whatever is sold; a warranty on goods begins with their delivery.
IMMEDIATE_KINDS = ("trial", "licence", "contract")
# A case about the product of such a right is covered while the right lasts.
COVERING_KINDS = ("warranty", "contract")

DURATION_UNITS = [("days", "Days"), ("months", "Months"), ("years", "Years")]

ENTITLEMENT_STATES = [
    ("running", "Running"),
    ("expiring", "Expiring"),
    ("expired", "Expired"),
    ("renewed", "Renewed"),
    ("cancelled", "Cancelled"),
]

SOLUTION_STATES = [("draft", "Draft"), ("published", "Published")]
# FOLLOW-UPS
# ----------------------------------------------------------------

CONTACT_CHANNELS = [
    ("email", "Email"),
    ("phone", "Phone"),
    ("meeting", "Meeting"),
    ("portal", "Portal"),
    ("order", "Order"),
    ("payment", "Payment"),
    ("other", "Other"),
]

CONTACT_DIRECTIONS = [("in", "From the Customer"), ("out", "To the Customer"), ("both", "Both Ways")]

CONTACT_KINDS = [
    ("message", "Message"),
    ("call", "Call"),
    ("meeting", "Meeting"),
    ("order", "Order"),
    ("quotation_sent", "Quotation Sent"),
    ("payment", "Payment"),
    ("service", "Service Record"),
    ("rating", "Rating"),
    ("opt_out", "Opt-out"),
    ("bounce", "Bounce"),
    ("out_of_office", "Out of Office"),
]

# Whose messages are no contact with a customer: suppliers', employees', and the addon's own housekeeping.
MODELS_WITHOUT_CUSTOMERS = (
    "purchase.order",
    "purchase.requisition",
    "hr.employee",
    "hr.leave",
    "hr.applicant",
    "hr.expense",
    "hr.expense.sheet",
    "sme.enrolment",
)
# What customers may do in one hour, by what is limited: a person, an address on the network, a record.
PORTAL_LIMITS = {
    "record": {"person": 10, "address": 30},
    "message": {"person": 30, "address": 120, "record": 60},
    "reopen": {"person": 5, "address": 20, "record": 3},
    "file": {"person": 60, "address": 120, "record": 120},
}
