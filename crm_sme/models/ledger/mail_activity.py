from odoo import fields, models

CALL_CATEGORIES = {"phonecall": ("call", "phone"), "meeting": ("meeting", "meeting")}


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """Calls and meetings that are done are contacts with the customer of the document, wherever they were done."""
        events = [event for activity in self if (event := activity._prepare_contact_event())]
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if events:
            self.env["sme.contact"]._note(events)
        return result

    def _prepare_contact_event(self):
        kind, channel = CALL_CATEGORIES.get(self.activity_category, (None, None))
        if not kind or not self.res_model or self.calendar_event_id:
            return None  # a meeting in the calendar is noted when it is over
        # sudo: the customer of a document is a fact, whether or not the person may open the document
        document_sudo = self.env[self.res_model].sudo().browse(self.res_id).exists()
        if not document_sudo:
            return None
        return self.env["sme.contact"]._prepare_document_event(
            document_sudo,
            kind,
            channel,
            "both",
            user_id=self.env.uid,
            date=fields.Datetime.now(),
            is_real=True,
            event_key=f"mail.activity,{self.id},{kind}",
        )
