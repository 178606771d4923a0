from odoo import api, models


class RatingRating(models.Model):
    _inherit = "rating.rating"

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings.filtered("consumed")._note_contact()
        return ratings

    def write(self, values):
        result = super().write(values)
        if values.get("consumed"):
            self._note_contact()
        return result

    def _note_contact(self):
        contacts = self.env["sme.contact"]
        events = []
        # sudo: customers rate by a link, without an account
        for rating_sudo in self.sudo().filtered(lambda rating: rating.partner_id and rating.res_model in self.env):
            document_sudo = self.env[rating_sudo.res_model].browse(rating_sudo.res_id).sudo().exists()
            event = document_sudo and contacts._prepare_document_event(
                document_sudo,
                "rating",
                "portal",
                "in",
                partner_id=rating_sudo.partner_id.id,
                user_id=None,
                event_key=f"rating.rating,{rating_sudo.id},rating",
            )
            events += [event] if event else []
        if events:
            contacts._note(events)
