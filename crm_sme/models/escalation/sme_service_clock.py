from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...const import MOST_FAILURES


class SmeServiceClock(models.Model):
    """People are warned before a promise is broken: who handles the record, then the leader of the team."""

    _inherit = "sme.service.clock"

    warned_on = fields.Datetime(readonly=True)
    escalated_on = fields.Datetime(string="Leader Warned On", readonly=True)
    warning_id = fields.Many2one(
        comodel_name="mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    escalation_id = fields.Many2one(
        comodel_name="mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )

    def _handle_end(self):
        """What is done, or came to nothing, needs no warning any more."""
        result = super()._handle_end()
        (self.warning_id | self.escalation_id).filtered("active").unlink()
        return result

    @api.model
    def _find_for_warning(self, now):
        """Ids of the running clocks whose people, or whose leader, are to be warned."""
        due = Domain("soon_from", "<=", now) & Domain("warned_on", "=", False)
        due |= Domain("escalate_from", "<=", now) & Domain("escalated_on", "=", False)
        domain = Domain("state", "=", "running") & Domain("fail_count", "<", MOST_FAILURES) & due
        return self.search(domain, order="deadline, id").ids

    def _process_warning(self, now):
        """A to-do for whoever handles the record, later one for the leader; each once a clock, whatever runs twice."""
        people = self._get_people_to_warn(now)
        for moment, done, link, position in (
            ("soon_from", "warned_on", "warning_id", 0),
            ("escalate_from", "escalated_on", "escalation_id", 1),
        ):
            due = self.filtered(
                lambda clock, moment=moment, done=done: (
                    clock.state == "running" and clock[moment] and clock[moment] <= now and not clock[done]
                )
            )
            warned = {clock: people[clock][position] for clock in due if people[clock][position]}
            quick = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
            activities = quick.create([clock._prepare_warning(user) for clock, user in warned.items()])
            for clock, activity in zip(warned, activities, strict=True):
                clock[link] = activity
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

    def _prepare_warning(self, user):
        service = self.service_id
        speaking = self.with_context(lang=user.lang or self.env.lang)
        kinds = dict(speaking._fields["kind"]._description_selection(speaking.env))
        zone = user.tz or self.calendar_id.tz or "UTC"
        activity_type = self.env.ref("crm_sme.mail_activity_type_promise", raise_if_not_found=False)
        return {
            "res_model_id": self.env["ir.model"]._get_id(service._name),
            "res_id": service.id,
            "user_id": user.id,
            "activity_type_id": (activity_type or self.env.ref("mail.mail_activity_data_todo")).id,
            "date_deadline": fields.Datetime.context_timestamp(speaking.with_context(tz=zone), self.deadline).date(),
            "summary": speaking.env._(
                "%(number)s: %(kind)s due %(moment)s",
                number=service.number,
                kind=kinds[self.kind],
                moment=format_datetime(speaking.env, self.deadline, tz=zone, dt_format="short"),
            ),
            "automated": True,
        }

    def action_retry(self):
        """Look again at clocks that were set aside."""
        self.check_access("read")
        if not self.env.user.has_group("crm_sme.group_sme_manager"):
            raise AccessError(self.env._("Only managers may take up again what was set aside."))
        # sudo: clocks are kept by the addon only; the right was checked
        self.sudo().write({"fail_count": 0, "last_error": False})
        self.env["sme.tick"]._wake()
