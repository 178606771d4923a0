from odoo import api, fields, models

from ...const import STEP_KINDS


class SmeEnrolment(models.Model):
    _inherit = "sme.enrolment"

    next_kind = fields.Selection(selection=STEP_KINDS, compute="_compute_next_kind", string="Kind of the Next Step")

    @api.depends("step_ids.state")
    def _compute_next_kind(self):
        for enrolment in self:
            enrolment.next_kind = enrolment.next_step_id.kind

    def action_open_step(self):
        """Do the planned step: write its mail, print its letter, open what is to be checked."""
        self.ensure_one()
        self.check_access("read")
        return self.next_step_id.action_do()

    def _stop(self, reason_code, now, state="stopped"):
        """Mails that wait to be sent are not sent any more, unless the plan came to its regular end with them."""
        if state == "stopped":
            self._cancel_waiting_mails(reason_code)
        return super()._stop(reason_code, now, state=state)

    def _pause(self, reason_code, until, now):
        self._cancel_waiting_mails(reason_code)
        return super()._pause(reason_code, until, now)

    def _cancel_waiting_mails(self, reason_code):
        """What a plan has queued and nobody has sent yet is cancelled; its step was not done after all."""
        # sudo: the queue belongs to the system, the mails in it to the plan
        written_sudo = self.env["sme.enrolment.step"].sudo()
        written_sudo = written_sudo.search([("enrolment_id", "in", self.ids), ("message_id", "!=", False)])
        if not written_sudo:
            return
        mails_sudo = written_sudo.env["mail.mail"].search(
            [("mail_message_id", "in", written_sudo.message_id.ids), ("state", "=", "outgoing")]
        )
        if mails_sudo:
            mails_sudo.cancel()
            written_sudo.filtered(lambda step: step.message_id in mails_sudo.mail_message_id).write(
                {"state": "skipped", "skip_reason": reason_code}
            )

    def _is_own(self, row):
        """Mails of the plan itself are no contact of a colleague, whoever sent the draft."""
        if super()._is_own(row):
            return True
        if row.kind != "message" or row.direction != "out":
            return False
        source, _comma, rest = row.event_key.partition(",")
        written = {str(identifier) for identifier in self.step_ids.message_id.ids}
        return source == "mail.message" and rest.split(",")[0] in written
