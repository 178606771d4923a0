from odoo import fields, models
from odoo.exceptions import UserError

from ...const import LIVE_ENROLMENT_STATES, MOST_ATTEMPTS, OUTCOME_DAYS

# A step with such an outcome comes again.
AGAIN = ("not_reached", "not_now")


class SmeEnrolmentStep(models.Model):
    _inherit = "sme.enrolment.step"

    def action_open_outcome(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Outcome: %s", self.title),
            "res_model": "sme.outcome.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_step_id": self.id},
        }

    def action_open_enrolment(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "sme.enrolment",
            "res_id": self.enrolment_id.id,
            "views": [(False, "form")],
        }

    def _record_outcome(self, outcome, note=None, next_date=None):
        """Note what came of planned steps, and plan what comes next: the same step again, the next one, or none.

        Without a date what comes next comes after the plan's working days, or those usual for the outcome.
        """
        now = fields.Datetime.now()
        # sudo: steps are written by the engine; who may see a step may say what came of it
        steps_sudo = self.sudo().filtered(
            lambda step: step.state == "planned" and step.enrolment_id.state in LIVE_ENROLMENT_STATES
        )
        if not steps_sudo:
            raise UserError(self.env._("This step is done or skipped already."))
        early_sudo = steps_sudo.filtered(lambda step: not step.activity_id)
        steps_sudo._complete(outcome, note, now)
        steps_sudo.activity_id._action_done(feedback=note or False)
        early_sudo._note_contacts(now)
        steps_sudo._draw_consequences(outcome, next_date, now)
        return self.browse(steps_sudo.ids)

    def _complete(self, outcome, note, now):
        """Steps are done, by whoever acts; the contact's history says so, without reason and amount."""
        self.write(
            {
                "state": "done",
                "outcome": outcome,
                "note": note,
                "date_done": now,
                "done_by_id": self.env.uid,
            }
        )
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        bodies = {
            step.partner_id.id: self.env._(
                "Follow-up done: %(kind)s, “%(step)s”", kind=kinds[step.kind], step=step.title
            )
            for step in self
        }
        self.env["res.partner"].browse(list(bodies))._message_log_batch(bodies=bodies)

    def _draw_consequences(self, outcome, next_date, now):
        if outcome == "no_interest":
            self.enrolment_id._stop("no_interest", now)
            return
        again = self.filtered(
            lambda step: outcome in AGAIN and step.step_id and (outcome == "not_now" or step.attempt < MOST_ATTEMPTS)
        )
        for step, today in again._get_todays(now).items():
            enrolment = step.enrolment_id
            base, delay = (next_date, 0) if next_date else (today, OUTCOME_DAYS[outcome])
            enrolment._plan_step(step.step_id, {enrolment: base}, now, delay=delay, attempt=step.attempt + 1)
        further = self - again
        delay = 0 if next_date else OUTCOME_DAYS.get(outcome) if outcome == "order_expected" else None
        days = {step.enrolment_id: next_date or today for step, today in further._get_todays(now).items()}
        further.enrolment_id._plan_next(days, delay=delay)

    def _note_contacts(self, now):
        """Note calls and meetings that were done before their day came: no to-do tells of them."""
        channels = {"call": ("call", "phone"), "meeting": ("meeting", "meeting"), "visit": ("meeting", "meeting")}
        events = []
        for step in self.filtered(lambda one: one.kind in channels):
            kind, channel = channels[step.kind]
            events.append(
                self.env["sme.contact"]._prepare_document_event(
                    step.enrolment_id,
                    kind,
                    channel,
                    "both",
                    user_id=self.env.uid,
                    date=now,
                    is_real=step.outcome != "not_reached",
                    event_key=f"sme.enrolment.step,{step.id},{kind}",
                )
            )
        if any(events):
            self.env["sme.contact"]._note(list(filter(None, events)))
