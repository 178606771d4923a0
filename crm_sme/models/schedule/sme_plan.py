from odoo import models

from ...queries import enrolment_step as queries


class SmePlan(models.Model):
    _inherit = "sme.plan"

    def _get_responsible_user(self, company, late=None):
        """Who is responsible for the plan; a manager where that person is gone, works for other companies only, or is
        the one who is late.
        """
        user = self.user_id.filtered("active")._filter_working_for(company) - (late or self.env["res.users"])
        return user or (self.env["res.users"]._get_sme_managers(company) - (late or self.env["res.users"]))[:1]

    def _get_capacity(self, users, day):
        """{person: how many more steps he or she can do on a day}, the open ones and those planned for it counted."""
        company = self.company_id or self.env.company
        self.env.flush_all()
        load = {row[0]: row[1:] for row in self.env.execute_query(queries.load_of_people(users.ids, day))}
        most = users._get_most_steps(company, day)
        return {user: max(0, most[user] - sum(load.get(user.id, (0, 0)))) for user in users}
