"""Finding the customer behind what a caller says."""

from tests.orm.answer.common import AnswerCase


class TestCustomerLookup(AnswerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.order_of(cls.azure, (cls.product, 1), user=cls.leader)
        cls.service = cls.create_service(cls.contact, serial="SN-7788")
        cls.contact.ref = "K-1001"

    def find(self, text, role="service"):
        lookup = self.env["sme.customer.lookup"].with_user(self.users[role])
        return lookup.with_context(allowed_company_ids=self.company.ids).get_matches(text)

    def found(self, text, role="service"):
        return [match["id"] for match in self.find(text, role)["matches"]]

    def test_by_everything_a_caller_may_say(self):
        for text, partner, why in (
            ("0470/12.34.56", self.azure, "Phone +32 470 12 34 56"),
            ("+32470123456", self.azure, "Phone +32 470 12 34 56"),
            ("AZURE@example.com", self.azure, "Email azure@example.com"),
            (self.order.name.lower(), self.azure, f"Order {self.order.name}"),
            (self.service.number, self.contact, f"Record {self.service.display_name}"),
            ("sn-7788", self.contact, "Serial number SN-7788"),
            ("K-1001", self.contact, "Reference K-1001"),
            ("carla", self.contact, "Name"),
        ):
            with self.subTest(text=text):
                match = self.find(text)["matches"][0]
                self.assertEqual((match["id"], match["why"]), (partner.id, why))

    def test_the_best_match_is_first(self):
        ends = self.create_customer("The Carla Company")
        self.assertEqual(self.found("carla"), [self.contact.id, ends.id])

    def test_too_short_and_nonsense_are_answered_in_words(self):
        for text in ("", "ab", None, [], {"a": 1}, 5, "%%%", "x" * 5000, "\x00\x00"):
            with self.subTest(text=text):
                answer = self.find(text)
                self.assertEqual(answer["matches"], [])
                self.assertTrue(answer["hint"])

    def test_nobody_is_told_in_words(self):
        answer = self.find("Nobody of that name")
        self.assertEqual((answer["matches"], answer["more"]), ([], False))
        self.assertIn("Nobody found", answer["hint"])

    def test_ten_matches_at_most(self):
        self.env["res.partner"].create([{"name": f"Twin {number}"} for number in range(12)])
        answer = self.find("Twin")
        self.assertEqual((len(answer["matches"]), answer["more"]), (10, True))

    def test_a_salesperson_finds_by_own_orders_only(self):
        self.assertEqual(self.found(self.order.name, "salesman"), [])
        self.assertEqual(self.found(self.order.name, "sales_manager"), [self.azure.id])

    def test_another_company_is_not_searched(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        elsewhere = self.env(context=dict(self.env.context, allowed_company_ids=[other.id]))
        order = self.create_order(self.azure.with_env(elsewhere), company_id=other.id)
        order.name = "ELSE0099"
        self.assertEqual(self.found("ELSE0099"), [])
        self.lumber.company_id = other
        self.assertEqual(self.found("Lumber"), [])

    def test_a_foreign_record_does_not_find(self):
        theirs = self.create_service(self.lumber, team_id=self.make_team().id)
        self.assertEqual(self.found(theirs.number), [])

    def make_team(self):
        return self.env["sme.service.team"].create(
            {"name": "Others", "company_id": self.company.id, "member_ids": [(6, 0, self.users["salesman_all"].ids)]}
        )
