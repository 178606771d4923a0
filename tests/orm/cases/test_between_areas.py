"""What no area owns alone: contacts merged with records of other firms, and people who lose sight of a record."""

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from tests.orm.cases.common import CasesCase


class TestMergedContacts(CasesCase):
    def test_records_of_a_contact_merged_into_another_firm_are_that_firms(self):
        before, after = self.create_customer("Before Ltd"), self.create_customer("After Ltd")
        values = {"email": "paul@example.com", "is_company": False}
        source = self.env["res.partner"].create({"name": "Paul", "parent_id": before.id, **values})
        target = self.env["res.partner"].create({"name": "Paul", "parent_id": after.id, **values})
        service = self.create_service(source)
        self.assertEqual(service.commercial_partner_id, before)
        self.env.flush_all()
        with mute_logger("odoo.addons.base.partner.merge", "odoo.models.unlink"):
            self.env["base.partner.merge.automatic.wizard"].create({})._merge((source + target).ids, target)
        self.env.invalidate_all()
        self.assertEqual(service.partner_id, target)
        self.assertEqual(service.commercial_partner_id, after)

    def test_records_of_a_firm_merged_into_a_contact_are_the_firms_of_the_contact(self):
        firm, lone = self.create_customer("After Ltd"), self.create_customer("Paul", is_company=False)
        target = self.env["res.partner"].create({"name": "Paul", "parent_id": firm.id})
        service = self.create_service(lone)
        self.env.flush_all()
        with mute_logger("odoo.addons.base.partner.merge", "odoo.models.unlink"):
            self.env["base.partner.merge.automatic.wizard"].create({})._merge((lone + target).ids, target)
        self.env.invalidate_all()
        self.assertEqual(service.commercial_partner_id, firm)


class TestOutOfSight(CasesCase):
    def lose(self, service):
        service.user_id = self.ben
        self.team.member_ids -= self.anna
        self.env.invalidate_all()
        self.assertFalse(service.with_user(self.anna).has_access("read"))

    def test_a_forgotten_timer_on_a_record_out_of_sight_stops_and_blocks_nobody(self):
        self.company.resource_calendar_id.tz = "UTC"
        (self.anna | self.ben).tz = "UTC"
        lost, mine = self.create_service(self.azure, user_id=self.anna.id), self.create_service(self.lumber)
        with freeze_time("2026-03-30 12:00:00"):
            lost.with_user(self.anna).action_start_timer()
            mine.with_user(self.ben).action_start_timer()
        self.lose(lost)
        with freeze_time("2026-03-31 12:00:00"), self.enter_registry_test_mode():
            self.env.ref("crm_sme.ir_cron_sme_service_effort_stop").method_direct_trigger()
        efforts = self.env["sme.service.effort"].search([("service_id", "in", (lost | mine).ids)])
        self.assertEqual(len(efforts.filtered("date_end")), 2)

    def test_a_new_timer_starts_though_the_forgotten_one_is_out_of_sight(self):
        self.company.resource_calendar_id.tz = "UTC"
        lost, mine = self.create_service(self.azure), self.create_service(self.lumber, user_id=self.anna.id)
        with freeze_time("2026-03-30 12:00:00"):
            lost.with_user(self.anna).action_start_timer()
        self.lose(lost)
        with freeze_time("2026-03-31 12:00:00"):
            mine.with_user(self.anna).action_start_timer()
            self.assertEqual(mine.with_user(self.anna).timer_start, fields.Datetime.now())


class TestThrowingAway(CasesCase):
    def test_no_record_is_thrown_away_by_calling_it_held(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        service.message_post(body="Nobody should lose this", message_type="comment", subtype_xmlid="mail.mt_comment")
        own = service.with_user(self.anna)
        with self.assertRaises(AccessError):
            own.unlink()
        with self.assertRaises(AccessError):
            own.write({"held_reason": "flood"})
            own.action_delete_held()
        self.assertTrue(service.exists())


class TestLedgerAtTheEnd(CasesCase):
    @mute_logger("odoo.addons.crm_sme.models.ledger.sme_contact", "odoo.sql_db")
    def test_what_others_could_not_write_is_not_lost_in_silence(self):
        first, second = self.create_service(self.azure), self.create_service(self.lumber)
        self.env.cr.flush()
        contacts = self.env["sme.contact"]
        contacts._note([contacts._prepare_document_event(first, "service", "email", "in", event_key="here")])
        failed_in_its_own_name = False
        try:
            with self.env.cr.savepoint(flush=False):
                second.number = first.number  # still to be written when the ledger has its turn
                contacts._write_noted()
        except UniqueViolation:
            failed_in_its_own_name = True
        self.env.invalidate_all(flush=False)
        self.assertTrue(failed_in_its_own_name)
