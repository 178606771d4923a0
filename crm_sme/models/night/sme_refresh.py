from datetime import timedelta

import pytz

from odoo import models

from ..sme_refresh import NIGHTLY_HOUR

# Plans wait for the scorecards of the night, but not for ever.
LATEST_HOUR = NIGHTLY_HOUR + 3


class SmeRefresh(models.Model):
    """After the scorecards of a night, its plans."""

    _inherit = "sme.refresh"

    def _finish(self, error):
        finished = super()._finish(error)
        if finished:
            self.env["sme.tick"]._wake()
        return finished

    def _get_local(self, now):
        """A moment (naive UTC) in the time of the company."""
        self.ensure_one()
        return pytz.utc.localize(now).astimezone(self._get_zone())

    def _is_night_over(self, now):
        """Whether the plans of the company's day may enrol: its scorecards are of today, or will not be."""
        self.ensure_one()
        local = self._get_local(now)
        if local.hour < NIGHTLY_HOUR:
            return False
        is_refreshed = self.nightly_date == local.date() and self._get_shown_state(now) in ("idle", "failed")
        return is_refreshed or local.hour >= LATEST_HOUR

    def _get_night(self, now):
        """When the company's day of a moment became its own: the hour of the night, as naive UTC."""
        self.ensure_one()
        return self._get_next_night(now) - timedelta(days=1)
