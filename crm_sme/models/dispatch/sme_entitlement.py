from odoo import api, fields, models
from odoo.fields import Domain

from ...const import IMPORTANCE_OF_CLASSES, LEAST_IMPORTANCE, MOST_FAILURES
from ...rules.entitlement import EXPIRING

ENDING_FIELDS = {"date_end", "cancelled", "renewed_by_id", "kind"}


class SmeEntitlement(models.Model):
    """Somebody is told once that a right is about to end, and no more when it is renewed."""

    _inherit = "sme.entitlement"

    warned_on = fields.Datetime(readonly=True, copy=False)
    fail_count = fields.Integer(string="Failures", readonly=True, copy=False, aggregator=None)
    last_error = fields.Char(readonly=True, copy=False)

    _unwarned_idx = models.Index(
        "(date_end) WHERE cancelled IS NOT TRUE AND renewed_by_id IS NULL AND warned_on IS NULL"
    )

    def write(self, values):
        """A right that ends on another day, or not any more, needs no alert about the day of before."""
        if ENDING_FIELDS & values.keys():
            warned = self.filtered("warned_on")
            if warned:
                self.env["sme.alert"]._withdraw([right._get_alert_key() for right in warned], fields.Datetime.now())
                super(SmeEntitlement, warned).write({"warned_on": False})
        return super().write(values)

    def _get_alert_key(self):
        return f"sme.entitlement,{self.id},{self.date_end}"

    @api.model
    def _probe_for_alert(self, now):
        return self._search(self._get_alert_domain(now)).select()

    @api.model
    def _get_alert_domain(self, now):
        domain = self._get_state_domain(EXPIRING, fields.Date.context_today(self, now))
        return domain & Domain("warned_on", "=", False) & Domain("fail_count", "<", MOST_FAILURES)

    @api.model
    def _find_for_alert(self, now):
        """Ids of the rights that are about to end and of which nobody was told."""
        return self.search(self._get_alert_domain(now), order="date_end, id").ids

    def _process_alert(self, now):
        """Tell the account manager of the right if present, else who looks after the customer, else a manager.

        A right that a follow-up plan looks after needs no alert: its steps are planned work.
        """
        today = fields.Date.context_today(self, now)
        due = self.filtered(lambda right: not right.warned_on and right._get_state(today) == EXPIRING)
        enrolments = self.env["sme.enrolment"].search(
            [("entitlement_ids", "in", due.ids), ("state", "in", ("running", "paused"))]
        )
        values_list = []
        for company, rights in (due - enrolments.entitlement_ids).grouped("company_id").items():
            managers = self.env["res.users"]._get_sme_managers(company)[:1]
            present = rights.user_id._filter_present(company, now)
            responsible = rights.commercial_partner_id._get_responsible(company)
            for right in rights:
                user = right.user_id & present or responsible[right.commercial_partner_id][0] or managers
                if user:
                    values_list.append(right._prepare_alert(user))
        self.env["sme.alert"]._raise(values_list)
        due.warned_on = now

    def _prepare_alert(self, user):
        return {
            "user_id": user.id,
            "partner_id": self.commercial_partner_id.id,
            "company_id": self.company_id.id,
            "kind": "entitlement",
            "importance": IMPORTANCE_OF_CLASSES.get(self.sme_class_id.code, LEAST_IMPORTANCE),
            "reasons": [["entitlement", self.id, fields.Date.to_string(self.date_end)]],
            "res_model": self._name,
            "res_id": self.id,
            "key": self._get_alert_key(),
        }
