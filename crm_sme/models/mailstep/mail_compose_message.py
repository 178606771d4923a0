from odoo import fields, models
from odoo.exceptions import UserError


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    sme_step_id = fields.Many2one(
        comodel_name="sme.enrolment.step",
        string="Step of a Follow-up",
        readonly=True,
        groups="crm_sme.group_sme_service,crm_sme.group_sme_user,crm_sme.group_sme_manager",
        help="Done when this mail is sent.",
    )

    def _action_schedule_message(self):
        """The mail of a step is sent now or not at all: its customer may have opted out, or answered, by then."""
        # sudo: see _action_send_mail
        if self.sudo().sme_step_id:
            raise UserError(self.env._("The mail of a follow-up is not scheduled: send it, or come back to it later."))
        return super()._action_schedule_message()

    def _action_send_mail(self, auto_commit=False):
        """The mail of a step is sent whole, to nobody who opted out, and does the step."""
        # sudo: which step a draft belongs to is written by the step's own action; its rights are checked below
        steps = {composer: composer.sudo().sme_step_id.with_env(self.env) for composer in self}
        for composer, step in steps.items():
            if step:
                step.check_access("read")
                step._check_draft(composer)
        result = super()._action_send_mail(auto_commit=auto_commit)
        for step in steps.values():
            if step:
                step._note_draft_sent(result[1][-1:])
        return result
