"""Computed fields that their model also says in SQL, in `_field_to_sql`: filters, orders and groups are made of that.

Whether such a field can sort and group, Odoo finds out by making the expression, for every description of a view; an
expression that depends on who is away today takes queries. These fields know the answer: they can.
"""

from odoo import fields


class ExpressionField(fields.Field):
    """What the fields below have in common."""

    def _description_sortable(self, env):
        return True

    def _description_groupable(self, env):
        return True


class ExpressionSelection(ExpressionField, fields.Selection):
    """A selection whose value is also an expression."""


class ExpressionMany2one(ExpressionField, fields.Many2one):
    """A many2one whose value is also an expression."""


class ExpressionDate(ExpressionField, fields.Date):
    """A date whose value is also an expression."""


class ExpressionDatetime(ExpressionField, fields.Datetime):
    """A moment whose value is also an expression."""
