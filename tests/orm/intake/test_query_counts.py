"""How much a mail asks of the database."""

from tests.orm.intake.common import IntakeCase

# Odoo's own gateway asks about 45 questions for a record without anything around it.
MOST_FOR_A_RECORD = 55
MOST_FOR_A_REPLY = 50
MOST_FOR_AN_ACKNOWLEDGEMENT = 25


class TestQueryCounts(IntakeCase):
    def setUp(self):
        super().setUp()
        self.team.assign_automatically = False
        self.team.acknowledge = False
        self.service = self.receive(sender="warm@nowhere.example", message_id="<warm@nowhere.example>")
        self.env["sme.tick"]._get_lane_ids()  # kept in memory from the first mail of a customer on

    def count(self, **values):
        """Queries of one mail, with warm caches of the registry and nothing in those of the records."""
        raw = self.compose(**values)
        gateway = self.env["mail.thread"].with_context(tracking_disable=False)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.mock_mail_gateway():
            before = self.env.cr.sql_log_count
            gateway.message_process(None, raw)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

    def test_a_record(self):
        self.assertLessEqual(self.count(sender="new@nowhere.example"), MOST_FOR_A_RECORD)

    def test_a_record_of_a_customer(self):
        self.assertLessEqual(self.count(), MOST_FOR_A_RECORD + 10)

    def test_an_acknowledgement(self):
        without = self.count(sender="new@nowhere.example")
        self.team.acknowledge = True
        self.receive(sender="warmer@nowhere.example")
        self.assertLessEqual(self.count(sender="newer@nowhere.example") - without, MOST_FOR_AN_ACKNOWLEDGEMENT)

    def test_a_reply(self):
        reply = {"sender": "warm@nowhere.example", "In_Reply_To": "<warm@nowhere.example>"}
        self.receive(**reply)
        self.assertLessEqual(self.count(**reply), MOST_FOR_A_REPLY)

    def test_a_mail_costs_the_same_however_many_there_are(self):
        first = self.count(sender="first@nowhere.example")
        for number in range(15):
            self.receive(sender=f"sender{number}@nowhere.example")
        self.assertLessEqual(self.count(sender="last@nowhere.example"), first)

    def test_mails_of_others_cost_one_question_more_at_most(self):
        """The mail to another alias asks once whether an address of ours is named."""
        self.env["mail.alias"].create(
            {
                "alias_name": "offers",
                "alias_domain_id": self.domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
            }
        )
        values = {"to": "offers@desk.example", "sender": "new@nowhere.example"}
        self.count(**values)
        with_us = self.count(**values)
        self.patch(self.registry["mail.thread"], "_hold", lambda *args, **kwargs: None)
        self.assertLessEqual(with_us - self.count(**values), 1)
