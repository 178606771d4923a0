from odoo import api, models
from odoo.exceptions import UserError


class ReportCrmSmeLetter(models.AbstractModel):
    """What the letter of a step says, for the report that prints it."""

    _name = "report.crm_sme.letter"
    _description = "Letter of a Follow-up"

    @api.model
    def _get_report_values(self, docids, data=None):
        steps = self.env["sme.enrolment.step"].browse(docids)
        steps.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": steps._name,
            "docs": steps,
            "letters": {step.id: self._get_letter(step) for step in steps},
        }

    @api.model
    def _get_letter(self, step):
        """(subject, text, language) in the language of the customer; never with an empty placeholder."""
        step._check_document_readable()
        subject, text, language = step._render_mail()
        if step.step_id.template_id._is_incomplete(subject, text, language):
            raise UserError(
                self.env._(
                    "A placeholder of the letter to %s is empty: fill in the contact first.", step.partner_id.name
                )
            )
        return subject, text, language
