"""The service analysis: one row a record, seen by whoever sees the record."""

from odoo.exceptions import AccessError
from odoo.tools import SQL, mute_logger

from tests.orm.cases.common import CasesCase


class TestAnalysis(CasesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sme_hourly_cost = 60
        cls.create_order(cls.azure)
        cls.env["sme.customer"].action_refresh()
        cls.service = cls.create_service(cls.azure, user_id=cls.anna.id, channel="phone", minutes_spent=30)
        cls.other = cls.create_service(cls.lumber, user_id=cls.ben.id, minutes_spent=10)

    def get_rows(self, user=None):
        rows = self.env["sme.service.analysis"].with_user(user or self.env.user)
        return rows.with_context(allowed_company_ids=self.company.ids).search([("company_id", "=", self.company.id)])

    def test_a_row_is_the_record_and_opens_it(self):
        row = self.get_rows().filtered(lambda row: row.service_id == self.service)
        self.assertRecordValues(
            row,
            [
                {
                    "id": self.service.id,
                    "type_id": self.service.type_id.id,
                    "team_id": self.team.id,
                    "user_id": self.anna.id,
                    "commercial_partner_id": self.azure.id,
                    "class_id": self.azure.sme_class_id.id,
                    "channel": "phone",
                    "state": "new",
                    "minutes_spent": 30,
                    "service_cost": 30,
                    "currency_id": self.company.currency_id.id,
                    "reopened": 0,
                }
            ],
        )
        self.assertTrue(row.class_id)
        action = row.action_open_service()
        self.assertEqual((action["res_model"], action["res_id"]), ("sme.service", self.service.id))

    def test_sums_and_averages(self):
        self.service._move_to("solved")
        self.service._move_to("working")
        self.service._move_to("cancelled")
        self.service._move_to("working")
        self.assertEqual(self.service.reopen_count, 1)
        [(minutes, cost, reopened, count)] = self.env["sme.service.analysis"]._read_group(
            [("company_id", "=", self.company.id)],
            [],
            ["minutes_spent:sum", "service_cost:sum", "reopened:avg", "__count"],
        )
        self.assertEqual((minutes, cost, reopened, count), (40, 40, 0.5, 2))

    def test_a_reply_of_the_customer_reopens(self):
        self.service._move_to("solved")
        self.service.message_post(
            body="Still broken",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.azure.id,
        )
        self.assertEqual(self.service.reopen_count, 1)
        self.assertEqual(self.service.copy().reopen_count, 0)

    def test_ratings_count_where_there_are_any(self):
        token = self.service._rating_get_access_token(partner=self.azure)
        self.service.rating_apply(4, token=token)
        [(rating,)] = self.env["sme.service.analysis"]._read_group(
            [("company_id", "=", self.company.id)], [], ["rating:avg"]
        )
        self.assertEqual(rating, 4)

    def test_repeat_faults_count_as_on_the_record(self):
        cause = self.env["sme.service.cause"].create({"name": "Glue", "company_id": self.company.id})
        same = {"product_id": self.product.id, "cause_id": cause.id}
        self.service.write(same)
        again = self.create_service(self.lumber, **same)
        self.assertTrue(again.is_repeat_fault)
        rows = self.get_rows()
        self.assertEqual(rows.filtered("repeat_fault").service_id, self.service | again)
        [(share,)] = self.env["sme.service.analysis"]._read_group([("id", "in", rows.ids)], [], ["repeat_fault:avg"])
        self.assertAlmostEqual(share, 2 / 3)

    def test_held_mails_and_duplicates_are_no_cases(self):
        self.create_service(self.azure, held_reason="flood")
        self.service._merge(self.create_service(self.azure))
        self.assertEqual(self.get_rows().service_id, self.service | self.other)

    def test_archived_records_are_found_when_asked_for(self):
        self.service.active = False
        self.assertEqual(self.get_rows().service_id, self.other)
        archived = self.env["sme.service.analysis"].search([("active", "=", False)])
        self.assertEqual(archived.service_id, self.service)

    def test_rows_are_seen_with_the_records(self):
        self.team.member_ids = self.ben
        self.assertEqual(self.get_rows(self.anna).service_id, self.service)
        self.assertEqual(self.get_rows(self.leader).service_id, self.service | self.other)

    def test_another_company_has_rows_of_its_own(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        both = self.env["sme.service"].with_context(allowed_company_ids=(self.company | other).ids)
        foreign = both.create({"name": "Elsewhere", "partner_id": self.azure.id, "company_id": other.id})
        self.assertNotIn(foreign, self.get_rows(self.leader).service_id)
        row = self.env["sme.service.analysis"].search([("company_id", "=", other.id)])
        self.assertEqual(row.service_id, foreign)
        self.assertFalse(row.class_id)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_costs_are_for_managers_only(self):
        """Minutes and cost of a record on which one person worked would tell what an hour of that person costs."""
        for user in (self.anna, self.ben):
            rows = self.get_rows(user)
            with self.assertRaises(AccessError):
                rows.read(["service_cost"])
            with self.assertRaises(AccessError):
                rows._read_group([], [], ["service_cost:sum"])
            self.assertEqual(sum(rows.mapped("minutes_spent")), 40)

    def test_clocks_are_read_only_for_figures_of_theirs(self):
        report = self.env["sme.service.analysis"]._table_query
        for column, wanted in (("type_id", False), ("kept_resolution", True)):
            rows = self.env.execute_query(SQL("EXPLAIN SELECT %s FROM (%s) row", SQL.identifier(column), report))
            plan = "\n".join(line for (line,) in rows)
            self.assertEqual("sme_service_clock" in plan, wanted, plan)

    def test_pending_changes_are_counted(self):
        self.service.priority = "2"
        urgent = self.env["sme.service.analysis"].search([("priority", "=", "2")])
        self.assertEqual(urgent.service_id, self.service)

    def test_it_opens_as_the_client_does(self):
        for user in (self.anna, self.ben, self.leader):
            rows = self.env["sme.service.analysis"].with_user(user)
            views = rows.get_views([(False, kind) for kind in ("pivot", "graph", "list", "kanban", "search")])
            self.assertEqual("service_cost" in views["views"]["pivot"]["arch"], user == self.leader)
            result = rows.formatted_read_group(
                [], ["class_id", "create_date:month"], ["__count", "reopened:avg", "minutes_spent:sum"]
            )
            self.assertEqual(sum(group["__count"] for group in result), 2)
