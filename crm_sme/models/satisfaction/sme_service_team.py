from odoo import fields, models


class SmeServiceTeam(models.Model):
    """Whether and when a team asks its customers for a rating, and how satisfied they are."""

    _name = "sme.service.team"
    _description = "Service Team"
    _inherit = ["sme.service.team", "rating.parent.mixin"]

    rating_request = fields.Boolean(
        string="Ask for a Rating", default=True, help="Customers are asked by email after their record was solved."
    )
    rating_delay_hours = fields.Integer(
        string="Ask After (Hours)",
        default=24,
        help="So long after a record was solved; reopened ones are not asked about.",
    )
    rating_pause_days = fields.Integer(
        string="Ask a Contact Once In (Days)",
        default=30,
        help="A contact is asked at most once in so many days, over all records.",
    )
    call_back_days = fields.Integer(
        string="Call Back Within (Working Days)", default=1, help="After a low rating somebody calls the customer."
    )

    _rating_delay_not_negative = models.Constraint(
        "CHECK(rating_delay_hours >= 0 AND rating_pause_days >= 0 AND call_back_days >= 0)",
        "Hours and days of ratings cannot be negative.",
    )

    def action_open_ratings(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.rating_rating_action")
        action["domain"] = [
            ("consumed", "=", True),
            ("parent_res_model", "=", self._name),
            ("parent_res_id", "=", self.id),
        ]
        action["context"] = {}
        return action
