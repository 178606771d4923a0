from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

SALESPEOPLE = "sales_team.group_sale_salesman"
ACCOUNTANTS = "account.group_account_invoice"
# Types whose new order replaces the product in question.
REPLACING_TYPES = ("warranty", "return")


class SmeService(models.Model):
    """What the ERP can do for a case: a chance to sell, a credit note, a new order; and what came before and after."""

    _inherit = "sme.service"

    lead_ids = fields.One2many(
        comodel_name="crm.lead", inverse_name="sme_service_id", string="Opportunities", groups=SALESPEOPLE
    )
    lead_count = fields.Integer(compute="_compute_document_counts", groups=SALESPEOPLE)
    order_ids = fields.One2many(
        comodel_name="sale.order", inverse_name="sme_service_id", string="New Orders", groups=SALESPEOPLE
    )
    order_count = fields.Integer(compute="_compute_document_counts", groups=SALESPEOPLE)
    credit_note_count = fields.Integer(compute="_compute_credit_note_count", groups=ACCOUNTANTS)
    partner_service_count = fields.Integer(compute="_compute_partner_service_count", string="Records of the Customer")
    following_count = fields.Integer(compute="_compute_following_count", string="Following Records")
    order_number = fields.Char(
        compute="_compute_order_number",
        inverse="_inverse_order_number",
        compute_sudo=True,
        help="For people who do not see orders: its number links an order of the customer.",
    )

    def _compute_document_counts(self):
        leads, orders = (
            dict(self.env[model]._read_group([("sme_service_id", "in", self.ids)], ["sme_service_id"], ["__count"]))
            for model in ("crm.lead", "sale.order")
        )
        for service in self:
            service.lead_count = leads.get(service, 0)
            service.order_count = orders.get(service, 0)

    @api.depends("sale_order_id")
    def _compute_credit_note_count(self):
        for service in self:
            service.credit_note_count = len(service._get_invoices("out_refund"))

    @api.depends("commercial_partner_id")
    def _compute_partner_service_count(self):
        domain = self._get_queue_domain() & Domain("commercial_partner_id", "in", self.commercial_partner_id.ids)
        counts = dict(self._read_group(domain, ["commercial_partner_id"], ["__count"]))
        for service in self:
            service.partner_service_count = counts.get(service.commercial_partner_id, 0)

    @api.depends("follower_record_ids")
    def _compute_following_count(self):
        counts = dict(self._read_group([("previous_id", "in", self.ids)], ["previous_id"], ["__count"]))
        for service in self:
            service.following_count = counts.get(service, 0)

    @api.depends("sale_order_id")
    def _compute_order_number(self):
        for service in self:
            service.order_number = service.sale_order_id.name

    def _inverse_order_number(self):
        for service in self:
            number = (service.order_number or "").strip()
            # sudo: who serves sees no orders, but may name one of this customer
            order_sudo = self.env["sale.order"].sudo()
            if number and service.commercial_partner_id:
                order_sudo = order_sudo.search(
                    [
                        ("name", "=", number),
                        ("company_id", "=", service.company_id.id),
                        ("partner_id", "child_of", service.commercial_partner_id.id),
                    ],
                    limit=1,
                )
            if number and not order_sudo:
                raise UserError(
                    self.env._(
                        "%(number)s is no order of %(customer)s.",
                        number=number,
                        customer=service.partner_id.display_name or self.env._("a known customer"),
                    )
                )
            service.sale_order_id = order_sudo.id

    def _merge_move(self, duplicates):
        result = super()._merge_move(duplicates)
        # sudo: what came out of the duplicates goes along, also what the merger may not see
        for record_sudo in (duplicates.sudo().lead_ids, duplicates.sudo().order_ids):
            record_sudo.write({"sme_service_id": self.id})
        (duplicates.follower_record_ids - self).write({"previous_id": self.id})
        return result

    # ------------------------------------------------------------
    # CHANCE TO SELL
    # ------------------------------------------------------------

    def action_open_chance(self):
        """Ask for the opportunity that this case is, new or known."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Chance to Sell"),
            "res_model": "sme.service.lead.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_service_id": self.id},
        }

    def _create_lead(self, name, salesperson, note):
        """Pass a chance on to sales; whoever serves need not see the pipeline for that."""
        self.ensure_one()
        self.check_access("write")
        # sudo: see above; all values are those of a record that the user may write
        lead_sudo = (
            self.env["crm.lead"]
            .sudo()
            .create(
                {
                    "name": name,
                    "type": "opportunity",
                    "partner_id": self.partner_id.id,
                    "email_from": self.email_from,
                    "phone": self.phone,
                    "company_id": self.company_id.id,
                    "user_id": salesperson.id,
                    "description": note,
                    "sme_service_id": self.id,
                }
            )
        )
        self._message_log(body=self.env._("Passed on as a chance to sell: %(lead)s", lead=lead_sudo.display_name))
        return self.env["crm.lead"].browse(lead_sudo.id)

    def _link_lead(self, lead):
        self.ensure_one()
        self.check_access("write")
        lead.check_access("write")
        if lead.partner_id.commercial_partner_id != self.commercial_partner_id:
            raise UserError(self.env._("%(lead)s is about another customer.", lead=lead.display_name))
        lead.sme_service_id = self
        self._message_log(body=self.env._("Linked with the opportunity %(lead)s", lead=lead.display_name))

    def _get_default_salesperson(self):
        """The customer's account manager where he sells, else who asks where he sells himself."""
        manager = self._get_account_managers()[self]
        for user in (manager, self.env.user):
            if user and user.has_group(SALESPEOPLE) and self.company_id in user.company_ids:
                return user
        return self.env["res.users"]

    def action_open_leads(self):
        self.ensure_one()
        self.check_access("read")
        return self._open_documents("crm.lead", self.lead_ids, self.env._("Opportunities"))

    # ------------------------------------------------------------
    # ORDER AND CREDIT NOTE
    # ------------------------------------------------------------

    def action_new_order(self):
        """Open a new quotation for the customer; for a warranty case or a return with the product."""
        self.ensure_one()
        self.check_access("write")
        orders = self.env["sale.order"]
        orders.check_access("create")
        if not self.partner_id:
            raise UserError(self.env._("Say first who the customer of %(record)s is.", record=self.display_name))
        order = orders.create(self._prepare_order_values())
        return self._open_documents("sale.order", order, order.display_name)

    def _prepare_order_values(self):
        values = {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "origin": self.number,
            "sme_service_id": self.id,
        }
        if self.product_id and self.type_code in REPLACING_TYPES:
            values["order_line"] = [Command.create({"product_id": self.product_id.id, "product_uom_qty": 1})]
        return values

    def action_open_orders(self):
        self.ensure_one()
        self.check_access("read")
        return self._open_documents("sale.order", self.order_ids, self.env._("New Orders"))

    def action_credit_note(self):
        """Credit the invoices of the order; who may not do so asks somebody who may."""
        self.ensure_one()
        self.check_access("write")
        invoices = self._get_invoices("out_invoice").filtered(lambda move: move.state == "posted")
        if not invoices:
            raise UserError(self.env._("There is no posted invoice of an order on %(record)s.", record=self.number))
        if not self.env.user.has_group(ACCOUNTANTS):
            return self._ask_for_credit_note(invoices)
        own = self.env["account.move"].browse(invoices.ids)
        own.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_view_account_move_reversal")
        return {
            **action,
            "name": self.env._("Credit Note"),
            "context": {"active_model": "account.move", "active_ids": own.ids, "default_reason": self.number},
        }

    def action_open_credit_notes(self):
        self.ensure_one()
        self.check_access("read")
        moves = self.env["account.move"].browse(self._get_invoices("out_refund").ids)
        return self._open_documents("account.move", moves, self.env._("Credit Notes"))

    def _get_invoices(self, move_type):
        # sudo: that there are invoices is no secret; whoever opens or credits them is asked for the right
        order_sudo = self.sale_order_id.sudo()
        return order_sudo.invoice_ids.filtered(lambda move: move.move_type == move_type)

    def _ask_for_credit_note(self, invoices):
        """One to-do on the invoice for somebody who keeps the books."""
        # sudo: whoever keeps the books gets it, whoever asks
        people_sudo = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.env.ref(ACCOUNTANTS).ids),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                ]
            )
        )
        person = (people_sudo._filter_present(self.company_id, fields.Datetime.now()) or people_sudo)[:1]
        if not person:
            raise UserError(self.env._("Nobody in %(company)s may make credit notes.", company=self.company_id.name))
        invoice = invoices[:1]
        if not invoice.activity_search(["crm_sme.mail_activity_type_credit_note"]):
            invoice.activity_schedule(
                "crm_sme.mail_activity_type_credit_note",
                user_id=person.id,
                note=self.env._("Asked for by %(record)s", record=self.display_name),
            )
            self._message_log(
                body=self.env._(
                    "Asked %(person)s for a credit note for %(invoice)s", person=person.name, invoice=invoice.name
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(person)s was asked for the credit note.", person=person.name),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------
    # BEFORE AND AFTER
    # ------------------------------------------------------------

    def action_open_partner_services(self):
        self.ensure_one()
        self.check_access("read")
        return self._open_services(
            [("commercial_partner_id", "=", self.commercial_partner_id.id), ("held_reason", "=", False)],
            self.commercial_partner_id.display_name,
        )

    def action_open_following(self):
        self.ensure_one()
        self.check_access("read")
        return self._open_services([("previous_id", "=", self.id)], self.env._("Following Records"))

    def _open_services(self, domain, name):
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_service_action")
        action.update(domain=domain, context={}, name=name, path=False)
        return action

    def _open_documents(self, model, records, name):
        action = {"type": "ir.actions.act_window", "res_model": model, "name": name}
        if len(records) == 1:
            return {**action, "res_id": records.id, "views": [(False, "form")]}
        return {
            **action,
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", records.ids)],
        }
