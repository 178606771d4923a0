from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..const import SME_GROUPS
from ..queries import scorecard_fields

SALES_GROUPS = "crm_sme.group_sme_user,crm_sme.group_sme_manager"
ALL_DOCUMENTS = "sales_team.group_sale_salesman_all_leads"


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "sme.scorecard.mixin"]

    sme_explanation = fields.Text(
        string="Why This Class?",
        compute="_compute_sme_explanation",
        groups=SME_GROUPS,
        help="With numbers for those who may read the scorecard, else in words.",
    )
    sme_customer_ids = fields.One2many(
        comodel_name="sme.customer", string="Scorecard", compute="_compute_sme_records", groups=SALES_GROUPS
    )
    sme_event_ids = fields.One2many(
        comodel_name="sme.customer.event", string="Class History", compute="_compute_sme_records", groups=SALES_GROUPS
    )
    sme_override_ids = fields.One2many(
        comodel_name="sme.customer.override", string="Set by Hand", compute="_compute_sme_records", groups=SALES_GROUPS
    )

    # ------------------------------------------------------------
    # CLASS AND LIFECYCLE, IN THE CURRENT COMPANY
    # ------------------------------------------------------------

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_scorecard(self):
        return super()._compute_scorecard()

    def _get_scorecard_partner(self):
        return self.commercial_partner_id

    def _get_scorecard_company(self):
        return self.env.company

    def _get_scorecard_keys_sql(self, alias, query):
        return (
            self._field_to_sql(alias, "commercial_partner_id", query),
            scorecard_fields.fixed_company(self.env.company.id),
        )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "lang", "uid")
    def _compute_sme_explanation(self):
        for partner in self:
            partner.sme_explanation = "\n".join(partner._get_class_sentences(self.env.company)[0])

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "uid")
    def _compute_sme_records(self):
        for partner in self:
            commercial = partner.commercial_partner_id
            domain = [("company_id", "=", self.env.company.id), ("partner_id", "child_of", commercial.ids)]
            partner.sme_customer_ids = partner._get_readable_scorecard(self.env.company)
            partner.sme_event_ids = self.env["sme.customer.event"].search(domain)
            partner.sme_override_ids = self.env["sme.customer.override"].with_context(active_test=False).search(domain)

    def _get_readable_scorecard(self, company):
        """The scorecard of the partner's firm in the company, if the user may read it."""
        if not self.env["sme.customer"].has_access("read"):
            return self.env["sme.customer"]
        return (
            self.env["sme.customer"]
            .with_context(active_test=False)
            .search([("company_id", "=", company.id), ("partner_id", "in", self.commercial_partner_id.ids)])
        )

    def _get_class_sentences(self, company):
        """(sentences, scorecard): with numbers where the scorecard is readable, else in words without numbers."""
        scorecard = self._get_readable_scorecard(company)
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
        company = self.env["res.company"].browse(company_id or self.env.company.id)
        if company not in self.env.companies:
            raise AccessError(self.env._("You have no access to this company."))
        partner = self.with_company(company)
        sentences, scorecard = partner._get_class_sentences(company)
        firm = partner.commercial_partner_id
        customer_class, lifecycle = partner.sme_class_id, partner.sme_lifecycle
        labels = dict(self._fields["sme_lifecycle"]._description_selection(self.env))
        return {
            "partner_id": self.id,
            "partner_name": self.display_name,
            "firm_name": firm.display_name if firm != self else False,
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
        override = scorecard._get_overrides().get((scorecard.company_id, scorecard.partner_id)) if scorecard else None
        if not override:
            return False
        return {
            "class_name": override.class_id.name,
            "reason": override.reason,
            "date_end": format_date(self.env, override.date_end) if override.date_end else False,
            "user_name": override.user_id.name,
        }

    def action_open_sme_customer(self):
        """Open the scorecard of the contact's firm in the current company."""
        self.ensure_one()
        scorecard = self._get_readable_scorecard(self.env.company)
        if not scorecard:
            raise UserError(self.env._("%s has no scorecard that you may see.", self.display_name))
        return {
            "type": "ir.actions.act_window",
            "res_model": "sme.customer",
            "res_id": scorecard.id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------
    # WHOSE CUSTOMER
    # ------------------------------------------------------------

    def write(self, vals):
        if "user_id" in vals or "parent_id" in vals:
            self._check_may_reassign(vals)
        return super().write(vals)

    def _check_may_reassign(self, vals):
        """Who sees only own customers' figures may not take over a customer, nor hang one below an own one."""
        if (
            self.env.su
            or self.env.user.has_group(ALL_DOCUMENTS)
            or not self.env.user.has_group("crm_sme.group_sme_user")
        ):
            return
        changed = self.filtered(
            lambda partner: any(
                name in vals and partner[name].id != (vals[name] or False) for name in ("user_id", "parent_id")
            )
        )
        # sudo: whether there is a scorecard must be known of customers whose scorecard the user may not read
        classified_sudo = (
            self.env["sme.customer"]
            .sudo()
            .with_context(active_test=False)
            .search([("partner_id", "in", changed.commercial_partner_id.ids)])
        )
        foreign = classified_sudo.partner_id.filtered(lambda partner: partner.user_id != self.env.user)
        if foreign:
            raise AccessError(
                self.env._(
                    "%s is a customer with figures of its own. Only people who see all sales documents may change "
                    "its account manager or the company it belongs to.",
                    foreign[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_scorecards(self):
        """A contact takes its scorecards along: no foreign key does."""
        # sudo: scorecards are written by the engine only
        self.env["sme.customer"].sudo().with_context(active_test=False).search(
            [("partner_id", "in", self.ids)]
        ).unlink()
