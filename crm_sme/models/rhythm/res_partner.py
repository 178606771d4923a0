from odoo import api, models
from odoo.tools import format_date

from ...const import CONTACT_STATES, SME_GROUPS
from ...expression_fields import ExpressionDate, ExpressionSelection
from ...queries import scorecard_fields

EXPRESSIONS = {"sme_contact_state": "state", "sme_contact_since": "since"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    sme_contact_state = ExpressionSelection(
        selection=CONTACT_STATES,
        string="Contact Rhythm",
        compute="_compute_sme_contact_state",
        search="_search_sme_contact_state",
        compute_sudo=True,
        groups=SME_GROUPS,
        help="Due from the interval that the class promises on, overdue after the longest one. Counted from the last "
        "real contact, the last order, or the day the rhythm began, whichever is latest.",
    )
    sme_contact_since = ExpressionDate(
        string="Without Contact Since",
        compute="_compute_sme_contact_state",
        search="_search_sme_contact_since",
        compute_sudo=True,
        groups=SME_GROUPS,
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_sme_contact_state(self):
        customers_sudo = self.env["sme.customer"]._find_all_sudo(
            [("company_id", "=", self.env.company.id), ("partner_id", "in", self.commercial_partner_id._origin.ids)]
        )
        verdicts = {card.partner_id: verdict for card, verdict in self.env["sme.rhythm"]._judge(customers_sudo).items()}
        for partner in self:
            partner.sme_contact_state, partner.sme_contact_since = verdicts.get(
                partner.commercial_partner_id._origin, (False, False)
            )

    def _search_sme_contact_state(self, operator, value):
        return self.env["sme.rhythm"]._search_by_sql(self, "sme_contact_state", operator, value)

    def _search_sme_contact_since(self, operator, value):
        return self.env["sme.rhythm"]._search_by_sql(self, "sme_contact_since", operator, value)

    def _expression_to_sql(self, alias, field_name, query):
        if field_name not in EXPRESSIONS:
            return super()._expression_to_sql(alias, field_name, query)
        scorecard = scorecard_fields.scorecard_alias(alias, query, *self._get_scorecard_keys_sql(alias, query))
        return self.env["sme.rhythm"]._to_sql(EXPRESSIONS[field_name], scorecard, query, self.env.company)

    def get_standing(self):
        """How the customer stands in the promised rhythm, who looks after it, and which plans follow it up, in the
        current company: what the contact's form shows below the class, as plain values in the reader's language.
        """
        self.ensure_one()
        self.check_access("read")
        for name in ("sme_contact_state", "sme_responsible_id"):
            self._check_field_access(self._fields[name], "read")
        labels = dict(self._fields["sme_contact_state"]._description_selection(self.env))
        since = self.sme_contact_since
        # sudo: who looks after a customer is told to whoever may read the fields that say so
        [(user_id, territory_sudo, reason)] = self.sudo()._judge_sme_responsible().values()
        user_sudo, reason = self.env["res.users"].sudo().browse(user_id or []), reason or ""
        return {
            "contact_state": self.sme_contact_state,
            "contact_label": labels.get(self.sme_contact_state, ""),
            "contact_hint": self.env._("Without contact since %s", format_date(self.env, since)) if since else "",
            "user_id": user_sudo.id,
            "user_name": user_sudo.name or "",
            "reason": reason,
            "plans": ", ".join(self._get_running_plans()),
            "territory": territory_sudo.name if territory_sudo and territory_sudo.name not in reason else "",
        }
