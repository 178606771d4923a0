import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import format_datetime, mute_logger, split_every

from ...const import MOST_FAILURES
from ...queries import tick

_logger = logging.getLogger(__name__)

LANES = ("crm_sme.ir_cron_sme_tick", "crm_sme.ir_cron_sme_tick_lane_2", "crm_sme.ir_cron_sme_tick_lane_3")
BATCH = 200
SOON = timedelta(seconds=20)
LATE = timedelta(hours=1)  # a job that is due for so long is done by nobody
WAKING = "sme.tick.waking"  # where a transaction notes that it has woken the tick


class SmeTick(models.AbstractModel):
    """What happens every few minutes, and whenever something asks for it: promises are looked at again, and people
    are warned before one is broken.

    Whatever is done twice, by two servers or after a crash, is done once: each job finds its rows by what is still
    to be done, locks them, and looks again. Odoo runs a cron in one process at a time; a busy company lets several
    lanes work side by side, each a cron of its own. A lane begins with its own share of the rows and goes on with
    what is left of the others', so that nothing waits for a lane whose server died.
    """

    _name = "sme.tick"
    _description = "What Happens Every Few Minutes"

    @api.model
    def _get_jobs(self):
        """The jobs of a tick; they are done by ascending sequence. For other areas, which add theirs."""
        return []

    @api.model
    def _get_lanes(self):
        """The crons that work on ticks, the first of which always does."""
        # sudo: how many lanes there are is no secret; setting them up is checked by the settings
        lanes_sudo = self.env["ir.cron"].sudo().browse(self._get_lane_ids())
        return lanes_sudo.filtered("active")

    @api.model
    def _get_lane_ids(self):
        """Ids of the crons that may work on ticks, without a query: those of data records are kept in memory."""
        data = self.env["ir.model.data"]
        return list(filter(None, (data._xmlid_to_res_id(lane, raise_if_not_found=False) for lane in LANES)))

    @api.model
    def _set_lane_count(self, count):
        """Let so many lanes work side by side. Whoever may not write crons is refused by Odoo."""
        for position, lane in enumerate(LANES):
            cron = self.env.ref(lane)
            if position and cron.active != (position < count):
                cron.active = position < count

    @api.model
    def _get_trouble(self, now):
        """Why nothing is done by itself at the moment, in the reader's language; empty while all is well."""
        # sudo: whether the job is at work is told to whoever waits for it
        cron_sudo = self.env.ref(LANES[0], raise_if_not_found=False)
        cron_sudo = cron_sudo and cron_sudo.sudo()
        if not cron_sudo:
            return self.env._("Nothing is done by itself: the scheduled action of Customer Relations was deleted.")
        if not cron_sudo.active:
            return self.env._("Nothing is done by itself: the scheduled action “%s” is switched off.", cron_sudo.name)
        if not cron_sudo.user_id.active and cron_sudo.user_id.id != SUPERUSER_ID:
            return self.env._(
                "Nothing is done by itself: the scheduled action “%(job)s” runs as %(user)s, who is archived.",
                job=cron_sudo.name,
                user=cron_sudo.user_id.name,
            )
        if cron_sudo.nextcall < now - LATE:
            return self.env._(
                "Nothing has been done by itself since %(moment)s: no server works on the scheduled action “%(job)s”.",
                moment=format_datetime(self.env, cron_sudo.lastcall or cron_sudo.nextcall),
                job=cron_sudo.name,
            )
        return ""

    @api.model
    def _wake(self):
        """Have the next tick come at once, after this transaction."""
        # sudo: a job is woken on behalf of whoever changed what it looks at
        for lane_sudo in self._get_lanes().sudo():
            lane_sudo._trigger()

    @api.model
    def _execute_and_wake(self, statement, condition):
        """The rows that a statement returns; if a query on them, called `written`, has rows, the next tick comes at
        once, after this transaction. All is one statement: whoever sends a mail or confirms an order waits for it.
        """
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            tick.write_and_wake(statement, condition, self._get_lane_ids(), now, self.env.uid)
        )
        if any(woken for woken, *_row in rows):
            self.env.cr.postcommit.add(self.env["ir.cron"]._notifydb)
        return [tuple(row) for _woken, *row in rows]

    @api.model
    def _wake_soon(self):
        """Have a tick come within a minute, for what somebody holds at the moment; once, however much that is."""
        wanted = self.env.cr.precommit.data
        if not wanted.get(WAKING):
            wanted[WAKING] = True
            # sudo: see _wake
            for lane_sudo in self._get_lanes().sudo():
                lane_sudo._trigger(fields.Datetime.now() + SOON)

    @api.model
    def _cron_tick(self):
        now = fields.Datetime.now()
        lanes = self._get_lanes()
        for job in self._get_jobs_to_do(now):
            if not all(self._cron_process(job, ids, now) for ids in self._iterate_shares(job, lanes, now)):
                break

    @api.model
    def _get_jobs_to_do(self, now):
        """The first job that has something to do, and those after it, for which that may make work; one question asks
        for all of them. Where it has no answer, each job is asked for itself.
        """
        jobs = sorted(self._get_jobs())
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                probes = [getattr(self.env[job.model], job.probe)(now) for job in jobs]
                [counts] = self.env.execute_query(tick.count_rows(probes))
        except Exception:
            _logger.info("What is due cannot be told at once", exc_info=True)
            return jobs
        return jobs[next((place for place, count in enumerate(counts) if count), len(jobs)) :]

    @api.model
    def _iterate_shares(self, job, lanes, now):
        """What there is to do for a job: the own share of this lane, then what is left by the others."""
        if len(lanes) > 1 and self.env.context.get("cron_id") in lanes.ids:
            own = lanes.ids.index(self.env.context["cron_id"])
            ids = self._find(job, now)
            yield [key for key, share in zip(ids, self._get_shares(job, ids), strict=True) if share % len(lanes) == own]
        yield self._find(job, now)

    @api.model
    def _get_shares(self, job, ids):
        """A number for each record; records of the same number are done by the same lane."""
        if job.share == "id":
            return ids
        records = self.env[job.model].browse(ids)
        records.fetch([job.share])
        return [record[job.share].id or 0 for record in records]

    @api.model
    def _find(self, job, now):
        """Ids of what is due; nothing for now, where another lane writes the same at this moment, or where it cannot be
        told: the other jobs go on.
        """
        try:
            return getattr(self.env[job.model], job.find)(now)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # what was done before is committed
            self.env.cr.rollback()
            self._wake_soon()
            return []
        except Exception:
            self.env.cr.rollback()
            _logger.exception("%s.%s cannot tell what is due", job.model, job.find)
            return []

    @api.model
    def _cron_process(self, job, ids, now):
        """Process records in batches that are committed one by one; False when the time of the cron is used up.

        A batch that somebody else works on as well is tried again, and then left for the next turn, which comes soon.
        One that fails is done once more, row by row: a row that fails by itself is told, and left alone after some
        failures.
        """
        cron = self.env["ir.cron"]
        time_left = cron._commit_progress(remaining=len(ids))
        for batch in split_every(BATCH, ids):
            if not time_left:
                return False
            error = self._try(job, batch, now)
            if isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                cron._commit_progress()
                error = self._try(job, batch, now)
            if isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                self._wake_soon()
            elif error:
                self._cron_process_one_by_one(job, batch, now)
            time_left = cron._commit_progress(len(batch))
        return bool(time_left)

    @api.model
    def _cron_process_one_by_one(self, job, ids, now):
        for identifier in ids:
            self.env["ir.cron"]._commit_progress()
            error = self._try(job, [identifier], now)
            if isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                # not the fault of a row: somebody else works on it, and the next turn finds it as it is then
                self._wake_soon()
            elif error:
                self._note_failure(job, identifier, error)

    @api.model
    def _try(self, job, ids, now):
        """Process what nobody else holds of some records; returns what went wrong, and then nothing was done."""
        try:
            # that another process was faster is no error of the server's, and what a row fails by is kept with it
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                records = self.env[job.model].browse(ids)
                free = records.try_lock_for_update(allow_referencing=True)
                getattr(free, job.process)(now)
                self.env.flush_all()
                if free < records:
                    self._wake_soon()
        except Exception as error:
            self.env.invalidate_all(flush=False)
            return error

    @api.model
    def _note_failure(self, job, identifier, error):
        """Keep with the record (`fail_count`, `last_error`) what went wrong with it."""
        record = self.env[job.model].browse(identifier).exists()
        if record:
            record.write({"fail_count": record.fail_count + 1, "last_error": str(error)[:200] or type(error).__name__})
            if record.fail_count >= MOST_FAILURES:
                _logger.warning("%s is set aside after %s failures: %s", record, record.fail_count, error)
