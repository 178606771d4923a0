"""One table of cases for the rule of a right's state, for its search and for its column in SQL."""

# kind, days from today to the last one (None: without end), cancelled, renewed, state
STATE_CASES = [
    ("licence", None, False, False, "running"),
    ("licence", 365, False, False, "running"),
    ("licence", 31, False, False, "running"),
    ("licence", 30, False, False, "expiring"),
    ("licence", 0, False, False, "expiring"),
    ("licence", -1, False, False, "expired"),
    ("trial", 8, False, False, "running"),
    ("trial", 7, False, False, "expiring"),
    ("trial", -1, False, False, "expired"),
    ("warranty", 31, False, False, "running"),
    ("warranty", 30, False, False, "expiring"),
    ("contract", 91, False, False, "running"),
    ("contract", 90, False, False, "expiring"),
    ("contract", -400, False, False, "expired"),
    ("licence", 10, False, True, "renewed"),
    ("licence", -10, False, True, "renewed"),
    ("licence", None, False, True, "renewed"),
    ("licence", 10, True, False, "cancelled"),
    ("licence", -10, True, False, "cancelled"),
    ("licence", None, True, True, "cancelled"),
]
