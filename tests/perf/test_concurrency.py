"""A refresh beside people at work: real transactions, that commit.

Nobody who confirms an order, edits a contact or saves the policy waits for a refresh or fails because of it.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests.common import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import SQL, mute_logger

LOCK_TIMEOUT = "500ms"
WAIT_SECONDS = 20
CUSTOMER_COUNT = 12


class StoppedOnPurposeError(Exception):
    """Stands for whatever may go wrong in the middle of a refresh."""


@tagged("-at_install", "post_install")
class ConcurrencyCase(BaseCase):
    """A company with customers and orders that other transactions see; removed at the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.addClassCleanup(cls.remove_company)
        with cls.transaction() as env:
            cls.create_company(env)

    def tearDown(self):
        """One test's fault is not the next one's."""
        with self.transaction() as env:
            env.cr.execute(
                "DELETE FROM sme_customer WHERE company_id = %s AND partner_id NOT IN (SELECT id FROM res_partner)",
                [self.company_id],
            )
        super().tearDown()

    @classmethod
    @contextmanager
    def transaction(cls):
        """An environment of its own transaction, in the company, that gives up waiting for a lock early."""
        with cls.registry.cursor() as cr:
            cr.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
            company_ids = [cls.company_id] if hasattr(cls, "company_id") else []
            yield api.Environment(cr, SUPERUSER_ID, {"allowed_company_ids": company_ids, "tracking_disable": True})

    @classmethod
    def create_company(cls, env):
        """The company, its customers, one order each."""
        company = env["res.company"].create({"name": "Concurrency Test"})
        cls.company_id = company.id
        env = env(context={"allowed_company_ids": company.ids, "tracking_disable": True})
        product = env["product.product"].create({"name": "Concurrency Test", "type": "service"})
        customers = env["res.partner"].create([{"name": f"Concurrent {n}"} for n in range(CUSTOMER_COUNT)])
        cls.product_id, cls.customer_ids = product.id, customers.ids
        for position, customer in enumerate(customers):
            cls.create_order(env, customer.id, 100 + position).action_confirm()
        cls.manager_id = cls.create_manager(env, "concurrency_manager", company)
        cls.other_manager_id = cls.create_manager(env, "concurrency_other", env.ref("base.main_company"))
        cls.waiting_order_id = cls.create_order(env, customers[0].id, 5000).id

    @classmethod
    def create_manager(cls, env, login, company):
        """Somebody who may refresh this one company."""
        groups = "sales_team.group_sale_manager"
        return new_test_user(env, login, groups, company_id=company.id, company_ids=[Command.set(company.ids)]).id

    @classmethod
    def create_order(cls, env, customer_id, amount):
        """A quotation of one line."""
        line = {"product_id": cls.product_id, "price_unit": amount, "purchase_price": 1, "tax_ids": [Command.clear()]}
        return env["sale.order"].create(
            {"company_id": cls.company_id, "partner_id": customer_id, "order_line": [Command.create(line)]}
        )

    @classmethod
    def remove_company(cls):
        """Everything that was committed goes."""
        if not hasattr(cls, "company_id"):
            return
        with cls.transaction() as env, mute_logger("odoo.models.unlink"):
            orders = env["sale.order"].search([("company_id", "=", cls.company_id)])
            orders._action_cancel()
            orders.unlink()
            partners = env["res.partner"].browse(cls.customer_ids).exists()
            for model_name in ("sme.customer", "sme.customer.event", "sme.customer.override"):
                env.cr.execute(f"DELETE FROM {env[model_name]._table} WHERE company_id = %s", [cls.company_id])
            users = env["res.users"].browse((cls.manager_id, cls.other_manager_id))
            user_partners = users.partner_id
            users.unlink()
            (partners + user_partners).unlink()
            env["product.product"].browse(cls.product_id).product_tmpl_id.unlink()
            cls.remove_company_row(env)

    @classmethod
    def remove_company_row(cls, env):
        """The company with what Odoo made for it."""
        company = env["res.company"].browse(cls.company_id)
        partner = company.partner_id
        env.cr.execute("DELETE FROM sme_policy WHERE company_id = %s", [company.id])
        env["stock.warehouse"].search([("company_id", "=", company.id)]).unlink() if "stock.warehouse" in env else None
        env.invalidate_all()
        company.with_context(allowed_company_ids=env.user.company_ids.ids).unlink()
        partner.unlink()

    # Steps ----------------------------------------------------------------------------------------

    def refresh(self, env):
        """What the button's job and action_refresh() do for the company."""
        env["sme.customer"].with_user(self.manager_id).with_company(self.company_id).action_refresh()

    def refresh_alone(self):
        """A refresh in a transaction of its own, committed."""
        with self.transaction() as env:
            self.refresh(env)

    def read_cards(self):
        """All stored scorecards as another transaction sees them."""
        with self.transaction() as env:
            env.cr.execute(
                "SELECT partner_id, value, value_rank, value_share, class_id, lifecycle, order_count, ctid::text"
                "  FROM sme_customer WHERE company_id = %s ORDER BY partner_id",
                [self.company_id],
            )
            return env.cr.fetchall()

    def run_within(self, function, *arguments):
        """Run a user's request in a thread of its own, replayed on serialization errors as Odoo replays it."""
        with ThreadPoolExecutor(max_workers=1) as executor:
            return executor.submit(self.run_request, function, *arguments).result(timeout=WAIT_SECONDS)

    def run_request(self, function, *arguments):
        """One request in its own transaction."""
        with self.transaction() as env:
            return retrying(lambda: function(env, *arguments), env)

    # What people do -------------------------------------------------------------------------------

    def confirm_order(self, env):
        """Confirm the quotation that waits."""
        env["sale.order"].browse(self.waiting_order_id).action_confirm()

    def edit_contacts(self, env, name):
        """Edit every customer, also its account manager."""
        env["res.partner"].browse(self.customer_ids).write({"function": name, "user_id": SUPERUSER_ID})

    def save_policy(self, env, values):
        """Save the settings of the company."""
        env["sme.policy"].search([("company_id", "=", self.company_id)]).write(values)


