import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

from ...const import MOST_FAILURES

_logger = logging.getLogger(__name__)

CRON = "crm_sme.ir_cron_sme_tick"
BATCH = 200


class SmeTick(models.AbstractModel):
    """What happens every few minutes, and whenever something asks for it: promises are looked at again, and people
    are warned before one is broken.

    Whatever is done twice, by two servers or after a crash, is done once: each job finds its rows by what is still
    to be done, locks them, and looks again.
    """

    _name = "sme.tick"
    _description = "What Happens Every Few Minutes"

    @api.model
    def _get_jobs(self):
        """The jobs of a tick; they are done by ascending sequence. For other areas, which add theirs."""
        return []

    @api.model
    def _wake(self):
        # sudo: a job is woken on behalf of whoever changed what it looks at
        self.env.ref(CRON).sudo()._trigger()

    @api.model
    def _cron_tick(self):
        now = fields.Datetime.now()
        for job in sorted(self._get_jobs()):
            if not self._cron_process(job, getattr(self.env[job.model], job.find)(now), now):
                break

    @api.model
    def _cron_process(self, job, ids, now):
        """Process records in batches that are committed one by one; False when the time of the cron is used up.

        A batch that fails is done once more, row by row. A row that somebody holds waits for the next turn; one that
        fails by itself is told, and left alone after some failures.
        """
        cron = self.env["ir.cron"]
        time_left = cron._commit_progress(remaining=len(ids))
        for batch in split_every(BATCH, ids):
            if not time_left:
                return False
            if self._try(job, batch, now) is None:
                time_left = cron._commit_progress(len(batch))
                continue
            for identifier in batch:
                cron._commit_progress()
                error = self._try(job, [identifier], now)
                # not the fault of a row: somebody else works on it, and the next turn finds it as it is then
                if error and not isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                    self._note_failure(job, identifier, error)
                time_left = cron._commit_progress(1)
        return bool(time_left)

    @api.model
    def _try(self, job, ids, now):
        """Process what nobody else holds of some records; returns what went wrong, and then nothing was done."""
        try:
            with self.env.cr.savepoint():
                records = self.env[job.model].browse(ids).try_lock_for_update(allow_referencing=True)
                getattr(records, job.process)(now)
                self.env.flush_all()
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
