import json
import logging
from datetime import timedelta

from odoo import api, fields, models

from ...const import CONTACT_CHANNELS, CONTACT_DIRECTIONS, CONTACT_KINDS, MODELS_WITHOUT_CUSTOMERS
from ...queries import contact_ledger

_logger = logging.getLogger(__name__)

NOTED = "sme.contact"  # where a transaction collects what happened until it ends
HISTORY_PARAMETER = "crm_sme.contact_history"
HISTORY_TABLES = ("mail_message", "sale_order")
HISTORY_BATCH = 5000
MEETINGS_PARAMETER = "crm_sme.contact_meetings_until"
MARK_STAYS = timedelta(hours=12)


class SmeContact(models.Model):
    """What really happened with customers, in the order it happened: the ledger that everything else reads.

    Append-only. An event adds one row in its own transaction and does nothing else, so that no mail, order or payment
    waits for, or fails because of, what follows from it.
    """

    _name = "sme.contact"
    _description = "Contact with a Customer"
    _order = "date desc, id desc"
    _rec_name = "kind"
    _log_access = False

    company_id = fields.Many2one(comodel_name="res.company", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", required=True, readonly=True, index=True, ondelete="cascade"
    )
    # found by the index below, which begins with it
    commercial_partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Colleague", readonly=True, index="btree_not_null", ondelete="set null"
    )
    date = fields.Datetime(required=True, readonly=True)
    channel = fields.Selection(selection=CONTACT_CHANNELS, required=True, readonly=True)
    direction = fields.Selection(selection=CONTACT_DIRECTIONS, required=True, readonly=True)
    kind = fields.Selection(selection=CONTACT_KINDS, required=True, readonly=True)
    automatic = fields.Boolean(readonly=True, help="Written or sent by a machine.")
    is_real = fields.Boolean(
        string="Real Contact",
        readonly=True,
        help="A person and a customer were in touch: a message, a call, a meeting. It starts the contact rhythm anew.",
    )
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(string="Document", model_field="res_model", readonly=True)
    event_key = fields.Char(required=True, readonly=True, help="The event behind the row; it is noted once.")

    is_pending = fields.Boolean(
        string="To Be Looked At", readonly=True, help="Nothing was drawn from it yet for the plans of the customer."
    )

    _event_unique = models.UniqueIndex("(event_key)", "An event is noted once.")
    _customer_idx = models.Index("(commercial_partner_id, company_id, date DESC)")
    _real_idx = models.Index("(commercial_partner_id, company_id, date DESC) WHERE is_real OR kind = 'order'")
    _pending_idx = models.Index("(id) WHERE is_pending IS TRUE")  # as the ORM asks
    _company_idx = models.Index("(company_id, date DESC)")

    def action_open_document(self):
        """Open what the row is about; its own rights decide whether one may see it."""
        self.ensure_one()
        self.check_access("read")
        if not self.res_model or self.res_model not in self.env:
            return False
        self.env[self.res_model].browse(self.res_id).check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------
    # NOTING EVENTS
    # ------------------------------------------------------------

    @api.model
    def _note(self, events=(), message_id=None, customer_id=None):
        """Have events written when the transaction ends: a message by its id, others as dicts.

        An event says `partner_id`, `company_id`, `date`, `channel`, `direction`, `kind`, `event_key` and, where there
        is one, `user_id`, `res_model`, `res_id`, `automatic`, `is_real`.
        """
        precommit = self.env.cr.precommit
        noted = precommit.data.get(NOTED)
        if noted is None:
            noted = precommit.data[NOTED] = {"events": [], "messages": {}}
            precommit.add(self._write_noted)
        noted["events"].extend(events)
        if message_id:
            noted["messages"][message_id] = customer_id

    def _write_noted(self):
        noted = self.env.cr.precommit.data.pop(NOTED, None)
        if not noted:
            return
        # what others still have to write fails in their name: caught here, it would be rolled back in silence
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                self._insert(**noted)
        except Exception:
            # whoever sends a mail or confirms an order must not fail because of the ledger
            _logger.exception("Contacts with customers could not be noted")

    @api.model
    def _insert(self, events=(), messages=None, pending=True):
        """Write rows for messages, {id: customer's id where the author is unknown}, and for other events.

        From messages that are not `pending` nothing follows: they are history. Returns (id, customer's id, company's
        id, kind, whether automatic) of each new row.
        """
        self.env.flush_all()
        rows = []
        if messages:
            rows += self._write_rows(
                contact_ledger.insert_messages(
                    list(messages), list(messages.values()), MODELS_WITHOUT_CUSTOMERS, pending
                ),
                pending,
            )
        if events:
            rows += self._write_rows(contact_ledger.insert_events([json.dumps(self._dump(e)) for e in events]), True)
        if rows:
            self.invalidate_model()
            self.env["res.partner"].invalidate_model(["sme_last_contact_date"])
        return rows

    @api.model
    def _dump(self, event):
        return {**event, "date": fields.Datetime.to_string(event["date"])}

    @api.model
    def _write_rows(self, statement, pending):
        """The new rows that a statement returns; what follows from pending ones follows later. For other areas."""
        return self.env.execute_query(statement)

    @api.model
    def _note_documents(self, documents, kind, channel, direction):
        """Note what happened to documents; one without a customer is none of the ledger's."""
        events = [self._prepare_document_event(document, kind, channel, direction) for document in documents]
        if any(events):
            self._note(list(filter(None, events)))

    @api.model
    def _prepare_document_event(self, record, kind, channel, direction, **values):
        """An event about a document of a customer, or None where the document has no customer."""
        partner = record._mail_get_customer() if hasattr(record, "_mail_get_customer") else record.partner_id
        if not partner:
            return None
        company = record.company_id if "company_id" in record else self.env["res.company"]
        return {
            "partner_id": partner.id,
            "company_id": (company or self.env.company).id,
            "user_id": self.env.uid if self.env.user._is_internal() and not self.env.su else None,
            "date": fields.Datetime.now(),
            "channel": channel,
            "direction": direction,
            "kind": kind,
            "res_model": record._name,
            "res_id": record.id,
            "event_key": f"{record._name},{record.id},{kind}",
            **values,
        }

    @api.model
    def _prepare_bounce_event(self, partner, message, message_values):
        """A mail to a customer that came back."""
        return {
            "partner_id": partner.id,
            "company_id": (message.record_company_id or self.env.company).id,
            "date": fields.Datetime.now(),
            "channel": "email",
            "direction": "in",
            "kind": "bounce",
            "automatic": True,
            "res_model": message.model,
            "res_id": message.res_id,
            "event_key": f"bounce,{message_values.get('message_id') or message.id},{partner.id}",
        }

    @api.model
    def _note_opt_outs(self, partners, entries, channel):
        """Note in every company that these contacts want no more mails, or calls."""
        # sudo: an opt-out holds for every company of the database
        companies_sudo = self.env["res.company"].sudo().search([])
        now = fields.Datetime.now()
        self._note(
            [
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "date": now,
                    "channel": channel,
                    "direction": "in",
                    "kind": "opt_out",
                    "res_model": "res.partner",
                    "res_id": partner.id,
                    "event_key": f"{entries._name},{partner.id},{company.id},{now:%Y%m%d%H%M%S}",
                }
                for partner in partners
                for company in (partner.company_id or companies_sudo)
            ]
        )

    # ------------------------------------------------------------
    # HISTORY AND MEETINGS
    # ------------------------------------------------------------

    @api.model
    def _get_meetings_mark(self):
        """Until when meetings were looked for, or None at first."""
        # sudo: where the ledger stands is a parameter of the system
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        return fields.Datetime.to_datetime(parameters_sudo.get_param(MEETINGS_PARAMETER) or None)

    @api.model
    def _get_meetings_to_note(self, now):
        """A query without rows whenever `_note_meetings` would have nothing to do."""
        since = self._get_meetings_mark()
        if not since or now - since > MARK_STAYS:
            return contact_ledger.ONE_ROW
        return contact_ledger.meetings_to_note(since, now)

    @api.model
    def _note_meetings(self, now):
        """Note the meetings with customers that ended since the last time: no event tells of their end.

        Each is noted once, so that the mark may stay for a while: writing a parameter empties caches of all servers.
        """
        # sudo: where the ledger stands is a parameter of the system
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        since = self._get_meetings_mark()
        rows = self.env.execute_query(contact_ledger.insert_meetings(since, now))
        if not since or now - since > MARK_STAYS:
            mark_sudo = parameters_sudo.search([("key", "=", MEETINGS_PARAMETER)])
            # whoever else notes meetings at this moment moves the mark for both
            if not mark_sudo or mark_sudo.try_lock_for_update():
                parameters_sudo.set_param(MEETINGS_PARAMETER, fields.Datetime.to_string(now))
        if rows:
            self.invalidate_model()

    @api.model
    def _request_history(self):
        """Have the ledger filled in from what the database knows of the time before the installation."""
        newest = {table: self.env.execute_query(contact_ledger.newest(table))[0][0] + 1 for table in HISTORY_TABLES}
        self._set_history_left(newest)
        self.env.ref("crm_sme.ir_cron_sme_contact_history")._trigger()

    @api.model
    def _get_history_left(self):
        """{table: the id below which its rows are still to be filled in}."""
        # sudo: where the ledger stands is a parameter of the system
        return json.loads(self.env["ir.config_parameter"].sudo().get_param(HISTORY_PARAMETER) or "{}")

    @api.model
    def _set_history_left(self, left):
        # sudo: see _get_history_left
        self.env["ir.config_parameter"].sudo().set_param(HISTORY_PARAMETER, json.dumps(left))

    @api.model
    def _cron_fill_history(self):
        """Fill in old messages and orders, the newest first, a batch a transaction.

        Interrupted anywhere, it goes on where it was.
        """
        left = self._get_history_left()
        progress = self.env["ir.cron"]._commit_progress(remaining=sum(left.values()))
        for table in HISTORY_TABLES:
            while left.get(table) and progress:
                below = self._fill_batch(table, left[table])
                done, left[table] = left[table] - below, below
                self._set_history_left(left)
                progress = self.env["ir.cron"]._commit_progress(done)

    @api.model
    def _fill_batch(self, table, below):
        """Fill in the newest rows of a table with an id below this one; returns the lowest of their ids, 0 at the end.

        Nothing follows from old events.
        """
        batch = [row[0] for row in self.env.execute_query(contact_ledger.ids_below(table, below, HISTORY_BATCH))]
        if not batch:
            return 0
        if table == "mail_message":
            self._insert(messages=dict.fromkeys(batch), pending=False)
            self.env.execute_query(contact_ledger.insert_done_activities(batch))
        else:
            self.env.execute_query(contact_ledger.insert_orders(batch))
        self.invalidate_model()
        return batch[-1]
