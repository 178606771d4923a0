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

REFRESH_STATES = [("idle", "Up to date"), ("requested", "Requested"), ("running", "Refreshing"), ("failed", "Failed")]

# Users and managers are in it too. One name: a field that a list reads has its groups checked once for every cell.
SME_GROUPS = "crm_sme.group_sme_service"

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
    ("manual", "Entered by Hand"),
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
    ("late", "Overdue"),
    ("paused", "Paused"),
    ("kept", "Kept"),
    ("broken", "Broken"),
]

# How a promise stands while nothing is due; no day changes it.
RESTING_PROMISE_STATES = [state for state in PROMISE_STATES if state[0] in ("paused", "kept", "broken")]

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
    ("delivery", "Delivery"),
    ("opt_out", "Opt-out"),
    ("bounce", "Bounce"),
    ("out_of_office", "Out of Office"),
    ("meeting_planned", "Meeting Planned"),
    ("complaint_opened", "Complaint Opened"),
    ("complaint_closed", "Complaint Closed"),
    ("renewal", "Renewal"),
]

# What puts a customer into a plan.
PLAN_TRIGGERS = [
    ("lifecycle", "Stage of the Customer Changed"),
    ("class_changed", "Class Changed"),
    ("no_contact", "No Real Contact"),
    ("quotation", "Quotation Unanswered"),
    ("order_confirmed", "Order Confirmed"),
    ("order_delivered", "Order Delivered"),
    ("entitlement", "Entitlement Ends"),
    ("low_rating", "Low Rating"),
    ("complaint_closed", "Complaint Closed"),
    ("new_customer", "New Customer"),
    ("lead_untouched", "Lead Untouched"),
    ("manual", "Started by Hand"),
]

# What the follow-ups of a trigger are about; those of others are about the customer as such.
TRIGGER_DOCUMENTS = {
    "quotation": "sale.order",
    "order_confirmed": "sale.order",
    "order_delivered": "sale.order",
    "entitlement": "sme.entitlement",
    "low_rating": "sme.service",
    "complaint_closed": "sme.service",
    "lead_untouched": "crm.lead",
}
DOCUMENT_FIELDS = {
    "sale.order": "order_ids",
    "crm.lead": "lead_ids",
    "sme.entitlement": "entitlement_ids",
    "sme.service": "service_ids",
}

STEP_KINDS = [
    ("call", "Call"),
    ("mail", "Mail"),
    ("letter", "Letter"),
    ("meeting", "Meeting"),
    ("visit", "Visit"),
    ("task", "Task"),
    ("quotation_check", "Quotation Check"),
]
# Steps that the customer notices.
TOUCHES = ("call", "mail", "letter", "meeting", "visit")

STEP_PEOPLE = [
    ("account_manager", "Account Manager"),
    ("territory", "Responsible of the Territory"),
    ("order_salesperson", "Salesperson of the Order"),
    ("team", "Team in Turn"),
    ("fixed", "Always the Same Person"),
]

OVERDUE_CHOICES = [("wait", "Wait"), ("skip", "Skip It"), ("escalate", "Tell the Responsible")]

CONDITION_TARGETS = [("document", "What the Plan Is About"), ("customer", "The Customer")]

EXIT_EVENTS = [
    ("message_in", "Mail from the Customer"),
    ("portal_message", "Portal Message"),
    ("call", "Call"),
    ("meeting_planned", "Meeting Planned"),
    ("meeting_held", "Meeting Held"),
    ("order", "Order"),
    ("payment", "Payment"),
    ("opt_out", "Opt-out"),
    ("bounce", "Mail Came Back"),
    ("complaint", "Complaint Opened"),
    ("colleague_contact", "Contact by a Colleague"),
    ("out_of_office", "Out of Office"),
    ("renewal", "Renewal"),
]

EXIT_EFFECTS = [("ends", "Ends the Plan"), ("pauses", "Pauses It"), ("nothing", "Changes Nothing")]

