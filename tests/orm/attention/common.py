"""Alerts for Anna and Ben on Wednesday, 1 April 2026, in a company whose people work from 8 to 12 and 13 to 17 UTC."""

from datetime import datetime
from itertools import count

from odoo.fields import Command
from odoo.tests import freeze_time

from tests.orm.cases.common import CasesCase

OFFICE_HOURS = ((8, 12, "morning"), (13, 17, "afternoon"))


class AttentionCase(CasesCase):
    freeze_to = datetime(2026, 4, 1, 9)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = count(1)
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Office",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": period,
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": end,
                            "day_period": period,
                        }
                    )
                    for day in range(5)
                    for start, end, period in OFFICE_HOURS
                ],
            }
        )
        cls.company.resource_calendar_id = cls.calendar
        (cls.anna | cls.ben | cls.leader).tz = "UTC"
        cls.alerts = cls.env["sme.alert"]

    def alert(self, partner=None, user=None, **values):
        """One alert, for Anna about Azure unless told otherwise."""
        partner = self.azure if partner is None else partner
        return self.alerts._raise(
            [
                {
                    "user_id": (user or self.anna).id,
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "kind": "customer",
                    "key": f"test,{next(self.numbers)}",
                    "res_model": "res.partner",
                    "res_id": partner.id,
                    **values,
                }
            ]
        )

    def customers(self, number):
        return self.env["res.partner"].create([{"name": f"Customer {n}", "is_company": True} for n in range(number)])

    def at(self, *moment):
        """Another moment of UTC: month, day, hour and so on of the year 2026."""
        self.env.flush_all()
        return freeze_time(datetime(2026, *moment))
