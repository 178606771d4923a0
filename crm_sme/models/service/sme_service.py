from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import is_html_empty

from ...const import CHANNELS, DONE_STATES, HELD_REASONS, OPEN_STATES, PRIORITIES
from ...queries import numbers

# What a portal user may read of a record of the own company; everything else is for employees.
PORTAL_FIELDS = {
    "id",
    "active",
    "display_name",
    "number",
    "name",
    "type_id",
    "partner_id",
    "company_id",
    "stage_id",
    "state",
    "channel",
    "sale_order_id",
    "product_id",
    "serial",
    "description",
    "create_date",
    "date_solved",
    "date_closed",
    "access_url",
    "access_token",
    "access_warning",
    "__last_update",
    "write_date",
}
# The fields that a type may demand before an employee solves a record, by the switch of the type.
DEMANDED_FIELDS = {
    "require_order": "sale_order_id",
    "require_product": "product_id",
    "require_verdict": "warranty_state",
    "require_cause": "cause_id",
    "require_resolution": "resolution",
}
UNDECIDED = "unknown"


class SmeService(models.Model):
    """One case of a customer: a question, a complaint, a warranty case, from its arrival to its end.

    This file holds what every case has and how it moves; each area (promise, intake, assignment, entitlement,
    knowledge, effort, satisfaction, portal) adds its part in a file of the same name in its own folder.
    """

    _name = "sme.service"
    _description = "Service Record"
    _inherit = [
        "sme.company.guard.mixin",
        "portal.mixin",
        "sme.scorecard.mixin",
        "mail.thread.cc",
        "mail.activity.mixin",
        "rating.mixin",
        "mail.tracking.duration.mixin",
    ]
    _order = "priority desc, id desc"
    _rec_names_search = ["number", "name"]
    _primary_email = "email_from"
    _mail_post_access = "read"
    _track_duration_field = "stage_id"
    _check_company_auto = True

    number = fields.Char(required=True, readonly=True, copy=False, default="/", index="trigram")
    name = fields.Char(string="Subject", required=True, index="trigram", tracking=True)
    active = fields.Boolean(default=True)
    type_id = fields.Many2one(
        comodel_name="sme.service.type",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        default=lambda self: self.env["sme.service.type"]._get_first(),
    )
    type_code = fields.Selection(related="type_id.code", string="Type Code")
    type_color = fields.Integer(related="type_id.color", string="Colour of the Type")
    show_order = fields.Boolean(related="type_id.show_order")
    show_product = fields.Boolean(related="type_id.show_product")
    show_warranty = fields.Boolean(related="type_id.show_warranty")
    show_cause = fields.Boolean(related="type_id.show_cause")

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", index="btree_not_null", tracking=True, check_company=True
    )
    commercial_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Company of the Customer",
        related="partner_id.commercial_partner_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    email_from = fields.Char(
        string="Email", compute="_compute_email_from", store=True, readonly=False, precompute=True, index="trigram"
    )
    phone = fields.Char(compute="_compute_phone", store=True, readonly=False, precompute=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, default=lambda self: self.env.company
    )
    team_id = fields.Many2one(
        comodel_name="sme.service.team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Handled By",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    stage_id = fields.Many2one(
        comodel_name="sme.service.stage",
        required=True,
        index=True,
        tracking=True,
        copy=False,
        ondelete="restrict",
        default=lambda self: self._get_stage("new"),
        group_expand="_read_group_stage_id",
    )
    state = fields.Selection(related="stage_id.state", string="State", store=True, precompute=True, index=True)
    date_last_stage_update = fields.Datetime(
        string="Last Move", readonly=True, copy=False, default=fields.Datetime.now, index=True
    )
    date_solved = fields.Datetime(string="Solved On", readonly=True, copy=False)
    date_closed = fields.Datetime(string="Closed On", readonly=True, copy=False)
    priority = fields.Selection(selection=PRIORITIES, default="0", index=True, tracking=True)
    channel = fields.Selection(selection=CHANNELS, required=True, default="manual")
    held_reason = fields.Selection(
        selection=HELD_REASONS,
        string="Held Because",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="A mail kept outside the queue: no clock, no acknowledgement.",
    )

    sale_order_id = fields.Many2one(
        comodel_name="sale.order", string="Order", index="btree_not_null", check_company=True
    )
    sale_order_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Order Line",
        index="btree_not_null",
        check_company=True,
        domain="[('order_id', '=', sale_order_id), ('display_type', '=', False)]",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        index="btree_not_null",
        check_company=True,
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    serial = fields.Char(string="Serial Number", index="btree_not_null")
    cause_id = fields.Many2one(
        comodel_name="sme.service.cause", string="Root Cause", index="btree_not_null", check_company=True
    )
    description = fields.Html(sanitize_style=True, strip_classes=True)
    resolution = fields.Html(sanitize_style=True, strip_classes=True)
    parent_id = fields.Many2one(
        comodel_name="sme.service",
        string="Duplicate Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    duplicate_ids = fields.One2many(comodel_name="sme.service", inverse_name="parent_id", string="Duplicates")
    previous_id = fields.Many2one(
        comodel_name="sme.service",
        string="Follows",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="The closed record that the customer wrote about again.",
    )
    follower_record_ids = fields.One2many(comodel_name="sme.service", inverse_name="previous_id", string="Followed By")
    service_properties = fields.Properties(
        string="Custom Fields", definition="team_id.service_properties_definition", copy=True
    )

    _number_unique = models.Constraint("UNIQUE(number, company_id)", "The number of a service record is unique.")
    _queue_idx = models.Index("(stage_id, priority DESC, id DESC) WHERE active IS TRUE AND held_reason IS NULL")

    # ------------------------------------------------------------
    # COMPUTED
    # ------------------------------------------------------------

    @api.depends("number", "name")
    def _compute_display_name(self):
        for service in self:
            service.display_name = f"{service.number} {service.name or ''}".strip()

    @api.depends("partner_id")
    def _compute_email_from(self):
        for service in self:
            if service.partner_id.email:
                service.email_from = service.partner_id.email

    @api.depends("partner_id")
    def _compute_phone(self):
        for service in self:
            if service.partner_id.phone:
                service.phone = service.partner_id.phone

    @api.depends("company_id")
    def _compute_team_id(self):
        teams = self.env["sme.service.team"].search([("company_id", "in", self.company_id.ids)])
        for service in self:
            if service.team_id.company_id != service.company_id or not service.team_id:
                of_company = teams.filtered(lambda team, service=service: team.company_id == service.company_id)
                service.team_id = (
                    of_company.filtered(lambda team: self.env.user in team.member_ids)[:1] or of_company[:1]
                )

    @api.depends("sale_order_line_id")
    def _compute_product_id(self):
        for service in self:
            if service.sale_order_line_id.product_id:
                service.product_id = service.sale_order_line_id.product_id

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for service in self:
            service.access_url = f"/my/service/{service.id}"
        return result

    @api.depends("commercial_partner_id", "company_id")
    def _compute_scorecard(self):
        return super()._compute_scorecard()

    @api.model
    def _read_group_stage_id(self, stages, domain):
        return stages.search([])

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        return (operation == "read" and field.name in PORTAL_FIELDS) or self.env.su or not self._is_read_by_share()

    @tools.ormcache("self.env.uid")
    def _is_read_by_share(self):
        """Whether the user is a portal user; asked for every cell, and forgotten when groups change."""
        return self.env.user.share

    # ------------------------------------------------------------
    # LIFE OF A RECORD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        drawn = iter(self._draw_numbers(sum(values.get("number", "/") == "/" for values in vals_list)))
        vals_list = [
            {**values, "number": next(drawn)} if values.get("number", "/") == "/" else values for values in vals_list
        ]
        return super().create(vals_list)

    @api.model
    def _draw_numbers(self, count):
        """So many new numbers; of PostgreSQL's sequence they are drawn at once."""
        # sudo: whoever brings a record gets a number for it
        sequence_id = self.env["ir.model.data"]._xmlid_to_res_id("crm_sme.ir_sequence_sme_service", True)
        sequence_sudo = self.env["ir.sequence"].sudo().browse(sequence_id)
        if count < 2 or sequence_sudo.implementation != "standard" or sequence_sudo.use_date_range:
            return [sequence_sudo.next_by_id() for _number in range(count)]
        rows = self.env.execute_query(numbers.draw(sequence_sudo.id, count))
        return [sequence_sudo.get_next_char(number) for (number,) in rows]

    def write(self, values):
        if "stage_id" not in values:
            return super().write(values)
        previous = {service: service.state for service in self}
        stage = self.env["sme.service.stage"].browse(values["stage_id"])
        moved = self.filtered(lambda service: service.stage_id != stage)
        result = super(SmeService, self - moved).write(values) if self - moved else True
        ended = moved.filtered(lambda service: stage.state == "closed" and service.state in OPEN_STATES)
        for records in filter(None, (moved - ended, ended)):
            result = super(SmeService, records).write({**values, **records._prepare_move_values(stage.state)})
        changed = self.filtered(lambda service: service.state != previous[service])
        if changed:
            changed._check_demanded_fields()
            changed._handle_state_change({service: previous[service] for service in changed})
        return result

    def _prepare_move_values(self, state):
        """What moving records to a state writes beside the stage.

        Closing what was still open solves it at once: its customer is asked for a rating like others.
        """
        now = fields.Datetime.now()
        values = {"date_last_stage_update": now}
        if state in OPEN_STATES:
            values.update(date_solved=False, date_closed=False)
        elif state == "solved":
            values.update(date_solved=now, date_closed=False)
        else:
            values["date_closed"] = now
            if state == "closed" and self and all(service.state in OPEN_STATES for service in self):
                values["date_solved"] = now
        return values

    @api.model
    def _get_stage(self, state):
        """The first stage with a state."""
        return self.env["sme.service.stage"]._get_first("state", state)

    def _move_to(self, state):
        """Put the records that are not in a state there yet into its first stage."""
        moving = self.filtered(lambda service: service.state != state)
        if moving:
            moving.write({"stage_id": self._get_stage(state).id})

    def _handle_state_change(self, previous):
        """Draw the consequences of moves; `previous` maps each moved record to the state it was in. For the areas."""

    def _check_demanded_fields(self):
        """Refuse to solve or close records that lack what their type demands.

        A customer may always declare a record solved; employees complete it before it is closed.
        """
        if self.env.user.share or self.env.su:
            return
        problems = [
            self.env._("%(record)s: %(fields)s", record=service.display_name, fields=", ".join(missing))
            for service in self
            if service.state in ("solved", "closed") and (missing := service._get_missing_fields())
        ]
        if problems:
            raise ValidationError(
                self.env._("Please fill in before solving or closing:\n%(problems)s", problems="\n".join(problems))
            )

    def _get_missing_fields(self):
        """The labels of what the type of the record demands and the record lacks."""
        self.ensure_one()
        names = [name for switch, name in DEMANDED_FIELDS.items() if self.type_id[switch] and self._is_undecided(name)]
        return [self._fields[name].get_description(self.env, ["string"])["string"] for name in names]

    def _is_undecided(self, name):
        value = self[name]
        if self._fields[name].type == "html":
            return is_html_empty(value)
        return not value or (self._fields[name].type == "selection" and value == UNDECIDED)

    def _is_blocked_sender(self, email):
        """Whether mails of an address are to be held as spam."""
        return False

    @api.model
    def _get_queue_domain(self):
        """What is in the queue: everything that is not held."""
        return Domain("held_reason", "=", False)

    @api.model
    def _get_open_domain(self):
        return self._get_queue_domain() & Domain("state", "not in", DONE_STATES)

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Service Records"),
                "template": "/crm_sme/static/xls/sme_service.xlsx",
            }
        ]
