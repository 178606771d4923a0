from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date


class SmeCustomerOverride(models.Model):
    """A class that a manager gave a customer by hand, with the reason and, perhaps, a last day.

    Holds the partner, not the scorecard, and no unique key: it survives refreshes and merged contacts. Of several
    that hold, the newest wins.
    """

    _name = "sme.customer.override"
    _description = "Customer Class Set by Hand"
    _rec_name = "partner_id"
    _order = "active desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    class_id = fields.Many2one(comodel_name="sme.customer.class", required=True, ondelete="restrict")
    reason = fields.Char(required=True, help="Why the computed class is not right for this customer.")
    date_start = fields.Date(string="Since", readonly=True, default=fields.Date.context_today)
    date_end = fields.Date(string="Last Day", help="The last day it holds. Empty: until somebody ends it.")
    user_id = fields.Many2one(
        comodel_name="res.users", string="By", readonly=True, ondelete="set null", default=lambda self: self.env.user
    )
    active = fields.Boolean(string="In Force", default=True, readonly=True)
    ended_on = fields.Date(readonly=True)
    state = fields.Selection(
        selection=[("running", "Holds"), ("ended", "Ended")],
        string="Status",
        compute="_compute_state",
        search="_search_state",
    )
    account_manager_id = fields.Many2one(related="partner_id.commercial_partner_id.user_id", string="Account Manager")

    @api.depends("active")
    def _compute_state(self):
        for override in self:
            override.state = "running" if override.active else "ended"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = [state == "running" for state in value if state]
        return Domain("active", "in", wanted)

    @api.constrains("reason")
    def _check_reason(self):
        for override in self:
            if not (override.reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "Say why %s gets its class by hand: the reason is empty.", override.partner_id.display_name
                    )
                )

    @api.constrains("date_end")
    def _check_date_end(self):
        for override in self:
            if override.active and override.date_end and override.date_end < self._get_today(override.company_id):
                raise ValidationError(
                    self.env._(
                        "The last day of the class set by hand, %s, has passed already.",
                        format_date(self.env, override.date_end),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Setting a class by hand replaces what was set before and is judged at once."""
        overrides = super().create(vals_list)
        # judged before the earlier ones end: the newest wins, and their end then changes nothing
        overrides._get_customers_sudo()._rejudge("override")
        for company, created in overrides.grouped("company_id").items():
            earlier = self.search(
                [
                    ("company_id", "=", company.id),
                    ("partner_id.commercial_partner_id", "in", created.partner_id.commercial_partner_id.ids),
                    ("id", "not in", created.ids),
                ]
            )
            earlier.write({"active": False, "ended_on": self._get_today(company)})
        return overrides

    def write(self, vals):
        if vals.keys().isdisjoint({"class_id", "date_end", "partner_id", "company_id", "active"}):
            return super().write(vals)
        customers_sudo = self._get_customers_sudo()
        result = super().write(vals)
        ended = "active" in vals and not vals["active"]
        (customers_sudo | self._get_customers_sudo())._rejudge("override_end" if ended else "override")
        return result

    def unlink(self):
        """Deleting one ends it: the customers get the class that holds without it."""
        customers_sudo = self._get_customers_sudo()
        result = super().unlink()
        customers_sudo._rejudge("override_end")
        return result

    def action_end(self):
        """End these overrides now; the customers get their computed class."""
        if not all(self.mapped("active")):
            raise UserError(self.env._("A class by hand that has ended cannot be ended again."))
        self._end()
        return True

    def _end(self):
        """End these overrides and give the customers the class that holds without them."""
        for company, overrides in self.grouped("company_id").items():
            overrides.write({"active": False, "ended_on": self._get_today(company)})

    @api.model
    def _end_expired(self, company, today):
        """End the overrides of the company whose last day has passed."""
        # sudo: an override ends by itself, whoever's refresh notices it
        self.sudo().search([("company_id", "=", company.id), ("date_end", "<", today)])._end()

    def _get_customers_sudo(self):
        """The scorecards that these overrides are about."""
        return self.env["sme.customer"]._find_all_sudo(
            Domain.OR(
                Domain("company_id", "=", company.id)
                & Domain("partner_id", "in", overrides.partner_id.commercial_partner_id.ids)
                for company, overrides in self.grouped("company_id").items()
            )
        )

    @api.model
    def _get_active(self, companies, partners):
        """{(company id, commercial partner id): the override that holds on the day of the scorecards}.

        The newest of several wins.
        """
        # sudo: that a class was set by hand belongs to the scorecard it explains
        overrides_sudo = self.sudo().search(
            [
                ("active", "=", True),
                ("company_id", "in", companies.ids),
                ("partner_id.commercial_partner_id", "in", partners.commercial_partner_id.ids),
            ],
            order="id",
        )
        # sudo: until when verdicts hold is told to whoever reads one
        policies_sudo = self.env["sme.policy"]._get_for_companies(companies).sudo().grouped("company_id")
        days = {company.id: policy.as_of for company, policy in policies_sudo.items()}
        active = {}
        for override_sudo in overrides_sudo:
            day = days[override_sudo.company_id.id]
            if not (override_sudo.date_end and day) or override_sudo.date_end >= day:
                active[override_sudo.company_id.id, override_sudo.partner_id.commercial_partner_id.id] = override_sudo
        return active

    @api.model
    def _get_today(self, company):
        return self.env["sme.policy"]._get_for_companies(company)._get_today()

    def _get_wording(self, computed):
        """The words of the sentence that explains a class set by hand."""
        self.ensure_one()
        return {
            "class": self.class_id.name,
            "end": format_date(self.env, self.date_end) if self.date_end else "",
            "user": self.user_id.name or "",
            "reason": self.reason,
            "computed": computed,
        }
