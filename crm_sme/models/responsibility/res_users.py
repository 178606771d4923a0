from datetime import timedelta

from odoo import api, fields, models, tools

from ...const import SME_GROUPS
from ...rules.absence import find_represented, find_stand_in

# How long it may take until a day that began in somebody's time zone is noticed: all zones begin on the quarter.
QUARTER = timedelta(minutes=15)
SCOPES = "sme_scopes"  # where a transaction keeps what it has asked


class ResUsers(models.Model):
    _inherit = "res.users"

    sme_acting_for_ids = fields.Many2many(
        comodel_name="res.users",
        string="Stands In For",
        compute="_compute_sme_acting_for_ids",
        compute_sudo=True,
        groups=SME_GROUPS,
        help="The absent people for whom this person stands in today.",
    )

    def _compute_sme_acting_for_ids(self):
        stand_ins = self.env["sme.absence"]._get_stand_ins()
        for user in self:
            user.sme_acting_for_ids = sorted(find_represented(user._origin.id, stand_ins))

    def _get_sme_scope(self):
        """(ids of users, ids of territories) for whose customers this user may act today: the own ones, and those of
        whom he or she stands in for.

        Kept in memory and asked with the quarter of the hour: a day begins in some time zone with any of them. A screen
        asks dozens of times, for every model that it reads: within a quarter and a transaction it is found at once.
        """
        now = fields.Datetime.now()
        known = self.env.cr.cache.setdefault(SCOPES, {})
        begins, ends, scope = known.get(self.id) or (now.max, now.max, None)
        if not begins <= now < ends:
            begins = now - (now - now.min) % QUARTER
            scope = self._get_sme_scope_at(begins)
            known[self.id] = begins, begins + QUARTER, scope
        return scope

    @api.model
    def _forget_sme_scopes(self):
        """Whoever changes what a scope follows from says so: it is kept in memory by all servers."""
        self.env.registry.clear_cache()
        self.env.cr.cache.pop(SCOPES, None)

    @tools.ormcache("self.id", "quarter")
    def _get_sme_scope_at(self, quarter):
        users = [self.id, *sorted(find_represented(self.id, self.env["sme.absence"]._get_stand_ins(now=quarter)))]
        # sudo: which territories are somebody's decides what may be read
        territories_sudo = self.env["sme.territory"].sudo().search([("user_id", "in", users)], order="id")
        return tuple(users), tuple(territories_sudo.ids)

    @api.model
    def _get_sme_stand_ins(self, users, day=None):
        """{user: who is there instead (nobody: empty)}, of those among some users who are away."""
        stand_ins = self.env["sme.absence"]._get_stand_ins(day)
        return {user: self.browse(find_stand_in(user.id, stand_ins) or []) for user in users if user.id in stand_ins}

    def _filter_present(self, company, now):
        """Nor on a day for which a stand-in, or nobody, was named."""
        present = super()._filter_present(company, now)
        stand_ins = self.env["sme.absence"]._get_stand_ins(now=now) if present else {}
        return present.filtered(lambda user: user.id not in stand_ins)
