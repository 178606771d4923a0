"""Every trigger, through the event that starts it."""

from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time

from tests.common import TODAY
from tests.orm.trigger.common import TriggerCase

DAY = TODAY.date()
LATE = 36  # days from now on which who orders every 30 days, last 10 days ago, becomes late


class TestQuotation(TriggerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.create_plan("quotation", trigger_days=5)

    def test_a_quotation_that_nobody_answered_for_five_working_days(self):
        order = self.send_quotation(self.clerk, 250)
        self.assertEqual(order.state, "sent")
        self.assertFalse(self.find(self.plan, 6, 7))
        [found] = self.find(self.plan, 7)
        self.assertEqual(found["partner_id"], self.clerk.id)
        self.assertEqual(found["documents"], {"sale.order": order.ids})
        self.assertEqual(found["date"], date(2026, 4, 7))  # Tuesday a week later: a weekend lies between
        self.assertEqual(found["value"], 250)
        self.assertEqual(found["reasons"], [["quotation", order.name, "2026-03-31", False]])
        self.assertFalse(self.find(self.plan, 8))

    def test_marked_as_sent_counts_as_sent(self):
        self.create_order(self.azure, confirm=False).action_quotation_sent()
        self.assertEqual(self.find_partners(self.plan, 7), self.azure)

    def test_an_answer_of_anybody_in_the_firm_is_an_answer(self):
        order = self.send_quotation(self.azure)
        with freeze_time(TODAY + timedelta(days=1)):
            self.answer(order, self.clerk)
        self.assertFalse(self.find(self.plan, 7))

    def test_a_call_is_an_answer(self):
        self.send_quotation(self.azure)
        with freeze_time(TODAY + timedelta(days=1)):
            self.call(self.azure)
        self.assertFalse(self.find(self.plan, 7))

    def test_a_machine_that_answers_is_none(self):
        order = self.send_quotation(self.azure)
        with freeze_time(TODAY + timedelta(days=1)):
            self.answer(order, self.azure, automatic="auto_reply")
        self.assertEqual(self.find_partners(self.plan, 7), self.azure)

    def test_an_answer_of_yesterday_says_nothing_about_what_came_later(self):
        order = self.send_quotation(self.azure)
        with freeze_time(TODAY + timedelta(days=10)):
            self.answer(order, self.azure)
        self.assertEqual(self.find_partners(self.plan, 7), self.azure, "as of that day nobody had answered")

    def test_a_confirmed_or_cancelled_quotation_needs_no_chase(self):
        with freeze_time(TODAY + timedelta(days=1)):
            self.send_quotation(self.azure).action_confirm()
            self.send_quotation(self.lumber)._action_cancel()
        self.assertFalse(self.find(self.plan, 9, 9))

    def test_as_of_a_day_before_it_was_confirmed_it_was_unanswered(self):
        order = self.send_quotation(self.azure)
        with freeze_time(TODAY + timedelta(days=10)):
            order.action_confirm()
        self.assertEqual(self.find(self.plan, 7)[0]["documents"], {"sale.order": order.ids})

    def test_a_second_quotation_joins_the_first(self):
        orders = self.send_quotation(self.azure, 100) | self.send_quotation(self.clerk, 30)
        [found] = self.find(self.plan, 7)
        self.assertEqual(sorted(found["documents"]["sale.order"]), sorted(orders.ids))
        self.assertEqual(found["value"], 130)

    def test_before_the_ledger_the_first_mail_tells_when_it_was_sent(self):
        order = self.send_quotation(self.azure)
        self.env["sme.contact"].search([("kind", "=", "quotation_sent")]).unlink()
        order.message_ids.filtered("partner_ids").date = TODAY - timedelta(days=1)
        [found] = self.find(self.plan, 6)
        self.assertEqual(found["reasons"], [["quotation", order.name, "2026-03-30", True]])

    def test_best_first(self):
        self.send_quotation(self.azure, 100)
        self.send_quotation(self.lumber, 900)
        self.assertEqual(self.find_partners(self.plan, 7), self.lumber | self.azure)


class TestOrders(TriggerCase):
    def test_a_confirmed_order(self):
        plan = self.create_plan("order_confirmed")
        order = self.create_order(self.clerk, 80, days_ago=0)
        [found] = self.find(plan)
        self.assertEqual((found["partner_id"], found["date"]), (self.clerk.id, DAY))
        self.assertEqual(found["documents"], {"sale.order": order.ids})
        self.assertEqual(found["reasons"], [["order_confirmed", order.name]])
        self.assertFalse(self.find(plan, 1))
        order._action_cancel()
        self.assertFalse(self.find(plan))

    def test_a_delivered_order(self):
        plan = self.create_plan("order_delivered")
        order = self.create_order(self.azure, days_ago=0)
        plan._note_deliveries(self.company, TODAY)  # the first look: nothing old is delivered now
        self.assertFalse(self.find(plan))
        order.order_line.qty_delivered = 1
        later = TODAY + timedelta(days=1)
        plan._note_deliveries(self.company, later)
        plan._note_deliveries(self.company, later + timedelta(days=1))
        [found] = self.find(plan, 1)
        self.assertEqual((found["documents"], found["date"]), ({"sale.order": order.ids}, later.date()))
        self.assertFalse(self.find(plan, 2))

    def test_what_was_delivered_before_anybody_looked_is_old(self):
        plan = self.create_plan("order_delivered")
        order = self.create_order(self.azure, days_ago=30)
        order.order_line.qty_delivered = 1
        plan._note_deliveries(self.company, TODAY)
        self.assertFalse(self.find(plan))
        self.assertEqual(self.find_partners(plan, -29, 2), self.azure, "it counts for the day of the order")

    def test_a_part_is_no_delivery(self):
        plan = self.create_plan("order_delivered")
        plan._note_deliveries(self.company, TODAY)
        order = self.create_order(self.azure, days_ago=0)
        order.order_line = [Command.create({"product_id": self.product.id, "product_uom_qty": 2})]
        order.order_line[0].qty_delivered = 1
        plan._note_deliveries(self.company, TODAY)
        self.assertFalse(self.find(plan))

    def test_the_first_order_makes_a_new_customer(self):
        plan = self.create_plan("new_customer")
        with freeze_time(TODAY - timedelta(days=400)):
            self.create_order(self.lumber, days_ago=400)
            self.env.cr.flush()
        first = self.create_order(self.clerk, days_ago=0)
        self.create_order(self.azure, days_ago=0)
        self.create_order(self.lumber, days_ago=0)
        [found] = self.find(plan)
        self.assertEqual((found["partner_id"], found["documents"]), (self.clerk.id, {"sale.order": first.ids}))


class TestScorecard(TriggerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for days_ago in (10, 40, 70, 100, 130):
            cls.create_order(cls.azure, 100, days_ago)
            cls.create_order(cls.lumber, 10, days_ago)
        cls.env["sme.customer"].action_refresh()
        cls.env["sme.customer.class"].search([]).rhythm_since = DAY - timedelta(days=400)

    def test_a_customer_becomes_late(self):
        plan = self.create_plan("lifecycle", trigger_lifecycle="late")
        self.refresh_in(10)
        self.assertFalse(self.find(plan, 10))
        self.create_order(self.lumber, days_ago=0).date_order = TODAY + timedelta(days=10)
        self.refresh_in(LATE)
        [found] = self.find(plan, LATE)
        self.assertEqual((found["partner_id"], found["date"]), (self.azure.id, DAY + timedelta(days=LATE)))
        self.assertEqual(found["reasons"], [["lifecycle", "active", "late"]])
        self.assertEqual(found["value"], 100)
        self.assertFalse(self.find(plan, LATE + 1))

    def test_a_customer_who_ordered_meanwhile_is_late_no_more(self):
        plan = self.create_plan("lifecycle", trigger_lifecycle="late")
        self.refresh_in(LATE)
        self.create_order(self.azure, days_ago=0).date_order = TODAY + timedelta(days=LATE + 1)
        self.refresh_in(LATE + 1)
        self.assertEqual(self.find_partners(plan, LATE), self.azure | self.lumber)
        self.assertEqual(self.find_partners(plan, LATE + 1, 3), self.lumber)

    def test_who_waits_in_a_stage(self):
        plan = self.create_plan("lifecycle", trigger_lifecycle="active")
        self.assertFalse(self.find(plan, 0, 300), "a first scorecard is no change")
        self.assertEqual([found.customer for found in plan._find_waiting(TODAY)], (self.azure | self.lumber).ids)

    def test_a_class_set_by_hand(self):
        up, down = (self.create_plan("class_changed", trigger_direction=way) for way in ("up", "down"))
        before = self.get_scorecard(self.lumber).class_id
        self.env["sme.customer.override"].create(
            {"partner_id": self.lumber.id, "class_id": self.classes["key"].id, "reason": "Will grow"}
        )
        [found] = self.find(up)
        self.assertEqual(found["reasons"], [["class_changed", before.id, self.classes["key"].id]])
        self.assertFalse(self.find(down))

    def test_a_class_that_the_night_changes(self):
        plan = self.create_plan("class_changed", class_ids=[Command.set(self.classes["key"].ids)])
        self.create_order(self.lumber, 5000, days_ago=0).date_order = TODAY + timedelta(days=1)
        self.refresh_in(1)
        self.assertEqual(self.find_partners(plan, 1), self.lumber)
        self.assertFalse(self.find(plan, 2))

    def test_no_contact_for_the_ideal_interval_of_the_class(self):
        plan = self.create_plan("no_contact", trigger_interval="ideal")
        card = self.get_scorecard(self.azure)
        card.class_id.write({"contact_ideal_days": 20, "contact_max_days": 40})
        (self.classes["occasional"] | self.get_scorecard(self.lumber).class_id - card.class_id).write(
            {"contact_ideal_days": 0}
        )
        self.assertFalse(self.find(plan, 19, 60), "the rhythm begins with the day of the class")
        [found] = self.find(plan, 20)
        self.assertEqual((found["partner_id"], found["date"]), (self.azure.id, date(2026, 4, 20)))
        self.assertEqual(found["reasons"], [["no_contact", 20, "2026-03-31"]])
        with freeze_time(TODAY + timedelta(days=12)):
            self.call(self.clerk)
        self.assertFalse(self.find(plan, 20))
        self.assertEqual(self.find_partners(plan, 32), self.azure)

    def test_no_contact_counts_from_the_day_from_which_the_rhythm_does(self):
        plan = self.create_plan("no_contact", trigger_interval="ideal")
        card = self.get_scorecard(self.azure)
        card.class_id.write({"contact_ideal_days": 20, "contact_max_days": 40})
        card.class_id.rhythm_since = DAY + timedelta(days=5)
        self.env.invalidate_all()
        self.assertEqual(card.contact_due_date, DAY + timedelta(days=25))
        self.assertNotIn(self.azure, self.find_partners(plan, 24, 60))
        [reason] = [one["reasons"] for one in self.find(plan, 25) if one["partner_id"] == self.azure.id]
        self.assertEqual(reason, [["no_contact", 20, str(card.contact_since)]])

    def test_no_contact_for_the_latest_interval_or_some_days(self):
        card = self.get_scorecard(self.azure)
        card.class_id.write({"contact_ideal_days": 20, "contact_max_days": 40})
        plan = self.create_plan("no_contact", trigger_interval="max", class_ids=[Command.set(card.class_id.ids)])
        self.assertIn(self.azure, self.find_partners(plan, 40))
        plan.write({"trigger_interval": "days", "trigger_days": 5})
        self.assertIn(self.azure, self.find_partners(plan, 5))
        with self.assertRaises(ValidationError):
            plan.trigger_days = 0

    def test_the_conditions_of_the_plan(self):
        plan = self.create_plan("lifecycle", trigger_lifecycle="late", customer_domain="[('revenue', '>', 100)]")
        self.refresh_in(LATE)
        self.assertEqual(self.find_partners(plan, LATE), self.azure)
        plan.class_ids = self.classes["occasional"] - self.get_scorecard(self.azure).class_id
        self.assertFalse(self.find(plan, LATE))

    def test_archived_customers_are_left_alone(self):
        plan = self.create_plan("lifecycle", trigger_lifecycle="late")
        self.refresh_in(LATE)
        self.azure.active = False
        self.assertEqual(self.find_partners(plan, LATE), self.lumber)

    def test_nobody_is_sold_anything_while_a_complaint_is_open(self):
        selling = self.create_plan("lifecycle", trigger_lifecycle="late")
        caring = self.create_plan("lifecycle", trigger_lifecycle="late", is_selling=False)
        self.refresh_in(LATE)
        complaint = self.env["sme.service"].create(
            {
                "name": "Wobbles",
                "partner_id": self.clerk.id,
                "type_id": self.env.ref("crm_sme.sme_service_type_complaint").id,
            }
        )
        self.env.cr.execute("UPDATE sme_service SET create_date = %s WHERE id = %s", [TODAY, complaint.id])
        self.assertEqual(self.find_partners(selling, LATE), self.lumber)
        self.assertEqual(self.find_partners(caring, LATE), self.azure | self.lumber)
        complaint._move_to("solved")
        self.assertEqual(self.find_partners(selling, LATE), self.azure | self.lumber)

    def test_another_company_sees_nothing_of_it(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        plan = self.create_plan("lifecycle", trigger_lifecycle="late", company_id=other.id, user_id=self.env.uid)
        self.refresh_in(LATE)
        self.assertFalse(self.find(plan, LATE))


class TestService(TriggerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.env["sme.service"].create(
            {
                "name": "Wobbles",
                "partner_id": cls.clerk.id,
                "type_id": cls.env.ref("crm_sme.sme_service_type_complaint").id,
            }
        )

    def test_a_low_rating(self):
        plan = self.create_plan("low_rating", is_selling=False)
        self.complaint._move_to("solved")
        self.complaint.sudo()._rate_for_customer(self.clerk, "5", "")
        self.assertFalse(self.find(plan))
        self.complaint.sudo()._rate_for_customer(self.clerk, "1", "Slow")
        [found] = self.find(plan)
        self.assertEqual(found["documents"], {"sme.service": self.complaint.ids})
        self.assertEqual(found["reasons"], [["low_rating", 1.0, self.complaint.number]])
        plan.trigger_rating_below = 1
        self.assertFalse(self.find(plan))

    def test_a_solved_complaint(self):
        plan = self.create_plan("complaint_closed", is_selling=False)
        enquiry = self.complaint.copy({"type_id": self.env.ref("crm_sme.sme_service_type_enquiry").id})
        enquiry._move_to("solved")
        self.assertFalse(self.find(plan))
        self.complaint._move_to("solved")
        [found] = self.find(plan)
        self.assertEqual(found["documents"], {"sme.service": self.complaint.ids})
        self.complaint._move_to("working")
        self.assertFalse(self.find(plan), "it is open again")


class TestEntitlement(TriggerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.create_plan("entitlement")
        cls.licence = cls.env["product.product"].create(
            {
                "name": "Office licence",
                "type": "service",
                "list_price": 100.0,
                "taxes_id": [Command.clear()],
                "sme_entitlement_kind": "licence",
                "sme_entitlement_duration": 12,
                "sme_entitlement_unit": "months",
            }
        )
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.azure.id,
                "order_line": [Command.create({"product_id": cls.licence.id, "product_uom_qty": 4})],
            }
        )
        order.action_confirm()
        cls.right = cls.env["sme.entitlement"].search([("sale_order_id", "=", order.id)])
        cls.last = (cls.right.date_end - DAY).days

    def test_the_rungs_of_the_ladder_with_the_revenue_at_risk(self):
        self.assertFalse(self.find(self.plan, self.last - 31, 300))
        for rung in (30, 7):
            [found] = self.find(self.plan, self.last - rung)
            self.assertEqual(found["documents"], {"sme.entitlement": self.right.ids})
            self.assertEqual(found["value"], 400)
            self.assertEqual(
                found["reasons"], [["entitlement", self.right.number, "licence", str(self.right.date_end)]]
            )
            self.assertFalse(self.find(self.plan, self.last - rung + 1))

    def test_the_renewal_order_stops_it(self):
        action = self.right.action_renew()
        self.assertTrue(self.find(self.plan, self.last - 7), "a quotation renews nothing")
        self.env["sale.order"].browse(action["res_id"]).action_confirm()
        self.assertTrue(self.right.renewed_by_id)
        self.assertFalse(self.find(self.plan, self.last - 7))

    def test_a_right_that_is_taken_back_is_not_followed_up(self):
        self.right.action_cancel()
        self.assertFalse(self.find(self.plan, self.last - 7))

    def test_rungs_are_numbers(self):
        self.plan.trigger_ladder_licence = "60; 10"
        self.assertTrue(self.find(self.plan, self.last - 60))
        with self.assertRaises(ValidationError):
            self.plan.trigger_ladder_licence = "soon"


class TestLead(TriggerCase):
    def create_lead(self, **values):
        lead = self.env["crm.lead"].create(
            {"name": "Desks", "partner_id": self.clerk.id, "expected_revenue": 500, **values}
        )
        lead.flush_recordset()
        self.env.cr.execute("UPDATE crm_lead SET create_date = %s WHERE id = %s", [TODAY, lead.id])
        lead.invalidate_recordset()
        return lead

    def test_a_lead_that_nobody_touched(self):
        plan = self.create_plan("lead_untouched", trigger_days=2)
        lead = self.create_lead()
        self.assertFalse(self.find(plan, 1))
        [found] = self.find(plan, 2)
        self.assertEqual((found["documents"], found["value"]), ({"crm.lead": lead.ids}, 500))
        lead.action_set_lost()
        self.assertFalse(self.find(plan, 2))

    def test_a_lead_without_a_contact_is_counted_and_found_once_it_has_one(self):
        """Nobody makes contacts of what comes in by a form, but the plan says whom it leaves out."""
        plan = self.create_plan("lead_untouched", trigger_days=2)
        before = plan.contactless_lead_count
        lead = self.create_lead(partner_id=False, email_from="form@nowhere.example")
        self.assertFalse(self.find(plan, 2))
        plan.invalidate_recordset()
        self.assertEqual(plan.contactless_lead_count, before + 1)
        self.assertIn(lead, self.env["crm.lead"].search(plan.action_open_contactless_leads()["domain"]))
        lead._handle_partner_assignment()
        self.assertTrue(lead.partner_id)
        self.assertEqual(self.find_partners(plan, 2), lead.partner_id)

    def test_a_lead_to_which_somebody_has_written(self):
        plan = self.create_plan("lead_untouched", trigger_days=2)
        lead = self.create_lead()
        with freeze_time(TODAY + timedelta(hours=5)):
            lead.with_user(self.ben).message_post(
                body="Hello",
                partner_ids=self.clerk.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertFalse(self.find(plan, 2))
