import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

from .sme_service_clock import MOST_FAILURES

_logger = logging.getLogger(__name__)

CRON = "crm_sme.ir_cron_sme_tick"
BATCH = 200


class SmeTick(models.AbstractModel):
    """What happens every few minutes, and whenever something asks for it: promises are looked at again, and people
    are warned before one is broken.

    Whatever is done twice, by two servers or after a crash, is done once: each step finds its rows by what is still
    to be done, locks them, and looks again.
    """

    _name = "sme.tick"
    _description = "What Happens Every Few Minutes"

    @api.model
    def _wake(self):
        # sudo: a job is woken on behalf of whoever changed what it looks at
        self.env.ref(CRON).sudo()._trigger()

    @api.model
    def _cron_tick(self):
        now = fields.Datetime.now()
        clocks = self.env["sme.service.clock"]
        for find, process in (
            (clocks._find_for_review, "_process_review"),
            (clocks._find_for_warning, "_process_warning"),
        ):
            if not self._cron_process(find(now), process, now):
                break

    @api.model
    def _cron_process(self, ids, process, now):
        """Process clocks in batches that are committed one by one; False when the time of the job is used up.

        A batch that fails is done once more, row by row. A row that somebody holds waits for the next turn; one that
        fails by itself is told, and left alone after some failures.
        """
        cron = self.env["ir.cron"]
        time_left = cron._commit_progress(remaining=len(ids))
        for batch in split_every(BATCH, ids):
            if not time_left:
                return False
            if self._try(batch, process, now) is None:
                time_left = cron._commit_progress(len(batch))
                continue
            for identifier in batch:
                cron._commit_progress()
                error = self._try([identifier], process, now)
                # not the fault of a row: somebody else works on it, and the next turn finds it as it is then
                if error and not isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                    self._note_failure(identifier, error)
                time_left = cron._commit_progress(1)
        return bool(time_left)

    @api.model
    def _try(self, ids, process, now):
        """Process what nobody else holds of some clocks; returns what went wrong, and then nothing was done."""
        try:
            with self.env.cr.savepoint():
                clocks = self.env["sme.service.clock"].browse(ids).try_lock_for_update(allow_referencing=True)
                getattr(clocks, process)(now)
                self.env.flush_all()
        except Exception as error:
            self.env.invalidate_all(flush=False)
            return error

    @api.model
    def _note_failure(self, identifier, error):
        clock = self.env["sme.service.clock"].browse(identifier).exists()
        if clock:
            clock.write({"fail_count": clock.fail_count + 1, "last_error": str(error)[:200] or type(error).__name__})
            if clock.fail_count >= MOST_FAILURES:
                _logger.warning("Clock %s is set aside after %s failures: %s", clock.id, clock.fail_count, error)
