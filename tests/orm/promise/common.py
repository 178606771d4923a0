"""A team in Brussels that works from 8 to 12 and from 13 to 17, on Tuesday, 31 March 2026, 14:00 there."""

from contextlib import contextmanager
from datetime import datetime

from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.crm_sme.models.dispatch.sme_tick import DISPATCH
from odoo.addons.crm_sme.models.escalation.sme_tick import WARNING
from odoo.addons.crm_sme.models.promise.sme_tick import REVIEW

from tests.orm.cases.common import CasesCase

NOW = datetime(2026, 3, 31, 12)
OFFICE_HOURS = ((8, 12, "morning"), (13, 17, "afternoon"))


class PromiseCase(CasesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.create_calendar("Office")
        cls.team.write({"calendar_id": cls.calendar.id, "assign_automatically": False})
        cls.target_of = {
            target.class_id.code or "other": target
            for target in cls.env["sme.service.target"].search([("company_id", "=", cls.company.id)])
        }

    @classmethod
    def create_calendar(cls, name, days=range(5), hours=OFFICE_HOURS, company=None, **values):
        attendances = [
            Command.create(
                {"name": period, "dayofweek": str(day), "hour_from": start, "hour_to": end, "day_period": period}
            )
            for day in days
            for start, end, period in hours
        ]
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": "Europe/Brussels",
                "company_id": (company or cls.company).id,
                "attendance_ids": [Command.clear(), *attendances],
                **values,
            }
        )

    @classmethod
    def set_class(cls, partner, code):
        """The class that a manager gives a customer with orders by hand, in force at once."""
        cls.create_order(partner)
        cls.env["sme.customer"].action_refresh()
        cls.env["sme.customer.override"].create(
            {"partner_id": partner.id, "class_id": cls.classes[code].id, "reason": "test"}
        )

    @contextmanager
    def at(self, *moment):
        """Another moment of UTC: month, day, hour and so on of the year 2026."""
        self.env.flush_all()
        with freeze_time(datetime(2026, *moment)):
            self.env.invalidate_all()
            yield
            self.env.flush_all()
        self.env.invalidate_all()

    def get_clock(self, service, kind, state=None):
        """The last clock of a kind."""
        clocks = service.clock_ids.filtered(lambda clock: clock.kind == kind and state in (None, clock.state))
        return clocks.sorted("cycle")[-1:]

    def post_of_customer(self, service, partner=None, **values):
        return service.message_post(
            body="It still does not start",
            author_id=(partner or service.partner_id).id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            **values,
        )

    def reply(self, service, user=None, **values):
        return service.with_user(user or self.anna).message_post(
            body="Try this", **{"message_type": "comment", "subtype_xmlid": "mail.mt_comment", **values}
        )

    def tick(self):
        """What the job does, without its commits."""
        tick = self.env["sme.tick"]
        now = self.env["sme.service"]._fields["create_date"].now()
        for job in (REVIEW, WARNING, DISPATCH):
            error = tick._try(job, getattr(self.env[job.model], job.find)(now), now)
            if error:
                raise error
