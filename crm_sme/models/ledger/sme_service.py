from uuid import uuid4

from odoo import api, models

from ...const import OPEN_STATES

CHANNELS_OF_RECORDS = {"email": "email", "phone": "phone", "portal": "portal", "website": "portal"}
# What decides whether a customer has an open complaint.
COMPLAINT_FIELDS = {"type_id", "stage_id", "partner_id", "active", "held_reason"}


class SmeService(models.Model):
    _inherit = "sme.service"

    @api.model_create_multi
    def create(self, vals_list):
        services = super().create(vals_list)
        contacts = self.env["sme.contact"]
        noted = services.filtered(lambda service: service.partner_id and not service.held_reason)
        events = [
            contacts._prepare_document_event(
                service, "service", CHANNELS_OF_RECORDS.get(service.channel, "other"), "in"
            )
            for service in noted
        ]
        if events:
            contacts._note(events)
        noted._filter_open_complaints()._note_complaints("complaint_opened")
        return services

    def write(self, values):
        if COMPLAINT_FIELDS.isdisjoint(values):
            return super().write(values)
        customers = {service: service.commercial_partner_id for service in self._filter_open_complaints()}
        result = super().write(values)
        standing = self._filter_open_complaints()
        standing.filtered(
            lambda service: service not in customers or service.commercial_partner_id != customers[service]
        )._note_complaints("complaint_opened")
        (self.browse().union(*customers) - standing)._note_complaints("complaint_closed")
        return result

    def _filter_open_complaints(self):
        """The complaints of known customers that nobody has settled yet."""
        return self.filtered(
            lambda service: (
                service.type_code == "complaint"
                and service.state in OPEN_STATES
                and service.active
                and service.partner_id
                and not service.held_reason
            )
        )

    def _note_complaints(self, kind):
        """A record may be opened and closed several times, each of which is noted."""
        contacts = self.env["sme.contact"]
        events = [
            contacts._prepare_document_event(
                service,
                kind,
                CHANNELS_OF_RECORDS.get(service.channel, "other"),
                "in",
                event_key=f"{self._name},{service.id},{kind},{uuid4().hex}",
            )
            for service in self
        ]
        if any(events):
            contacts._note(list(filter(None, events)))
