"""What comes of a step, wherever it is done, and what the plan then does by itself."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from tests.orm.plan.common import PlanCase


class OutcomeCase(PlanCase):
    def setUp(self):
        super().setUp()
        self.enrolment = self.enrol(self.customer)
        self.step = self.enrolment.step_ids
        with self.at(4, 1, 8):
            self.step._process_due(self.get_now())
        self.assertTrue(self.step.activity_id)

    def get_contacts(self):
        self.env.cr.precommit.run()
        return self.env["sme.contact"].search([("commercial_partner_id", "=", self.customer.id)])

    def give(self, outcome, *day, **values):
        """The outcome of the planned step, by the seller in the dialog, on a day of April."""
        with self.at(*(day or (4, 1, 9))):
            step = self.get_planned(self.enrolment).with_user(self.seller)
            action = step.action_open_outcome()
            dialog = self.env[action["res_model"]].with_user(self.seller).with_context(**action["context"])
            getattr(dialog.create(values), f"action_{outcome}")()
            self.env.cr.precommit.run()
        return step.sudo()


class TestOutcome(OutcomeCase):
    def test_reached_plans_the_next_step_from_the_day_it_was_done(self):
        activity = self.step.activity_id
        self.give("reached", 4, 2, 9, note="Wants an offer")
        self.assertRecordValues(
            self.step,
            [{"state": "done", "outcome": "reached", "note": "Wants an offer", "done_by_id": self.seller.id}],
        )
        self.assertFalse(activity.active)
        self.assertRecordValues(
            self.get_planned(self.enrolment), [{"name": "Mail", "date_planned": date(2026, 4, 6), "attempt": 1}]
        )
        self.assertRecordValues(self.get_contacts(), [{"kind": "call", "is_real": True, "user_id": self.seller.id}])
        self.assertIn("Call", self.customer.message_ids[0].body)
        self.assertNotIn("offer", self.customer.message_ids[0].body)

    def test_not_reached_tries_again_and_is_no_contact(self):
        self.give("not_reached")
        self.assertRecordValues(
            self.get_planned(self.enrolment), [{"name": "Call", "date_planned": date(2026, 4, 2), "attempt": 2}]
        )
        self.assertEqual(self.get_contacts().mapped("is_real"), [False])
        self.give("not_reached", 4, 2, 9)
        self.give("not_reached", 4, 3, 9)
        self.assertEqual(self.get_planned(self.enrolment).name, "Mail")

    def test_not_now_comes_again_when_the_customer_says(self):
        self.give("not_now", next_date=date(2026, 5, 2))
        self.assertRecordValues(self.get_planned(self.enrolment), [{"name": "Call", "date_planned": date(2026, 5, 4)}])

    def test_an_order_that_is_expected_gets_time(self):
        self.give("order_expected")
        self.assertRecordValues(self.get_planned(self.enrolment), [{"name": "Mail", "date_planned": date(2026, 4, 15)}])

    def test_no_interest_ends_the_plan(self):
        self.give("no_interest")
        self.assertRecordValues(self.enrolment, [{"state": "stopped", "stop_reason": "no_interest"}])

    def test_after_the_last_step_the_follow_up_is_done(self):
        for day in (1, 8, 20):
            self.give("reached", 4, day, 9)
        self.assertRecordValues(self.enrolment, [{"state": "done", "stop_reason": "finished", "running_key": False}])
        self.assertEqual(self.enrolment.step_ids.mapped("name"), ["Call", "Mail", "Visit"])

    def test_what_is_done_during_a_pause_does_not_end_it(self):
        self.enrolment._pause("complaint", False, self.get_now())
        self.give("reached")
        self.assertRecordValues(self.enrolment, [{"state": "paused", "pause_reason": "complaint"}])
        self.assertEqual(self.get_planned(self.enrolment).name, "Mail")

    def test_a_step_is_done_once(self):
        self.give("reached")
        with self.assertRaises(UserError):
            self.step._record_outcome("reached")

    def test_done_in_the_chatter_is_done_without_outcome(self):
        with self.at(4, 1, 9):
            self.step.activity_id.with_user(self.seller).action_feedback(feedback="Fine")
        self.assertRecordValues(self.step, [{"state": "done", "outcome": False, "note": "Fine"}])
        self.assertIn("not given", self.step.result)
        self.assertEqual(self.get_planned(self.enrolment).name, "Mail")
        self.assertEqual(self.get_contacts().mapped("is_real"), [True])

    def test_a_to_do_that_a_person_deletes_is_a_step_removed(self):
        with self.at(4, 1, 9):
            self.step.activity_id.with_user(self.seller).unlink()
        self.assertRecordValues(
            self.step, [{"state": "skipped", "skip_reason": "removed", "done_by_id": self.seller.id}]
        )
        self.assertIn(self.seller.name, self.step.result)
        self.assertEqual(self.get_planned(self.enrolment).name, "Mail")

    def test_what_is_done_before_its_day_counts_as_well(self):
        self.give("reached")
        self.give("reached", 4, 2, 9)
        early = self.enrol(self.customer, plan=self.create_plan())
        early.step_ids.with_user(self.seller)._record_outcome("reached")
        self.assertEqual(self.get_contacts().mapped("kind"), ["call", "call"])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_does_not_see_the_step_says_nothing_of_it(self):
        with self.assertRaises(AccessError):
            self.step.with_user(self.colleague).action_open_outcome()
        dialog = self.env["sme.outcome.wizard"].with_user(self.colleague).create({"step_id": self.step.id})
        with self.assertRaises(AccessError):
            dialog.action_reached()
        with self.assertRaises(AccessError):
            self.step.with_user(self.colleague).action_hand_over(self.colleague.id)


class TestVersions(OutcomeCase):
    def test_running_follow_ups_take_the_next_step_of_the_new_version(self):
        steps = self.plan.step_ids
        self.plan.write(
            {
                "step_ids": [
                    Command.create({"name": "Before", "sequence": 1}),
                    Command.create({"name": "Letter", "kind": "letter", "sequence": 15}),
                    Command.delete(steps[1].id),
                ]
            }
        )
        self.assertEqual(self.step.state, "planned", "what is planned stays")
        self.give("reached")
        self.assertEqual(self.get_planned(self.enrolment).name, "Letter")
        self.assertEqual(self.enrolment.plan_version, self.plan.version)

    def test_a_step_that_left_the_plan_is_done_if_it_was_begun_and_skipped_if_not(self):
        self.plan.step_ids[0].unlink()
        self.assertTrue(self.step.activity_id)
        waiting = self.enrol(self.other_customer)
        self.assertEqual(waiting.step_ids.name, "Mail")
        self.plan.step_ids[0].unlink()
        with self.at(4, 3, 8):
            waiting.step_ids._process_due(self.get_now())
        self.assertEqual(waiting.step_ids.mapped("skip_reason"), ["step_removed", False])
        self.give("reached")
        self.assertEqual(self.get_planned(self.enrolment).name, "Visit")

    def test_whatever_the_order_becomes_no_step_is_done_twice_and_none_is_lost(self):
        self.plan.step_ids[0].sequence = 100
        names = []
        for day in (1, 10, 20):
            self.give("reached", 4, day, 9)
            names.append(self.get_planned(self.enrolment).name)
        self.assertEqual(names, ["Mail", "Visit", False])
        self.assertEqual(self.enrolment.state, "done")

    def test_a_step_is_called_by_its_name_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        enrolment = self.enrol(self.customer)
        self.plan.step_ids[0].with_context(lang="fr_FR").name = "Appeler"
        step = self.get_planned(enrolment)
        self.seller.lang = "fr_FR"
        reading = step.with_user(self.seller).with_context(lang="fr_FR")
        self.assertEqual((step.title, reading.title, reading.display_name), ("Call", "Appeler", "Appeler"))
        self.plan.step_ids[0].unlink()
        self.env.invalidate_all()
        self.assertEqual(reading.title, "Call", "what is no longer in the plan is called as it was")

    def test_steps_that_are_numbered_anew_stay_in_their_order(self):
        for place, step in enumerate(self.plan.step_ids):
            step.sequence = place
        self.give("reached")
        self.assertEqual(self.get_planned(self.enrolment).name, "Mail")
