"""The rhythm of contacts on contacts and scorecards: when it turns, what makes it green, and what it starts from."""

import itertools
from datetime import date, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from tests.common import TODAY, SmeCase


class RhythmCase(SmeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.create_users("salesman", "service", "salesman_all", "sales_manager", "employee")
        cls.ben = cls.users["salesman_all"]
        cls.customer_class = cls.classes["key"]
        cls.set_rhythm(30, 45)

    @classmethod
    def set_rhythm(cls, ideal, latest):
        cls.customer_class.write({"contact_ideal_days": ideal, "contact_max_days": latest})

    @classmethod
    def create_key(cls, name, days_ago=0, began=None, **values):
        """A key customer whose last order and rhythm lie so many days back."""
        partner = cls.create_customer(name, **values)
        cls.create_order(partner, 1000, days_ago=days_ago)
        cls.env.cr.flush()
        cls.env["sme.customer"].action_refresh()
        cls.begin(partner, days_ago if began is None else began)
        return partner

    @classmethod
    def begin(cls, partner, days_ago):
        """As if the rhythm had been promised so many days ago, and nothing had happened since but orders."""
        day = TODAY.date() - timedelta(days=days_ago)
        cards = cls.env["sme.customer"].search([("partner_id", "=", partner.id)])
        cards.write({"class_since": day, "class_id": cls.customer_class.id})
        cls.customer_class.rhythm_since = min(day, cls.customer_class.rhythm_since)
        cls.env["sme.contact"].search([("commercial_partner_id", "=", partner.id)]).unlink()
        cls.env.invalidate_all()

    def note_call(self, partner, days_ago=0):
        event = self.env["sme.contact"]._prepare_document_event(
            partner, "call", "phone", "both", partner_id=partner.id, is_real=True, date=self.get_moment(days_ago),
            event_key=f"call {partner.id} {days_ago}",
        )  # fmt: skip
        self.env["sme.contact"]._insert(events=[event])

    def search_states(self, partner):
        """The states under which contact and scorecard are found."""
        found = [
            state
            for state in ("good", "due", "overdue", False)
            if partner in partner.search([("sme_contact_state", "=", state), ("id", "=", partner.id)])
        ]
        cards = self.env["sme.customer"].search([("partner_id", "=", partner.id)])
        on_cards = [
            state
            for state in ("good", "due", "overdue", False)
            if cards and cards.search([("contact_state", "=", state), ("id", "=", cards.id)])
        ]
        self.assertEqual(on_cards or found, found)
        return found


class TestState(RhythmCase):
    def test_it_turns_as_time_passes(self):
        partner = self.create_key("Azure")
        for days, expected in ((0, "good"), (29, "good"), (30, "due"), (45, "due"), (46, "overdue")):
            with self.subTest(days=days), freeze_time(TODAY + timedelta(days=days)):
                self.env.invalidate_all()
                self.assertEqual(partner.sme_contact_state, expected)
                self.assertEqual(self.search_states(partner), [expected])
                card = self.get_scorecard(partner)
                self.assertEqual(card.contact_state, expected)
                self.assertEqual(card.contact_since, TODAY.date())
                standing = partner.get_standing()
                self.assertEqual(standing["contact_state"], expected)
                self.assertEqual(standing["contact_hint"], "Without contact since 03/31/2026")
                self.assertEqual(card.contact_due_date, TODAY.date() + timedelta(days=30))

    def test_five_years_of_history_leave_nobody_red(self):
        """Danger 2: what is missing of the time before the installation is nobody's fault."""
        self.customer_class.rhythm_since = TODAY.date()
        partners = self.env["res.partner"]
        for number in range(6):
            partner = self.create_customer(f"Old {number}")
            self.create_order(partner, 1000, days_ago=300 * (number + 1))
            partners += partner
        self.env.cr.flush()
        self.refresh()
        self.env["sme.contact"].search([]).unlink()
        self.env["sme.contact"]._request_history()
        for table, left in self.env["sme.contact"]._get_history_left().items():
            self.env["sme.contact"]._fill_batch(table, left)
        self.env.invalidate_all()
        cards = self.env["sme.customer"].search([("partner_id", "in", partners.ids)])
        self.assertEqual(len(cards), 6)
        cards.class_id = self.customer_class
        cards.class_since = date(2021, 1, 1)
        self.assertEqual(set(cards.mapped("contact_state")), {"good"})
        self.assertFalse(cards.search([("contact_state", "in", ("due", "overdue"))]))
        self.assertFalse(partners.search([("sme_contact_state", "=", "overdue")]))

    def test_real_contacts_make_green_and_automatic_ones_do_not(self):
        partner = self.create_key("Azure", days_ago=100)
        clerk = self.create_customer("Clerk", parent_id=partner.id, is_company=False)
        self.assertEqual(partner.sme_contact_state, "overdue")
        automatic = self.env["sme.contact"]._prepare_document_event(
            partner, "message", "email", "in", partner_id=partner.id, automatic=True
        )
        self.env["sme.contact"]._insert(events=[automatic])
        self.assertEqual(partner.sme_contact_state, "overdue")
        self.assertEqual(clerk.sme_contact_state, "overdue")
        order = self.create_order(clerk, confirm=False)
        order.message_post(body="When?", author_id=clerk.id, message_type="email", subtype_xmlid="mail.mt_comment")
        self.env.cr.flush()
        self.assertEqual(partner.sme_contact_state, "good")
        self.assertEqual(clerk.sme_contact_state, "good")
        self.assertEqual(self.search_states(partner), ["good"])

    def test_an_order_makes_green_at_once(self):
        partner = self.create_key("Azure", days_ago=100)
        self.assertEqual(partner.sme_contact_state, "overdue")
        order = self.create_order(partner, confirm=False)
        self.assertEqual(partner.sme_contact_state, "overdue")
        order.action_confirm()
        self.env.cr.flush()
        self.assertEqual(partner.sme_contact_state, "good")
        self.assertEqual(self.search_states(partner), ["good"])

    def test_a_call_of_the_past_counts_from_its_day(self):
        partner = self.create_key("Azure", days_ago=100)
        self.note_call(partner, 40)
        self.assertEqual(partner.sme_contact_state, "due")
        self.assertEqual(partner.sme_contact_since, TODAY.date() - timedelta(days=40))

    def test_a_day_is_that_of_the_company(self):
        partner = self.create_key("Azure", days_ago=100)
        self.company.partner_id.tz = "Asia/Shanghai"
        event = self.env["sme.contact"]._prepare_document_event(
            partner,
            "call",
            "phone",
            "both",
            partner_id=partner.id,
            is_real=True,
            date=self.get_moment(31).replace(hour=20),
        )
        self.env["sme.contact"]._insert(events=[event])
        self.assertEqual(partner.sme_contact_since, TODAY.date() - timedelta(days=30))
        self.assertEqual(self.search_states(partner), ["due"])

    def test_without_a_rhythm_there_is_no_state(self):
        partner = self.create_key("Azure", days_ago=100)
        self.set_rhythm(0, 0)
        self.assertFalse(partner.sme_contact_state)
        self.assertFalse(partner.sme_contact_since)
        self.assertEqual(self.search_states(partner), [False])
        self.assertEqual(self.search_states(self.create_customer("No customer")), [False])

    def test_a_stricter_rhythm_begins_when_it_is_promised(self):
        partner = self.create_key("Azure", days_ago=40)
        self.assertEqual(partner.sme_contact_state, "due")
        self.set_rhythm(10, 20)
        self.assertEqual(self.customer_class.rhythm_since, TODAY.date())
        self.assertEqual(partner.sme_contact_state, "good")
        self.customer_class.rhythm_since = TODAY.date() - timedelta(days=90)
        self.set_rhythm(60, 90)
        self.assertEqual(self.customer_class.rhythm_since, TODAY.date() - timedelta(days=90))

    def test_who_reaches_a_class_begins_then(self):
        partner = self.create_key("Azure", days_ago=100, began=5)
        self.assertEqual(partner.sme_contact_state, "good")
        self.assertEqual(partner.sme_contact_since, TODAY.date() - timedelta(days=5))

    def test_the_expression_says_what_the_rule_says(self):
        partners = self.env["res.partner"]
        days = list(itertools.product((20, 45, 100), (30, 46, 90), (None, 29, 44, 60)))
        for order, _began, _call in days:
            partners += self.create_customer(f"Customer {len(partners)}")
            self.create_order(partners[-1:], 1000, days_ago=order)
        self.env.cr.flush()
        self.refresh()
        for partner, (_order, began, call) in zip(partners, days, strict=True):
            self.begin(partner, began)
            if call:
                self.note_call(partner, call)
        self.env.invalidate_all()
        states = set(partners.mapped("sme_contact_state"))
        self.assertEqual(states, {"good", "due", "overdue"})
        for partner in partners:
            self.assertEqual(self.search_states(partner), [partner.sme_contact_state])
        domain = [("id", "in", partners.ids)]
        groups = dict(partners._read_group(domain, ["sme_contact_state"], ["__count"]))
        for state in states:
            self.assertEqual(groups[state], len(partners.filtered(lambda p, state=state: p.sme_contact_state == state)))
        cards = self.env["sme.customer"].search([("partner_id", "in", partners.ids)], order="contact_since, id")
        self.assertEqual(cards.mapped("contact_since"), sorted(cards.mapped("contact_since")))
        self.assertEqual(cards.filtered_domain([("contact_state", "=", "due")]).partner_id,
                         partners.filtered(lambda p: p.sme_contact_state == "due") & cards.partner_id)  # fmt: skip

    def test_other_companies_do_not_count(self):
        partner = self.create_key("Azure", days_ago=100)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        event = self.env["sme.contact"]._prepare_document_event(
            partner, "call", "phone", "both", partner_id=partner.id, is_real=True, company_id=other.id
        )
        self.env["sme.contact"]._insert(events=[event])
        self.assertEqual(partner.sme_contact_state, "overdue")
        self.assertFalse(partner.with_company(other).sme_contact_state)

    @mute_logger("odoo.orm.models", "odoo.addons.base.models.ir_model")
    def test_who_may_see_it(self):
        partner = self.create_key("Azure", days_ago=100)
        self.assertEqual(partner.with_user(self.users["service"]).sme_contact_state, "overdue")
        as_employee = partner.with_user(self.users["employee"])
        with self.assertRaises(AccessError):
            as_employee.read(["sme_contact_state"])
        with self.assertRaises(AccessError):
            as_employee.search([("sme_contact_state", "=", "overdue")])
        with self.assertRaises(AccessError):
            as_employee._read_group([], ["sme_contact_state"], ["__count"])

    def test_as_many_queries_for_many_as_for_few(self):
        partners = self.env["res.partner"]
        for number in range(12):
            partners += self.create_customer(f"Customer {number}")
            self.create_order(partners[-1:], 1000)
        self.env.cr.flush()
        self.refresh()

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("sme_contact_state")
            return self.env.cr.sql_log_count - before

        count(partners)
        self.assertEqual(count(partners[:3]), count(partners))


class TestLoad(RhythmCase):
    def test_what_a_promise_asks_is_shown_before_it_is_promised(self):
        for number in range(4):
            self.create_key(f"Customer {number}", user_id=self.ben.id)
        as_manager = self.customer_class.with_user(self.users["sales_manager"])
        self.company.sme_contact_percent = 10
        draft = as_manager.new({"contact_ideal_days": 7, "contact_minutes": 30}, origin=as_manager)
        self.assertEqual(draft.contacts_per_week, 4)
        self.assertEqual(draft.contact_hours, 2)
        self.assertEqual(draft.contact_hours_all, 2)
        self.assertAlmostEqual(draft.contact_hours_available, 4)
        self.assertFalse(draft.is_overloaded)
        self.assertIn("4 customers ask for 4.0 contacts a week", draft.contact_load_hint)
        draft.contact_ideal_days = 1
        self.assertEqual(draft.contact_hours, 14)
        self.assertTrue(draft.is_overloaded)
        self.assertEqual(self.customer_class.contact_ideal_days, 30)

    @mute_logger("odoo.sql_db")
    def test_minutes_are_not_negative(self):
        with self.assertRaises(ValidationError):
            self.customer_class.contact_minutes = -1
