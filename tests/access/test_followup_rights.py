"""What dialogs, searches and drafts of follow-ups could be made to tell or do by whoever calls them by hand."""

from datetime import date, timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from tests.orm.mailstep.test_mails import WEDNESDAY_MORNING, MailStepCase


class FollowUpRightsCase(MailStepCase):
    """The company, and another one with a customer, a plan and a follow-up of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.create_user("rights_clerk", "crm_sme.group_sme_service")
        cls.other = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = cls.create_user("rights_stranger", "crm_sme.group_sme_manager", cls.other)
        cls.env.user.company_ids += cls.other
        both = cls.env(context=dict(cls.env.context, allowed_company_ids=(cls.company + cls.other).ids))
        cls.foreign = (
            both["res.partner"]
            .create({"name": "Foreign", "phone": "+32 2 111 22 33", "company_id": cls.other.id, "is_company": True})
            .with_env(cls.env)
        )
        cls.foreign_plan = both["sme.plan"].create(
            {
                "name": "Elsewhere",
                "company_id": cls.other.id,
                "user_id": cls.stranger.id,
                "active": True,
                "step_ids": [Command.create({"name": "Call", "script": "<p>Secret</p>"})],
            }
        )
        cls.foreign_step = cls.enrol(cls.foreign, plan=cls.foreign_plan).step_ids.with_env(cls.env)

    @classmethod
    def create_user(cls, login, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env, login=login, groups=groups, company_id=company.id, company_ids=[Command.set(company.ids)]
        )

    def as_user(self, user, records):
        return records.with_user(user).with_context(allowed_company_ids=self.company.ids)


class TestSearches(FollowUpRightsCase):
    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.orm.models")
    def test_what_nobody_may_read_of_a_colleague_is_not_found_out_by_searching(self):
        """A filter that goes through "looked after by" asks with the rights of who filters."""
        partners = self.as_user(self.clerk, self.env["res.partner"])
        through = [("login", "=", self.seller.login)]
        self.assertIn(self.customer, partners.search([("sme_responsible_id", "any", through)]))
        self.assertIn(self.customer, partners.search([("sme_responsible_id.login", "=", self.seller.login)]))
        for domain in (
            [("sme_responsible_id", "any", [("totp_last_counter", ">=", 0)])],
            [("sme_responsible_id.totp_last_counter", "=", False)],
        ):
            with self.subTest(domain=domain), self.assertRaises(AccessError):
                partners.search(domain)
        scorecards = self.as_user(self.seller, self.env["sme.customer"])
        with self.assertRaises(AccessError):
            scorecards.search([("responsible_id", "any", [("totp_last_counter", "=", False)])])

    def test_names_are_found_also_of_who_left(self):
        self.seller.active = False
        self.customer.user_id = self.colleague
        partners = self.as_user(self.clerk, self.env["res.partner"])
        self.assertIn(self.customer, partners.search([("sme_responsible_id", "ilike", self.colleague.name)]))
        self.assertIn(self.customer, partners.search([("sme_responsible_id", "=", self.colleague.id)]))


class TestDialogs(FollowUpRightsCase):
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_the_outcome_dialog_tells_nothing_of_a_step_that_one_does_not_see(self):
        colleagues_step = self.enrol(self.other_customer).step_ids
        self.other_customer.phone = "+32 2 444 55 66"
        for user, step in ((self.clerk, self.foreign_step), (self.seller, colleagues_step)):
            self.assertFalse(self.as_user(user, step).has_access("read"))
            for name in ("partner_id", "phone", "script", "kind", "draft_reason"):
                with self.subTest(user=user.login, field=name), self.assertRaises(AccessError):
                    dialog = self.as_user(user, self.env["sme.outcome.wizard"]).create({"step_id": step.id})
                    dialog.invalidate_recordset()
                    dialog.read([name])
        own = self.enrol(self.customer).step_ids
        dialog = self.as_user(self.seller, self.env["sme.outcome.wizard"]).create({"step_id": own.id})
        self.assertEqual((dialog.partner_id, dialog.kind), (self.customer, "mail"))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_dialogs_about_another_company_open_nothing(self):
        """The number of a plan, a step or a customer of another company, given to a dialog by hand."""
        manager = self.create_user("rights_manager", "sales_team.group_sale_manager")

        def enrol():
            dialogs = self.as_user(manager, self.env["sme.enrol.wizard"])
            dialogs.create({"plan_id": self.foreign_plan.id, "partner_ids": self.customer.ids}).action_enrol()

        def enrol_stranger():
            dialogs = self.as_user(manager, self.env["sme.enrol.wizard"])
            dialogs.create({"plan_id": self.plan.id, "partner_ids": self.foreign.ids}).action_enrol()

        def preview():
            days = {"date_from": "2026-03-01", "date_to": "2026-03-02"}
            preview = self.as_user(manager, self.env["sme.plan.preview"]).create(
                {"plan_id": self.foreign_plan.id, **days}
            )
            preview.action_advance()

        def render_step():
            dialogs = self.as_user(manager, self.env["sme.test.mail.wizard"])
            values = {
                "step_id": self.foreign_plan.step_ids.id,
                "partner_id": self.customer.id,
                "email": "a@example.com",
            }
            dialogs.create(values).action_send()

        def render_customer():
            dialogs = self.as_user(manager, self.env["sme.test.mail.wizard"])
            values = {"step_id": self.step.id, "partner_id": self.foreign.id, "email": "a@example.com"}
            dialog = dialogs.create(values)
            dialog.invalidate_recordset()
            dialog.read(["subject", "body"])

        for attempt in (enrol, enrol_stranger, preview, render_step, render_customer):
            self.env.invalidate_all()
            with self.subTest(attempt=attempt.__name__), self.assertRaises(AccessError):
                attempt()
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.as_user(self.seller, self.env["sme.snooze"]).create({"partner_id": self.foreign.id})

    def test_the_next_time_is_a_day_that_somebody_can_mean(self):
        step = self.enrol(self.customer).step_ids
        for day in (date(9999, 12, 31), date(2101, 1, 1)):
            dialog = self.as_user(self.seller, self.env["sme.outcome.wizard"]).create(
                {"step_id": step.id, "next_date": day}
            )
            with self.assertRaises(UserError):
                dialog.action_not_now()
        self.assertEqual(step.state, "planned")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_a_proposal_tells_nothing_of_a_customer_elsewhere(self):
        self.create_order(self.foreign.with_company(self.other), 7777, company_id=self.other.id)
        self.env["sme.customer"].with_context(allowed_company_ids=self.other.ids).action_refresh()
        card = self.get_scorecard(self.foreign, self.other)
        self.assertTrue(card.value)
        manager = self.create_user("rights_manager", "sales_team.group_sale_manager")
        wizard = self.as_user(manager, self.env["sme.assignment.wizard"]).create({})
        for name in ("value", "class_id"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                line = self.as_user(manager, self.env["sme.assignment.wizard.line"]).create(
                    {"wizard_id": wizard.id, "customer_id": card.id, "user_id": self.seller.id}
                )
                line.invalidate_recordset()
                line.read([name])

    def test_loads_of_another_company_are_not_proposed(self):
        manager = self.create_user("rights_manager", "sales_team.group_sale_manager")
        wizard = self.as_user(manager, self.env["sme.assignment.wizard"]).create(
            {"company_id": self.other.id, "user_ids": [Command.set(self.stranger.ids)]}
        )
        with self.assertRaises(AccessError):
            wizard.action_propose()
        self.assertFalse(wizard.load_ids)

    def test_an_account_manager_works_here(self):
        self.set_class(self.customer, "key")
        self.customer.user_id = False
        card = self.get_scorecard(self.customer)
        portal = self.create_user("rights_portal", "base.group_portal")
        manager = self.create_user("rights_manager", "sales_team.group_sale_manager")
        for user in (portal, self.stranger):
            wizard = self.as_user(manager, self.env["sme.assignment.wizard"]).create(
                {"line_ids": [Command.create({"customer_id": card.id, "user_id": user.id})]}
            )
            with self.subTest(user=user.login), self.assertRaises(UserError):
                wizard.action_apply()
            self.assertFalse(self.customer.user_id)

    def test_what_is_counted_to_be_handed_over_is_what_one_sees(self):
        """The number of customers and to-dos of a person in another company is none of a manager's business."""
        person = self.create_user("rights_both", "crm_sme.group_sme_user")
        person.company_ids += self.other
        self.foreign.user_id = person
        self.foreign.activity_schedule("mail.mail_activity_data_todo", user_id=person.id)
        self.customer.user_id = person
        dialog = self.as_user(self.manager, self.env["sme.handover.wizard"]).create(
            {"user_id": person.id, "company_id": self.company.id, "new_user_id": self.colleague.id}
        )
        self.assertEqual((dialog.customer_count, dialog.todo_count), (1, 0))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a_test_mail_goes_to_one_address_that_has_not_opted_out(self):
        self.env["mail.blacklist"]._add("lumber@example.com")
        dialogs = self.as_user(self.manager, self.env["sme.test.mail.wizard"])
        values = {"step_id": self.step.id, "partner_id": self.customer.id}
        for email in ("lumber@example.com", "Lumber <LUMBER@example.com>", "a@example.com, b@example.com", "nobody"):
            with self.subTest(email=email), self.mock_mail_gateway(), self.assertRaises(UserError):
                dialogs.create({**values, "email": email}).action_send()
        with self.mock_mail_gateway():
            dialogs.create({**values, "email": "me@example.com"}).action_send()
        self.assertEqual(len(self._mails), 1)


