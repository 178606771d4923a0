from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...const import SNOOZE_REASONS


class SmeSnooze(models.Model):
    """A customer that somebody put off until a day, with the reason; managers see what is put off, and how often.

    The customer is back on that day, or as soon as something new arises. It has no key with the customer in it, so
    that it survives the merge of contacts.
    """

    _name = "sme.snooze"
    _description = "Customer Put Off"
    _order = "date_until, id"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id", "note"]
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Put Off By",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    date_until = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=1),
        help="The customer is back in My Day on that day, or as soon as something new arises.",
    )
    reason = fields.Selection(selection=SNOOZE_REASONS, required=True, default="not_reached")
    note = fields.Char()
    active = fields.Boolean(default=True)
    times = fields.Integer(
        string="Times in 30 Days",
        compute="_compute_times",
        help="How often the same person put off this customer in the last 30 days.",
    )

    _mine_idx = models.Index("(user_id, partner_id, date_until)")

    def write(self, values):
        if not self.env.su and {"user_id", "company_id"} & set(values):
            raise AccessError(self.env._("Whoever put a customer off, and where, stays as it is."))
        return super().write(values)

    @api.constrains("date_until")
    def _check_date_until(self):
        today = fields.Date.context_today(self)
        if any(snooze.active and snooze.date_until <= today for snooze in self):
            raise ValidationError(self.env._("Please choose a day after today."))

    @api.depends("partner_id", "user_id")
    def _compute_times(self):
        since = fields.Datetime.now() - timedelta(days=30)
        groups = self.with_context(active_test=False)._read_group(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("user_id", "in", self.user_id.ids),
                ("create_date", ">=", since),
            ],
            ["partner_id", "user_id"],
            ["__count"],
        )
        counts = {(partner, user): count for partner, user, count in groups}
        for snooze in self:
            snooze.times = counts.get((snooze.partner_id, snooze.user_id), 0)

    @api.model_create_multi
    def create(self, vals_list):
        """The firm is put off, whichever contact was named, and the last decision about it counts."""
        for values in vals_list:
            partner = self.env["res.partner"].browse(values.get("partner_id"))
            # sudo: which firm a contact belongs to
            values["partner_id"] = partner.sudo().commercial_partner_id.id or values.get("partner_id")
        snoozes = super().create(vals_list)
        older = self.search(
            [
                ("partner_id", "in", snoozes.partner_id.ids),
                ("user_id", "in", snoozes.user_id.ids),
                ("id", "not in", snoozes.ids),
            ]
        )
        mine = {(snooze.user_id, snooze.partner_id) for snooze in snoozes}
        older.filtered(lambda snooze: (snooze.user_id, snooze.partner_id) in mine).active = False
        return snoozes

    def action_end(self):
        """Put the customer back into My Day now."""
        self.check_access("write")
        self.active = False
