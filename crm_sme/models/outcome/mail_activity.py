from odoo import fields, models

ENROLMENT = "sme.enrolment"


class MailActivity(models.Model):
    """To-dos of follow-ups are worked on like all others: what is done with them, the follow-up takes note of."""

    _inherit = "mail.activity"

    def _get_steps(self):
        """The steps of follow-ups whose to-dos these are."""
        ours = self.filtered(lambda activity: activity.res_model == ENROLMENT)
        # sudo: whoever does a to-do moves the follow-up
        steps_sudo = self.env["sme.enrolment.step"].sudo()
        return steps_sudo.search([("activity_id", "in", ours.ids)]) if ours else steps_sudo

    def _action_done(self, feedback=False, attachment_ids=None):
        steps_sudo = self._get_steps().filtered(lambda step: step.state == "planned")
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if steps_sudo and feedback:
            steps_sudo.note = feedback
        return result

    def write(self, values):
        """A to-do of a follow-up that is done without our dialog is done, without a word on its outcome."""
        result = super().write(values)
        if {"active", "user_id", "date_deadline"} & values.keys():
            steps_sudo = self._get_steps().filtered(lambda step: step.state == "planned")
            if steps_sudo and values.get("active") is False:
                now = fields.Datetime.now()
                steps_sudo._complete(False, False, now)
                steps_sudo._draw_consequences(False, None, now)
            elif steps_sudo:
                steps_sudo._follow_activities()
        return result

    def unlink(self):
        steps_sudo = self._get_steps().filtered(lambda step: step.state == "planned")
        result = super().unlink()
        steps_sudo = steps_sudo.exists()
        if steps_sudo:
            now = fields.Datetime.now()
            steps_sudo.done_by_id = self.env.uid
            steps_sudo._skip_and_go_on("removed", now)
        return result

    def _discard(self):
        """Delete to-dos that their steps have let go of: no step needs to be looked for, as `unlink` here does."""
        return super().unlink()  # pylint: disable=super-method-mismatch

    def _prepare_contact_event(self):
        """A customer who was not reached was not in touch."""
        event = super()._prepare_contact_event()
        if event and self._get_steps().outcome == "not_reached":
            event["is_real"] = False
        return event
