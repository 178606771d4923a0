"""A plan of three steps for customers of two account managers, on Tuesday, 31 March 2026, 14:00 in Brussels."""

from datetime import date, datetime

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from tests.orm.promise.common import PromiseCase

TUESDAY = date(2026, 3, 31)
WEDNESDAY = date(2026, 4, 1)


class PlanCase(PromiseCase):
    freeze_to = datetime(2026, 3, 31, 12)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"resource_calendar_id": cls.calendar.id, "sme_touches_per_week": 10})
        cls.seller, cls.colleague = (
            new_test_user(
                cls.env,
                login=f"plan_{name}",
                groups="sales_team.group_sale_salesman,base.group_partner_manager",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for name in ("seller", "colleague")
        )
        cls.manager = new_test_user(
            cls.env,
            login="plan_manager",
            groups="crm_sme.group_sme_manager,base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.customer = cls.create_customer("Azure", user_id=cls.seller.id)
        cls.other_customer = cls.create_customer("Lumber", user_id=cls.colleague.id)
        cls.plan = cls.create_plan()

    @classmethod
    def create_plan(cls, steps=(("Call", "call", 1), ("Mail", "mail", 2), ("Visit", "visit", 5)), **values):
        return cls.env["sme.plan"].create(
            {
                "name": "Win back",
                "company_id": cls.company.id,
                "user_id": cls.manager.id,
                "active": True,
                "step_ids": [
                    Command.create({"name": name, "kind": kind, "delay_days": days, "sequence": 10 * place})
                    for place, (name, kind, days) in enumerate(steps, 1)
                ],
                **values,
            }
        )

    @classmethod
    def enrol(cls, *partners, plan=None, day=TUESDAY, **values):
        return (plan or cls.plan)._enrol(
            [
                {"partner_id": partner.id, "documents": {}, "reasons": [["by_hand", "a test"]], "date": day, **values}
                for partner in partners
            ]
        )

    def get_planned(self, enrolment):
        return enrolment.step_ids.filtered(lambda step: step.state == "planned")

    def get_now(self):
        return fields.Datetime.now()
