from odoo import api, models
from odoo.exceptions import ValidationError

from ...const import DOCUMENT_FIELDS, TRIGGER_DOCUMENTS

WRITTEN_KINDS = ("mail", "letter")


class SmePlanStep(models.Model):
    _inherit = "sme.plan.step"

    @api.constrains("kind", "template_id", "sends_itself", "plan_id")
    def _check_template(self):
        """A step that writes has a template that can be filled in for what its plan is about."""
        for step in self:
            if step.sends_itself and (step.kind != "mail" or not step.template_id):
                raise ValidationError(
                    self.env._("Only a mail with a template can be sent by itself: “%s” is none.", step.name)
                )
            if step.kind in WRITTEN_KINDS and step.template_id:
                step._check_template_model()
                step.template_id._check_placeholders()

    def _check_template_model(self):
        if self.template_id.model not in self._get_template_models():
            raise ValidationError(
                self.env._(
                    "The template “%(template)s” is about something that the plan “%(plan)s” does not know.",
                    template=self.template_id.display_name,
                    plan=self.plan_id.name,
                )
            )

    def _get_template_models(self):
        """What templates of the plan may be about: the contact, and the plan's documents."""
        document = TRIGGER_DOCUMENTS.get(self.plan_id.trigger)
        return {"res.partner", *((document,) if document else DOCUMENT_FIELDS)}

    def action_test_mail(self):
        """Send the mail of the step to oneself, as it would be for a customer."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send a Test"),
            "res_model": "sme.test.mail.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_step_id": self.id},
        }
