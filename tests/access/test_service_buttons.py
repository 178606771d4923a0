"""Every button of a service record, called by somebody who may not: refused before anything happens."""

from contextlib import suppress

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from tests.common import SmeCase

# The buttons of a record and of its dialogs, of the queue's own making.
BUTTONS = (
    "action_assign",
    "action_assign_to_me",
    "action_cancel",
    "action_close",
    "action_credit_note",
    "action_mark_spam",
    "action_new_order",
    "action_note_answering",
    "action_open_chance",
    "action_open_credit_notes",
    "action_open_duplicates",
    "action_open_following",
    "action_open_leads",
    "action_open_merge",
    "action_open_orders",
    "action_open_partner_services",
    "action_open_repeats",
    "action_open_split",
    "action_reopen",
    "action_reply",
    "action_solve",
    "action_unmark_spam",
    "action_work",
)


class TestServiceButtons(SmeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.create_users("portal", "employee", "service", "salesman", "salesman_all", "accountant")
        team = cls.env["sme.service.team"].create(
            {
                "name": "Others",
                "company_id": cls.company.id,
                "member_ids": [Command.set(cls.users["salesman_all"].ids)],
            }
        )
        cls.azure = cls.create_customer("Azure", email="azure@example.com")
        cls.lumber = cls.create_customer("Lumber")
        cls.cause = cls.env["sme.service.cause"].create({"name": "Glue", "company_id": cls.company.id})
        values = {"team_id": team.id, "user_id": cls.users["salesman_all"].id, "cause_id": cls.cause.id}
        cls.services = cls.env["sme.service"].create(
            [{"name": name, "partner_id": cls.azure.id, **values} for name in ("One", "Two")]
        )
        cls.users["portal"].partner_id.parent_id = cls.lumber

    def as_role(self, role, records):
        return records.with_user(self.users[role]).with_context(allowed_company_ids=self.company.ids)

    def get_rows(self):
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT id, stage_id, user_id, held_reason, parent_id, answering_id, write_date,
                   (SELECT count(*) FROM mail_message WHERE model = 'sme.service' AND res_id = service.id)
              FROM sme_service service WHERE id = ANY(%s) ORDER BY id
            """,
            [self.services.ids],
        )
        return self.env.cr.fetchall()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_every_button_is_refused_to_people_who_may_not_and_changes_nothing(self):
        before = self.get_rows()
        for role in ("portal", "employee", "service", "salesman", "accountant"):
            for name in BUTTONS:
                with self.subTest(role=role, button=name), self.assertRaises(AccessError):
                    getattr(self.as_role(role, self.services[0]), name)()
        self.assertEqual(self.get_rows(), before)
        self.assertFalse(self.env["sme.blocked.sender"].search([]))

    def test_the_list_of_buttons_is_whole(self):
        ours = ("assignment", "cases", "closing", "conversation", "faults", "links", "service", "spam", "queue")
        found = {
            name
            for parent in type(self.services).__mro__
            if parent.__module__.startswith(tuple(f"odoo.addons.crm_sme.models.{area}." for area in ours))
            for name in vars(parent)
            if name.startswith("action_")
        }
        self.assertEqual(found, set(BUTTONS))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_dialogs_about_foreign_records_do_nothing(self):
        before = self.get_rows()
        message = self.services[0].message_ids[:1] or self.services[0].message_post(body="secret")
        before = self.get_rows()
        first, second = self.services
        for model, values in (
            ("sme.service.bulk.wizard", {"service_ids": [Command.set(self.services.ids)], "finish": "cancel"}),
            ("sme.service.merge.wizard", {"service_ids": [Command.set(self.services.ids)], "original_id": first.id}),
            ("sme.service.lead.wizard", {"service_id": second.id, "name": "Mine"}),
            (
                "sme.service.split.wizard",
                {"service_id": first.id, "message_id": message.id, "name": "x", "type_id": first.type_id.id},
            ),
        ):
            with self.subTest(model=model), self.assertRaises(UserError):
                self.as_role("service", self.env[model]).create(values).action_apply()
        self.assertEqual(self.get_rows(), before)
        self.assertFalse(self.env["crm.lead"].search([("sme_service_id", "in", self.services.ids)]))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_the_dialog_to_split_shows_no_message_that_one_may_not_read(self):
        secret = self.services[0].message_post(body="secret", subject="secret")
        own = self.env["sme.service"].create({"name": "Own", "user_id": self.users["service"].id})
        wizards = self.as_role("service", self.env["sme.service.split.wizard"])
        self.env.flush_all()
        self.env.invalidate_all()
        for service, values in ((own, {}), (own, {"name": "x"}), (self.services[0], {})):
            values = {"service_id": service.id, "message_id": secret.id, "type_id": own.type_id.id, **values}
            with self.subTest(values=values), self.assertRaises(UserError):
                wizards.create(values)
            shown = wizards.new(values)
            with suppress(AccessError):
                self.assertNotIn("secret", f"{shown.name} {shown.body}")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_the_queue_counts_for_people_who_serve_only(self):
        for role in ("employee", "accountant"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.as_role(role, self.env["sme.service"]).get_queue_state()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_causes_and_teams_of_others(self):
        for role in ("portal", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.as_role(role, self.cause).action_open_services()
            for name in ("action_open_nobody", "action_open_services"):
                with self.subTest(role=role, button=name), self.assertRaises(AccessError):
                    getattr(self.as_role(role, self.services.team_id), name)()
