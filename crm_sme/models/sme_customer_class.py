from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..rules.facts import CLASS_CODES

DAYS_PER_WEEK = 7
MOST_CONTACT_DAYS = 3650


class SmeCustomerClass(models.Model):
    """One of the four tiers of customers: what is promised to them, in which colour they are shown."""

    _name = "sme.customer.class"
    _description = "Customer Class"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        selection=[
            ("key", "Key"),
            ("growth", "Growth"),
            ("standard", "Standard"),
            ("occasional", "Occasional"),
        ],
        required=True,
        readonly=True,
        help="Tells the four classes apart whatever they are called.",
    )
    sequence = fields.Integer(default=10, help="From the best class to the last.")
    color = fields.Integer(string="Colour")
    description = fields.Char(translate=True)
    contact_ideal_days = fields.Integer(
        string="Contact Every (Days)",
        help="How often these customers should hear from us. 0: no rhythm is promised. Same for all companies.",
    )
    contact_max_days = fields.Integer(
        string="Contact at the Latest After (Days)",
        help="After so many days without contact the promise is broken. Same for all companies.",
    )
    customer_count = fields.Integer(
        compute="_compute_customer_count", string="Customers", groups="crm_sme.group_sme_user"
    )

    _code_unique = models.Constraint("UNIQUE(code)", "There is one class of each kind.")

    @api.constrains("contact_ideal_days", "contact_max_days")
    def _check_contact_days(self):
        for customer_class in self:
            ideal, latest = customer_class.contact_ideal_days, customer_class.contact_max_days
            if ideal < 0 or latest < 0:
                raise ValidationError(
                    self.env._("Days between contacts of class “%s” cannot be negative.", customer_class.name)
                )
            if max(ideal, latest) > MOST_CONTACT_DAYS:
                raise ValidationError(
                    self.env._("Class “%s” promises a contact within ten years at the latest.", customer_class.name)
                )
            if latest and latest < ideal:
                raise ValidationError(
                    self.env._(
                        "Class “%(name)s”: the latest contact (%(latest)s days) comes before the ideal (%(ideal)s).",
                        name=customer_class.name,
                        latest=latest,
                        ideal=ideal,
                    )
                )

    @api.depends()
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Four names that every list of contacts and quotations shows: known without asking the database."""
        names = self._get_names()
        for customer_class in self:
            customer_class.display_name = names.get(customer_class._origin.id) or customer_class.name

    @tools.ormcache("self.env.lang")
    def _get_names(self):
        """{database id: name in the reader's language} of the four classes."""
        # sudo: which classes there are is no secret
        return {customer_class.id: customer_class.name for customer_class in self.sudo().search([])}

    def write(self, values):
        result = super().write(values)
        if "name" in values:
            self.env.registry.clear_cache()
            self.invalidate_recordset(["display_name"])
        return result

    def _compute_customer_count(self):
        counts = dict(
            self.env["sme.customer"]._read_group(
                [("class_id", "in", self.ids), ("company_id", "=", self.env.company.id)], ["class_id"], ["__count"]
            )
        )
        for customer_class in self:
            customer_class.customer_count = counts.get(customer_class, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise ValidationError(self.env._("The four customer classes can be renamed, but not deleted."))

    @api.model_create_multi
    def create(self, vals_list):
        known = set(CLASS_CODES)
        for values in vals_list:
            if values.get("code") not in known:
                raise ValidationError(self.env._("A customer class is one of: %s.", ", ".join(CLASS_CODES)))
        self.env.registry.clear_cache()
        return super().create(vals_list)

    @api.model
    def _ids_by_code(self):
        """{code: database id} of the four classes."""
        # sudo: which classes there are is no secret, and verdicts need them whoever refreshes
        return {customer_class.code: customer_class.id for customer_class in self.sudo().search([])}

    def _contacts_per_week(self, customer_count):
        """How many contacts a week the class's ideal rhythm asks for so many customers."""
        self.ensure_one()
        return DAYS_PER_WEEK * customer_count / self.contact_ideal_days if self.contact_ideal_days else 0.0

    def action_open_customers(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_customer_action")
        action["context"] = {}
        action["domain"] = [("class_id", "=", self.id)]
        return action
