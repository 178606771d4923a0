from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date


class SmeAbsence(models.Model):
    """The days on which somebody is away, and who stands in.

    Looked up whenever somebody asks; nothing is rewritten. For these days the stand-in looks after the customers of the
    absent person, with the rights for it (see ir_rule.py).
    """

    _name = "sme.absence"
    _description = "Absence with a Stand-in"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who Is Away",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    date_from = fields.Date(string="Away From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Away Until", required=True, default=fields.Date.context_today)
    stand_in_id = fields.Many2one(
        comodel_name="res.users",
        string="Stand-in",
        ondelete="set null",
        index="btree_not_null",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        help="Looks after the customers of who is away, and may see what is needed for it, on these days.",
    )
    state = fields.Selection(
        selection=[("planned", "Coming"), ("running", "Away"), ("over", "Over")],
        string="Status",
        compute="_compute_state",
        search="_search_state",
    )
    customer_count = fields.Integer(string="Customers to Look After", compute="_compute_customer_count")

    _dates_ordered = models.Constraint("CHECK (date_from <= date_to)", "The last day comes before the first one.")

    @api.depends("date_from", "date_to")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for absence in self:
            if not absence.date_from or not absence.date_to:
                absence.state = False
            elif today < absence.date_from:
                absence.state = "planned"
            else:
                absence.state = "running" if today <= absence.date_to else "over"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        domains = {
            "planned": Domain("date_from", ">", today),
            "running": Domain("date_from", "<=", today) & Domain("date_to", ">=", today),
            "over": Domain("date_to", "<", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("user_id")
    def _compute_customer_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("user_id", "in", self.user_id.ids), ("parent_id", "=", False)], ["user_id"], ["__count"]
            )
        )
        for absence in self:
            absence.customer_count = counts.get(absence.user_id._origin, 0)

    @api.depends("user_id", "date_from", "date_to")
    def _compute_display_name(self):
        for absence in self:
            absence.display_name = self.env._(
                "%(name)s, %(first)s to %(last)s",
                name=absence.user_id.name,
                first=format_date(self.env, absence.date_from),
                last=format_date(self.env, absence.date_to),
            )

    @api.constrains("user_id", "stand_in_id")
    def _check_stand_in(self):
        for absence in self:
            # sudo: in which companies people work is for the check only
            away_sudo, other_sudo = absence.user_id.sudo(), absence.stand_in_id.sudo()
            if not other_sudo:
                continue
            if other_sudo == away_sudo:
                raise ValidationError(self.env._("%s cannot stand in for himself or herself.", away_sudo.name))
            if other_sudo.share or not other_sudo.company_ids & away_sudo.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(other)s does not work in a company of %(away)s.", other=other_sudo.name, away=away_sudo.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        absences = super().create(vals_list)
        self._forget_rights()
        return absences

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            # Odoo asks before a write only: an own absence must not become somebody else's, with oneself as stand-in
            self.check_access("write")
        self._forget_rights()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_rights()
        return result

    def _forget_rights(self):
        """Who may see what follows from absences, and is kept in memory by all servers."""
        self.env["res.users"]._forget_sme_scopes()
        self.env["res.users"].invalidate_model(["sme_acting_for_ids"])

    @api.model
    def _get_stand_ins(self, day=None, now=None):
        """{id of who is away: id of the stand-in who works here, or None} on a day, or at a moment.

        At a moment (naive UTC, now by default) each person's day is the one of his or her own time zone.
        """
        now = now or fields.Datetime.now()
        first, last = (day, day) if day else (now.date() - timedelta(days=1), now.date() + timedelta(days=1))
        # sudo: absences count for everybody, whoever asks
        absences_sudo = self.sudo().search([("date_from", "<=", last), ("date_to", ">=", first)], order="id")
        if not day:
            absences_sudo = absences_sudo.filtered(lambda absence: absence._is_running(now))
        # the newest wins where somebody is entered twice
        return {
            absence.user_id.id: absence.stand_in_id.id if absence.stand_in_id.active else None
            for absence in absences_sudo
        }

    def _is_running(self, now):
        self.ensure_one()
        today = fields.Datetime.context_timestamp(self.with_context(tz=self.user_id.tz or "UTC"), now).date()
        return self.date_from <= today <= self.date_to
