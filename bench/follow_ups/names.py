"""What is done, by name; the work itself needs an Odoo to be imported."""

PLAN = "planning 5,000 due steps among 50,000 running enrolments"
ACTIVITIES = "Odoo creating 5,000 activities in one batch"
STOP = "stopping 5,000 enrolments whose customers answered"
IDLE_TICK = "a tick with nothing due"
POST = "posting a message to a customer"
POST_WITHOUT_LEDGER = "the same without the ledger"
CONFIRM = "confirming an order"
CONFIRM_WITHOUT_LEDGER = "confirming without the ledger"
MY_DAY = "My Day with 10,000 open activities"
ACTIVITY_LIST = "Odoo's activity list, 80 rows with the number of all"
PREVIEW_OF_FEW = "previewing a plan over 5,000 customers"
PREVIEW_OF_MANY = "previewing a plan over 50,000 customers"
HISTORY_OF_FEW = "filling the ledger from 100,000 messages"
HISTORY_OF_MANY = "filling the ledger from 1,000,000 messages"

STEPS = 5_000
ENROLMENTS = 50_000
PEOPLE = 50
BUSY_ACTIVITIES = 10_000
ROWS_OF_A_LIST = 80
CUSTOMERS = 50_000
ONE_IN_FEW = 10  # the smaller measure of two has so much less
MESSAGES = 1_000_000
FEW = "few"  # the postal code of the customers of the smaller measure
PREVIEWED = "Thank for every order"
