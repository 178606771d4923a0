from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

FURTHEST = timedelta(days=731)


class SmeOutcomeWizard(models.TransientModel):
    """What came of a step, in two clicks: the dialog, and the outcome. Note and date are for who wants them."""

    _name = "sme.outcome.wizard"
    _description = "Outcome of a Step"

    step_id = fields.Many2one(comodel_name="sme.enrolment.step", required=True, readonly=True, ondelete="cascade")
    # with the reader's rights: the dialog takes the number of any step
    partner_id = fields.Many2one(related="step_id.partner_id", related_sudo=False)
    phone = fields.Char(related="partner_id.phone", related_sudo=False)
    script = fields.Html(related="step_id.step_id.script", related_sudo=False)
    kind = fields.Selection(related="step_id.kind", related_sudo=False)
    draft_reason = fields.Selection(related="step_id.draft_reason", related_sudo=False)
    note = fields.Text()
    next_date = fields.Date(string="Next Time", help="Empty: as the plan has it, or in a few working days.")

    def action_do(self):
        """Do what the step asks for, a mail for instance, instead of saying what came of it."""
        self.ensure_one()
        self.check_access("read")
        return self.step_id.action_do()

    def action_reached(self):
        return self._apply("reached")

    def action_not_reached(self):
        return self._apply("not_reached")

    def action_not_now(self):
        return self._apply("not_now")

    def action_no_interest(self):
        return self._apply("no_interest")

    def action_order_expected(self):
        return self._apply("order_expected")

    def _apply(self, outcome):
        self.ensure_one()
        self.step_id.check_access("read")
        self._check_next_date()
        self.step_id._record_outcome(outcome, self.note, self.next_date)
        return {"type": "ir.actions.act_window_close"}

    def _check_next_date(self):
        """Working days are counted up to the next time: one that nobody means would keep the server busy."""
        if self.next_date and self.next_date > fields.Date.context_today(self) + FURTHEST:
            raise UserError(self.env._("%s is too far away for a next time.", format_date(self.env, self.next_date)))