class TestPeople(FollowUpRightsCase):
    def test_who_works_elsewhere_gets_no_steps(self):
        """A plan may name somebody who left the company: its steps go to a manager, not to who cannot see them."""
        self.plan.user_id = self.stranger
        self.customer.user_id = False
        self.company.sme_desk_team_id = False
        self.env["crm.team"].search([]).active = False
        self.assertEqual(self.enrol(self.customer).step_ids.user_id, self.manager)

    def test_a_step_goes_to_nobody_who_works_elsewhere(self):
        """An account manager, or a stand-in, of another company cannot open the follow-up: it is not told there."""
        self.customer.user_id = self.stranger
        enrolment = self.enrol(self.customer)
        self.assertEqual(enrolment.step_ids.user_id, self.plan.user_id)
        self.customer.user_id = self.seller
        colleague = self.create_user("rights_both", "crm_sme.group_sme_user")
        colleague.company_ids += self.other
        self.plan.user_id = self.customer.user_id = colleague
        self.env["sme.absence"].create(
            {
                "user_id": colleague.id,
                "stand_in_id": self.stranger.id,
                "date_from": "2026-03-30",
                "date_to": "2026-04-10",
            }
        )
        enrolment = self.enrol(self.customer, plan=self.create_plan(steps=(("Call", "call", 0),)))
        enrolment.plan_id.user_id = colleague
        self.due()
        self.assertNotIn(self.stranger, enrolment.step_ids.user_id | enrolment.activity_ids.user_id)

    def test_steps_and_territories_name_people_of_their_company(self):
        with self.assertRaises(UserError):
            self.step.write({"who": "fixed", "user_id": self.stranger.id})
        territories = self.env["sme.territory"]
        with self.assertRaises(UserError):
            territories.create({"name": "North", "company_id": self.company.id, "user_id": self.stranger.id})

    def test_who_sees_a_follow_up_steers_it_and_nobody_else_does(self):
        """Whose the customer or a step is, managers, and who sees all sales documents: the same who do its steps."""
        everybody = self.create_user("rights_all", "sales_team.group_sale_salesman_all_leads")
        portal = self.create_user("rights_portal", "base.group_portal")
        employee = self.create_user("rights_employee", "base.group_user")
        enrolment = self.enrol(self.customer)
        for user in (self.colleague, self.clerk, self.stranger, portal, employee):
            for method in ("action_pause", "action_resume", "action_stop", "action_next_step", "action_open_step"):
                with (
                    self.subTest(user=user.login, method=method),
                    mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"),
                    self.assertRaises(AccessError),
                ):
                    getattr(self.as_user(user, enrolment), method)()
        for user in (self.seller, everybody, self.manager):
            self.as_user(user, enrolment).action_pause()
            self.assertEqual(enrolment.state, "paused", user.login)
            self.as_user(user, enrolment).action_resume()
            self.assertEqual(enrolment.state, "running", user.login)
        enrolment.step_ids._hand_over(self.clerk)
        self.as_user(self.clerk, enrolment).action_stop()
        self.assertEqual(enrolment.state, "stopped")


