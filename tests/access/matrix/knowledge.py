"""Rights on solutions: everybody who serves writes drafts (here "own"), what is published (here "foreign") is read."""

DRAFTS = ("rwc", "r")

MATRIX = {
    "sme.solution": {
        "service": DRAFTS,
        "salesman": DRAFTS,
        "salesman_all": DRAFTS,
        "sales_manager": ("rwcu", "rwcu"),
    },
}


def make_records(case):
    draft, published = case.env["sme.solution"].create(
        [
            {"question": "Wobbles", "answer": "Tighten it", "state": state, "company_id": case.company.id}
            for state in ("draft", "published")
        ]
    )
    return {"sme.solution": (draft, published)}
