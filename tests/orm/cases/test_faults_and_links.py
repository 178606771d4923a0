"""Repeat faults, chances to sell, credit notes, new orders, and many records changed at once."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from tests.orm.cases.common import CasesCase


class FaultCase(CasesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cause = cls.env["sme.service.cause"].create({"name": "Loose screw", "company_id": cls.company.id})
        cls.chair = cls.env["product.product"].create({"name": "Chair"})

    @classmethod
    def create_fault(cls, days_ago=0, product=None, **values):
        product = product or cls.product
        service = cls.create_service(cls.azure, **{"product_id": product.id, "cause_id": cls.cause.id, **values})
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE sme_service SET create_date = %s WHERE id = %s",
            [cls.get_moment(days_ago), service.id],
        )
        cls.env.invalidate_all()
        return service


class TestRepeatFaults(FaultCase):
    def find(self):
        return self.env["sme.service"].search([("is_repeat_fault", "=", True)])

    def test_same_product_and_cause_within_the_days_of_the_company(self):
        self.company.sme_repeat_days = 30
        first, second, old = self.create_fault(0), self.create_fault(20), self.create_fault(60)
        self.create_fault(0, product=self.chair)
        self.assertEqual((first + second + old).mapped("repeat_count"), [1, 1, 0])
        self.assertEqual(self.find(), first + second)
        self.company.sme_repeat_days = 45
        self.env.invalidate_all()
        self.assertEqual((first + second + old).mapped("repeat_count"), [1, 2, 1])
        self.assertEqual(self.find(), first + second + old)
        self.assertEqual(self.cause.repeat_count, 3)
        self.assertEqual(self.cause.service_count, 4)

    def test_the_days_of_the_cause_go_first(self):
        self.company.sme_repeat_days = 30
        self.cause.repeat_days = 5
        first = self.create_fault(0)
        self.create_fault(20)
        self.assertFalse(first.is_repeat_fault)
        self.cause.repeat_days = 0
        self.env.invalidate_all()
        self.assertTrue(first.is_repeat_fault)

    def test_what_does_not_count(self):
        first = self.create_fault(0)
        self.create_fault(0, cause_id=False)
        self.create_fault(0, active=False)
        self.create_fault(0, held_reason="spam")
        duplicate = self.create_fault(1)
        self.assertTrue(first.is_repeat_fault)
        first._merge(duplicate)
        self.env.invalidate_all()
        self.assertFalse(first.is_repeat_fault)
        self.assertFalse(self.find())

    def test_never_between_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        self.cause.company_id = False
        first = self.create_fault(0)
        both = self.env["sme.service"].with_context(allowed_company_ids=(self.company | other).ids)
        both.create(
            {
                "name": "There",
                "company_id": other.id,
                "partner_id": self.azure.id,
                "product_id": self.product.id,
                "cause_id": self.cause.id,
            }
        )
        self.assertFalse(first.is_repeat_fault)

    def test_the_records_of_a_fault_are_one_click_away(self):
        first, second = self.create_fault(0), self.create_fault(3)
        self.create_fault(0, product=self.chair)
        action = first.with_user(self.anna).action_open_repeats()
        self.assertEqual(self.env["sme.service"].search(action["domain"]), first + second)
        self.assertTrue(action["view_mode"].startswith("graph"))

    def test_days_are_not_negative(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.cause.repeat_days = -1
            self.cause.flush_recordset()


class TestChances(CasesCase):
    def wizard(self, service, user, **values):
        action = service.with_user(user).action_open_chance()
        return self.env[action["res_model"]].with_user(user).with_context(**action["context"]).create(values)

    def test_whoever_serves_passes_a_chance_on_without_seeing_the_pipeline(self):
        self.azure.user_id = self.ben
        service = self.create_service(self.azure, user_id=self.anna.id)
        result = self.wizard(service, self.anna, name="Ten desks", note="In spring").action_apply()
        self.assertEqual(result["tag"], "display_notification")
        lead = service.lead_ids
        self.assertRecordValues(
            lead,
            [
                {
                    "name": "Ten desks",
                    "type": "opportunity",
                    "partner_id": self.azure.id,
                    "user_id": self.ben.id,
                    "company_id": self.company.id,
                    "sme_service_id": service.id,
                }
            ],
        )
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            lead.with_user(self.anna).read(["name"])

    def test_a_salesperson_opens_or_links_the_opportunity_and_finds_back(self):
        service = self.create_service(self.azure)
        result = self.wizard(service, self.leader).action_apply()
        lead = service.lead_ids
        self.assertEqual((result["res_model"], result["res_id"]), ("crm.lead", lead.id))
        self.assertEqual(lead.with_user(self.leader).action_open_sme_service()["res_id"], service.id)
        self.assertEqual(service.with_user(self.leader).lead_count, 1)
        known = self.env["crm.lead"].create({"name": "Known", "type": "opportunity", "partner_id": self.azure.id})
        self.wizard(service, self.leader, lead_id=known.id).action_apply()
        self.assertEqual(service.lead_ids, lead + known)
        foreign = self.env["crm.lead"].create({"name": "Theirs", "type": "opportunity", "partner_id": self.lumber.id})
        with self.assertRaisesRegex(UserError, "another customer"):
            self.wizard(service, self.leader, lead_id=foreign.id).action_apply()

    def test_merging_takes_chances_and_followers_along(self):
        first, second = self.create_service(self.azure), self.create_service(self.azure)
        self.wizard(second, self.leader).action_apply()
        follower = self.create_service(self.azure, previous_id=second.id)
        first._merge(second)
        self.assertEqual(first.lead_count, 1)
        self.assertEqual(follower.previous_id, first)
        self.assertEqual(first.following_count, 1)


class TestOrders(CasesCase):
    def test_a_new_order_replaces_the_product_of_a_warranty_case(self):
        warranty = self.env.ref("crm_sme.sme_service_type_warranty")
        service = self.create_service(self.azure, type_id=warranty.id, product_id=self.product.id)
        action = service.with_user(self.leader).action_new_order()
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertRecordValues(
            order, [{"partner_id": self.azure.id, "origin": service.number, "sme_service_id": service.id}]
        )
        self.assertEqual(order.order_line.product_id, self.product)
        self.assertEqual(order.with_user(self.leader).action_open_sme_service()["res_id"], service.id)
        enquiry = self.create_service(self.azure, product_id=self.product.id)
        order = self.env["sale.order"].browse(enquiry.with_user(self.leader).action_new_order()["res_id"])
        self.assertFalse(order.order_line)
        with self.assertRaisesRegex(UserError, "who the customer"):
            self.create_service().with_user(self.leader).action_new_order()

    def create_invoiced(self):
        order = self.create_order(self.azure)
        self.env["account.journal"].create(
            {"name": "Sales", "code": "SAL", "type": "sale", "company_id": self.company.id}
        )
        income = self.env["account.account"].create(
            {"name": "Income", "code": "700100", "account_type": "income", "company_ids": [(6, 0, self.company.ids)]}
        )
        receivable = self.env["account.account"].create(
            {
                "name": "Receivable",
                "code": "400100",
                "account_type": "asset_receivable",
                "reconcile": True,
                "company_ids": [(6, 0, self.company.ids)],
            }
        )
        self.azure.property_account_receivable_id = receivable
        self.product.property_account_income_id = income
        self.product.invoice_policy = "order"
        invoice = order._create_invoices()
        invoice.action_post()
        return order, invoice

    def test_credit_notes_by_those_who_may_and_a_to_do_for_them_otherwise(self):
        order, invoice = self.create_invoiced()
        service = self.create_service(self.azure)
        with self.assertRaisesRegex(UserError, "no posted invoice"):
            service.with_user(self.anna).action_credit_note()
        service.sale_order_id = order
        accountant = self.create_users("accountant")["accountant"]
        accountant.group_ids += self.env.ref("crm_sme.group_sme_service")
        result = service.with_user(self.anna).action_credit_note()
        self.assertEqual(result["tag"], "display_notification")
        service.with_user(self.anna).action_credit_note()
        self.assertEqual(len(invoice.activity_ids), 1)
        asked = invoice.activity_ids.user_id
        self.assertTrue(asked.has_group("account.group_account_invoice"))
        self.assertIn(service.number, invoice.activity_ids.note)
        self.team.member_ids += accountant
        action = service.with_user(accountant).action_credit_note()
        self.assertEqual(action["res_model"], "account.move.reversal")
        self.assertEqual(action["context"]["active_ids"], invoice.ids)


class TestBulk(CasesCase):
    def wizard(self, services, user=None, **values):
        return (
            self.env["sme.service.bulk.wizard"]
            .with_user(user or self.anna)
            .create({"service_ids": [(6, 0, services.ids)], **values})
        )

    def test_assign_sort_and_close_in_one_go(self):
        services = self.create_service(self.azure) + self.create_service(self.lumber)
        cause = self.env["sme.service.cause"].create({"name": "Glue", "company_id": self.company.id})
        services[0].resolution = "Kept"
        self.wizard(
            services,
            assign="person",
            user_id=self.ben.id,
            priority="2",
            cause_id=cause.id,
            resolution="<p>Glued</p>",
            finish="close",
        ).action_apply()
        self.assertEqual(services.user_id, self.ben)
        self.assertEqual(services.mapped("state"), ["closed", "closed"])
        self.assertEqual(services.mapped("priority"), ["2", "2"])
        self.assertEqual(services.cause_id, cause)
        self.assertIn("Kept", services[0].resolution)
        self.assertIn("Glued", services[1].resolution)

    def test_by_the_rule_and_to_nobody(self):
        services = self.create_service(self.azure) + self.create_service(self.lumber)
        self.wizard(services, assign="nobody").action_apply()
        self.assertFalse(services.user_id)
        self.wizard(services, assign="rule").action_apply()
        self.assertEqual(services.mapped("assignment_reason"), ["least_loaded", "least_loaded"])

    def test_what_is_not_complete_is_said_before_and_refused(self):
        complaint = self.env.ref("crm_sme.sme_service_type_complaint")
        service = self.create_service(self.azure, type_id=complaint.id)
        wizard = self.wizard(service, finish="solve")
        self.assertIn("Cause", wizard.incomplete)
        with self.assertRaises(ValidationError):
            wizard.action_apply()

    def test_nobody_s_is_counted_for_the_warning(self):
        self.create_service(self.azure).user_id = False
        state = self.env["sme.service"].with_user(self.anna).get_queue_state()
        self.assertEqual(state["nobody"], 1)
        self.assertEqual(self.team.nobody_count, 1)
        self.assertEqual(self.team.open_count, 1)

    def test_a_released_record_finds_somebody(self):
        service = self.create_service(self.azure, held_reason="flood")
        self.assertFalse(service.user_id)
        service.held_reason = False
        self.assertIn(service.user_id, self.anna | self.ben)

    def test_a_member_without_the_right_to_serve_gets_nothing(self):
        self.team.member_ids = self.users["employee"]
        service = self.create_service(self.azure)
        self.assertRecordValues(service, [{"user_id": self.leader.id, "assignment_reason": "leader"}])

    def test_a_cycle_is_refused_whoever_writes_it(self):
        first, second = self.create_service(self.azure), self.create_service(self.azure)
        foreign = self.create_service(self.lumber)
        first.parent_id = second
        for record, parent in ((second, first), (second, second), (foreign, second)):
            with self.assertRaises(ValidationError):
                record.parent_id = parent

    def test_promise_states_are_counted_a_column(self):
        services = self.create_service(self.azure) + self.create_service(self.lumber)
        domain = [("id", "in", services.ids)]
        bar = {"field": "promise_state", "colors": {"on_time": "success", "soon": "warning", "late": "danger"}}
        counted = self.env["sme.service"].with_user(self.anna).read_progress_bar(domain, "stage_id", bar)
        expected = {name: len(services.filtered(lambda s, n=name: s.promise_state == n)) for name in bar["colors"]}
        self.assertEqual(dict(counted[str(services.stage_id.id)]), expected)
        self.assertEqual(sum(expected.values()), 2)
        clock = services[0].clock_ids[0]
        clock.deadline = self.get_moment(1) - timedelta(hours=1)
        services[0]._store_standing()
        counted = self.env["sme.service"].read_progress_bar(domain, "stage_id", bar)
        self.assertEqual(counted[str(services.stage_id.id)]["late"], 1)
