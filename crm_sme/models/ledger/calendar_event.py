from odoo import api, fields, models

# What of a meeting decides whether, when and with whom it will be.
PLANNING_FIELDS = {"start", "stop", "start_date", "stop_date", "duration", "allday", "partner_ids", "active"}


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        meetings._note_planned()
        return meetings

    def write(self, values):
        planning = not PLANNING_FIELDS.isdisjoint(values)
        result = super().write(values)
        if planning:
            self.exists()._note_planned()
        return result

    def _note_planned(self):
        """A meeting ahead is noted for each customer who is invited, and once more when it is moved."""
        now = fields.Datetime.now()
        events = []
        # sudo: who is invited is a fact, whether or not the person may open the contacts
        for meeting_sudo in self.sudo().filtered(
            lambda meeting: meeting.active and meeting.stop and meeting.stop > now
        ):
            company_sudo = meeting_sudo.user_id.company_id or self.env.company
            events += [
                {
                    "partner_id": partner_sudo.id,
                    "company_id": company_sudo.id,
                    "user_id": meeting_sudo.user_id.id or None,
                    "date": now,
                    "channel": "meeting",
                    "direction": "both",
                    "kind": "meeting_planned",
                    "res_model": self._name,
                    "res_id": meeting_sudo.id,
                    "event_key": f"{self._name},{meeting_sudo.id},{partner_sudo.id},planned,{meeting_sudo.stop}",
                }
                for partner_sudo in meeting_sudo.partner_ids.filtered("partner_share")
            ]
        if events:
            self.env["sme.contact"]._note(events)
