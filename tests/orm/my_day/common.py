"""What waits for a salesperson and for somebody who only serves."""

from datetime import timedelta

from odoo import fields

from tests.orm.cases.common import CasesCase


class MyDayCase(CasesCase):
    """Ben sells, Anna serves; Azure is looked after by Ben, Lumber by nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.to_date(cls.freeze_to)
        cls.azure.write({"user_id": cls.ben.id, "phone": "+32 470 11 22 33"})

    @classmethod
    def create_activity(cls, record, user, days_ago=0, **values):
        return cls.env["mail.activity"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "activity_type_id": cls.env.ref("mail.mail_activity_data_todo").id,
                "summary": "Send the list",
                "date_deadline": cls.today - timedelta(days=days_ago),
                "user_id": user.id,
                **values,
            }
        )

    def get_day(self, user):
        return (
            self.env["sme.my.day"]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids, tz=None)
            .get_my_day()
        )

    def get_names(self, user):
        return [line["name"] for line in self.get_day(user)["lines"]]

    def get_texts(self, user, partner):
        """The reasons of a customer's line; none where there is no line."""
        lines = [line for line in self.get_day(user)["lines"] if line["partner_id"] == partner.id]
        return [reason["text"] for line in lines for reason in line["reasons"]]
