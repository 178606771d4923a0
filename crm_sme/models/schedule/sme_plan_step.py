from odoo import models


class SmePlanStep(models.Model):
    _inherit = "sme.plan.step"

    def _get_people(self, enrolments, day):
        """{follow-up: who does this step for it}; the responsible of the plan where nobody else is there.

        Who works for other companies only could not open the follow-up, and is not told of it.
        """
        self.ensure_one()
        company = self.plan_id.company_id
        people = getattr(self, f"_get_people_{self.who}")(enrolments, day)
        here = self.env["res.users"].union(*people.values())._filter_working_for(company)
        fallback = self.plan_id._get_responsible_user(company)
        return {enrolment: (enrolment in people and people[enrolment] & here) or fallback for enrolment in enrolments}

    def _get_people_account_manager(self, enrolments, day):
        """Who looks after the customer on the day: by name, by territory or for the desk, or the stand-in."""
        responsible = enrolments.commercial_partner_id._get_responsible(self.plan_id.company_id, day)
        return {enrolment: responsible[enrolment.commercial_partner_id][0] for enrolment in enrolments}

    def _get_people_territory(self, enrolments, day):
        people = self._get_people_account_manager(enrolments, day)
        for enrolment in enrolments:
            customer = enrolment.commercial_partner_id.with_company(self.plan_id.company_id)
            people[enrolment] = customer.sme_territory_id.user_id or people[enrolment]
        return people

    def _get_people_order_salesperson(self, enrolments, day):
        people = self._get_people_account_manager(enrolments, day)
        for enrolment in enrolments:
            salespeople = (enrolment.order_ids.sorted("id", reverse=True).user_id or enrolment.lead_ids.user_id)[:1]
            people[enrolment] = salespeople or people[enrolment]
        return people

    def _get_people_team(self, enrolments, day):
        company = self.plan_id.company_id
        noon = company.resource_calendar_id._get_noon(company, day)
        able = self.team_id.member_ids._filter_who_follow_up(company)
        members = able._filter_present(company, noon).sorted("id")
        return {enrolment: members[enrolment.id % len(members)] for enrolment in enrolments if members}

    def _get_people_fixed(self, enrolments, day):
        # who may have lost the right since the plan was saved
        return dict.fromkeys(enrolments, self.user_id._filter_who_follow_up(self.plan_id.company_id))

    def _prepare_activity(self, user, day):
        """The to-do that the step becomes on a day, in the person's language; no reason, no amount."""
        step = self.with_context(lang=user.lang)
        return {
            "activity_type_id": self._get_activity_type().id,
            "automated": True,
            "date_deadline": day,
            "note": step.script,
            "res_model_id": self.env["ir.model"]._get_id("sme.enrolment"),
            "summary": step.name,
            "user_id": user.id,
        }
