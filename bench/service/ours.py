"""The work in an Odoo with the addon."""

from bench.service.kanban import GroupedKanban
from bench.service.mails import make_mails
from bench.service.names import (
    CARD_OF_FEW,
    CARD_OF_MANY,
    CREATE,
    CREATE_ASSIGNED,
    MAILS,
    PIPELINE,
    QUEUE,
    RECEIVE,
    RECEIVE_ACKNOWLEDGED,
    RECORDS,
)


class Creation:
    """Records in one batch, for nobody; each with a deadline for the first answer and one for the solution."""

    login = "admin"
    assigned = False

    def __init__(self, env) -> None:
        self.env = env
        self.team = env["sme.service.team"].search([("company_id", "=", env.company.id)], limit=1)
        self.team.assign_automatically = self.assigned
        partners = env["res.partner"].search([("ref", "=like", "bench%")], order="id").ids
        self.values = [
            {
                "name": f"The desk wobbles ({number})",
                "description": "<p>What can we do?</p>",
                "team_id": self.team.id,
                "partner_id": partners[number % len(partners)],
            }
            for number in range(RECORDS)
        ]
        self.services = env["sme.service"]

    def run(self) -> None:
        """Create, and do what a commit does before it reaches the database."""
        self.services = self.env["sme.service"].create(self.values)
        self.env.cr.flush()

    def count(self) -> int:
        """The deadlines; all records have, or have not, a person."""
        if any(bool(service.user_id) != self.assigned for service in self.services):
            return 0
        return self.env["sme.service.clock"].search_count([("service_id", "in", self.services.ids)])


class AssignedCreation(Creation):
    """The same, and the rule chooses a person for each."""

    assigned = True


class Receipt:
    """Mails taken in one after the other, each as in a transaction of its own."""

    login = None
    acknowledged = False

    def __init__(self, env) -> None:
        self.env = env
        # as with the other helpdesk, nobody is chosen and nobody but the sender is written to
        env["sme.service.team"].search([]).write({"acknowledge": self.acknowledged, "assign_automatically": False})
        self.mails = make_mails(MAILS)
        self.newest = max(env["sme.service"].search([]).ids, default=0)

    def run(self) -> None:
        """Hand over all mails."""
        for mail in self.mails:
            self.env["mail.thread"].message_process(None, mail)
            self.env.cr.flush()

    def count(self) -> int:
        """The new records; none is held, and each was acknowledged, or none was."""
        services = self.env["sme.service"].search([("id", ">", self.newest), ("held_reason", "=", False)])
        acknowledged = services.filtered("acknowledged_on")
        return len(services) if len(acknowledged) == self.acknowledged * len(services) else 0


class AcknowledgedReceipt(Receipt):
    """The same, and each sender is answered."""

    acknowledged = True


class Card:
    """The answer card of one customer."""

    login = "admin"
    ref = ""

    def __init__(self, env) -> None:
        self.partner = env["res.partner"].search([("ref", "=", self.ref)])
        self.card = {}

    def run(self) -> None:
        """One request."""
        self.card = self.partner.get_answer_card()

    def count(self) -> int:
        """Whether there is a card."""
        return int(bool(self.card))


class CardOfFew(Card):
    """Ten open orders."""

    ref = "few orders"


class CardOfMany(Card):
    """A thousand open orders."""

    ref = "many orders"


class Queue:
    """The queue as the menu opens it, with its filter of open records."""

    login = "admin"

    def __init__(self, env) -> None:
        action = env.ref("crm_sme.sme_service_action")
        opened = GroupedKanban.get_filter_domain(env["sme.service"], action.search_view_id.id, "open")
        domain = [*GroupedKanban.get_action_domain(action), *opened]
        self.kanban = GroupedKanban(env["sme.service"], False, domain)

    def run(self) -> None:
        """The client's requests."""
        self.kanban.run()

    def count(self) -> int:
        """The records in the groups."""
        return self.kanban.shown


class Pipeline(Queue):
    """Odoo's own pipeline, of the opportunities that are neither won nor lost."""

    def __init__(self, env) -> None:
        domain = [("type", "=", "opportunity"), ("stage_id.is_won", "=", False)]
        view = env.ref("crm.crm_case_kanban_view_leads")
        self.kanban = GroupedKanban(env["crm.lead"], view.id, domain)


ACTIONS = {
    CREATE: Creation,
    CREATE_ASSIGNED: AssignedCreation,
    RECEIVE: Receipt,
    RECEIVE_ACKNOWLEDGED: AcknowledgedReceipt,
    CARD_OF_FEW: CardOfFew,
    CARD_OF_MANY: CardOfMany,
    QUEUE: Queue,
    PIPELINE: Pipeline,
}
