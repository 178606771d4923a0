"""The queue asks the database as often for many cards as for few, and two merges at once make no cycle."""

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from tests.orm.cases.common import CasesCase
from tests.perf.test_concurrency import ConcurrencyCase

CARD_FIELDS = (
    "number",
    "name",
    "state",
    "channel",
    "type_color",
    "held_reason",
    "priority",
    "deadline",
    "promise_state",
    "repeat_count",
    "is_rotting",
    "rotting_days",
    "email_from",
    "missing_fields",
)
CARD_RELATIONS = ("partner_id", "type_id", "product_id", "user_id", "stage_id", "sme_class_id", "activity_ids")


class TestQueueQueries(CasesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cause = cls.env["sme.service.cause"].create({"name": "Glue", "company_id": cls.company.id})
        customers = cls.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(80)])
        cls.services = cls.env["sme.service"].create(
            [
                {
                    "name": f"Question of {customer.name}",
                    "partner_id": customer.id,
                    "team_id": cls.team.id,
                    "product_id": cls.product.id,
                    "cause_id": cause.id,
                }
                for customer in customers
            ]
        )

    def count_queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    def read_cards(self, count):
        specification = {name: {} for name in CARD_FIELDS}
        specification |= {name: {"fields": {"display_name": {}}} for name in CARD_RELATIONS}
        services = self.env["sme.service"].with_user(self.anna)
        result = services.web_search_read([("id", "in", self.services[:count].ids)], specification)
        self.assertEqual(len(result["records"]), count)

    def test_eighty_cards_cost_what_ten_cost(self):
        self.count_queries(lambda: self.read_cards(80))
        few = self.count_queries(lambda: self.read_cards(10))
        many = self.count_queries(lambda: self.read_cards(80))
        self.assertEqual(few, many)
        self.assertLessEqual(many, 14)

    def test_the_bar_of_the_columns_is_one_question(self):
        services = self.env["sme.service"].with_user(self.anna)
        domain = services._get_open_domain()
        bar = {"field": "promise_state", "colors": {"on_time": "success", "late": "danger"}}
        services.read_progress_bar(domain, "stage_id", bar)
        self.assertLessEqual(self.count_queries(lambda: services.read_progress_bar(domain, "stage_id", bar)), 1)


class TestMergeConcurrently(ConcurrencyCase):
    """Two people merge the same two records at once, each into the other."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            services = env["sme.service"].create(
                [{"name": name, "partner_id": self.customer_ids[0]} for name in ("One", "Two", "Three")]
            )
            self.service_ids = services.ids

    def tearDown(self):
        with self.transaction() as env, mute_logger("odoo.models.unlink"):
            services = env["sme.service"].search([("company_id", "=", self.company_id)])
            services.write({"parent_id": False})
            services.unlink()
        super().tearDown()

    def merge(self, env, original, duplicate):
        services = env["sme.service"]
        services.browse(original)._merge(services.browse(duplicate))

    def get_parents(self):
        with self.transaction() as env:
            return dict(env["sme.service"].browse(self.service_ids).mapped(lambda s: (s.id, s.parent_id.id)))

    def test_each_into_the_other(self):
        first, second, _third = self.service_ids
        with self.transaction() as env:
            self.merge(env, first, second)
            env.flush_all()
            with self.assertRaises(UserError):
                self.run_within(self.merge, second, first)
        parents = self.get_parents()
        self.assertEqual((parents[first], parents[second]), (False, first))
        with self.assertRaisesRegex(UserError, "already|itself"):
            self.run_within(self.merge, second, first)

    def test_a_chain_is_not_closed_behind_ones_back(self):
        first, second, third = self.service_ids
        with self.transaction() as env:
            self.assertTrue(env["sme.service"].browse(first).name, "the snapshot of this transaction begins here")
            self.run_within(self.merge, second, third)
            with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as refusal:
                self.merge(env, third, first)
            self.assertTrue(
                isinstance(refusal.exception, UserError) or getattr(refusal.exception, "pgcode", "") == "40001"
            )
            env.cr.rollback()
        parents = self.get_parents()
        self.assertEqual((parents[first], parents[third]), (False, second))

    def test_the_field_itself_written_crosswise(self):
        first, second, _third = self.service_ids

        def write(env, one, other):
            env["sme.service"].browse(one).write({"parent_id": other})

        with self.transaction() as env:
            write(env, first, second)
            env.flush_all()
            with self.assertRaises(UserError):
                self.run_within(write, second, first)
        parents = self.get_parents()
        self.assertEqual((parents[first], parents[second]), (second, False))
