"""A selling plan that runs for a customer, and the tick that draws consequences."""

from odoo import fields
from odoo.fields import Command

from odoo.addons.crm_sme.models.exits.sme_tick import FOLD, RESUME
from odoo.addons.crm_sme.models.ledger.sme_contact import MEETINGS_PARAMETER

from tests.orm.intake.common import IntakeCase


class ExitCase(IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.azure.user_id = cls.ben
        cls.clerk = cls.create_customer("Clerk", parent_id=cls.azure.id, email="clerk@azure.example", is_company=False)
        cls.plan = cls.create_plan("Win back")
        cls.order = cls.create_order(cls.azure, confirm=False, user_id=cls.ben.id)
        cls.env["ir.config_parameter"].set_param(MEETINGS_PARAMETER, cls.get_moment(1))  # installed before
        cls.env.cr.flush()
        cls.env["sme.contact"].search([]).write({"is_pending": False})

    @classmethod
    def create_plan(cls, name, steps=1, **values):
        return cls.env["sme.plan"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "user_id": cls.leader.id,
                "active": True,
                "step_ids": [
                    Command.create({"name": f"Call {number}", "kind": "call", "delay_days": 2, "sequence": number})
                    for number in range(steps)
                ],
                **values,
            }
        )

    def enrol(self, partner=None, plan=None, **documents):
        """A follow-up that runs; documents by the name of their model with underscores."""
        self.env.cr.flush()  # what came before is committed
        candidate = {
            "partner_id": (partner or self.azure).id,
            "documents": {name.replace("__", "."): records.ids for name, records in documents.items()},
            "reasons": [["by_hand", "a test"]],
            "date": fields.Date.today(),
        }
        enrolment = (plan or self.plan)._enrol([candidate])
        self.env.cr.flush()
        return enrolment

    def tick(self, now=None, jobs=(FOLD, RESUME)):
        """What the tick does with new rows, and with what may go on."""
        self.env.cr.flush()  # a commit writes the ledger
        now = now or fields.Datetime.now()
        for job in jobs:
            ids = getattr(self.env[job.model], job.find)(now)
            records = self.env[job.model].browse(ids).try_lock_for_update(allow_referencing=True)
            getattr(records, job.process)(now)
            self.env.flush_all()
            self.env.invalidate_all()

    def answer(self, sender='"Clerk" <clerk@azure.example>', **values):
        """A mail in answer to what Ben wrote about the quotation."""
        message = self.order.with_user(self.ben).message_post(
            body="Shall we?", message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=self.clerk.ids
        )
        self.receive(
            sender=sender,
            to="catchall@desk.example",
            In_Reply_To=message.message_id,
            References=message.message_id,
            **values,
        )
        return message

    def assert_stopped(self, enrolment, reason):
        self.assertRecordValues(enrolment, [{"state": "stopped", "stop_reason": reason, "running_key": False}])
        self.assertEqual(set(enrolment.step_ids.mapped("state")) - {"done"}, {"skipped"})
        self.assertEqual(set(enrolment.step_ids.mapped("skip_reason")) - {False}, {reason})

    def assert_paused(self, enrolment, reason, until=False):
        self.assertRecordValues(enrolment, [{"state": "paused", "pause_reason": reason, "paused_until": until}])
