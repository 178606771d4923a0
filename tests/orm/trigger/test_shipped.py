"""The plans that come with the addon: complete, off, and in every company."""

from odoo.tools import mute_logger

from tests.orm.trigger.common import TriggerCase

TRIGGERS = [
    ("Welcome", "new_customer"),
    ("Quotation Chase", "quotation"),
    ("Late by Own Rhythm", "lifecycle"),
    ("Dormant Win-Back", "lifecycle"),
    ("Key-Account Rhythm", "no_contact"),
    ("Renewal", "entitlement"),
    ("Low-Rating Call-Back", "low_rating"),
    ("Thank-You After Delivery", "order_delivered"),
]


class TestShippedPlans(TriggerCase):
    def get_plans(self, company):
        plans = self.env["sme.plan"].with_context(active_test=False)
        return plans.search([("company_id", "=", company.id)], order="sequence")

    def test_every_company_has_eight_plans_that_are_off(self):
        for company in (self.company, self.env.ref("base.main_company")):
            plans = self.get_plans(company)
            self.assertEqual([(plan.name, plan.trigger) for plan in plans], TRIGGERS)
            self.assertFalse(any(plans.mapped("active")))
            self.assertTrue(all(plan.step_ids and plan.exit_ids and plan.trigger_summary for plan in plans))

    def test_somebody_of_the_company_answers_for_a_plan_that_is_on(self):
        plan = self.get_plans(self.company)[0]
        manager = self.users["sales_manager"]
        plan.with_user(manager).action_switch_on()
        self.assertEqual((plan.active, plan.user_id), (True, manager))
        plan.action_switch_off()
        plan.user_id = self.ben
        plan.with_user(manager).action_switch_on()
        self.assertEqual(plan.user_id, self.ben)

    def test_the_copies_are_whole_and_speak_all_languages(self):
        self.env["res.lang"]._activate_lang("de_DE")
        shipped = self.get_plans(self.env.ref("base.main_company"))
        shipped[0].with_context(lang="de_DE").name = "Willkommen"
        shipped[0].step_ids[0].with_context(lang="de_DE").name = "Begrüßung"
        company = self.env["res.company"].create({"name": "Third"})
        copies = self.get_plans(company)
        for plan, copy in zip(shipped, copies, strict=True):
            self.assertEqual(copy.name, plan.name)
            self.assertEqual(copy.class_ids, plan.class_ids)
            for names in (["kind", "name", "delay_days", "who", "overdue", "condition", "condition_target", "script"],):
                self.assertEqual(
                    [[step[name] for name in names] for step in copy.step_ids],
                    [[step[name] for name in names] for step in plan.step_ids],
                )
            self.assertEqual(copy.step_ids.template_id, plan.step_ids.template_id)
            self.assertEqual(
                [(way.event, way.effect) for way in copy.exit_ids], [(way.event, way.effect) for way in plan.exit_ids]
            )
        self.assertEqual(copies[0].with_context(lang="de_DE").name, "Willkommen")
        self.assertEqual(copies[0].step_ids[0].with_context(lang="de_DE").name, "Begrüßung")

    def test_what_was_deleted_does_not_come_back(self):
        self.get_plans(self.company)[:3].unlink()
        self.env["sme.plan"]._ensure_for_companies(self.company)
        self.assertEqual(len(self.get_plans(self.company)), 5)
        self.get_plans(self.env.ref("base.main_company"))[0].unlink()
        self.assertEqual(len(self.get_plans(self.env["res.company"].create({"name": "Fourth"}))), 7)

    @mute_logger("odoo.models.unlink")
    def test_a_company_takes_its_plans_along(self):
        company = self.env["res.company"].create({"name": "Fifth"})
        plans = self.get_plans(company)
        company.unlink()
        self.assertFalse(plans.exists())

    def test_every_mail_can_be_written(self):
        order = self.create_order(self.clerk)
        for template in self.get_plans(self.company).step_ids.template_id:
            record = order if template.model == "sale.order" else self.clerk
            rendered = template.with_user(self.ben)._generate_template(record.ids, ["subject", "body_html"])[record.id]
            self.assertNotIn("{{", rendered["subject"])
            self.assertNotIn("t-out", rendered["body_html"])
            self.assertIn(self.clerk.name, rendered["body_html"])
            self.assertIn(self.ben.name, rendered["body_html"])
