import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...const import LIVE_ENROLMENT_STATES, MOST_FAILURES
from ...queries import exits as queries
from ...queries.tick import either
from ...rules.exits import Contact

_logger = logging.getLogger(__name__)

PAID_BY = ("account.move", "account.payment")
MOST_ROWS = 20000  # looked at in one tick


class SmeContact(models.Model):
    """What happened with customers ends their plans, or makes these wait.

    The event itself only adds its row and wakes the tick. The tick draws the consequences of each row once, row by row
    marked as pending, so that a row written by a slow transaction is found however late it appears.
    """

    _inherit = "sme.contact"

    fail_count = fields.Integer(readonly=True)
    last_error = fields.Char(readonly=True)

    @api.model
    def _write_rows(self, statement, pending):
        """Have the tick look at once where a plan runs for one of these customers."""
        if not pending:
            return super()._write_rows(statement, pending)
        return self.env["sme.tick"]._execute_and_wake(statement, queries.live_enrolments_of(LIVE_ENROLMENT_STATES))

    @api.model
    def _get_pending_domain(self):
        return Domain("is_pending", "=", True) & Domain("fail_count", "<", MOST_FAILURES)

    @api.model
    def _probe_pending(self, now):
        """Rows from which nothing was drawn yet, and meetings that are to become such rows."""
        return either(self._search(self._get_pending_domain()).select(), self._get_meetings_to_note(now))

    @api.model
    def _find_pending(self, now):
        """Ids of rows from which nothing was drawn yet, the oldest first; meetings that are over are noted before."""
        try:
            with self.env.cr.savepoint():
                self._note_meetings(now)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            _logger.info("Meetings are noted by another process at the moment")
        return self.search(self._get_pending_domain(), order="id", limit=MOST_ROWS).ids

    @api.model
    def _filter_heard_of(self, customers, company):
        """The customers with whom something happened in a company from which nothing was drawn yet."""
        groups = self._read_group(
            Domain("is_pending", "=", True)
            & Domain("company_id", "=", company.id)
            & Domain("commercial_partner_id", "in", customers.ids)
            & Domain("fail_count", "<", MOST_FAILURES),
            ["commercial_partner_id"],
        )
        return customers.browse([customer.id for (customer,) in groups])

    def _process_pending(self, now):
        """Draw the consequences of rows: what they end is stopped, what they make wait is paused.

        Rows of customers with a follow-up that somebody works on at the moment wait for the next turn.
        """
        rows = self.filtered("is_pending")
        by_enrolment, waiting = rows._get_enrolments()
        if waiting:
            rows -= waiting
            self.env["sme.tick"]._wake_soon()
        enrolments = self.env["sme.enrolment"].union(*by_enrolment)
        if enrolments:
            enrolments._fold(by_enrolment, now)
        rows.write({"is_pending": False})

    def _get_enrolments(self):
        """({enrolment: its rows}, rows that have to wait because one of their enrolments is held by somebody)."""
        self.env["sme.enrolment"].flush_model()
        pairs = self.env.execute_query(queries.enrolments_of(self.ids))
        found = self.env["sme.enrolment"].browse({enrolment for _row, enrolment in pairs})
        held = set(found.ids) - set(found.try_lock_for_update(allow_referencing=True).ids)
        by_row = defaultdict(set)
        for row, enrolment in pairs:
            by_row[row].add(enrolment)
        busy = self.browse([row for row, enrolments in by_row.items() if enrolments & held]).commercial_partner_id
        waiting = self.filtered(lambda contact: contact.commercial_partner_id in busy) if busy else self.browse()
        by_enrolment = defaultdict(self.browse)
        for row, enrolment in pairs:
            if row not in waiting._ids:
                by_enrolment[found.browse(enrolment)] |= self.browse(row)
        return dict(by_enrolment), waiting

    # ------------------------------------------------------------
    # WHAT A ROW SAYS
    # ------------------------------------------------------------

    def _get_facts(self):
        """{row: what the rules need to know of it, but for how long it makes plans wait}."""
        documents = self._get_documents()
        in_complaints = self._filter_in_complaints()
        return {
            contact: Contact(
                id=contact.id,
                kind=contact.kind,
                direction=contact.direction,
                channel=contact.channel,
                automatic=contact.automatic,
                user_id=contact.user_id.id or None,
                documents=frozenset(documents.get(contact, ())),
                in_complaint=contact in in_complaints,
            )
            for contact in self
        }

    def _filter_in_complaints(self):
        """The messages of customers in records of complaints: one that opened it, and what came after it."""
        messages = self.filtered(
            lambda contact: (
                contact.kind == "message" and contact.direction == "in" and contact.res_model == "sme.service"
            )
        )
        if not messages:
            return messages
        # sudo: what a record is about decides, whoever may open it
        services_sudo = self.env["sme.service"].sudo().browse(messages.mapped("res_id")).exists()
        complaints = set(services_sudo.filtered(lambda service: service.type_code == "complaint").ids)
        return messages.filtered(lambda contact: contact.res_id in complaints)

    def _get_documents(self):
        """{row: {(model, id)}}, what a payment paid and what a renewal renewed."""
        documents = {contact: {(contact.res_model, contact.res_id)} for contact in self if contact.kind == "renewal"}
        payments = self.filtered(lambda contact: contact.kind == "payment" and contact.res_model in PAID_BY)
        # sudo: which orders were paid is a fact for the plans about them
        invoices_sudo = {
            contact: self.env[contact.res_model].sudo().browse(contact.res_id).exists() for contact in payments
        }
        for contact, paid_sudo in invoices_sudo.items():
            if contact.res_model == "account.payment":
                paid_sudo = paid_sudo.reconciled_invoice_ids
            orders_sudo = paid_sudo.line_ids.sale_line_ids.order_id
            documents[contact] = {(orders_sudo._name, order) for order in orders_sudo.ids}
        return documents

    def _get_until(self, now):
        """{row: until when a plan waits because of it}; a complaint lasts until it is settled and is not named."""
        waits = self.env["sme.out.of.office"]
        planned = self.filtered(lambda contact: contact.kind == "meeting_planned")
        absent = self.filtered(lambda contact: contact.kind == "out_of_office")
        # sudo: when a meeting ends is known to the engine
        meetings_sudo = self.env["calendar.event"].sudo().browse(planned.mapped("res_id")).exists()
        ends = {meeting.id: meeting.stop for meeting in meetings_sudo.filtered("active")}
        pauses = {company: waits._get_short_pause(company, now) for company in (self - planned - absent).company_id}
        return {
            **{contact: ends.get(contact.res_id) for contact in planned},
            **waits._get_returns(absent, now),
            **{
                contact: pauses[contact.company_id]
                for contact in self - planned - absent
                if contact.kind != "complaint_opened"
            },
        }
