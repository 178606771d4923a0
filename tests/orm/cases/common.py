"""A team with people, and records of two customers."""

from tests.common import SmeCase


class CasesCase(SmeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.create_users("service", "salesman", "sales_manager", "employee")
        cls.anna, cls.ben, cls.leader = cls.users["service"], cls.users["salesman"], cls.users["sales_manager"]
        cls.team = cls.env["sme.service.team"].search([("company_id", "=", cls.company.id)])
        cls.team.write({"member_ids": [(6, 0, (cls.anna | cls.ben).ids)], "user_id": cls.leader.id})
        cls.azure = cls.create_customer("Azure", email="azure@example.com")
        cls.lumber = cls.create_customer("Lumber", email="lumber@example.com")

    @classmethod
    def create_service(cls, partner=None, **values):
        values = {"name": "Printer does not start", "team_id": cls.team.id, **values}
        return cls.env["sme.service"].create({"partner_id": partner.id if partner else False, **values})
