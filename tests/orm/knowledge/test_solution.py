"""Past answers: offered by product, cause and words, used in one click, learned from solved records."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from tests.orm.cases.common import CasesCase


class SolutionCase(CasesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.printer, cls.lamp = cls.env["product.product"].create([{"name": "Printer X"}, {"name": "Lamp"}])
        cls.paper_jam = cls.env["sme.service.cause"].create({"name": "Paper jam"})

    @classmethod
    def create_solution(
        cls, question, answer="<p>Do it so.</p>", state="published", products=None, causes=None, **more
    ):
        return cls.env["sme.solution"].create(
            {
                "question": question,
                "answer": answer,
                "state": state,
                "product_ids": [Command.set(products.ids if products else [])],
                "cause_ids": [Command.set(causes.ids if causes else [])],
                **more,
            }
        )

    def offered(self, service, user=None):
        suggestions = service.with_user(user or self.anna).get_solution_suggestions()
        return self.env["sme.solution"].browse([suggestion["id"] for suggestion in suggestions])


class TestSuggestions(SolutionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.by_product = cls.create_solution("Reset the power unit", products=cls.printer)
        cls.by_cause = cls.create_solution("Clean the rollers", causes=cls.paper_jam)
        cls.by_words = cls.create_solution("What to do if the printer does not start?")
        cls.by_nothing = cls.create_solution("How to cancel a newsletter")
        cls.draft = cls.create_solution("Printer does not start", state="draft", products=cls.printer)

    def test_product_cause_and_words_find_and_the_rest_does_not(self):
        service = self.create_service(self.azure, product_id=self.printer.id, cause_id=self.paper_jam.id)
        self.assertEqual(set(self.offered(service)), set(self.by_product + self.by_cause + self.by_words))
        reasons = {found["id"]: found["reasons"] for found in service.get_solution_suggestions()}
        self.assertEqual(reasons[self.by_product.id], ["same product"])
        self.assertEqual(reasons[self.by_cause.id], ["same cause"])
        self.assertEqual(reasons[self.by_words.id], ["similar words"])

    def test_five_at_most_the_most_fitting_first(self):
        best = self.create_solution("Printer does not start", products=self.printer, causes=self.paper_jam)
        for number in range(6):
            self.create_solution(f"Printer {number}", products=self.printer)
        service = self.create_service(self.azure, product_id=self.printer.id, cause_id=self.paper_jam.id)
        self.assertEqual(len(self.offered(service)), 5)
        self.assertEqual(self.offered(service)[0], best)

    def test_an_answer_for_another_product_comes_last(self):
        foreign = self.create_solution("Printer does not start", products=self.lamp)
        service = self.create_service(self.azure, product_id=self.printer.id)
        self.assertEqual(self.offered(service)[-1], foreign)

    def test_chinese_subjects_without_spaces(self):
        right = self.create_solution("办公室的打印机无法启动怎么办?")
        wrong = self.create_solution("如何取消订阅邮件")
        service = self.create_service(self.azure, name="打印机无法启动了,请帮忙")
        self.assertIn(right, self.offered(service))
        self.assertNotIn(wrong, self.offered(service))

    def test_wildcards_in_a_subject_are_letters(self):
        service = self.create_service(self.azure, name="100%_%_% \\ ' ; --")
        self.assertFalse(self.offered(service))

    def test_what_another_company_wrote_is_not_offered(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        foreign = self.create_solution("Printer does not start", company_id=other.id)
        own = self.create_solution("Printer does not start", company_id=self.company.id)
        service = self.create_service(self.azure)
        self.assertIn(own, self.offered(service))
        both = service.with_context(allowed_company_ids=(self.company + other).ids)
        self.assertNotIn(foreign.id, [found["id"] for found in both.get_solution_suggestions()])

    def test_how_often_each_solved_such_a_case(self):
        for name in ("solved", "closed", "working"):
            service = self.create_service(self.lumber, product_id=self.printer.id)
            service.action_use_solution(self.by_product.id)
            service._move_to(name)
        service = self.create_service(self.azure, product_id=self.printer.id)
        found = next(found for found in service.get_solution_suggestions() if found["id"] == self.by_product.id)
        self.assertEqual((found["used"], found["solved"], found["success"]), (3, 2, "solved 2 of 3"))
        self.assertAlmostEqual(self.by_product.success_rate, 2 / 3)

    def test_few_queries_however_many_solutions(self):
        service = self.create_service(self.azure, product_id=self.printer.id)
        counts = []
        for more in (0, 0, 60):
            for number in range(more):
                self.create_solution(f"Printer does not start {number}", products=self.printer)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            service.with_user(self.anna).get_solution_suggestions()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[1], 10)

    def test_foreign_records_offer_nothing(self):
        other = self.env["sme.service.team"].create(
            {"name": "Other", "company_id": self.company.id, "member_ids": [Command.set(self.leader.ids)]}
        )
        service = self.create_service(self.azure, team_id=other.id, user_id=self.leader.id)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            service.with_user(self.anna).get_solution_suggestions()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            service.with_user(self.anna).action_use_solution(self.by_words.id)


class TestSuggestionsWithTrigrams(SolutionCase):
    """The same with the words compared by PostgreSQL's trigrams, where it has them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cr.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if not cls.cr.fetchone():
            cls.skipTest(cls, "this PostgreSQL has no trigrams")
        cls.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cls.classPatch(cls.registry, "has_trigram", True)

    def test_words_written_otherwise(self):
        other_form = self.create_solution("Printers not starting")
        self.create_solution("How to cancel a newsletter")
        self.assertEqual(self.offered(self.create_service(self.azure, name="printer did not start")), other_form)

    def test_the_name_of_the_product_does_not_decide(self):
        chair = self.env["product.product"].create({"name": "Office chair"})
        right = self.create_solution("The chair sinks slowly while somebody sits on it", products=chair)
        wrong = self.create_solution("The office chair squeaks when leaning back", products=chair)
        service = self.create_service(
            self.azure, name="One of the new office chairs sinks when I sit on it", product_id=chair.id
        )
        self.assertEqual(self.offered(service).ids, [right.id, wrong.id])

    def test_chinese_subjects(self):
        right = self.create_solution("办公室的打印机无法启动怎么办?")
        self.create_solution("如何取消订阅邮件")
        self.assertEqual(self.offered(self.create_service(self.azure, name="打印机无法启动")), right)


