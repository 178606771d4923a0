"""The same work in an Odoo with the other helpdesk, through its public interface only."""

from bench.service.mails import make_mails
from bench.service.names import CREATE, CREATE_ASSIGNED, MAILS, RECEIVE, RECEIVE_ACKNOWLEDGED, RECORDS


class Creation:
    """Tickets in one batch, for nobody; two service levels apply to each."""

    login = "admin"
    assigned = False

    def __init__(self, env) -> None:
        self.env = env
        self.team = env["helpdesk.ticket.team"].search([("alias_name", "!=", False)], limit=1)
        env.company.helpdesk_mgmt_ticket_auto_assign = self.assigned
        partners = env["res.partner"].search([("ref", "=like", "bench%")], order="id").ids
        self.values = [
            {
                "name": f"The desk wobbles ({number})",
                "description": "<p>What can we do?</p>",
                "team_id": self.team.id,
                "partner_id": partners[number % len(partners)],
                # its only way to a person that no one names is to take the one who creates the ticket
                **({} if self.assigned else {"user_id": False}),
            }
            for number in range(RECORDS)
        ]
        self.tickets = env["helpdesk.ticket"]

    def run(self) -> None:
        """Create, and do what a commit does before it reaches the database."""
        self.tickets = self.env["helpdesk.ticket"].create(self.values)
        self.env.cr.flush()

    def count(self) -> int:
        """The deadlines; all tickets have, or have not, a person."""
        if any(bool(ticket.user_id) != self.assigned for ticket in self.tickets):
            return 0
        return self.env["helpdesk.ticket.sla"].search_count([("ticket_id", "in", self.tickets.ids)])


class AssignedCreation(Creation):
    """The same, and each ticket gets a person."""

    assigned = True


class Receipt:
    """Mails taken in one after the other, each as in a transaction of its own."""

    login = None
    acknowledged = False

    def __init__(self, env) -> None:
        self.env = env
        template = env.ref("helpdesk_mgmt.changed_stage_template") if self.acknowledged else False
        stages = env["helpdesk.ticket.stage"].search([])
        stages.mail_template_id = False
        stages[0].mail_template_id = template
        self.mails = make_mails(MAILS)
        self.newest = max(env["helpdesk.ticket"].search([]).ids, default=0)

    def run(self) -> None:
        """Hand over all mails."""
        for mail in self.mails:
            self.env["mail.thread"].message_process(None, mail)
            self.env.cr.flush()

    def count(self) -> int:
        """The new tickets; each was acknowledged, or none was."""
        tickets = self.env["helpdesk.ticket"].search([("id", ">", self.newest)])
        mails = self.env["mail.mail"].search([("model", "=", "helpdesk.ticket"), ("res_id", "in", tickets.ids)])
        return len(tickets) if len(set(mails.mapped("res_id"))) == self.acknowledged * len(tickets) else 0


class AcknowledgedReceipt(Receipt):
    """The same, and each sender is answered."""

    acknowledged = True


ACTIONS = {
    CREATE: Creation,
    CREATE_ASSIGNED: AssignedCreation,
    RECEIVE: Receipt,
    RECEIVE_ACKNOWLEDGED: AcknowledgedReceipt,
}
