"""Customers of every class, people, a territory and a front desk."""

from odoo.fields import Command

from tests.common import SmeCase


class ResponsibilityCase(SmeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.create_users("salesman", "service", "salesman_all", "sales_manager", "employee")
        cls.anna, cls.ben, cls.carl = cls.users["salesman"], cls.users["service"], cls.users["salesman_all"]
        cls.desk = cls.env["crm.team"].create(
            {"name": "Counter", "company_id": cls.company.id, "member_ids": [Command.set(cls.carl.ids)]}
        )
        cls.company.sme_desk_team_id = cls.desk
        cls.germany = cls.env.ref("base.de")
        cls.north = cls.env["sme.territory"].create(
            {
                "name": "North",
                "country_ids": [Command.set(cls.germany.ids)],
                "zip_ids": [Command.create({"zip_from": "20", "zip_to": "29"})],
                "user_id": cls.ben.id,
            }
        )

    @classmethod
    def create_classified(cls, name, code, **values):
        """A customer with a class set by hand."""
        partner = cls.create_customer(name, **values)
        cls.create_order(partner)
        cls.env["sme.customer"].action_refresh()
        cls.env["sme.customer.override"].create(
            {"partner_id": partner.id, "class_id": cls.classes[code].id, "reason": "Test"}
        )
        return partner

    @classmethod
    def set_away(cls, user, stand_in=None, first="2026-03-30", last="2026-04-03"):
        return cls.env["sme.absence"].create(
            {"user_id": user.id, "stand_in_id": stand_in and stand_in.id, "date_from": first, "date_to": last}
        )
