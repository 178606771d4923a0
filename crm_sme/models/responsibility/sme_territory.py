from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rules.territory import Territory, sort_entries


class SmeTerritory(models.Model):
    """A part of the market, by place and industry, and who looks after the customers there.

    A customer belongs to the most specific territory that covers its address. That is looked up whenever somebody
    asks: who moves, or whose territory is cut anew, is with the right person at once.
    """

    _name = "sme.territory"
    _description = "Territory"
    _inherit = ["sme.company.guard.mixin", "mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="Decides between territories that are equally specific.")
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    country_ids = fields.Many2many(
        comodel_name="res.country",
        relation="sme_territory_country_rel",
        column1="territory_id",
        column2="country_id",
        string="Countries",
    )
    state_ids = fields.Many2many(
        comodel_name="res.country.state",
        relation="sme_territory_state_rel",
        column1="territory_id",
        column2="state_id",
        string="States",
    )
    zip_ids = fields.One2many(comodel_name="sme.territory.zip", inverse_name="territory_id", string="Zip Ranges")
    industry_ids = fields.Many2many(
        comodel_name="res.partner.industry",
        relation="sme_territory_industry_rel",
        column1="territory_id",
        column2="industry_id",
        string="Industries",
        help="Empty: customers of all industries.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        check_company=True,
        tracking=True,
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Looks after the customers of the territory whose class goes by region.",
    )
    team_id = fields.Many2one(comodel_name="crm.team", string="Sales Team", check_company=True, ondelete="set null")
    customer_count = fields.Integer(
        string="Customers", compute="_compute_customer_count", groups="crm_sme.group_sme_user"
    )

    @api.constrains("zip_ids", "country_ids", "state_ids")
    def _check_zips_have_a_country(self):
        for territory in self:
            if territory.zip_ids and not territory.country_ids and not territory.state_ids:
                raise ValidationError(
                    self.env._("Territory “%s” has zip ranges: say in which country they lie.", territory.name)
                )

    @api.depends_context("company", "uid")
    def _compute_customer_count(self):
        groups = self.env["sme.customer"]._read_group([("territory_id", "in", self.ids)], ["territory_id"], ["__count"])
        counts = {territory.id: count for territory, count in groups}
        for territory in self:
            territory.customer_count = counts.get(territory._origin.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        territories = super().create(vals_list)
        self._forget_rights()
        return territories

    def write(self, vals):
        result = super().write(vals)
        self._forget_rights()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_rights()
        return result

    def _forget_rights(self):
        """Who may see which customers follows from territories, and is kept in memory by all servers."""
        self.env["res.users"]._forget_sme_scopes()

    @api.model
    def _get_entries(self, company):
        """The territories of a company as the rule asks them, the most specific first."""
        # sudo: where a customer belongs does not depend on who asks
        territories_sudo = self.sudo().search([("company_id", "=", company.id)])
        return sort_entries(
            Territory(
                id=territory.id,
                sequence=territory.sequence,
                countries=frozenset(territory.country_ids.ids),
                states=frozenset(territory.state_ids.ids),
                zips=tuple((line.first, line.last) for line in territory.zip_ids),
                industries=frozenset(territory.industry_ids.ids),
            )
            for territory in territories_sudo
        )

    @api.model
    def _get_people(self, company):
        """{territory's id: id of its person}, of those who still work here."""
        # sudo: see _get_entries
        territories_sudo = self.sudo().search([("company_id", "=", company.id), ("user_id.active", "=", True)])
        return {territory.id: territory.user_id.id for territory in territories_sudo}

    def action_open_customers(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_customer_action")
        action["context"] = {}
        action["domain"] = [("territory_id", "=", self.id)]
        return action

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Territories"),
                "template": "/crm_sme/static/xls/sme_territory.xlsx",
            }
        ]
