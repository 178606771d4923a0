"""Rights on the ledger of contacts: read by everybody who serves or sells, written by the engine."""

READ = ("r", "r")

MATRIX = {"sme.contact": {"service": READ, "salesman": READ, "salesman_all": READ, "sales_manager": READ}}
WITHOUT_TABLE = {"sme.opt.out.mixin"}


def make_records(case):
    """A call with each customer."""
    contacts = case.env["sme.contact"]
    for partner in (case.own, case.foreign):
        event = contacts._prepare_document_event(partner, "call", "phone", "both", partner_id=partner.id)
        contacts._insert(events=[event])
    return {
        "sme.contact": tuple(
            contacts.search([("partner_id", "=", partner.id)], limit=1) for partner in (case.own, case.foreign)
        )
    }
