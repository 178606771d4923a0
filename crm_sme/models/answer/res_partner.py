from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from ...const import SME_GROUPS
from ...rules.answer import PORTAL, Person, decide_audience

LONGEST_PREFERENCES = 2000


class ResPartner(models.Model):
    _inherit = "res.partner"

    sme_preferences = fields.Text(
        prefetch="sme",
        string="Noted Preferences",
        groups=SME_GROUPS,
        help="What everybody who answers this customer should remember. Never shown to the customer.",
    )

    # ------------------------------------------------------------
    # ANSWER CARD
    # ------------------------------------------------------------

    @api.readonly
    def get_answer_card(self):
        """Everything that whoever answers this contact needs to know, as plain values in the reader's language.

        What is in it depends on who asks (`audience`): nothing else can widen it. Other employees and strangers get
        an AccessError.
        """
        if len(self) != 1:
            raise UserError(self.env._("Choose one contact."))
        # sudo: taken off, so that also a caller with all rights gets what the user may know
        return self.sudo(False)._sme_summary()

    def _sme_summary(self):
        """The card as a dict of sections; form, record, portal and PDF all show this one."""
        self.ensure_one()
        audience = self._get_answer_audience()
        self.check_access("read")
        scope = self.env["sme.answer.card"]._get_scope(self, audience)
        sections = {name: compute(scope) for name, compute in self._sme_summary_sections(scope).items()}
        return {"audience": audience.code, **sections}

    def _sme_summary_sections(self, scope):
        """{name: method that computes the section for a scope}, of what the audience may know and no more.

        An area adds its section here; what is not listed is not computed.
        """
        card, orders = self.env["sme.answer.card"], self.env["sme.answer.orders"]
        sections = {
            "customer": card._get_customer_section,
            "orders": orders._get_orders_section,
            "services": card._get_services_section,
        }
        if scope.audience.internal:
            sections |= {
                "header": card._get_header_section,
                "last_contact": card._get_last_contact_section,
                "products": card._get_products_section,
                "entitlements": card._get_entitlements_section,
                "preferences": card._get_preferences_section,
            }
        if scope.audience.figures:
            sections["figures"] = card._get_figures_section
        return sections

    def _get_answer_audience(self):
        """Who the user is to this contact; AccessError for those who are told nothing."""
        user = self.env.user
        audience = decide_audience(
            Person(
                is_portal=user._is_portal(),
                is_share=user.share,
                is_service=user.has_group("crm_sme.group_sme_service"),
                is_salesperson=user.has_group("crm_sme.group_sme_user"),
                is_manager=user.has_group("crm_sme.group_sme_manager"),
                reads_orders=self.env["sale.order"].has_access("read"),
            )
        )
        foreign = audience and audience.code == PORTAL and self.commercial_partner_id != user.commercial_partner_id
        if not audience or foreign:
            raise AccessError(self.env._("You may not see what is known about this customer."))
        return audience

    # ------------------------------------------------------------
    # FROM THE CARD
    # ------------------------------------------------------------

    def action_save_preferences(self, text):
        """Note what is to be remembered of the customer; for all who may open the answer card as employees."""
        self.ensure_one()
        self._check_answers_customers()
        self.check_access("read")
        if not isinstance(text, str):
            raise UserError(self.env._("Preferences are a text."))
        if len(text) > LONGEST_PREFERENCES:
            raise UserError(self.env._("Please keep the preferences below %s signs.", LONGEST_PREFERENCES))
        # sudo: who answers customers notes what they like, with no right to edit contacts
        firm_sudo = self.sudo().commercial_partner_id
        firm_sudo.sme_preferences = text.strip() or False
        return firm_sudo.sme_preferences or ""

    def action_log_call(self):
        """The dialog that logs a call with this contact: on a record, or as a note only."""
        self.ensure_one()
        self._check_answers_customers()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_call_wizard_action")
        action["context"] = {"default_partner_id": self.id}
        return action

    def _check_answers_customers(self):
        if not self.env.user.has_group("crm_sme.group_sme_service"):
            raise AccessError(self.env._("Only people who answer customers may do this."))

    def _log_call(self, note, reached):
        """Note a call on the contact; returns the message."""
        self.ensure_one()
        return self._post_call_note(self, note, reached)

    @api.model
    def _post_call_note(self, record, note, reached):
        """An internal note on a record that a call was, in the ledger too if it reached somebody.

        The customer is not written to.
        """
        # sudo: who answers customers notes calls, with no right to edit contacts; the flag is written here only
        record_sudo = record.sudo().with_context(mail_post_autofollow_author_skip=True)
        call_type = self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
        message_sudo = record_sudo.message_post(
            body=plaintext2html(note or (self.env._("Call: reached") if reached else self.env._("Call: not reached"))),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            author_id=self.env.user.partner_id.id,
            mail_activity_type_id=call_type.id if call_type and reached else False,
        )
        message_sudo.sme_call = "reached" if reached else "not_reached"
        contacts = self.env["sme.contact"]
        if reached:
            event = contacts._prepare_document_event(
                record, "call", "phone", "both", is_real=True, event_key=f"mail.message,{message_sudo.id},call"
            )
            contacts._note([event] if event else [])
        return message_sudo.with_env(self.env)
