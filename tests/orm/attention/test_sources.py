"""What the addon itself raises: promises, records that are nobody's, forgotten timers, rights about to end."""

from datetime import date, timedelta

from odoo import fields

from odoo.addons.crm_sme.models.dispatch.sme_tick import DISPATCH, EXPIRING

from tests.orm.attention.test_dispatch import DispatchCase
from tests.orm.plan.common import PlanCase
from tests.orm.promise.common import PromiseCase


class TestPromises(PromiseCase):
    def test_a_key_customers_promise_breaks_through_and_others_do_not(self):
        self.company.sme_alert_cap = 0
        self.set_class(self.azure, "key")
        key_record = self.create_service(self.azure, user_id=self.anna.id)
        other = self.create_service(self.lumber, user_id=self.anna.id)
        with self.at(4, 1, 11):
            self.tick()
            self.assertEqual(key_record.activity_ids.user_id, self.anna | self.leader)
            self.assertFalse(other.activity_ids)
            held = self.env["sme.alert"].search([("res_model", "=", "sme.service"), ("res_id", "=", other.id)])
            self.assertEqual(set(held.mapped("drop_reason")), {"cap"})
            critical = self.env["sme.alert"].search([("is_critical", "=", True), ("partner_id", "=", self.azure.id)])
            self.assertEqual(set(critical.mapped("importance")), {5})

    def test_answered_it_is_acted_on(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        with self.at(4, 1, 11):
            self.tick()
            alerts = self.env["sme.alert"].search([("res_model", "=", "sme.service"), ("res_id", "=", service.id)])
            self.assertEqual(set(alerts.mapped("state")), {"shown"})
            self.reply(service)
            self.assertTrue(all(alert.acted_date for alert in alerts))
            self.assertFalse(service.activity_ids)

    def test_answered_before_it_is_shown_nobody_is_told(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        with self.at(4, 1, 9):
            self.get_clock(service, "first_response")._process_warning(fields.Datetime.now())
            [alert] = self.env["sme.alert"].search([("res_model", "=", "sme.service"), ("res_id", "=", service.id)])
            self.reply(service)
            self.tick()
            self.assertEqual((alert.state, alert.drop_reason), ("dropped", "handled"))
            self.assertFalse(service.activity_ids)


class TestEntitlements(DispatchCase):
    def create_right(self, ends_in, **values):
        today = fields.Date.today()
        return self.env["sme.entitlement"].create(
            {
                "partner_id": self.azure.id,
                "product_id": self.product.id,
                "user_id": self.anna.id,
                "kind": "licence",
                "date_start": today - timedelta(days=300),
                "date_end": today + timedelta(days=ends_in),
                **values,
            }
        )

    def get_alerts(self, rights):
        return self.alerts.search([("res_model", "=", "sme.entitlement"), ("res_id", "in", rights.ids)])

    def test_told_once_when_it_is_about_to_end(self):
        right = self.create_right(ends_in=10)
        self.dispatch(EXPIRING, DISPATCH)
        self.dispatch(EXPIRING, DISPATCH)
        [alert] = self.get_alerts(right)
        self.assertRecordValues(alert, [{"user_id": self.anna.id, "kind": "entitlement", "state": "shown"}])
        self.assertIn(right.number, right.activity_ids.summary)

    def test_too_early_too_late_and_without_end(self):
        rights = self.create_right(ends_in=200) | self.create_right(ends_in=-1) | self.create_right(5, date_end=False)
        rights |= self.create_right(ends_in=5, cancelled=True)
        self.dispatch(EXPIRING, DISPATCH)
        self.assertFalse(self.get_alerts(rights))

    def test_renewed_the_alert_is_acted_on(self):
        right = self.create_right(ends_in=10)
        self.dispatch(EXPIRING, DISPATCH)
        right.renewed_by_id = self.create_right(ends_in=300)
        self.assertTrue(self.get_alerts(right).acted_date)
        self.assertFalse(right.activity_ids)

    def test_prolonged_it_is_told_of_anew(self):
        right = self.create_right(ends_in=10)
        self.dispatch(EXPIRING, DISPATCH)
        right.date_end += timedelta(days=15)
        self.dispatch(EXPIRING)
        self.assertEqual(len(self.get_alerts(right)), 2)
        self.assertEqual(len(self.get_alerts(right).filtered("acted_date")), 1)

    def test_who_looks_after_the_customer_hears_of_it(self):
        self.anna.active = False
        self.azure.user_id = self.ben
        right = self.create_right(ends_in=10)
        self.dispatch(EXPIRING)
        self.assertEqual(self.get_alerts(right).user_id, self.ben)

    def test_without_account_manager_a_manager_hears_of_it(self):
        right = self.create_right(ends_in=10, user_id=False)
        self.dispatch(EXPIRING)
        self.assertEqual(self.get_alerts(right).user_id, self.leader)


class TestEntitlementInAPlan(PlanCase):
    def test_a_right_that_a_plan_looks_after_needs_no_alert(self):
        today = fields.Date.today()
        right = self.env["sme.entitlement"].create(
            {
                "partner_id": self.azure.id,
                "product_id": self.product.id,
                "user_id": self.anna.id,
                "kind": "licence",
                "date_start": today - timedelta(days=300),
                "date_end": today + timedelta(days=10),
            }
        )
        enrolment = self.enrol(self.azure, plan=self.create_plan())
        enrolment.entitlement_ids = right
        self.env["sme.entitlement"].browse(right.id)._process_alert(fields.Datetime.now())
        self.assertFalse(self.env["sme.alert"].search([("res_model", "=", "sme.entitlement")]))
        self.assertTrue(right.warned_on)


class TestQueueAndTimer(DispatchCase):
    def test_nobodys_record_is_a_to_do_of_a_manager_after_the_tick(self):
        self.team.write({"member_ids": [(5,)], "user_id": False})
        services = self.create_service(self.azure) + self.create_service(self.lumber)
        self.dispatch()
        self.assertEqual(services.activity_ids.user_id, self.leader)
        self.assertIn(self.team.name, services.activity_ids.summary)

    def test_a_forgotten_timer_is_asked_about_the_next_morning(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        service.with_user(self.anna).action_start_timer()
        with self.at(4, 1, 22):
            self.env["sme.service.effort"].search([("service_id", "=", service.id)])._stop(
                fields.Datetime.now(), "end_of_day"
            )
            self.dispatch()
            self.assertFalse(self.get_todos())
        with self.at(4, 2, 8):
            self.dispatch()
            self.assertIn("17:00", self.get_todos().summary)
            self.assertEqual(self.get_todos().date_deadline, date(2026, 4, 2))