class TestDrafts(FollowUpRightsCase):
    def open_draft(self, user=None):
        self.enrolment = self.start()
        self.due()
        action = self.enrolment.step_ids[-1].with_user(user or self.seller).action_do()
        return self.env["mail.compose.message"].with_user(user or self.seller).browse(action["res_id"])

    def send(self, composer):
        with self.mock_mail_gateway():
            composer.action_send_mail()
            self.env.cr.flush()
        return self.enrolment.step_ids[0].message_id

    def test_the_way_out_is_the_recipients_own(self):
        composer = self.open_draft()
        others = self.other_customer._get_unsubscribe_url()
        composer.body = f'<p>Good morning. <a href="{others}">No more</a></p>'
        body = self.send(composer).body
        self.assertNotIn(others.partition("token=")[2], body)
        partners = self.env["res.partner"]
        tokens = [part.partition('"')[0] for part in body.split("/sme/unsubscribe?token=")[1:]]
        self.assertEqual([partners._read_unsubscribe_token(token) for token in tokens], ["azure@example.com"])

    def test_a_broken_way_out_is_replaced(self):
        composer = self.open_draft()
        composer.body = '<p>Good morning. <a href="https://example.com/sme/unsubscribe?token=x">No more</a></p>'
        body = self.send(composer).body
        token = body.split("/sme/unsubscribe?token=")[-1].partition('"')[0]
        self.assertEqual(self.env["res.partner"]._read_unsubscribe_token(token), "azure@example.com")

    def test_nobody_else_who_opted_out_gets_it(self):
        composer = self.open_draft()
        self.env["mail.blacklist"]._add("lumber@example.com")
        composer.partner_ids += self.other_customer
        with self.assertRaisesRegex(UserError, "Lumber"):
            composer.action_send_mail()
        self.assertEqual(self.enrolment.step_ids.state, "planned")

    def test_a_mail_to_somebody_else_does_not_do_the_step(self):
        composer = self.open_draft()
        composer.partner_ids = self.other_customer
        with self.assertRaises(UserError):
            composer.action_send_mail()
        composer.partner_ids = self.customer
        composer.res_ids = repr(self.other_customer.ids)
        with self.assertRaises(UserError):
            composer.action_send_mail()
        self.assertEqual(self.enrolment.step_ids.state, "planned")

    def test_a_step_that_is_done_keeps_its_mail(self):
        composer = self.open_draft()
        message = self.send(composer)
        again = composer.copy({"sme_step_id": self.enrolment.step_ids[0].id, "partner_ids": self.customer.ids})
        with self.assertRaises(UserError), self.mock_mail_gateway():
            again.action_send_mail()
        self.assertEqual(self.enrolment.step_ids[0].message_id, message)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_a_letter_shows_a_document_only_to_who_may_read_it(self):
        """A step may be of somebody who only serves; the order it is about tells amounts."""
        self.customer.write({"street": "Main Street 1", "city": "Springfield"})
        order = self.create_order(self.customer, 4321, confirm=False, user_id=self.seller.id)
        plan = self.create_plan(steps=(("Letter", "letter", 0),), trigger="quotation")
        plan.step_ids.template_id = self.create_template(
            "sale.order", body_html='<p><t t-out="object.amount_untaxed"/></p>'
        )
        enrolment = self.start(plan=plan, documents={"sale.order": order.ids})
        self.due()
        enrolment.step_ids._hand_over(self.clerk)
        self.env.invalidate_all()
        letter = self.env["report.crm_sme.letter"]
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, letter)._get_report_values(enrolment.step_ids.ids)
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, enrolment.step_ids).action_print_letter()
        letters = self.as_user(self.seller, letter)._get_report_values(enrolment.step_ids.ids)["letters"]
        self.assertIn("4321", letters[enrolment.step_ids.id][1])

    def test_an_address_among_several_that_opted_out_counts(self):
        """Odoo writes to all addresses of a contact."""
        self.step.sends_itself = True
        self.customer.email = "azure@example.com, buyer@example.com"
        self.env["mail.blacklist"]._add("buyer@example.com")
        enrolment = self.start()
        self.due()
        self.assertEqual(enrolment.step_ids[0].skip_reason, "opt_out")
        self.assertFalse(self.get_queue())

    def test_the_last_mail_of_a_plan_is_not_sent_to_who_opts_out_before_it_leaves(self):
        """The plan has come to its end, but the queue waits: for a server that is down, for instance."""
        plan = self.create_plan(steps=(("Mail", "mail", 0),))
        plan.step_ids.write({"template_id": self.template.id, "sends_itself": True})
        enrolments = self.start(self.customer, self.other_customer, plan=plan)
        self.due()
        self.assertEqual(set(enrolments.mapped("state")), {"done"})
        self.assertEqual(len(self.get_queue()), 2)
        self.env["res.partner"]._unsubscribe_address("azure@example.com")
        self.assertEqual(self.get_queue().recipient_ids, self.other_customer)
        self.assertEqual(enrolments.step_ids.mapped("state"), ["skipped", "done"])

    def test_a_contact_that_is_archived_gets_nothing(self):
        self.step.sends_itself = True
        enrolment = self.start()
        self.customer.active = False
        self.due()
        self.assertEqual(enrolment.step_ids[0].state, "skipped")
        self.assertFalse(self.get_queue())


