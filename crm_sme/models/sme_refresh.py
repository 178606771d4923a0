import logging
from datetime import datetime, time, timedelta
from functools import partial

import psycopg2.errors
import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..const import REFRESH_STATES
from ..exceptions import RefreshRunningError

_logger = logging.getLogger(__name__)

NIGHTLY_HOUR = 2
LONGEST_RUN = timedelta(hours=1)
CRON = "crm_sme.ir_cron_sme_nightly"
FINISHING_ATTEMPTS = 5
# What goes away when the same is done once more; a key is violated by a contact that is deleted meanwhile.
CONCURRENCY_ERRORS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.ForeignKeyViolation,
)


class SmeRefresh(models.Model):
    """Where the refresh of one company's scorecards stands.

    Kept apart from the policy, so that neither asking for a refresh nor showing its progress can collide with the
    transaction that computes.
    """

    _name = "sme.refresh"
    _description = "Scorecard Refresh"
    _rec_name = "company_id"
    _order = "company_id"

    company_id = fields.Many2one(comodel_name="res.company", required=True, readonly=True, ondelete="cascade")
    state = fields.Selection(
        selection=REFRESH_STATES,
        string="Status",
        default="idle",
        required=True,
        readonly=True,
    )
    phase = fields.Selection(
        selection=[("facts", "Reading orders"), ("verdicts", "Judging customers"), ("store", "Storing scorecards")],
        readonly=True,
    )
    position = fields.Char(readonly=True, help="Which of how many companies, as n/m.")
    requested_at = fields.Datetime(readonly=True)
    started_at = fields.Datetime(readonly=True)
    nightly_date = fields.Date(readonly=True, help="The company's day whose nightly refresh was started last.")
    message = fields.Char(readonly=True, help="Why the last refresh failed.")

    _company_unique = models.Constraint("UNIQUE(company_id)", "A company has one refresh.")

    # ------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------

    @api.model
    def _get_for_companies(self, companies):
        """The refresh rows of the companies; made where one is missing."""
        # sudo: the row only tells progress, and whoever may ask for a refresh was checked by the caller
        rows_sudo = self.sudo().search([("company_id", "in", companies.ids)])
        missing = companies - rows_sudo.company_id
        if missing:
            rows_sudo += self.sudo().create([{"company_id": company.id} for company in missing])
        return rows_sudo

    @api.model
    def _request(self, companies):
        """Ask the nightly job to refresh the companies now. One that runs already is refreshed once more after."""
        rows_sudo = self._get_for_companies(companies)
        now = fields.Datetime.now()
        rows_sudo.filtered(lambda row: row._get_shown_state(now) != "running").write({"state": "requested"})
        rows_sudo.write({"requested_at": now})
        # sudo: a cron is triggered on behalf of whoever changed the policy or pressed the button
        self.env.ref(CRON).sudo()._trigger()

    @api.model
    def _settle(self, company):
        """A request that waits is met: the company was refreshed in this transaction."""
        row_sudo = self._get_for_companies(company)
        if row_sudo.state in ("requested", "failed"):
            row_sudo.write({"state": "idle", "requested_at": False, "message": False})

    # ------------------------------------------------------------
    # CONTACTS THAT GO
    # ------------------------------------------------------------

    @api.model
    def _sweep_after_commit(self, partner_ids):
        """Once this transaction is done, see to it that no scorecard outlives these contacts.

        A refresh that runs meanwhile does not see that they are gone, and this transaction does not see what it stores.
        """
        self.env.cr.postcommit.add(partial(self._sweep, partner_ids))

    @api.model
    def _sweep(self, partner_ids):
        """Ask for another refresh where one runs at this moment, then delete what others have stored by now.

        In this order and in two transactions: what was stored before the first question is seen by the second.
        """
        try:
            with mute_logger("odoo.sql_db"), self.env.registry.cursor() as cursor:
                refresh_sudo = self._on_cursor_sudo(cursor)
                running = refresh_sudo.env["sme.classification"]._get_running()
                if running:
                    refresh_sudo._request(running)
            with self.env.registry.cursor() as cursor:
                self._on_cursor_sudo(cursor).env["sme.customer"]._find_all_sudo(
                    [("partner_id", "in", partner_ids)]
                ).unlink()
        except psycopg2.Error:
            _logger.info("Scorecards of contacts that are gone stay until the next refresh", exc_info=True)

    def _on_cursor_sudo(self, cursor):
        # sudo: whoever deletes a contact, its scorecards go
        return self.with_env(self.env(cr=cursor, su=True))

    # ------------------------------------------------------------
    # RUNNING
    # ------------------------------------------------------------

    @api.model
    def _cron_refresh(self):
        """Refresh every company that asked for it, or whose night has come; one transaction a company.

        A row that somebody holds at the moment is left for the next turn, in a minute.
        """
        cron = self.env["ir.cron"]
        self._schedule_next()
        due = self._get_due(fields.Datetime.now())
        cron._commit_progress(remaining=len(due))
        for number, row in enumerate(due, start=1):
            if row._start(f"{number}/{len(due)}"):
                cron._commit_progress()
                error = row._run()
                # the row is written by others meanwhile: finish what was computed before touching it again
                cron._commit_progress()
                for _attempt in range(FINISHING_ATTEMPTS):
                    if row._finish(error):
                        break
            if not cron._commit_progress(1):
                break

    @api.model
    def _get_due(self, now):
        """The rows of active companies that are to be refreshed at this moment (UTC)."""
        rows = self._get_for_companies(self.env["res.company"].search([]))
        return rows.filtered(lambda row: row.requested_at or row.state == "running" or row._is_night_due(now)).sorted(
            lambda row: (not row.requested_at, row.company_id.sequence, row.id)
        )

    def _is_night_due(self, now):
        """Whether the company's clock has passed two in the morning of a day not yet refreshed."""
        self.ensure_one()
        local = pytz.utc.localize(now).astimezone(self._get_zone())
        return local.hour >= NIGHTLY_HOUR and (not self.nightly_date or self.nightly_date < local.date())

    def _get_next_night(self, now):
        """The next two o'clock in the morning of the company, as a UTC datetime."""
        self.ensure_one()
        zone = self._get_zone()
        local = pytz.utc.localize(now).astimezone(zone)
        day = local.date() + timedelta(days=1 if local.hour >= NIGHTLY_HOUR else 0)
        night = zone.localize(datetime.combine(day, time(NIGHTLY_HOUR)))
        return night.astimezone(pytz.utc).replace(tzinfo=None)

    def _get_zone(self):
        policy = self.env["sme.policy"]._get_for_companies(self.company_id)
        return pytz.timezone(policy._get_timezone())

    def _start(self, position):
        """Take up the row; False if somebody else holds it, and then the job is woken again."""
        self.ensure_one()
        try:
            if not self.try_lock_for_update():
                self._wake_again()
                return False
            now = fields.Datetime.now()
            self.write(
                {
                    "state": "running",
                    "phase": "facts",
                    "position": position,
                    "requested_at": False,
                    "started_at": now,
                    "message": False,
                    "nightly_date": pytz.utc.localize(now).astimezone(self._get_zone()).date(),
                }
            )
            self.env.flush_all()
        except CONCURRENCY_ERRORS:
            self.env.cr.rollback()
            self._wake_again()
            return False
        return True

    def _run(self):
        """Refresh the company in a transaction of its own; returns the error, if any, with nothing written."""
        self.ensure_one()
        try:
            policy = self.env["sme.policy"]._get_for_companies(self.company_id)
            self.env["sme.classification"]._refresh_company(policy, report=self._report_phase)
            self.env.flush_all()
        except Exception as error:  # a company that fails must not keep the others from theirs
            self.env.cr.rollback()
            if not isinstance(error, (UserError, *CONCURRENCY_ERRORS)):
                _logger.exception("The refresh of company %s failed", self.company_id.id)
            return error
        return None

    def _report_phase(self, phase):
        """Show the phase to whoever watches, from outside the transaction that computes; never wait, never fail."""
        try:
            with mute_logger("odoo.sql_db"), self.env.registry.cursor() as cursor:
                row = self.with_env(self.env(cr=cursor))
                if row.try_lock_for_update():
                    row.phase = phase
        except psycopg2.Error:
            _logger.debug("The phase of company %s could not be shown", self.id)

    def _finish(self, error):
        """Leave the row as the run ended; False if somebody wrote it at the same moment."""
        self.ensure_one()
        try:
            self.write(self._get_outcome(error))
            self.env.flush_all()
        except CONCURRENCY_ERRORS:
            self.env.cr.rollback()
            return False
        return True

    def _get_outcome(self, error):
        """The values of the row after a run that ended in this error, or in none."""
        if isinstance(error, (RefreshRunningError, *CONCURRENCY_ERRORS)):
            # another run, or an edit meanwhile: nothing is wrong, the same is done once more
            self._wake_again()
            return {"state": "requested", "phase": False, "requested_at": fields.Datetime.now()}
        if error:
            technical = self.env._("A technical error; the log of the server tells which.")
            message = str(error) if isinstance(error, UserError) else technical
            return {"state": "failed", "phase": False, "message": message}
        return {"state": "requested" if self.requested_at else "idle", "phase": False, "message": False}

    @api.model
    def _wake_again(self):
        self.env.ref(CRON)._trigger(fields.Datetime.now() + timedelta(minutes=1))

    @api.model
    def _schedule_next(self):
        """Wake the job at the next two in the morning of every company, each in its own time zone."""
        now = fields.Datetime.now()
        nights = {row._get_next_night(now) for row in self._get_for_companies(self.env["res.company"].search([]))}
        cron = self.env.ref(CRON)
        known = set(
            self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id), ("call_at", ">", now)]).mapped("call_at")
        )
        if nights - known:
            cron._trigger(sorted(nights - known))

    # ------------------------------------------------------------
    # TELLING
    # ------------------------------------------------------------

    def _get_shown_state(self, now):
        """The state as people are told: one that runs for too long was interrupted and waits for its next turn."""
        self.ensure_one()
        if self.state == "running" and self.started_at < now - LONGEST_RUN:
            return "failed"
        return self.state

    @api.model
    def _get_state(self, company):
        """Plain values for the status line of a company; datetimes as UTC strings."""
        row = self._get_for_companies(company)
        # sudo: only results and the job's switch are told
        policy_sudo = self.env["sme.policy"]._get_for_companies(company).sudo()
        cron_sudo = self.env.ref(CRON).sudo()
        number, _slash, count = (row.position or "").partition("/")
        labels = dict(self._fields["phase"]._description_selection(self.env))
        return {
            "state": row._get_shown_state(fields.Datetime.now()),
            "phase": labels.get(row.phase, ""),
            "company": company.name,
            "company_index": int(number or 0),
            "company_count": int(count or 0),
            "as_of": fields.Date.to_string(policy_sudo.as_of),
            "refreshed_at": fields.Datetime.to_string(policy_sudo.refreshed_at),
            "next_refresh_at": fields.Datetime.to_string(row._get_next_night(fields.Datetime.now())),
            "message": row.message or "",
            "cron_running": cron_sudo.active,
        }
