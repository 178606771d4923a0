"""Who put a customer off: said once, and by nobody for somebody else."""

from odoo.exceptions import AccessError

from tests.orm.my_day.common import MyDayCase


class TestWhose(MyDayCase):
    def test_nobody_hides_a_customer_from_a_colleague(self):
        snooze = self.env["sme.snooze"].with_user(self.anna).create({"partner_id": self.azure.id})
        with self.assertRaises(AccessError):
            snooze.user_id = self.ben
        with self.assertRaises(AccessError):
            self.env["sme.snooze"].with_user(self.anna).create({"partner_id": self.azure.id, "user_id": self.ben.id})
        snooze.note = "In April"
        self.assertEqual(snooze.user_id, self.anna)
