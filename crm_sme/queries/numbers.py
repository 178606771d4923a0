"""Numbers of a sequence, many at once."""

from odoo.tools import SQL


def draw(sequence_id: int, count: int) -> SQL:
    """`count` rows with one new number each, of a sequence kept by PostgreSQL."""
    return SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"ir_sequence_{sequence_id:03d}", count)
