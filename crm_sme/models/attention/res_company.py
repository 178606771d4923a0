from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    sme_alert_cap = fields.Integer(
        prefetch="sme",
        string="Alerts a Day",
        default=8,
        help="At most so many times a day a person is interrupted; the most important come first, the rest waits in "
        "the digest. Alerts about one customer are one interruption.",
    )
    sme_alert_cool_down = fields.Integer(
        prefetch="sme",
        string="Cool-down (Hours)",
        default=4,
        help="For so long a person is not told again of the same kind of thing about the same customer.",
    )
    sme_alert_working_hours = fields.Boolean(
        prefetch="sme",
        string="In Working Hours Only",
        default=True,
        help="Alerts wait until the person works: in the hours of the person, else of the company, without leaves.",
    )
    sme_quiet_from = fields.Float(
        prefetch="sme",
        string="Quiet From",
        default=19.0,
        help="From this hour on nobody is disturbed, in the zone of the person.",
    )
    sme_quiet_until = fields.Float(
        prefetch="sme",
        string="Quiet Until",
        default=8.0,
        help="Until this hour nobody is disturbed. The same hour twice: no limit.",
    )
    sme_alert_digest = fields.Boolean(
        prefetch="sme",
        string="Digest by Mail",
        default=True,
        help="One mail a day with what was not shown. Without it, it is found in the list of alerts only.",
    )
    sme_digest_hour = fields.Float(
        prefetch="sme", string="Digest At", default=16.0, help="The hour of the person's day."
    )

    _sme_alert_limits = models.Constraint(
        "CHECK(sme_alert_cap >= 0 AND sme_alert_cool_down >= 0)", "Limits of alerts cannot be negative."
    )
    _sme_alert_hours = models.Constraint(
        "CHECK(sme_quiet_from >= 0 AND sme_quiet_from < 24 AND sme_quiet_until >= 0 AND sme_quiet_until < 24"
        " AND sme_digest_hour >= 0 AND sme_digest_hour < 24)",
        "Hours lie between 0:00 and 24:00.",
    )
