from odoo import api, fields, models


class SmeServiceTeam(models.Model):
    """Who answers, at which address, and in which working hours.

    A team without members is open to everybody with the right to serve.
    """

    _name = "sme.service.team"
    _description = "Service Team"
    _inherit = ["sme.company.guard.mixin", "mail.alias.mixin.optional", "mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer(string="Colour")
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Leader",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Gets what nobody else can take, and is warned before a promise is broken.",
    )
    member_ids = fields.Many2many(
        comodel_name="res.users",
        string="Members",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working Hours",
        check_company=True,
        help="Deadlines are counted in these hours; empty: those of the company.",
    )
    service_properties_definition = fields.PropertiesDefinition(string="Custom Fields of Records")
    waiting_after_reply = fields.Boolean(
        string="Waiting After a Reply",
        default=True,
        help="A public reply of an employee puts the record to waiting for the customer.",
    )
    close_after_days = fields.Integer(
        string="Close Solved Records After (Days)", default=7, help="The customer is told. 0: never by itself."
    )
    reopen_days = fields.Integer(
        string="Replies Reopen Within (Days)",
        default=14,
        help="Later replies to a closed record open a new one that follows it.",
    )

    @api.model
    def _ensure_for_companies(self, companies=None):
        """Every company has a team from the start; returns the first team of each company."""
        companies = companies if companies is not None else self.env["res.company"].search([])
        # sudo: the team is part of a company, whoever made the company
        teams_sudo = self.sudo().with_context(active_test=False)
        found = teams_sudo.search([("company_id", "in", companies.ids)]).company_id
        missing = companies - found
        return teams_sudo.create([self._prepare_first_team_values(company) for company in missing])

    @api.model
    def _prepare_first_team_values(self, company):
        return {"name": self.env._("Customer Service"), "company_id": company.id}

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("sme.service")
        if self.id:
            values["alias_defaults"] = {"team_id": self.id}
        return values
