from odoo import fields, models

from ...queries import promise_state
from ...rules.promise import WORST_FIRST

# What the state of the promise is read from.
CLOCK_COLUMNS = ("service_id", "state", "deadline", "soon_from")


class SmeService(models.Model):
    """The queue groups ten thousand records by the state of their promise in one question to the database."""

    _inherit = "sme.service"

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "promise_state":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        self.env["sme.service.clock"].flush_model(CLOCK_COLUMNS)
        record_id = self._field_to_sql(alias, "id", query)
        return promise_state.of_record(record_id, WORST_FIRST, fields.Datetime.now())
