from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """Whoever marks a to-do as done has acted on the alerts behind it."""
        # sudo: alerts are kept by the addon, whoever does the to-do
        alerts_sudo = self.env["sme.alert"].sudo().search([("activity_id", "in", self.ids), ("acted_date", "=", False)])
        alerts_sudo.write({"acted_date": fields.Datetime.now()})
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
