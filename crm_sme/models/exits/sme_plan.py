from odoo import models

from ...const import EXIT_EVENTS
from ...rules.exits import NOTHING, get_default_table


class SmePlan(models.Model):
    _inherit = "sme.plan"

    def _get_default_exits(self):
        """What ends a plan, or makes it wait, by what starts it and whether it sells something."""
        self.ensure_one()
        table = get_default_table(self.trigger, self.is_selling)
        return [{"event": event, "effect": table.get(event, NOTHING)} for event, _label in EXIT_EVENTS]

    def _get_exit_table(self):
        """{event: its effect}; an event that is not named changes nothing."""
        self.ensure_one()
        return {row.event: row.effect for row in self.exit_ids}
