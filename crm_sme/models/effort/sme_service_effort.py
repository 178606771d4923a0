import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...rules.effort import count_minutes, get_cost

_logger = logging.getLogger(__name__)

MANAGER = "crm_sme.group_sme_manager"
STOP_REASONS = [
    ("person", "By the person"),
    ("other_timer", "Another timer was started"),
    ("end_of_day", "End of the working day"),
]


class SmeServiceEffort(models.Model):
    """Time that one person worked on a service record: measured by a timer, or written down by hand.

    The hourly cost is the one of the day the entry was made, and stays: a raise does not change the past. What an
    hour of a person costs is seen by managers only.
    """

    _name = "sme.service.effort"
    _description = "Time Spent on a Service Record"
    _order = "date desc, id desc"
    _rec_name = "service_id"
    _check_company_auto = True

    service_id = fields.Many2one(
        comodel_name="sme.service",
        string="Service Record",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="service_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Person",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    date_start = fields.Datetime(string="Started", readonly=True, copy=False)
    date_end = fields.Datetime(string="Stopped", readonly=True, copy=False)
    stop_reason = fields.Selection(selection=STOP_REASONS, string="Stopped Because", readonly=True, copy=False)
    minutes = fields.Float(
        compute="_compute_minutes", store=True, readonly=False, precompute=True, digits=(16, 2), aggregator="sum"
    )
    note = fields.Char()
    hourly_cost = fields.Monetary(
        compute="_compute_hourly_cost",
        store=True,
        groups=MANAGER,
        aggregator=None,
        help="Of the day the entry was made.",
    )
    cost = fields.Monetary(compute="_compute_cost", store=True, groups=MANAGER)
    may_edit = fields.Boolean(compute="_compute_may_edit")

    _one_running_unique = models.UniqueIndex(
        "(user_id) WHERE date_start IS NOT NULL AND date_end IS NULL", "A person has one running timer at a time."
    )
    _end_after_start = models.Constraint("CHECK(date_end >= date_start)", "A timer cannot stop before it started.")

    @api.depends("date_start", "date_end")
    def _compute_minutes(self):
        for effort in self:
            if effort.date_start and effort.date_end:
                effort.minutes = count_minutes(effort.date_start, effort.date_end)
            else:
                effort.minutes = effort.minutes or 0.0

    @api.depends("user_id")
    def _compute_hourly_cost(self):
        """Nothing but another person changes it: neither a raise, nor a merge of records."""
        for effort in self:
            company = effort.service_id.company_id
            effort.hourly_cost = effort.user_id._get_sme_hourly_cost(company) if effort.user_id and company else 0.0

    @api.depends("minutes", "hourly_cost")
    def _compute_cost(self):
        for effort in self:
            cost = get_cost(effort.minutes, effort.hourly_cost)
            effort.cost = effort.currency_id.round(cost) if effort.currency_id else cost

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_may_edit(self):
        editable = self._filtered_access("write")
        for effort in self:
            effort.may_edit = not effort.id or effort in editable

    @api.model_create_multi
    def create(self, vals_list):
        efforts = super().create(vals_list)
        # sudo: the cost is that of this moment, whoever works; not of whenever it would be asked for
        efforts_sudo = efforts.sudo()
        efforts_sudo._recompute_recordset(["hourly_cost"])
        return efforts

    def write(self, values):
        if not self.env.su and {"hourly_cost", "cost"} & values.keys():
            raise AccessError(self.env._("The cost of recorded work cannot be changed: it is that of its day."))
        result = super().write(values)
        if {"service_id", "user_id"} & values.keys():
            # Odoo asks before a change only: nobody moves time to a record, or a person, out of reach.
            self.check_access("write")
        return result

    # ------------------------------------------------------------
    # TIMER
    # ------------------------------------------------------------

    @api.model
    def _get_running_domain(self):
        return Domain("date_start", "!=", False) & Domain("date_end", "=", False)

    @api.model
    def _start(self, service, now):
        """Start the timer of the current person on a record."""
        return self.create({"service_id": service.id, "date": fields.Date.context_today(self, now), "date_start": now})

    def _stop(self, now, reason):
        """Stop running timers, at the end of their working day where that has passed; returns these forgotten ones."""
        forgotten = self.browse()
        for effort in self:
            latest = effort.user_id._get_latest_end_of_work(effort.company_id, effort.date_start)
            late = latest < now
            effort.write(
                {
                    "date_end": max(min(now, latest), effort.date_start),
                    "stop_reason": "end_of_day" if late else reason,
                }
            )
            if late:
                forgotten += effort
        # before the next one starts: the database knows one running timer a person
        self.flush_recordset(["date_end"])
        forgotten._tell_forgotten()
        return forgotten

    def _tell_forgotten(self):
        """Ask each person whether the time of a timer that ran into the evening is right."""
        self.env["sme.alert"]._raise([effort._prepare_forgotten_alert() for effort in self])

    def _prepare_forgotten_alert(self):
        end = fields.Datetime.context_timestamp(self.with_context(tz=self.user_id.tz), self.date_end)
        return {
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "kind": "timer",
            "importance": 2,
            "reasons": [["timer", end.strftime("%H:%M"), self.minutes]],
            "res_model": self.service_id._name,
            "res_id": self.service_id.id,
            "key": f"{self._name},{self.id},forgotten",
        }

    @api.model
    def _cron_stop_forgotten(self):
        """Stop the timers whose working day is over."""
        now = fields.Datetime.now()
        running = self.search(self._get_running_domain())
        over = running.filtered(
            lambda effort: effort.user_id._get_latest_end_of_work(effort.company_id, effort.date_start) < now
        )
        self.env["ir.cron"]._commit_progress(remaining=len(over))
        for effort in over:
            try:
                with self.env.cr.savepoint():
                    effort.try_lock_for_update().filtered(lambda locked: not locked.date_end)._stop(now, "end_of_day")
                    self.env.flush_all()
            except Exception as error:
                # one timer that cannot be stopped must not keep the others running
                self.env.invalidate_all(flush=False)
                _logger.warning("Timer %s of a service record could not be stopped: %s", effort.id, error)
            if not self.env["ir.cron"]._commit_progress(1):
                break
