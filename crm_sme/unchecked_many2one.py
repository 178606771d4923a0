from odoo import fields


class UncheckedMany2one(fields.Many2one):
    """A many2one without a foreign key, for columns of a cache that its engine fills by the hundred thousand.

    PostgreSQL checks a foreign key row by row, which costs more than writing the row, and makes whoever deletes the
    other record wait. Only for records that cannot be deleted (customer classes), or whose deletion clears the cache
    (contacts, companies).
    """

    def update_db_foreign_key(self, model, column):
        """Leave the column without a foreign key."""
