from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...const import PRIORITIES
from ...queries import clocks
from ...rules.promise import Scope, choose

# code of a class (None: everybody else): hours to the first response, to the next ones, to the solution
DEFAULT_HOURS = {
    "key": (2.0, 4.0, 8.0),
    "growth": (4.0, 8.0, 16.0),
    "standard": (8.0, 8.0, 24.0),
    "occasional": (16.0, 16.0, 40.0),
    None: (8.0, 8.0, 24.0),
}
HOURS_FIELDS = {
    "first_response": "first_response_hours",
    "next_response": "next_response_hours",
    "resolution": "resolution_hours",
}
SCOPE_FIELDS = ("priority", "type_id", "class_id", "team_id")


class SmeServiceTarget(models.Model):
    """What is promised to whom: hours of working time to the first answer, to the next ones and to the solution.

    Of the promises that fit a record the one that names most of priority, type, class and team holds; if several name
    as many, priority counts before type, type before class, class before team.
    """

    _name = "sme.service.target"
    _description = "Service Promise"
    _inherit = ["sme.company.guard.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["class_id.name", "type_id.name", "team_id.name"]
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    class_id = fields.Many2one(
        comodel_name="sme.customer.class",
        string="Customer Class",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: for customers of any class, and for those without one.",
    )
    type_id = fields.Many2one(
        comodel_name="sme.service.type",
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: for records of any type.",
    )
    priority = fields.Selection(selection=PRIORITIES, help="Empty: for any priority.")
    team_id = fields.Many2one(
        comodel_name="sme.service.team",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="Empty: for records of any team.",
    )
    first_response_hours = fields.Float(
        string="First Answer (Hours)",
        help="Working hours of the team from the arrival of a record to our first answer. 0: not promised.",
    )
    next_response_hours = fields.Float(
        string="Next Answers (Hours)",
        help="Working hours from a later message of the customer to our answer. 0: not promised.",
    )
    resolution_hours = fields.Float(
        string="Solution (Hours)",
        help="Working hours to the solution; waiting for the customer does not count. 0: not promised.",
    )

    _hours_positive = models.Constraint(
        "CHECK(first_response_hours >= 0 AND next_response_hours >= 0 AND resolution_hours >= 0)",
        "Hours cannot be negative.",
    )

    @api.depends("class_id", "type_id", "priority", "team_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        priorities = dict(self._fields["priority"]._description_selection(self.env))
        for target in self:
            names = [target.class_id.name, target.type_id.name, priorities.get(target.priority), target.team_id.name]
            target.display_name = ", ".join(name for name in names if name) or self.env._("Everybody else")

    @api.constrains(*SCOPE_FIELDS, "company_id", "active")
    def _check_unique_scope(self):
        # sudo: two promises for the same are wrong, whether or not one may see both
        targets_sudo = self.sudo().search([("company_id", "in", self.company_id.ids)])
        of_scope = targets_sudo.grouped(lambda target: (target.company_id, *(target[name] for name in SCOPE_FIELDS)))
        for same in of_scope.values():
            if len(same) > 1 and same & self:
                raise ValidationError(
                    self.env._("There is a promise for “%s” already. Change that one.", same[0].display_name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets._review_clocks(targets.company_id)
        return targets

    def write(self, values):
        companies = self.company_id
        result = super().write(values)
        self._review_clocks(companies | self.company_id)
        return result

    def unlink(self):
        companies = self.company_id
        result = super().unlink()
        self._review_clocks(companies)
        return result

    @api.model
    def _review_clocks(self, companies):
        """Have the tick look at the open clocks of companies whose promises changed."""
        self.env["sme.service.clock"]._mark_for_review("target", clocks.of_companies(companies.ids))

    @api.model
    def _ensure_for_companies(self, companies=None):
        """Companies without any promise get the usual ones."""
        companies = companies if companies is not None else self.env["res.company"].search([])
        # sudo: promises are part of a company, whoever made the company
        targets_sudo = self.sudo().with_context(active_test=False)
        missing = companies - targets_sudo.search([("company_id", "in", companies.ids)]).company_id
        classes = self.env["sme.customer.class"]._ids_by_code()
        return targets_sudo.create(
            [
                self._prepare_default_values(company, classes.get(code), position)
                for company in missing
                for position, code in enumerate(DEFAULT_HOURS, start=1)
                if code is None or code in classes
            ]
        )

    @api.model
    def _prepare_default_values(self, company, class_id, position):
        first, following, solution = list(DEFAULT_HOURS.values())[position - 1]
        return {
            "company_id": company.id,
            "class_id": class_id,
            "sequence": position * 10,
            "first_response_hours": first,
            "next_response_hours": following,
            "resolution_hours": solution,
        }

    def _get_hours(self, kind):
        """The promised hours for a kind of clock; 0 where nothing is promised."""
        return self[HOURS_FIELDS[kind]] if self else 0.0

    @api.model
    def _choose(self, services):
        """{record: its promise, perhaps none}."""
        # sudo: what is promised holds whoever takes the record in
        targets_sudo = self.sudo().search([("company_id", "in", services.company_id.ids)])
        of_company = {
            company: [(target.id, target._get_scope()) for target in targets]
            for company, targets in targets_sudo.grouped("company_id").items()
        }
        chosen, found = {}, {}
        for service in services:
            key = (service.company_id, service._get_promise_scope())
            if key not in found:
                found[key] = choose(of_company.get(key[0], ()), key[1])
            chosen[service] = targets_sudo.browse(found[key] or ())
        return chosen

    def _get_scope(self):
        self.ensure_one()
        return Scope(
            priority=self.priority or None,
            type=self.type_id.id or None,
            customer_class=self.class_id.id or None,
            team=self.team_id.id or None,
        )