class TestConcurrency(ConcurrencyCase):
    def test_nobody_waits_for_a_refresh(self):
        """The refresh has written everything but is not committed; then people work."""
        with self.transaction() as env:
            self.refresh(env)
            env.flush_all()
            self.run_within(self.confirm_order)
            self.run_within(self.edit_contacts, "Buyer")
            self.run_within(self.create_customer_and_order)
        self.refresh_alone()
        self.assertEqual(self.read_order_counts()[self.customer_ids[0]], 2, "the next run has the new order")

    def create_customer_and_order(self, env):
        """A new customer who orders at once."""
        customer = env["res.partner"].create({"name": "Concurrent newcomer"})
        self.customer_ids.append(customer.id)
        self.create_order(env, customer.id, 7).action_confirm()

    def read_order_counts(self):
        """Number of orders by customer."""
        return {row[0]: row[6] for row in self.read_cards()}

    def test_a_refresh_does_not_wait_for_people(self):
        """Contacts and orders are being edited, not committed; the refresh runs through."""
        self.refresh_alone()
        with self.transaction() as env:
            self.edit_contacts(env, "Director")
            self.create_order(env, self.customer_ids[1], 3).action_confirm()
            env.flush_all()
            self.run_within(self.refresh)
            env.cr.rollback()

    def test_saving_the_policy_beside_a_refresh(self):
        """The policy is saved and committed while a refresh computes: neither is lost."""
        self.refresh_alone()
        with self.transaction() as env:
            self.save_policy(env, {"border_percent": 10.0})
        saved = threading.Event()

        def refresh_after_saving(env):
            env.cr.execute("SELECT 1")  # the snapshot of the refresh is taken here
            if not saved.is_set():
                self.run_within(self.save_policy, {"border_percent": 12.0})
                saved.set()
            self.refresh(env)

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            self.run_within(refresh_after_saving)
        with self.transaction() as env:
            policy = env["sme.policy"].search([("company_id", "=", self.company_id)])
            self.assertEqual(policy.border_percent, 12.0)

    def test_saving_the_policy_waits_for_no_running_refresh(self):
        """A manager who saves during the computation is served at once; his settings are there afterwards."""
        self.refresh_alone()
        computing, finish = threading.Event(), threading.Event()
        with ThreadPoolExecutor(max_workers=1) as executor, mute_logger("odoo.sql_db", "odoo.service.model"):
            running = executor.submit(self.run_request, self.refresh_held_up, computing, finish)
            try:
                self.assertTrue(computing.wait(WAIT_SECONDS))
                self.run_within(self.save_policy, {"share_key": 0.45})
                self.assertFalse(running.done())
            finally:
                finish.set()
            running.result(timeout=WAIT_SECONDS)
        with self.transaction() as env:
            policy = env["sme.policy"].search([("company_id", "=", self.company_id)])
            self.assertEqual(policy.share_key, 0.45)
            policy.share_key = 0.5

    def refresh_held_up(self, env, computing, finish):
        """A refresh that stops before it stores, until ``finish``."""
        with self.held_up(env, computing, finish):
            self.refresh(env)

    def held_up(self, env, computing, finish):
        """Stop before the first statement that inserts scorecards, until ``finish``."""

        def hold_up(statement):
            if "sme_customer" in statement and "INSERT" in statement.upper():
                computing.set()
                finish.wait(WAIT_SECONDS)

        return self.before_each_statement(env, hold_up)

    @contextmanager
    def before_each_statement(self, env, action):
        """Call ``action`` with the text of every statement before it is executed."""
        execute = env.cr.execute

        def execute_after_action(query, *arguments, **keywords):
            action(query.code if isinstance(query, SQL) else str(query))
            return execute(query, *arguments, **keywords)

        with patch.object(env.cr, "execute", execute_after_action):
            yield

    def test_the_job_refreshes_and_is_done(self):
        with self.transaction() as env:
            self.create_order(env, self.customer_ids[2], 11).action_confirm()
            env["sme.refresh"]._request(env["res.company"].browse(self.company_id))
        self.assertEqual(self.read_job_state(), "requested")
        self.refresh_alone()
        before = self.read_order_counts()
        with self.transaction() as env:
            self.create_order(env, self.customer_ids[2], 12).action_confirm()
        with self.transaction() as env:
            self.run_job(env)
        self.assertEqual(self.read_job_state(), "idle")
        self.assertEqual(self.read_order_counts()[self.customer_ids[2]], before[self.customer_ids[2]] + 1)

    def test_the_job_runs_once_more_when_the_policy_was_saved_meanwhile(self):
        self.refresh_alone()
        computing, finish = threading.Event(), threading.Event()
        with ThreadPoolExecutor(max_workers=1) as executor, mute_logger("odoo.sql_db"):
            running = executor.submit(self.run_job_held_up, computing, finish)
            try:
                self.assertTrue(computing.wait(WAIT_SECONDS))
                self.run_within(self.save_policy, {"new_days": 80})
                self.run_within(self.edit_contacts, "Head of purchasing")
            finally:
                finish.set()
            running.result(timeout=WAIT_SECONDS)
        self.assertIn(self.read_job_state(), ("requested", "running"), "not done: the policy is another one")
        with self.transaction() as env:
            self.run_job(env)
        self.assertEqual(self.read_job_state(), "idle")
        with self.transaction() as env:
            policy = env["sme.policy"].search([("company_id", "=", self.company_id)])
            self.assertEqual(policy.new_days, 80)
            policy.new_days = 90

    def test_a_prospect_deleted_while_the_job_runs(self):
        """The job finds a prospect who is gone when it stores: it runs once more, without the prospect."""
        prospect_id = self.create_prospect()
        self.run_job_beside(self.delete_contact, prospect_id)
        self.assertNotIn(prospect_id, self.read_order_counts())

    def create_prospect(self):
        """A contact with nothing but an opportunity."""
        with self.transaction() as env:
            prospect_id = env["res.partner"].create({"name": "Concurrent prospect"}).id
            env["crm.lead"].create(
                {"name": "Interest", "type": "opportunity", "partner_id": prospect_id, "company_id": self.company_id}
            )
        return prospect_id

    def test_a_contact_deleted_while_scorecards_are_computed_asks_for_another_run(self):
        """The refresh cannot see that the contact is gone, nor the deletion what the refresh stores."""
        prospect_id = self.create_prospect()
        computing, finish = threading.Event(), threading.Event()
        with ThreadPoolExecutor(max_workers=1) as executor, mute_logger("odoo.sql_db"):
            running = executor.submit(self.run_job_held_up, computing, finish)
            try:
                self.assertTrue(computing.wait(WAIT_SECONDS))
                self.run_within(self.delete_contact, prospect_id)
            finally:
                finish.set()
            running.result(timeout=WAIT_SECONDS)
        self.assertEqual(self.read_job_state(), "requested")
        with self.transaction() as env:
            self.run_job(env)
        self.assertEqual(self.read_job_state(), "idle")
        self.assertNotIn(prospect_id, [card[0] for card in self.read_cards()])

    def test_a_contact_deleted_around_a_whole_refresh_leaves_no_scorecard(self):
        prospect_id = self.create_prospect()
        with self.transaction() as env:
            env["res.partner"].browse(prospect_id).name = "Not there for long"
            self.run_within(self.refresh)
            self.assertIn(prospect_id, [card[0] for card in self.read_cards()])
            self.delete_contact(env, prospect_id)
        self.assertNotIn(prospect_id, [card[0] for card in self.read_cards()])

    def test_contacts_merged_while_the_job_runs(self):
        """The job finds two customers who are one when it stores: the next run counts their orders together."""
        with self.transaction() as env:
            kept, gone = env["res.partner"].create([{"name": "Concurrent twin"}, {"name": "Concurrent double"}]).ids
            self.customer_ids.append(kept)
            for customer_id in (kept, gone):
                self.create_order(env, customer_id, 20).action_confirm()
        self.run_job_beside(self.merge_contacts, kept, gone)
        order_counts = self.read_order_counts()
        self.assertEqual(order_counts[kept], 2)
        self.assertNotIn(gone, order_counts)

    def run_job_beside(self, function, *arguments):
        """While the job runs somebody changes contacts; nothing is wrong, so nobody is told of a failure."""
        computing, finish = threading.Event(), threading.Event()
        with ThreadPoolExecutor(max_workers=1) as executor, mute_logger("odoo.sql_db"):
            running = executor.submit(self.run_job_held_up, computing, finish)
            try:
                self.assertTrue(computing.wait(WAIT_SECONDS))
                self.run_within(function, *arguments)
            finally:
                finish.set()
            running.result(timeout=WAIT_SECONDS)
        self.assertIn(self.read_job_state(), ("requested", "idle"))
        with self.transaction() as env:
            self.run_job(env)
        self.assertEqual(self.read_job_state(), "idle")

    def merge_contacts(self, env, kept_id, gone_id):
        """Somebody merges two contacts."""
        wizard = env["base.partner.merge.automatic.wizard"].create({})
        with mute_logger("odoo.addons.base.partner.merge", "odoo.models.unlink"):
            wizard._merge([kept_id, gone_id], env["res.partner"].browse(kept_id))

    def delete_contact(self, env, partner_id):
        """Somebody deletes a contact and its opportunity."""
        env["crm.lead"].search([("partner_id", "=", partner_id)]).unlink()
        env["res.partner"].browse(partner_id).unlink()

    def run_job_held_up(self, computing, finish):
        """The nightly job, stopping before it stores until ``finish``."""
        with self.transaction() as env, self.held_up(env, computing, finish):
            self.run_job(env)

    def run_job(self, env):
        """The nightly job, for this company only."""
        rows = env["sme.refresh"].search([("company_id", "=", self.company_id)])
        with patch.object(self.registry["sme.refresh"], "_get_due", lambda model, now: rows.with_env(model.env)):
            env["sme.refresh"]._cron_refresh()

    def read_job_state(self):
        """What the status line shows."""
        with self.transaction() as env:
            return env["sme.refresh"]._get_state(env["res.company"].browse(self.company_id))["state"]

    def test_a_second_refresh_of_the_company_is_refused(self):
        with self.transaction() as env:
            self.refresh(env)
            with self.assertRaisesRegex(UserError, "(?i)already"):
                self.run_within(self.refresh)
        self.run_within(self.refresh)

    def test_another_company_is_not_held_up(self):
        with self.transaction() as env:
            self.refresh(env)
            self.run_within(self.refresh_first_company)

    def refresh_first_company(self, env):
        """A refresh of the company that every database has; rolled back."""
        customers = env(user=self.other_manager_id, context={})["sme.customer"]
        customers.action_refresh()
        env.cr.rollback()

    def test_a_crash_leaves_the_old_scorecards_whole(self):
        self.refresh_alone()
        before = self.read_cards()
        self.assertEqual(len(before), len(self.customer_ids))
        order_counts = self.read_order_counts()
        customer_id = self.customer_ids[-1]
        with self.transaction() as env:
            self.create_order(env, customer_id, 90000).action_confirm()
        total = self.crash_before_statement(None)
        self.assertGreater(total, 5)
        for number in range(1, total + 1):
            with self.subTest(statement=number), self.assertRaises(StoppedOnPurposeError):
                self.crash_before_statement(number)
            self.assertEqual(self.read_cards(), before)
        self.refresh_alone()
        self.assertEqual(self.read_order_counts()[customer_id], order_counts[customer_id] + 1)

    def crash_before_statement(self, number):
        """A refresh that dies before its statement of that number; returns how many it has executed, undone."""
        statements = []

        def crash(statement):
            statements.append(statement)
            if len(statements) == number:
                raise StoppedOnPurposeError

        with self.transaction() as env:
            with self.before_each_statement(env, crash):
                self.refresh(env)
                env.flush_all()
            env.cr.rollback()
        return len(statements)

    def test_a_second_run_moves_no_row(self):
        """Two runs one after the other, in two transactions, write nothing the second time."""
        self.refresh_alone()
        before = self.read_cards()
        self.refresh_alone()
        self.assertEqual(self.read_cards(), before)
