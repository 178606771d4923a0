from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ..queries import scorecard_fields

SHOWN_EVENTS = 10
# What decides whose customer a contact is, and with which firm its orders are counted.
REASSIGNING_FIELDS = ("user_id", "parent_id", "is_company", "company_type", "commercial_partner_id")


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "sme.scorecard.mixin"]

    # ------------------------------------------------------------
    # CLASS AND LIFECYCLE, IN THE CURRENT COMPANY
    # ------------------------------------------------------------

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_scorecard(self):
        return super()._compute_scorecard()

    def _get_scorecard_keys(self):
        company = self.env.company
        return [(partner.commercial_partner_id, company) for partner in self]

    def _get_scorecard_keys_sql(self, alias, query):
        return (
            self._field_to_sql(alias, "commercial_partner_id", query),
            scorecard_fields.fixed_company(self.env.company.id),
        )

    def _get_readable_scorecards(self, company):
        """The scorecards of these partners' firms in the company, those that the user may read."""
        if not self.env["sme.customer"].has_access("read"):
            return self.env["sme.customer"]
        return (
            self.env["sme.customer"]
            .with_context(active_test=False)
            .search([("company_id", "=", company.id), ("partner_id", "in", self.commercial_partner_id._origin.ids)])
        )

    def _get_class_sentences(self, company, scorecards):
        """(sentences, scorecard): with numbers where the scorecard is among the readable ones, else in words only."""
        firm = self.commercial_partner_id._origin
        scorecard = scorecards.filtered(lambda readable: readable.partner_id == firm)
        if scorecard:
            return scorecard._get_scorecard_sentences(scorecard), scorecard
        in_company = self.with_company(company)
        sentences = self.env["sme.customer"]._get_wording_without_numbers(
            in_company.sme_class_id.code, in_company.sme_lifecycle
        )
        return sentences, scorecard

    def get_class_explanation(self, company_id=None):
        """What the badge's popover tells about this contact's class in a company (the current one by default).

        A dict of plain values; without numbers (has_numbers, customer_id) for those who may not read the scorecard.
        """
        self.ensure_one()
        self.check_access("read")
        self._check_field_access(self._fields["sme_class_id"], "read")
        company = (
            self.env.company
            if company_id is None or company_id is False
            else self.env.companies.filtered(lambda allowed: allowed.id == company_id)
        )
        if not company:
            raise AccessError(self.env._("You have no access to this company."))
        partner = self.with_company(company)
        sentences, scorecard = partner._get_class_sentences(company, partner._get_readable_scorecards(company))
        firm = partner.commercial_partner_id
        customer_class, lifecycle = partner.sme_class_id, partner.sme_lifecycle
        labels = dict(self._fields["sme_lifecycle"]._description_selection(self.env))
        # sudo: the firm's name, as a many2one would show it
        return {
            "partner_id": self.id,
            "partner_name": self.display_name,
            "firm_name": firm.sudo().display_name if firm != self else False,
            "company_id": company.id,
            "company_name": company.name,
            "class_id": customer_class.id,
            "class_code": customer_class.code,
            "class_name": customer_class.name,
            "class_color": customer_class.color,
            "lifecycle": lifecycle,
            "lifecycle_label": labels.get(lifecycle, ""),
            "since": format_date(self.env, scorecard.class_since) if scorecard.class_since else False,
            "previous_class": scorecard.previous_class_id.name,
            "lines": sentences,
            "has_numbers": bool(scorecard),
            "customer_id": scorecard.id,
            "as_of": format_date(self.env, scorecard.policy_id.as_of) if scorecard else False,
            "can_override": self.env["sme.customer.override"].has_access("create"),
            "override": partner._get_override_values(scorecard),
        }

    def _get_override_values(self, scorecard):
        override = (
            scorecard._get_overrides().get((scorecard.company_id.id, scorecard.partner_id.id)) if scorecard else None
        )
        if not override:
            return False
        return {
            "class_name": override.class_id.name,
            "reason": override.reason,
            "date_end": format_date(self.env, override.date_end) if override.date_end else False,
            "user_name": override.user_id.name,
        }

    def get_scorecard(self, company_id=None):
        """What the contact's page "Customer Relations" shows: `get_class_explanation`, and for those who may read the
        scorecard its figures and the latest changes, as plain values in the reader's language.
        """
        explanation = self.get_class_explanation(company_id)
        scorecard = self.env["sme.customer"].with_context(active_test=False).browse(explanation["customer_id"] or [])
        return {
            "explanation": explanation,
            "figures": scorecard._get_figures() if scorecard else [],
            "order_count": scorecard.order_count,
            "events": scorecard.event_ids[:SHOWN_EVENTS]._get_lines(),
        }

    # ------------------------------------------------------------
    # WHOSE CUSTOMER
    # ------------------------------------------------------------

    def write(self, vals):
        if not vals.keys().isdisjoint(REASSIGNING_FIELDS):
            self._check_may_reassign(vals)
        return super().write(vals)

    def _check_may_reassign(self, vals):
        """Who sees only own customers' figures may not take over a customer, nor have it counted with an own one."""
        if not self._sees_own_customers_only():
            return

        def differs(partner, name):
            value = partner[name].id if self._fields[name].relational else partner[name]
            return value != (vals[name] or False)

        changed = self.filtered(
            lambda partner: any(name in vals and differs(partner, name) for name in REASSIGNING_FIELDS)
        )
        changed._check_no_foreign_customer()

    @api.model
    def _sees_own_customers_only(self):
        """Whether the record rules show this user the scorecards of own customers only."""
        user = self.env.user
        return (
            not self.env.su
            and user.has_group("crm_sme.group_sme_user")
            and not user.has_group("crm_sme.group_sme_manager")
            and not user.has_group("sales_team.group_sale_salesman_all_leads")
        )

    def _check_no_foreign_customer(self):
        """Raise AccessError if one of these contacts belongs to a customer of somebody else."""
        foreign = (self | self.commercial_partner_id)._get_foreign_customers()
        if foreign:
            raise AccessError(
                self.env._(
                    "%s is a customer of somebody else. Only people who see all sales documents may change its "
                    "account manager or the company it belongs to, or merge it.",
                    foreign[0].display_name,
                )
            )

    def _get_foreign_customers(self):
        """Those of these contacts that have a scorecard or confirmed orders, and another account manager or none.

        Orders of the user alone make nobody's customer of a contact.
        """
        others = self.filtered(lambda partner: partner.user_id != self.env.user)
        classified = self.env["sme.customer"]._find_all_sudo([("partner_id", "in", others.ids)]).partner_id
        # sudo: that there is a customer must be known of those whose orders the user may not read
        orders_sudo = self.env["sale.order"].sudo()
        buying = orders_sudo.search(
            [("partner_id", "in", others.ids), ("state", "=", "sale"), ("user_id", "!=", self.env.uid)]
        ).partner_id
        return others.filtered(lambda partner: partner in classified or partner in buying)

    @api.ondelete(at_uninstall=False)
    def _unlink_scorecards(self):
        """A contact takes its scorecards along, also one that is being computed: no foreign key does."""
        self.env["sme.customer"]._find_all_sudo([("partner_id", "in", self.ids)]).unlink()
        self.env["sme.refresh"]._sweep_after_commit(self.ids)
