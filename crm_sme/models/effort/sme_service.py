from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

MANAGER = "crm_sme.group_sme_manager"


class SmeService(models.Model):
    """What a record took: minutes, and the cost that lowers the value of the customer.

    Cost and minutes of one record would tell what an hour of the person costs who worked on it, so that managers only
    see the cost of a record; the scorecard tells the sum over the window.
    """

    _inherit = "sme.service"

    currency_id = fields.Many2one(related="company_id.currency_id")
    effort_ids = fields.One2many(comodel_name="sme.service.effort", inverse_name="service_id", string="Time Spent")
    minutes_spent = fields.Float(
        compute="_compute_minutes_spent",
        inverse="_inverse_minutes_spent",
        store=True,
        precompute=True,
        copy=False,
        digits=(16, 2),
        help="Typing another number adds an entry for the difference, of today.",
    )
    service_cost = fields.Monetary(
        compute="_compute_service_cost",
        store=True,
        copy=False,
        groups=MANAGER,
        help="What the time spent cost, each entry at the hourly cost of its day. It lowers the customer's value.",
    )
    timer_start = fields.Datetime(
        string="Timer", compute="_compute_timer_start", help="Since when your timer runs on this record."
    )

    _minutes_spent_not_negative = models.Constraint(
        "CHECK(minutes_spent >= 0)", "The time spent on a record cannot be less than nothing."
    )

    @api.depends("effort_ids.minutes")
    def _compute_minutes_spent(self):
        for service in self:
            service.minutes_spent = sum(service.effort_ids.mapped("minutes"))

    @api.depends("effort_ids.cost")
    def _compute_service_cost(self):
        for service in self:
            service.service_cost = sum(service.effort_ids.mapped("cost"))

    def _inverse_minutes_spent(self):
        rows = self.env["sme.service.effort"]._read_group(
            [("service_id", "in", self.ids)], ["service_id"], ["minutes:sum"]
        )
        recorded = dict(rows)
        self.env["sme.service.effort"].create(
            [
                {"service_id": service.id, "minutes": difference}
                for service in self
                if (difference := round(service.minutes_spent - recorded.get(service, 0.0), 2))
            ]
        )

    @api.depends_context("uid")
    @api.depends("effort_ids.date_end", "effort_ids.user_id")
    def _compute_timer_start(self):
        running = self.env["sme.service.effort"].search(
            self.env["sme.service.effort"]._get_running_domain()
            & Domain("user_id", "=", self.env.uid)
            & Domain("service_id", "in", self.ids)
        )
        starts = {effort.service_id.id: effort.date_start for effort in running}
        for service in self:
            service.timer_start = starts.get(service._origin.id)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            # nothing was spent on it yet: what is known need not be computed and written once more
            vals_list = [{"service_cost": 0.0, **values} for values in vals_list]
        return super().create(vals_list)

    def write(self, values):
        if not self.env.su and "service_cost" in values:
            raise AccessError(self.env._("The cost of a record follows from the time spent on it."))
        return super().write(values)

    # ------------------------------------------------------------
    # TIMER
    # ------------------------------------------------------------

    def action_start_timer(self):
        """Start the own timer on this record; a timer that runs elsewhere stops, and the answer says so."""
        self.ensure_one()
        self.check_access("write")
        now = fields.Datetime.now()
        running_sudo = self._get_own_running_sudo()
        if running_sudo.service_id == self:
            return None
        running_sudo._stop(now, "other_timer")
        self.env["sme.service.effort"]._start(self, now)
        return self._prepare_stop_notice(running_sudo) if running_sudo else None

    def action_stop_timer(self):
        """Stop the own timer on this record."""
        self.ensure_one()
        self.check_access("write")
        running_sudo = self._get_own_running_sudo().filtered(lambda effort: effort.service_id == self)
        forgotten = running_sudo._stop(fields.Datetime.now(), "person")
        return self._prepare_stop_notice(running_sudo) if forgotten else None

    def _get_own_running_sudo(self):
        # sudo: one's own timer stops also on a record that one may not read any more
        efforts_sudo = self.env["sme.service.effort"].sudo()
        return efforts_sudo.search(efforts_sudo._get_running_domain() & Domain("user_id", "=", self.env.uid))

    def _prepare_stop_notice(self, effort):
        """A notice in the corner of the screen that says which timer stopped, and with how many minutes."""
        if effort.stop_reason == "end_of_day":
            text = self.env._("The timer on %(record)s ended with the working day: %(minutes)s minutes.")
        else:
            text = self.env._("The timer on %(record)s was stopped: %(minutes)s minutes.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": text % {"record": effort.service_id.number, "minutes": f"{effort.minutes:g}"},
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # ------------------------------------------------------------
    # MERGE
    # ------------------------------------------------------------

    def _merge_move(self, duplicates):
        result = super()._merge_move(duplicates)
        # sudo: the time of all people goes along; costs stay as they are
        efforts_sudo = duplicates.sudo().effort_ids
        efforts_sudo.write({"service_id": self.id})
        return result
