from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rules.rhythm import is_stricter

RHYTHM = ("contact_ideal_days", "contact_max_days")
MANAGER = "crm_sme.group_sme_manager"


class SmeCustomerClass(models.Model):
    _inherit = "sme.customer.class"

    rhythm_since = fields.Date(
        readonly=True,
        default=fields.Date.context_today,
        help="From this day on the rhythm is promised. Days before it count for nobody: who was not contacted earlier "
        "is not late because of it.",
    )
    contact_minutes = fields.Integer(
        string="Minutes per Contact",
        default=20,
        help="What one contact with a customer of this class takes, with its preparation. Same for all companies.",
    )
    contacts_per_week = fields.Float(compute="_compute_load", digits=(16, 1), groups=MANAGER)
    contact_hours = fields.Float(
        string="Hours a Week",
        compute="_compute_load",
        digits=(16, 1),
        groups=MANAGER,
        help="For contacts of this class.",
    )
    contact_hours_all = fields.Float(
        string="Hours a Week, All Classes", compute="_compute_load", digits=(16, 1), groups=MANAGER
    )
    contact_hours_available = fields.Float(
        string="Hours Available",
        compute="_compute_load",
        digits=(16, 1),
        groups=MANAGER,
        help="What the people who look after these customers have a week for contacts, by their working hours and the "
        "share that the settings name.",
    )
    contact_load_hint = fields.Char(compute="_compute_load", groups=MANAGER)
    is_overloaded = fields.Boolean(compute="_compute_load", groups=MANAGER)

    @api.constrains("contact_minutes")
    def _check_contact_minutes(self):
        if any(customer_class.contact_minutes < 0 for customer_class in self):
            raise ValidationError(self.env._("A contact cannot take less than no time."))

    def _has_rhythm(self):
        return self.contact_ideal_days > 0 or self.contact_max_days > 0

    def write(self, values):
        """A stricter rhythm begins on the day it is promised."""
        if values.keys().isdisjoint(RHYTHM):
            return super().write(values)
        today = fields.Date.context_today(self)
        stricter = self.filtered(
            lambda customer_class: is_stricter(
                tuple(customer_class[name] for name in RHYTHM),
                tuple(values.get(name, customer_class[name]) for name in RHYTHM),
            )
        )
        super(SmeCustomerClass, stricter).write({**values, "rhythm_since": today})
        result = super(SmeCustomerClass, self - stricter).write(values)
        self.env["sme.rhythm"]._forget()
        return result

    @api.depends("contact_ideal_days", "contact_minutes")
    @api.depends_context("company", "lang")
    def _compute_load(self):
        """What the promise asks of the people, also while it is being edited: before it is promised."""
        company = self.env.company
        every = self.search([])
        counts, people = self._count_customers(company)
        available = sum(people._get_sme_contact_hours(company).values())
        stored = {other: other._get_contact_hours(counts.get(other.id, 0)) for other in every}
        for customer_class in self:
            count = counts.get(customer_class._origin.id, 0)
            hours = customer_class._get_contact_hours(count)
            everything = sum(stored.values()) - stored.get(customer_class._origin, 0) + hours
            customer_class.contacts_per_week = customer_class._contacts_per_week(count)
            customer_class.contact_hours = hours
            customer_class.contact_hours_all = everything
            customer_class.contact_hours_available = available
            customer_class.is_overloaded = everything > available
            customer_class.contact_load_hint = customer_class._get_load_hint(count, len(people))

    def _get_contact_hours(self, customers):
        """What the contacts with so many customers of the class take a week."""
        self.ensure_one()
        return self._contacts_per_week(customers) * self.contact_minutes / 60

    @api.model
    def _count_customers(self, company):
        """({class's id: customers}, the people who look after customers with a rhythm) of a company."""
        # sudo: the load of all people counts, whoever plans it
        customers_sudo = self.env["sme.customer"].sudo().with_context(allowed_company_ids=company.ids)
        domain = [("company_id", "=", company.id), ("class_id", "!=", False)]
        counts = {
            customer_class.id: count
            for customer_class, count in customers_sudo._read_group(domain, ["class_id"], ["__count"])
        }
        groups = customers_sudo._read_group([*domain, ("class_id.contact_ideal_days", ">", 0)], ["responsible_id"])
        return counts, self.env["res.users"].union(*(user for (user,) in groups)).sudo(False)

    def _get_load_hint(self, count, people):
        self.ensure_one()
        return self.env._(
            "%(customers)s customers ask for %(contacts)s contacts a week, %(hours)s hours. All classes together ask "
            "for %(everything)s hours; the %(people)s people who look after them have %(available)s.",
            customers=count,
            contacts=f"{self.contacts_per_week:.1f}",
            hours=f"{self.contact_hours:.1f}",
            everything=f"{self.contact_hours_all:.1f}",
            people=people,
            available=f"{self.contact_hours_available:.1f}",
        )
