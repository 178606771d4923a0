from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..queries import workload

DAYS = 7


class SmeWorkload(models.Model):
    """What each person has to do, and what came of it in the last seven days: loads and outcomes, for managers."""

    _name = "sme.workload"
    _description = "Work of a Person"
    _auto = False
    _order = "steps_overdue desc, steps_due desc, user_id"
    _rec_name = "user_id"

    user_id = fields.Many2one(comodel_name="res.users", string="Who", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    is_here = fields.Boolean(
        string="Works Here", readonly=True, help="Off for those who left: what is still theirs is to be handed over."
    )
    steps_due = fields.Integer(string="Steps Today", readonly=True, help="Steps of follow-ups that became due today.")
    steps_overdue = fields.Integer(readonly=True)
    steps_planned = fields.Integer(string="Steps of the Next 7 Days", readonly=True)
    todos_overdue = fields.Integer(string="Other To-dos Overdue", readonly=True)
    records_open = fields.Integer(string="Open Records", readonly=True)
    records_late = fields.Integer(string="Late Records", readonly=True)
    put_off = fields.Integer(string="Customers Put Off", readonly=True)
    steps_done = fields.Integer(readonly=True, help="Of the last 7 days, as all that follows.")
    reached = fields.Integer(readonly=True)
    not_reached = fields.Integer(readonly=True)
    not_now = fields.Integer(readonly=True)
    no_interest = fields.Integer(readonly=True)
    order_expected = fields.Integer(readonly=True)
    records_solved = fields.Integer(readonly=True)

    _depends = {
        "sme.enrolment.step": [
            "user_id", "company_id", "state", "due_on", "date_planned", "date_done", "done_by_id", "outcome",
        ],
        "mail.activity": ["user_id", "active", "date_deadline", "res_model"],
        "sme.service": ["user_id", "company_id", "active", "held_reason", "state", "deadline", "date_solved"],
        "sme.snooze": ["user_id", "company_id", "active", "date_until"],
        "res.users": ["active", "company_id"],
    }  # fmt: skip

    @property
    def _table_query(self) -> SQL:
        now, today = fields.Datetime.now(), fields.Date.context_today(self)
        return workload.per_person(today, today + timedelta(days=DAYS), now - timedelta(days=DAYS), now)

    def action_open_steps(self):
        """The steps that the person still has."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_enrolment_step_action")
        action["domain"] = [("user_id", "=", self.user_id.id), ("company_id", "=", self.company_id.id)]
        action["context"] = {"search_default_planned": 1}
        return action

    def action_open_records(self):
        """The service records that the person still has."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_service_action")
        action["domain"] = [("user_id", "=", self.user_id.id), ("company_id", "=", self.company_id.id)]
        action["context"] = {"search_default_open": 1}
        return action

    def action_hand_over(self):
        """The dialog that gives what a person has to somebody else."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_handover_wizard_action")
        action["context"] = {"default_user_id": self.user_id.id, "default_company_id": self.company_id.id}
        return action
