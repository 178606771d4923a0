from odoo import api, fields, models

from ..queries import quota


class SmeQuota(models.Model):
    """Counters behind every "at most N per ...".

    A text key holds whatever the limit is about (who, what, which day), so that no counter hangs on a contact and a
    merge of contacts loses none.
    """

    _name = "sme.quota"
    _description = "Used Part of a Limit"
    _rec_name = "key"
    _log_access = False

    key = fields.Char(required=True, readonly=True)
    used = fields.Integer(required=True, readonly=True, default=0)
    expires_on = fields.Date(readonly=True, index=True, help="The day from which the counter is of no more use.")

    _key_unique = models.Constraint("UNIQUE(key)", "A limit is counted once.")

    @api.model
    def _spend(self, key, most, expires_on):
        """Use one unit of a limit; False where `most` units are used already, up to the day `expires_on`.

        Two transactions that ask for the last unit at once: one gets it, the other waits for it and gets none (or is
        told to begin anew by the database).
        """
        self.flush_model()
        rows = self.env.execute_query(quota.spend(key, most, expires_on, fields.Date.today()))
        self.invalidate_model()
        return bool(rows)

    @api.model
    def _get_used(self, keys):
        """{key: units used} of limits; what is then counted with `_use` in the same transaction is within them.

        Of two transactions that read and then count against the same limit, the database lets only one: the other is
        told to begin anew, for it read what is no longer so.
        """
        self.flush_model()
        return dict(self.env.execute_query(quota.used(keys, fields.Date.today()))) if keys else {}

    @api.model
    def _use(self, units, expires_on):
        """Count units, {key: how many}, against limits whose use was read before; `expires_on` is {key: day}."""
        rows = [(key, count, expires_on[key]) for key, count in units.items() if count]
        if rows:
            self.env.execute_query(quota.add(rows, fields.Date.today()))
            self.invalidate_model()

    @api.autovacuum
    def _gc_expired(self):
        # sudo: counters are kept by the addon, nobody may write them by hand
        self.sudo().search([("expires_on", "<", fields.Date.today())], limit=10000).unlink()
