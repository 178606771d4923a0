import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ...const import DONE_STATES, OPEN_STATES

_logger = logging.getLogger(__name__)

# The customer hears of it this long before, so that there is time to object.
NOTICE_DAYS = 2
# Records closed between two commits: a mail each is what takes the time.
BATCH = 100
AUTOMATIC_HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class SmeService(models.Model):
    """How a record ends: by hand, in a batch, or by itself some announced days after it was solved."""

    _inherit = "sme.service"

    closes_on = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Told to the customer: a solved record closes then, unless there is an answer before.",
    )
    missing_fields = fields.Char(
        string="Still to Fill In", compute="_compute_missing_fields", help="What the type demands before closing."
    )

    @api.depends(
        "type_id", "sale_order_id", "product_id", "warranty_state", "cause_id", "resolution", "type_id.require_cause"
    )
    def _compute_missing_fields(self):
        for service in self:
            service.missing_fields = ", ".join(service._get_missing_fields())

    def action_assign_to_me(self):
        self.check_access("write")
        self.filtered(lambda service: service.user_id != self.env.user).write({"user_id": self.env.uid})

    def action_work(self):
        self.check_access("write")
        self._move_to("working")

    def action_solve(self):
        self.check_access("write")
        self.filtered(lambda service: service.state in OPEN_STATES)._move_to("solved")

    def action_close(self):
        self.check_access("write")
        self.filtered(lambda service: service.state not in ("closed", "cancelled"))._move_to("closed")

    def action_cancel(self):
        self.check_access("write")
        self._move_to("cancelled")

    def action_reopen(self):
        """Work on records again that were done; a duplicate stays one."""
        self.check_access("write")
        self.filtered(lambda service: service.state in DONE_STATES and not service.parent_id)._move_to("working")

    def _prepare_move_values(self, state):
        return {**super()._prepare_move_values(state), "closes_on": False}

    # ------------------------------------------------------------
    # BY ITSELF
    # ------------------------------------------------------------

    @api.model
    def _cron_close_solved(self):
        """Tell customers that their solved records will close, and close those whose announced day has come."""
        now = fields.Datetime.now()
        scheduler = self.env["ir.cron"]
        todo = [
            (self._announce_closing, self.search(self._get_to_announce_domain(now), order="id").ids),
            (self._close_announced, self.search(self._get_to_close_domain(now), order="id").ids),
        ]
        scheduler._commit_progress(remaining=sum(len(ids) for _step, ids in todo))
        for step, ids in todo:
            for some_ids in split_every(BATCH, ids):
                self._close_carefully(step, self.browse(some_ids).try_lock_for_update(), now)
                if not scheduler._commit_progress(len(some_ids)):
                    return

    @api.model
    def _close_carefully(self, step, services, now):
        """Do a step for all; where that fails, for each on its own, so that one bad record stops no other."""
        if self._close_some(step, services, now):
            return
        for service in services:
            self._close_some(step, service, now)

    @api.model
    def _close_some(self, step, services, now):
        """Whether a step went well for some records; what it did for them is undone otherwise."""
        try:
            with self.env.cr.savepoint():
                step(services, now)
        except Exception:
            if len(services) == 1:
                _logger.warning("Service record %s cannot be closed by itself", services.id, exc_info=True)
            return False
        return True

    @api.model
    def _get_to_announce_domain(self, now):
        """Solved records of teams that close them, so long ago that it is time to tell; none is told twice."""
        teams = self.env["sme.service.team"].with_context(active_test=False).search([("close_after_days", ">", 0)])
        by_team = Domain.OR(
            Domain("team_id", "in", of_days.ids) & Domain("date_solved", "<=", now - timedelta(days=max(0, days)))
            for days, of_days in teams.grouped(lambda team: team.close_after_days - NOTICE_DAYS).items()
        )
        return self._get_queue_domain() & Domain("state", "=", "solved") & Domain("closes_on", "=", False) & by_team

    @api.model
    def _get_to_close_domain(self, now):
        return Domain("state", "=", "solved") & Domain("closes_on", "<=", now)

    @api.model
    def _announce_closing(self, services, now):
        """Tell each customer the day on which the record closes; what lacks something goes to its handler first."""
        services = services.filtered_domain(self._get_to_announce_domain(now))
        incomplete = services.filtered("missing_fields")
        incomplete._ask_to_complete()
        for service in services - incomplete:
            planned = service.date_solved + timedelta(days=service.team_id.close_after_days)
            service.closes_on = max(planned, now + timedelta(days=min(NOTICE_DAYS, service.team_id.close_after_days)))
        told = (services - incomplete).filtered(lambda service: service.partner_id.email or service.email_from)
        template = self.env.ref("crm_sme.sme_service_template_closing", raise_if_not_found=False)
        if template and told:
            template.send_mail_batch(
                told.ids,
                email_values={"headers": repr(AUTOMATIC_HEADERS)},
                email_layout_xmlid="mail.mail_notification_light",
            )

    @api.model
    def _close_announced(self, services, now):
        services.filtered_domain(self._get_to_close_domain(now))._move_to("closed")

    def _ask_to_complete(self):
        """One to-do a record for its handler: the customer said it is solved, the firm still has to write why."""
        # without a mail: the to-do list is where it is looked for
        for service in self.with_context(mail_activity_quick_update=True):
            person = service.user_id or service.team_id.user_id
            if person and not service.activity_search(["crm_sme.mail_activity_type_complete"]):
                service.activity_schedule(
                    "crm_sme.mail_activity_type_complete", user_id=person.id, note=service.missing_fields
                )