class TestUse(SolutionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.solution = cls.create_solution("Printer does not start", "<p>Reset the <b>power unit</b>.</p>")
        cls.service = cls.create_service(cls.azure, product_id=cls.printer.id, user_id=cls.anna.id)

    def test_use_opens_the_reply_with_the_answer_in_it(self):
        action = self.service.with_user(self.anna).action_use_solution(self.solution.id)
        self.assertEqual(action["res_model"], "mail.compose.message")
        composer = Form(self.env["mail.compose.message"].with_user(self.anna).with_context(**action["context"])).save()
        self.assertIn("<b>power unit</b>", composer.body)
        self.assertEqual(composer.partner_ids, self.azure)
        composer._action_send_mail()
        message = self.service.message_ids[0]
        self.assertIn("power unit", message.body)
        self.assertEqual(self.service._get_direction(message), "out")

    def test_a_use_counts_once_a_record(self):
        for _turn in range(3):
            self.service.with_user(self.anna).action_use_solution(self.solution.id)
        self.assertEqual((self.solution.use_count, self.service.solution_id), (1, self.solution))
        other = self.create_solution("Another way")
        self.service.with_user(self.anna).action_use_solution(other.id)
        self.service._move_to("solved")
        self.assertEqual((self.solution.use_count, self.solution.solved_count), (1, 0))
        self.assertEqual((other.use_count, other.solved_count, other.success_rate), (1, 1, 1.0))

    def test_drafts_and_nonsense_cannot_be_used(self):
        draft = self.create_solution("Not yet", state="draft")
        for wrong in (draft.id, 0, -1, 10**9):
            with self.assertRaises(UserError):
                self.service.with_user(self.anna).action_use_solution(wrong)
        self.assertFalse(self.service.used_solution_ids)

    def test_a_merge_takes_the_use_along(self):
        duplicate = self.create_service(self.azure)
        duplicate.action_use_solution(self.solution.id)
        self.service._merge(duplicate)
        self.assertEqual((self.service.solution_id, self.solution.use_count), (self.solution, 1))
        self.assertEqual(self.solution.service_ids, self.service)


class TestLearn(SolutionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.create_service(
            cls.azure, product_id=cls.printer.id, cause_id=cls.paper_jam.id, user_id=cls.anna.id
        )

    def learn(self):
        action = self.service.with_user(self.anna).action_make_solution()
        return self.env["sme.solution"].browse(action["res_id"])

    def test_a_solved_record_becomes_a_draft(self):
        self.service.resolution = "<p>Cleaned the rollers</p>"
        self.service._move_to("solved")
        solution = self.learn()
        self.assertRecordValues(
            solution,
            [
                {
                    "question": self.service.name,
                    "answer": "<p>Cleaned the rollers</p>",
                    "product_ids": self.printer.ids,
                    "cause_ids": self.paper_jam.ids,
                    "state": "draft",
                    "author_id": self.anna.id,
                    "company_id": self.company.id,
                    "source_id": self.service.id,
                }
            ],
        )
        self.assertEqual(self.learn(), solution)

    def test_without_resolution_the_last_public_answer_counts(self):
        post = self.service.with_user(self.anna).message_post
        post(body="Open the lid.", message_type="comment", subtype_xmlid="mail.mt_comment")
        post(body="He is grumpy", message_type="comment", subtype_xmlid="mail.mt_note")
        self.service._move_to("solved")
        self.assertIn("Open the lid.", self.learn().answer)
        self.assertNotIn("grumpy", self.learn().answer)

    def test_not_before_it_is_solved_and_not_without_an_answer(self):
        with self.assertRaises(UserError):
            self.learn()
        self.service._move_to("solved")
        with self.assertRaises(UserError):
            self.learn()

    def test_only_managers_publish(self):
        draft = self.create_solution("How?", state="draft")
        mine = draft.with_user(self.anna)
        mine.write({"answer": "<p>So.</p>"})
        with self.assertRaises(AccessError):
            mine.action_publish()
        with self.assertRaises(AccessError):
            mine.write({"state": "published"})
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            mine.create({"question": "Why?", "answer": "<p>Because.</p>", "state": "published"})
        draft.with_user(self.leader).action_publish()
        self.assertEqual(draft.state, "published")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            mine.write({"answer": "<p>Otherwise.</p>"})
        draft.with_user(self.leader).action_unpublish()
        mine.write({"answer": "<p>Otherwise.</p>"})

    def test_answers_are_clean(self):
        answer = '<p style="position:fixed" onclick="x()">A<script>alert(1)</script><a href="javascript:x()">b</a></p>'
        solution = self.create_solution("How?", answer, state="draft")
        for evil in ("script", "onclick", "javascript", "position"):
            self.assertNotIn(evil, solution.answer)
