"""What is done, by name; the work itself needs an Odoo to be imported."""

CREATE = "creating 1,000 records with two deadlines each, nobody's"
CREATE_ASSIGNED = "creating 1,000 records with two deadlines each, assigned"
RECEIVE = "receiving 200 mails"
RECEIVE_ACKNOWLEDGED = "receiving 200 mails, each acknowledged"
CARD_OF_FEW = "answer card of a customer with 10 open orders"
CARD_OF_MANY = "answer card of a customer with 1,000 open orders"
QUEUE = "queue of 10,000 open records"
PIPELINE = "Odoo's pipeline of 10,000 open opportunities"

RECORDS = 1_000
DEADLINES = 2
MAILS = 200
FEW_ORDERS = 10
MANY_ORDERS = 1_000
QUEUE_RECORDS = 10_000
