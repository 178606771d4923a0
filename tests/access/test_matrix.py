"""Who may do what with every model of the addon, own and foreign customers, in both companies."""

from inspect import getmembers, isfunction, signature

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from tests.access.matrix import AREAS, MATRIX, WITHOUT_TABLE
from tests.common import ROLES, SmeCase

# Tells what the addon ships, to everybody.
FREE_METHODS = {"get_import_templates"}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


class TestAccessMatrix(SmeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.create_users(*ROLES)
        cls.own = cls.create_customer("Own", user_id=cls.users["salesman"].id)
        cls.foreign = cls.create_customer("Foreign", user_id=cls.users["salesman_all"].id)
        for partner in (cls.own, cls.foreign):
            cls.create_order(partner)
        cls.records = {}
        for area in AREAS:
            cls.records |= area.make_records(cls)

    def test_no_model_is_in_two_areas(self):
        self.assertEqual(len(MATRIX), sum(len(area.MATRIX) for area in AREAS))
        self.assertEqual(set(self.records), set(MATRIX))

    def test_every_model_of_the_addon_is_in_the_table(self):
        ours = {name for name, model in self.env.registry.items() if model._original_module == "crm_sme"}
        self.assertEqual(ours - WITHOUT_TABLE, set(MATRIX))
        self.assertTrue(all(self.env[name]._abstract for name in WITHOUT_TABLE))

    def test_every_access_row_names_a_group(self):
        rows = self.env["ir.model.access"].search([("model_id.model", "in", list(MATRIX))])
        self.assertEqual(set(rows.model_id.mapped("model")), set(MATRIX))
        self.assertTrue(all(row.group_id for row in rows))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_every_cell(self):
        for model, cells in MATRIX.items():
            self.assertTrue(all(self.records[model]), model)
            for role, user in self.users.items():
                for record, allowed in zip(self.records[model], cells.get(role, ("", "")), strict=True):
                    found = "".join(
                        letter
                        for letter, operation in OPERATIONS.items()
                        if record.with_user(user)
                        .with_context(allowed_company_ids=self.company.ids)
                        .has_access(operation)
                    )
                    expected = "".join(letter for letter in OPERATIONS if letter in allowed)
                    # the system role administers everything that Odoo lets it: it has no sales rights by itself
                    self.assertEqual(found, expected, f"{role} on {model}")

    def get_public_methods(self, model):
        """{name: arguments to try} of what clients may call of the addon's own making."""
        methods = {
            name: method
            for name, method in getmembers(self.env.registry[model], isfunction)
            if name.startswith(("action_", "get_")) and method.__module__.startswith("odoo.addons.crm_sme.")
        }
        return {
            name: [
                [self.own.id] if parameter.endswith("_ids") else self.own.id if parameter.endswith("_id") else "x"
                for parameter, kind in list(signature(method).parameters.items())[1:]
                if kind.default is kind.empty and kind.kind is kind.POSITIONAL_OR_KEYWORD
            ]
            for name, method in methods.items()
            if name not in FREE_METHODS
        }

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_every_method_refuses_who_may_not_read(self):
        """Whatever a button, a card or a client calls asks for the right itself: also methods of tomorrow."""
        tried = set()
        for model, cells in MATRIX.items():
            for role, user in self.users.items():
                for record, allowed in zip(self.records[model], cells.get(role, ("", "")), strict=True):
                    if "r" in allowed:
                        continue
                    as_user = record.with_user(user).with_context(allowed_company_ids=self.company.ids)
                    for name, arguments in self.get_public_methods(model).items():
                        tried.add((model, name))
                        with self.subTest(model=model, role=role, method=name), self.assertRaises(AccessError):
                            getattr(as_user, name)(*arguments)
        self.assertGreater(len(tried), 100)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_what_has_no_table_refuses_who_does_not_serve(self):
        for model in sorted(WITHOUT_TABLE):
            for name, arguments in self.get_public_methods(model).items():
                if not getattr(getattr(self.env[model], name), "_api_model", False):
                    continue  # of a mixin: refused with the records that have it
                for role in ("portal", "employee", "contact_manager", "accountant"):
                    records = self.env[model].with_user(self.users[role])
                    with self.subTest(model=model, role=role, method=name), self.assertRaises(AccessError):
                        getattr(records, name)(*arguments)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_what_the_addon_adds_to_documents_refuses_who_may_not_read_them(self):
        order = self.env["sale.order"].search([("partner_id", "=", self.foreign.id)])
        lead = self.env["crm.lead"].create({"name": "Chance", "user_id": self.users["salesman_all"].id})
        order.user_id = self.users["salesman_all"]
        for record, roles in (
            (self.foreign, ("portal",)),
            (order, ("portal", "employee", "service", "salesman")),
            (order.order_line, ("portal", "employee", "service", "salesman")),
            (lead, ("portal", "employee", "service", "salesman")),
        ):
            for role in roles:
                as_user = record.with_user(self.users[role]).with_context(allowed_company_ids=self.company.ids)
                self.assertFalse(as_user.has_access("read"))
                for name, arguments in self.get_public_methods(record._name).items():
                    with self.subTest(model=record._name, role=role, method=name), self.assertRaises(AccessError):
                        getattr(as_user, name)(*arguments)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_what_the_addon_tells_of_a_contact_is_for_who_serves(self):
        """Every employee reads contacts; what the addon knows of them is another matter."""
        methods = {
            name: arguments
            for name, arguments in self.get_public_methods("res.partner").items()
            if name.startswith("get_")
        }
        self.assertIn("get_answer_card", methods)
        for role in ("employee", "contact_manager", "accountant"):
            as_user = self.foreign.with_user(self.users[role]).with_context(allowed_company_ids=self.company.ids)
            self.assertTrue(as_user.has_access("read"))
            for name, arguments in methods.items():
                with self.subTest(role=role, method=name), self.assertRaises(AccessError):
                    getattr(as_user, name)(*arguments)

    def test_another_company_is_out_of_reach(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        policy = self.env["sme.policy"]._get_for_companies(other)
        self.assertFalse(policy.with_user(self.users["sales_manager"]).has_access("read"))
        partner = self.create_customer("Of elsewhere")
        elsewhere = self.env(context=dict(self.env.context, allowed_company_ids=[other.id]))
        order = self.create_order(partner.with_env(elsewhere), company_id=other.id)
        self.assertEqual(order.company_id, other)
        self.refresh()
        scorecard = self.get_scorecard(partner, other)
        self.assertTrue(scorecard)
        self.assertFalse(scorecard.with_user(self.users["sales_manager"]).has_access("read"))
        self.assertFalse(partner.with_user(self.users["sales_manager"]).sme_class_id)


class TestForeignFigures(SmeCase):
    """What a salesperson limited to own documents can find out about a colleague's customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.create_users("salesman", "salesman_all", "service", "employee", "portal", "contact_manager")
        cls.salesman = cls.users["salesman"]
        cls.own = cls.create_customer("Own", user_id=cls.salesman.id)
        cls.foreign = cls.create_customer("Foreign", user_id=cls.users["salesman_all"].id)
        cls.create_order(cls.own, 100)
        cls.create_order(cls.foreign, 7777)
        cls.env["sme.customer"].action_refresh()

    def as_user(self, role, records):
        return records.with_user(self.users[role]).with_context(allowed_company_ids=self.company.ids)

    def test_sums_filters_and_exports_obey_the_rule(self):
        customers = self.as_user("salesman", self.env["sme.customer"])
        self.assertEqual(customers.search([]).partner_id, self.own)
        [(revenue,)] = customers._read_group([], [], ["revenue:sum"])
        self.assertEqual(revenue, 100)
        self.assertFalse(customers.search([("revenue", ">", 5000)]))
        self.assertFalse(customers.search([("lateness", ">=", 0), ("partner_id", "=", self.foreign.id)]))
        self.salesman.group_ids += self.env.ref("base.group_allow_export")
        exported = customers.search([]).export_data(["partner_id/name", "value"])["datas"]
        self.assertEqual(len(exported), 1)

    def test_class_and_lifecycle_of_all_without_numbers(self):
        foreign = self.as_user("salesman", self.foreign)
        self.assertEqual(foreign.sme_class_id.code, "key")
        self.assertEqual(foreign.sme_lifecycle, "new")
        explanation = foreign.get_class_explanation()
        self.assertFalse(explanation["has_numbers"])
        self.assertNotRegex(" ".join(explanation["lines"]), r"\d")
        self.assertEqual(foreign.get_scorecard()["figures"], [])
        self.assertRegex(" ".join(self.as_user("salesman", self.own).get_class_explanation()["lines"]), r"\d")
        self.assertTrue(self.as_user("salesman", self.own).get_scorecard()["figures"])

    def test_the_service_group_sees_the_class_only(self):
        foreign = self.as_user("service", self.foreign)
        self.assertEqual(foreign.sme_class_id.code, "key")
        self.assertNotRegex(" ".join(foreign.get_class_explanation()["lines"]), r"\d")
        shown = foreign.get_scorecard()
        self.assertEqual((shown["figures"], shown["events"], shown["order_count"]), ([], [], 0))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_employees_and_portal_users_see_nothing(self):
        for role in ("employee", "portal", "contact_manager"):
            partner = self.as_user(role, self.users[role].partner_id)
            for name in ("sme_class_id", "sme_lifecycle", "sme_contact_state", "sme_responsible_id"):
                with self.subTest(role=role, field=name), self.assertRaises(AccessError):
                    partner.read([name])
            with self.assertRaises(AccessError):
                partner.get_class_explanation()
            with self.assertRaises(AccessError):
                partner.get_standing()
            with self.assertRaises(AccessError):
                partner.search([("sme_class_id", "!=", False)])
            with self.assertRaises(AccessError):
                partner.search([], order="sme_class_id")
            with self.assertRaises(AccessError):
                partner._read_group([], ["sme_lifecycle"], ["__count"])

    def test_nobody_appoints_himself_account_manager(self):
        with self.assertRaisesRegex(AccessError, "Foreign"):
            self.as_user("salesman", self.foreign).write({"user_id": self.salesman.id})
        self.as_user("salesman", self.own).write({"user_id": self.salesman.id, "comment": "same"})
        self.as_user("salesman_all", self.foreign).write({"user_id": self.salesman.id})
        self.assertEqual(self.foreign.user_id, self.salesman)

    def test_nobody_hangs_a_customer_below_an_own_one(self):
        with self.assertRaisesRegex(AccessError, "Foreign"):
            self.as_user("salesman", self.foreign).write({"parent_id": self.own.id})

    def test_nobody_merges_a_customer_into_an_own_one(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.salesman)
        with self.assertRaisesRegex(AccessError, "Foreign"):
            wizard._merge((self.foreign + self.own).ids, self.own.with_user(self.salesman))
        self.assertTrue(self.foreign.exists())

    def test_a_new_contact_may_have_an_account_manager(self):
        created = self.as_user("salesman", self.env["res.partner"]).create({"name": "New", "user_id": self.salesman.id})
        created.write({"user_id": False})
        self.assertFalse(created.user_id)

    def test_only_managers_refresh_and_set_classes(self):
        for role in ("salesman", "salesman_all", "service", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.as_user(role, self.env["sme.customer"]).action_refresh()
        card = self.as_user("salesman", self.get_scorecard(self.own))
        with self.assertRaises(AccessError):
            card.action_leave_out()
        with self.assertRaises(AccessError):
            self.as_user("salesman", self.env["sme.policy"]).action_request_refresh()

    def test_a_context_widens_nothing(self):
        customers = self.env["sme.customer"].with_user(self.salesman)
        for context in ({"active_test": False}, {"sudo": True}, {"default_company_id": 1}):
            self.assertEqual(customers.with_context(**context).search([]).partner_id, self.own)

    def test_no_other_field_makes_a_foreign_customer_ones_own(self):
        group = self.create_customer("Group", user_id=self.salesman.id)
        contact = self.create_customer("Contact of foreign", parent_id=self.foreign.id, is_company=False)
        self.create_order(contact, 300)
        attempts = [
            (self.foreign, {"commercial_partner_id": group.id}),
            (contact, {"is_company": True}),
            (contact, {"company_type": "company"}),
            (self.foreign, {"is_company": False, "parent_id": group.id}),
        ]
        for partner, values in attempts:
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.as_user("salesman", partner).write(values)

    def test_a_customer_of_today_is_a_customer_already(self):
        fresh = self.create_customer("Fresh")
        self.create_order(fresh, 50, user_id=self.users["salesman_all"].id)
        with self.assertRaisesRegex(AccessError, "Fresh"):
            self.as_user("salesman", fresh).write({"user_id": self.salesman.id})
        with self.assertRaisesRegex(AccessError, "Fresh"):
            self.env["base.partner.merge.automatic.wizard"].with_user(self.salesman)._merge(
                (fresh + self.own).ids, self.own.with_user(self.salesman)
            )
        mine = self.create_customer("Mine")
        self.create_order(mine, 50, user_id=self.salesman.id)
        self.as_user("salesman", mine).write({"user_id": self.salesman.id})

    def test_a_manager_of_customer_relations_may_change_account_managers(self):
        manager = new_test_user(
            self.env,
            login="sme_manager_only",
            groups="crm_sme.group_sme_manager,base.group_partner_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.foreign.with_user(manager).write({"user_id": self.salesman.id})
        self.assertEqual(self.foreign.user_id, self.salesman)

    def test_sums_over_all_customers_are_for_those_who_see_all(self):
        policy = self.as_user("salesman", self.policy)
        with self.assertRaises(AccessError):
            policy.read(["value_total"])
        self.assertIsNot(policy.hint, None)
        self.assertTrue(self.as_user("salesman_all", self.policy).value_total)

    def test_a_preview_belongs_to_who_made_it(self):
        preview = self.env["sme.policy.preview"].create({})
        other = self.create_users("sales_manager")["sales_manager"]
        self.assertFalse(preview.with_user(other).has_access("read"))