class TestTick(FollowUpRightsCase):
    def test_nobody_sets_days_that_keep_everybodys_tick_busy(self):
        """Working days are counted, and dates have an end: one plan could stop the steps of all companies."""
        for record, values in (
            (self.step, {"delay_days": 100000}),
            (self.step, {"overdue_days": 2147483647}),
            (self.plan, {"trigger_days": 100000}),
            (self.plan, {"wait_days": 100000}),
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                record.with_user(self.manager).write(values)
                self.env.flush_all()
        with self.assertRaises(UserError):
            self.classes["key"].contact_max_days = 2147483647

    def test_a_contact_of_another_company_does_not_stop_a_plan(self):
        """A customer that was moved to another company is passed over; the others are enrolled."""
        plan = self.create_plan(steps=(("Call", "call", 1),), trigger="new_customer", class_ids=[])
        plan.switched_on = self.get_moment(3)
        for partner in (self.customer, self.other_customer):
            self.create_order(partner, days_ago=1)
        self.env.cr.flush()
        self.env.cr.execute("UPDATE res_partner SET company_id = %s WHERE id = %s", [self.other.id, self.customer.id])
        self.env.invalidate_all()
        plan._enrol_tonight(WEDNESDAY_MORNING + timedelta(hours=1))
        enrolments = self.env["sme.enrolment"].search([("plan_id", "=", plan.id)])
        self.assertEqual(enrolments.partner_id, self.other_customer)

    def test_a_job_that_cannot_look_keeps_no_other_from_working(self):
        """What one job cannot find is told in the log; promises, steps and alerts go on."""
        self.start()
        with (
            patch.object(self.registry["sme.plan"], "_find_for_night", side_effect=ValueError("broken")),
            patch.object(self.registry["ir.cron"], "_commit_progress", lambda *args, **values: 100),
            patch.object(self.env.cr, "rollback", lambda: None),
            self.assertLogs("odoo.addons.crm_sme.models.tick.sme_tick", "ERROR") as logs,
            self.at(4, 1, 8),
        ):
            self.env["sme.tick"]._cron_tick()
        self.assertIn("_find_for_night", logs.output[0])
        self.assertTrue(self.env["mail.activity"].search([("res_model", "=", "sme.enrolment")]))
        self.assertEqual(self.get_now(), WEDNESDAY_MORNING)


class TestCompanies(FollowUpRightsCase):
    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.orm.models")
    def test_nobody_hands_anything_over_to_a_company_of_others(self):
        territory, foreign_territory = self.env["sme.territory"].create(
            [{"name": "North", "company_id": company.id} for company in (self.company, self.other)]
        )
        germany = self.env.ref("base.de")
        (territory + foreign_territory).country_ids = germany
        self.foreign_plan.exit_ids.unlink()
        self.env["sme.service.target"].search([("company_id", "=", self.other.id)]).unlink()
        zips = self.env["sme.territory.zip"].create({"territory_id": territory.id, "zip_from": "10"})
        exits = self.plan.exit_ids or self.env["sme.plan.exit"].create(
            {"plan_id": self.plan.id, "event": "order", "effect": "ends"}
        )
        target = self.env["sme.service.target"].search([("company_id", "=", self.company.id)], limit=1)
        solution = self.env["sme.solution"].create(
            {"question": "Why?", "answer": "<p>So</p>", "company_id": self.company.id}
        )
        moves = [
            (self.plan, {"company_id": self.other.id}),
            (exits[0], {"plan_id": self.foreign_plan.id}),
            (self.plan.step_ids[0], {"plan_id": self.foreign_plan.id}),
            (territory, {"company_id": self.other.id}),
            (zips, {"territory_id": foreign_territory.id}),
            (target, {"company_id": self.other.id}),
            (solution, {"company_id": self.other.id}),
        ]
        for record, values in moves:
            own = self.as_user(self.manager, record)
            own.check_access("write")
            with self.subTest(record=record), self.assertRaises(AccessError), self.env.cr.savepoint():
                own.write(values)
                self.env.flush_all()
