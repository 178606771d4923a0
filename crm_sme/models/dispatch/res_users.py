from datetime import timedelta

from odoo import models

from ...rules import attention as rule

MOST_DIGEST_LINES = 50
AUTOMATIC_HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class ResUsers(models.Model):
    _inherit = "res.users"

    def _works_on(self, company, day):
        """Whether a person works at some time of a day."""
        self.ensure_one()
        zone = self._get_zone_in(company)
        morning = rule.at_hour(day, 0, zone)
        work = self._get_work(company, morning)[self]
        evening = rule.at_hour(day + timedelta(days=1), 0, zone)
        return work is None or any(start < evening and end > morning for start, end in work)

    def _send_alert_digest(self, company):
        """Queue the digest of the day; a mail server that is down keeps it, and nothing else."""
        self.ensure_one()
        template = self.env.ref("crm_sme.mail_template_alert_digest", raise_if_not_found=False)
        if template and self.email:
            template.with_company(company).send_mail_batch(
                self.ids, email_values={"headers": repr(AUTOMATIC_HEADERS), "email_from": company.email_formatted}
            )

    def _get_alert_digest(self):
        """What the last digest of a person tells: [{customer, lines: [{text, reason, url}]}]."""
        self.ensure_one()
        # sudo: the digest is written by the addon, to whom the alerts are for
        alerts_sudo = self.env["sme.alert"].sudo().with_context(tz=self.tz)
        of_user = [("user_id", "=", self.id), ("digest_date", "!=", False)]
        last_sudo = alerts_sudo.search(of_user, order="digest_date DESC", limit=1)
        told_sudo = alerts_sudo.search(
            [*of_user, ("digest_date", "=", last_sudo.digest_date)],
            order="is_critical DESC, importance DESC, date, id",
            limit=MOST_DIGEST_LINES,
        )
        base = self.get_base_url()
        return [
            {
                "customer": customer.display_name or "",
                "lines": [
                    {
                        "text": alert.text,
                        "reason": alert.explanation,
                        "url": f"{base}/mail/view?model={alert.res_model}&res_id={alert.res_id}"
                        if alert.res_model and alert.res_id
                        else f"{base}/odoo/not-told",
                    }
                    for alert in alerts
                ],
            }
            for customer, alerts in told_sudo.grouped("partner_id").items()
        ]
