from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...const import IMPORTANCE_OF_CLASSES, LEAST_IMPORTANCE, MOST_FAILURES

WARNING_KINDS = ("promise", "escalation")


class SmeServiceClock(models.Model):
    """People are warned before a promise is broken: who handles the record, then the leader of the team."""

    _inherit = "sme.service.clock"

    warned_on = fields.Datetime(readonly=True)
    escalated_on = fields.Datetime(string="Leader Warned On", readonly=True)

    def _handle_end(self):
        """What is done, or came to nothing, needs no warning any more."""
        result = super()._handle_end()
        warned = self.filtered("warned_on")
        if warned:
            keys = [warned_clock._get_warning_key(kind) for warned_clock in warned for kind in WARNING_KINDS]
            self.env["sme.alert"]._withdraw(keys, fields.Datetime.now())
        return result

    @api.model
    def _probe_for_warning(self, now):
        return self._search(self._get_warning_domain(now)).select()

    @api.model
    def _get_warning_domain(self, now):
        due = Domain("soon_from", "<=", now) & Domain("warned_on", "=", False)
        due |= Domain("escalate_from", "<=", now) & Domain("escalated_on", "=", False)
        return Domain("state", "=", "running") & Domain("fail_count", "<", MOST_FAILURES) & due

    @api.model
    def _find_for_warning(self, now):
        """Ids of the running clocks whose people, or whose leader, are to be warned."""
        return self.search(self._get_warning_domain(now), order="deadline, id").ids

    def _process_warning(self, now):
        """An alert for whoever handles the record, later one for the leader; each once a clock, whatever runs twice."""
        people = self._get_people_to_warn(now)
        for moment, done, kind, position in (
            ("soon_from", "warned_on", "promise", 0),
            ("escalate_from", "escalated_on", "escalation", 1),
        ):
            due = self.filtered(
                lambda clock, moment=moment, done=done: (
                    clock.state == "running" and clock[moment] and clock[moment] <= now and not clock[done]
                )
            )
            warned = {clock: people[clock][position] for clock in due if people[clock][position]}
            self.env["sme.alert"]._raise([clock._prepare_warning(user, kind) for clock, user in warned.items()])
            due.write({done: now})

    def _get_people_to_warn(self, now):
        """{clock: (who is warned first, whom the leader's warning goes to; nobody if it is the same person)}."""
        managers, people = {}, {}
        for company, alike in self.grouped("company_id").items():
            services = alike.service_id
            managers[company] = self.env["res.users"]._get_sme_managers(company)[:1]
            present = (services.user_id | services.team_id.user_id)._filter_present(company, now)
            for clock in alike:
                service = clock.service_id
                leader = service.team_id.user_id.filtered("active") or managers[company]
                handler = service.user_id & present or service.team_id.user_id & present or leader
                people[clock] = (handler, leader - handler)
        return people

    def _get_warning_key(self, kind):
        return f"{self._name},{self.id},{kind}"

    def _prepare_warning(self, user, kind):
        """The alert of a promise that is about to break: critical where a key customer has it."""
        service = self.service_id
        class_code = self.class_id.code
        zone = user.tz or self.calendar_id.tz or "UTC"
        deadline = fields.Datetime.context_timestamp(self.with_context(tz=zone), self.deadline)
        return {
            "user_id": user.id,
            "partner_id": service.commercial_partner_id.id,
            "company_id": self.company_id.id,
            "kind": kind,
            "importance": IMPORTANCE_OF_CLASSES.get(class_code, LEAST_IMPORTANCE),
            "is_critical": class_code == "key",
            "reasons": [["promise", service.number, self.kind, fields.Datetime.to_string(self.deadline), zone]],
            "res_model": service._name,
            "res_id": service.id,
            "date_deadline": deadline.date(),
            "key": self._get_warning_key(kind),
        }

    def action_retry(self):
        """Look again at clocks that were set aside."""
        self.check_access("read")
        if not self.env.user.has_group("crm_sme.group_sme_manager"):
            raise AccessError(self.env._("Only managers may take up again what was set aside."))
        # sudo: clocks are kept by the addon only; the right was checked
        self.sudo().write({"fail_count": 0, "last_error": False})
        self.env["sme.tick"]._wake()
