from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rules.territory import normalise_zip


class SmeTerritoryZip(models.Model):
    """A range of zips of a territory, given by how they begin: 10 to 19 covers 10115 as well as 19999."""

    _name = "sme.territory.zip"
    _description = "Zip Range of a Territory"
    _inherit = ["sme.company.guard.mixin"]
    _order = "first, id"
    _rec_name = "zip_from"

    territory_id = fields.Many2one(comodel_name="sme.territory", required=True, index=True, ondelete="cascade")
    zip_from = fields.Char(string="From Zip", required=True, help="How the first zips begin, for example 10 or 10115.")
    zip_to = fields.Char(string="To Zip", help="How the last zips begin. Empty: the same as the first ones.")
    first = fields.Char(compute="_compute_bounds", store=True)
    last = fields.Char(compute="_compute_bounds", store=True)

    @api.depends("zip_from", "zip_to")
    def _compute_bounds(self):
        for line in self:
            line.first = normalise_zip(line.zip_from)
            line.last = normalise_zip(line.zip_to) or line.first

    @api.depends("zip_from", "zip_to")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.zip_from} - {line.zip_to}" if line.zip_to else line.zip_from

    @api.constrains("zip_from", "zip_to")
    def _check_bounds(self):
        for line in self:
            if not line.first:
                raise ValidationError(self.env._("“%s” is no zip.", line.zip_from))
            if line.last[: len(line.first)] < line.first[: len(line.last)]:
                raise ValidationError(
                    self.env._("The zips %(first)s to %(last)s run backwards.", first=line.zip_from, last=line.zip_to)
                )
