from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import escape_psql, html2plaintext, is_html_empty

from ...queries import solution as solution_queries
from ...rules.solution import WEIGHTS, Candidate, best, telling, terms
from .sme_solution import SOLVED_STATES

OFFERED = 5
# So many of the likeliest are fetched to be ranked.
CONSIDERED = 100
SHOWN_CHARACTERS = 220


class SmeService(models.Model):
    """Past answers are offered on a record, used in one click, and made of a solved record in one click."""

    _inherit = "sme.service"

    solution_id = fields.Many2one(
        comodel_name="sme.solution",
        copy=False,
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="The past answer that was used last.",
    )
    used_solution_ids = fields.Many2many(
        comodel_name="sme.solution",
        relation="sme_service_used_solution_rel",
        column1="service_id",
        column2="solution_id",
        string="Used Answers",
        readonly=True,
        copy=False,
    )

    # ------------------------------------------------------------
    # OFFER
    # ------------------------------------------------------------

    def get_solution_suggestions(self):
        """The most fitting published answers, best first, with why they fit and how often each solved such a case."""
        self.ensure_one()
        self.check_access("read")
        ranked = self._rank_solutions()
        solutions = self.env["sme.solution"].browse([candidate.key for candidate in ranked])
        used = self.used_solution_ids
        return [
            {
                "id": solution.id,
                "question": solution.question,
                "answer": self._shorten(html2plaintext(solution.answer or "")),
                "used": candidate.used,
                "solved": candidate.solved,
                "success": solution._get_success_words(candidate.used, candidate.solved),
                "reasons": self._get_fit_words(candidate),
                "is_used": solution in used,
                "is_chosen": solution == self.solution_id,
            }
            for candidate, solution in zip(ranked, solutions, strict=True)
        ]

    def _rank_solutions(self):
        """The best candidates, as the rule ranks them, in one query."""
        self.env.flush_all()
        solutions = self.env["sme.solution"]
        subject = telling(self.name or "", self.product_id.name or "")
        query = solutions._search(
            [("state", "=", "published"), ("company_id", "in", [False, self.company_id.id])], order="id"
        )
        query.order = None
        rows = self.env.execute_query(
            solution_queries.candidates(
                query,
                subject=subject,
                terms=[f"%{escape_psql(term)}%" for term in terms(subject)],
                product_id=self.product_id.id or 0,
                cause_id=self.cause_id.id or 0,
                language=self.partner_id.lang or self.env.lang or "",
                has_trigram=bool(self.env.registry.has_trigram),
                least_words=WEIGHTS.least_words,
                limit=CONSIDERED,
            )
        )
        return best([Candidate(*row) for row in rows], OFFERED)

    def _shorten(self, text):
        text = " ".join(text.split())
        return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1].rstrip() + "…"

    def _get_fit_words(self, candidate):
        """Why an answer is offered."""
        words = []
        if candidate.same_product:
            words.append(self.env._("same product"))
        if candidate.same_cause:
            words.append(self.env._("same cause"))
        if candidate.words >= WEIGHTS.least_words:
            words.append(self.env._("similar words"))
        return words

    # ------------------------------------------------------------
    # USE
    # ------------------------------------------------------------

    def action_use_solution(self, solution_id):
        """Open the reply with a published answer in it; the record remembers which, each at most once."""
        self.ensure_one()
        self.check_access("write")
        solution = self.env["sme.solution"].browse(solution_id).exists()._filtered_access("read")
        if not solution or not solution._is_offered():
            raise UserError(self.env._("This answer is not published any more."))
        # sudo: a reader of the answer may count its use, without writing the answer
        self_sudo = self.sudo()
        self_sudo.write({"solution_id": solution.id, "used_solution_ids": [fields.Command.link(solution.id)]})
        return self._get_reply_action(solution.answer)

    def _merge_move(self, duplicates):
        result = super()._merge_move(duplicates)
        # sudo: what was used on a duplicate was used on the record that stays, whoever may write which of them
        self_sudo, duplicates_sudo = self.sudo(), duplicates.sudo()
        self_sudo.used_solution_ids |= duplicates_sudo.used_solution_ids
        self_sudo.solution_id = self_sudo.solution_id or duplicates_sudo.sorted("id").solution_id[-1:]
        duplicates_sudo.write({"solution_id": False, "used_solution_ids": [fields.Command.clear()]})
        return result

    # ------------------------------------------------------------
    # LEARN
    # ------------------------------------------------------------

    def action_make_solution(self):
        """Make a draft solution of a solved record, or open the one that was made of it."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in SOLVED_STATES:
            raise UserError(self.env._("Only a solved record becomes a solution."))
        solution = self.env["sme.solution"].search([("source_id", "=", self.id)], limit=1)
        if not solution:
            solution = self.env["sme.solution"].create(self._prepare_solution_values())
        return {
            "type": "ir.actions.act_window",
            "res_model": "sme.solution",
            "res_id": solution.id,
            "views": [(False, "form")],
        }

    def _prepare_solution_values(self):
        answer = self._get_solving_text()
        if is_html_empty(answer):
            raise UserError(self.env._("Write the resolution first, or answer the customer: there is no answer yet."))
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        language = self.partner_id.lang if self.partner_id.lang in installed else self.env.lang
        return {
            "question": self.name,
            "answer": answer,
            "product_ids": [fields.Command.set(self.product_id.ids)],
            "cause_ids": [fields.Command.set(self.cause_id.ids)],
            "language": language,
            "company_id": self.company_id.id,
            "source_id": self.id,
        }

    def _get_solving_text(self):
        """What solved the record: its resolution, else the last public answer of an employee."""
        if not is_html_empty(self.resolution):
            return self.resolution
        answers = self.message_ids.sorted("id", reverse=True)
        return next((message.body for message in answers if self._get_direction(message) == "out"), "")
