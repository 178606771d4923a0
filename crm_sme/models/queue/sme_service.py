from odoo import fields, models

from ...queries import promise_state

# What the state of the promise is read from.
STANDING_COLUMNS = ("deadline", "soon_from", "promise_rest")


class SmeService(models.Model):
    """The queue groups ten thousand records by the state of their promise in one question to the database."""

    _inherit = "sme.service"

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "promise_state":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        columns = {name: self._field_to_sql(alias, name, query) for name in STANDING_COLUMNS}
        return promise_state.of_record(columns, fields.Datetime.now())