ENROLMENT_STATES = [("running", "Running"), ("paused", "Paused"), ("done", "Done"), ("stopped", "Stopped")]
LIVE_ENROLMENT_STATES = ("running", "paused")

# Why a plan ended or paused for a customer.
STOP_REASONS = [
    *EXIT_EVENTS,
    ("finished", "All Steps Done"),
    ("by_hand", "By a Person"),
    ("no_interest", "No Interest"),
    ("order_expected", "Order Expected"),
    ("duplicate", "Doubled by a Merge of Contacts"),
    ("documents_gone", "What It Was About Is Settled"),
    ("plan_removed", "Plan Removed"),
]

ENROLMENT_STEP_STATES = [("planned", "Scheduled"), ("done", "Done"), ("skipped", "Skipped")]

# Why a step was not done.
SKIP_REASONS = [
    *STOP_REASONS,
    ("condition", "Condition Not Met"),
    ("removed", "Removed by Hand"),
    ("overdue", "Not Done in Time"),
    ("step_removed", "Step Removed from the Plan"),
    ("placeholder", "Placeholder Empty"),
    ("no_address", "No Address"),
]

# Why a mail that a plan would send by itself is left to a person.
DRAFT_REASONS = [
    ("template", "Template Cannot Be Filled In"),
    ("placeholder", "Placeholder Empty"),
    ("no_document", "Nothing It Could Be About"),
    ("bounced", "The Last Mail Came Back"),
]

OUTCOMES = [
    ("reached", "Reached"),
    ("not_reached", "Not Reached"),
    ("not_now", "Not Now"),
    ("no_interest", "No Interest"),
    ("order_expected", "Order Expected"),
]

MOST_ATTEMPTS = 3  # how often a step is tried whose customer is not reached
# After so many working days a step comes again, or the next one comes, where nobody says when.
OUTCOME_DAYS = {"not_reached": 1, "not_now": 5, "order_expected": 10}
# How a customer stands in the rhythm of contacts that its class promises; see rules/rhythm.py.
CONTACT_STATES = [("good", "In Touch"), ("due", "Contact Due"), ("overdue", "Contact Overdue")]

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
# Why somebody puts a customer off.
SNOOZE_REASONS = [
    ("not_reached", "Not Reached"),
    ("asked", "The Customer Asked For It"),
    ("waiting", "Waiting for Somebody Else"),
    ("no_time", "No Time Today"),
    ("other", "Other"),
]

# What customers may do in one hour, by what is limited: a person, an address on the network, a record.
PORTAL_LIMITS = {
    "record": {"person": 10, "address": 30},
    "message": {"person": 30, "address": 120, "record": 60},
    "reopen": {"person": 5, "address": 20, "record": 3},
    "file": {"person": 60, "address": 120, "record": 120},
}

# ----------------------------------------------------------------
# ATTENTION
# ----------------------------------------------------------------

# What an alert is about. Areas that raise alerts of a new kind add it here.
ALERT_KINDS = [
    ("promise", "Promise About to Break"),
    ("escalation", "Promise About to Break, for the Leader"),
    ("nobody", "Nobody Takes New Records"),
    ("entitlement", "Entitlement About to End"),
    ("timer", "Forgotten Timer"),
    ("plan", "Follow-up Plan"),
    ("customer", "Customer at Stake"),
    ("muted", "Ignored Alerts"),
]

ALERT_STATES = [
    ("pending", "Waiting"),
    ("shown", "Shown"),
    ("digested", "In the Digest"),
    ("dropped", "Not Shown"),
]

# Why somebody was not told, or not at once.
ALERT_DROP_REASONS = [
    ("quiet", "Quiet hours"),
    ("cap", "Enough alerts for the day"),
    ("cool_down", "Just told about this customer"),
    ("muted", "Ignored three times"),
    ("handled", "Handled before"),
    ("old", "Too old"),
    ("gone", "Person or document is gone"),
]

# How important what concerns a customer is, by the class of the customer; others come last.
IMPORTANCE_OF_CLASSES = {"key": 5, "growth": 4, "standard": 3}
LEAST_IMPORTANCE = 2
