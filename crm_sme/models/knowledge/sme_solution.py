from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import is_html_empty

from ...const import SOLUTION_STATES
from ...rules.solution import success_rate

MANAGER = "crm_sme.group_sme_manager"
SOLVED_STATES = ("solved", "closed")


class SmeSolution(models.Model):
    """An answer that solved a case and may solve the next one.

    Everybody who serves customers writes drafts; a manager publishes, and only what is published is offered. How often
    an answer was used and solved a case is counted from the service records themselves.
    """

    _name = "sme.solution"
    _description = "Solution"
    _inherit = ["sme.company.guard.mixin", "mail.thread"]
    _order = "state desc, id desc"
    _rec_name = "question"
    _rec_names_search = ["question"]
    _mail_post_access = "read"
    _check_company_auto = True

    question = fields.Char(required=True, index="trigram", tracking=True)
    answer = fields.Html(required=True, sanitize_style=True, strip_classes=True)
    product_ids = fields.Many2many(
        comodel_name="product.product",
        relation="sme_solution_product_rel",
        column1="solution_id",
        column2="product_id",
        string="Products",
        check_company=True,
        help="Empty: for any product.",
    )
    cause_ids = fields.Many2many(
        comodel_name="sme.service.cause",
        relation="sme_solution_cause_rel",
        column1="solution_id",
        column2="cause_id",
        string="Causes",
        check_company=True,
    )
    language = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(), default=lambda self: self.env.lang or "en_US"
    )
    state = fields.Selection(
        selection=SOLUTION_STATES, required=True, default="draft", index=True, copy=False, tracking=True
    )
    active = fields.Boolean(default=True)
    author_id = fields.Many2one(
        comodel_name="res.users",
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null", help="Empty: for all companies.")
    source_id = fields.Many2one(
        comodel_name="sme.service",
        string="Made From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The service record that this answer solved first.",
    )
    service_ids = fields.Many2many(
        comodel_name="sme.service",
        relation="sme_service_used_solution_rel",
        column1="solution_id",
        column2="service_id",
        string="Used In",
        readonly=True,
        copy=False,
    )
    use_count = fields.Integer(string="Used", compute="_compute_counts", compute_sudo=True)
    solved_count = fields.Integer(string="Solved", compute="_compute_counts", compute_sudo=True)
    success_rate = fields.Float(compute="_compute_counts", compute_sudo=True)
    success = fields.Char(compute="_compute_success")

    @api.depends("service_ids", "service_ids.state", "service_ids.solution_id")
    def _compute_counts(self):
        """Uses count once a record; a case counts as solved by the answer that was used last."""
        records = self.env["sme.service"]
        used = dict(records._read_group([("used_solution_ids", "in", self.ids)], ["used_solution_ids"], ["__count"]))
        solved = dict(
            records._read_group(
                [("solution_id", "in", self.ids), ("state", "in", SOLVED_STATES)], ["solution_id"], ["__count"]
            )
        )
        for solution in self:
            solution.use_count = used.get(solution._origin, 0)
            solution.solved_count = solved.get(solution._origin, 0)
            solution.success_rate = success_rate(solution.use_count, solution.solved_count)

    @api.depends_context("lang")
    @api.depends("use_count", "solved_count")
    def _compute_success(self):
        for solution in self:
            solution.success = solution._get_success_words(solution.use_count, solution.solved_count)

    @api.model
    def _get_success_words(self, used, solved):
        """How often an answer solved the case that it was used for."""
        if not used:
            return self.env._("not used yet")
        return self.env._("solved %(solved)s of %(used)s", solved=solved, used=used)

    # ------------------------------------------------------------
    # WHO PUBLISHES
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        solutions = super().create(vals_list)
        solutions._check_publisher()
        return solutions

    def write(self, values):
        result = super().write(values)
        if "state" in values:
            self._check_publisher()
        return result

    def _check_publisher(self):
        """What is published was published by a manager."""
        if self.env.su or self.env.user.has_group(MANAGER):
            return
        if self.filtered(lambda solution: solution.state == "published"):
            raise AccessError(self.env._("Only a manager publishes solutions."))

    def action_publish(self):
        self.check_access("write")
        self.write({"state": "published"})

    def action_unpublish(self):
        self.check_access("write")
        self.write({"state": "draft"})

    def action_open_services(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_service_action")
        action.update(domain=[("used_solution_ids", "in", self.ids)], context={}, name=self.env._("Used In"))
        return action

    def _is_offered(self):
        self.ensure_one()
        return self.state == "published" and self.active and not is_html_empty(self.answer)

    @api.model
    def get_import_templates(self):
        return [
            {"label": self.env._("Import Template for Solutions"), "template": "/crm_sme/static/xls/sme_solution.xlsx"}
        ]
