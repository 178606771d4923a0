from odoo import api, fields, models

from odoo.addons.rating.models.rating_data import RATING_LIMIT_MIN

SERVICE = "sme.service"


class RatingRating(models.Model):
    """Ratings of service records follow the record's company and team, and a low one asks for a call."""

    _inherit = "rating.rating"

    sme_service_id = fields.Many2one(
        comodel_name="sme.service",
        string="Service Record",
        compute="_compute_sme_service_id",
        store=True,
        index="btree_not_null",
        ondelete="cascade",
    )

    @api.depends("res_model", "res_id")
    def _compute_sme_service_id(self):
        ours = self.filtered(lambda rating: rating.res_model == SERVICE and rating.res_id)
        (self - ours).sme_service_id = False
        # sudo: which record is rated does not depend on the reader
        existing_sudo = self.env[SERVICE].sudo().browse(ours.mapped("res_id")).exists()
        for rating in ours:
            rating.sme_service_id = rating.res_id if rating.res_id in existing_sudo.ids else False

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._tell_services()
        return ratings

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"rating", "feedback", "consumed"}:
            self._tell_services()
        return result

    def _tell_services(self):
        """Let rated records know; however a rating was given, it passes here."""
        # sudo: customers rate, the consequences are the addon's
        for rating_sudo in self.sudo():
            if rating_sudo.res_model == SERVICE and rating_sudo.consumed and rating_sudo.rating >= RATING_LIMIT_MIN:
                rating_sudo.sme_service_id._handle_rating(rating_sudo)
