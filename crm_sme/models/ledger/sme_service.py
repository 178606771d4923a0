from odoo import api, models

CHANNELS_OF_RECORDS = {"email": "email", "phone": "phone", "portal": "portal", "website": "portal"}


class SmeService(models.Model):
    _inherit = "sme.service"

    @api.model_create_multi
    def create(self, vals_list):
        services = super().create(vals_list)
        contacts = self.env["sme.contact"]
        events = [
            contacts._prepare_document_event(
                service, "service", CHANNELS_OF_RECORDS.get(service.channel, "other"), "in"
            )
            for service in services
            if service.partner_id and not service.held_reason
        ]
        if events:
            contacts._note(events)
        return services
