from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...const import LIFECYCLES, TRIGGER_DOCUMENTS
from ...queries import plan_candidates, plan_enrolling
from ...rules.enrolling import Found, merge
from ...rules.literal_domain import parse
from ...rules.schedule import furthest_day, nth_working_day

# Rights are followed up so many days before they end.
DEFAULT_LADDERS = {"trial": "7", "licence": "30, 7", "warranty": "", "contract": "90, 30, 7"}
LONGEST_LADDER = 730
# What waits for longer than this is no longer waiting when a plan is switched on.
WAITING_DAYS = 365
# So many days of the calendar hold a working day at least, holidays included.
DAYS_PER_WORKING_DAY = 2
HOLIDAY_DAYS = 30


class SmePlan(models.Model):
    """What starts a plan: whom it is for, found for a span of time by one statement."""

    _inherit = "sme.plan"

    trigger_lifecycle = fields.Selection(selection=LIFECYCLES, string="New Stage", default="late", tracking=True)
    trigger_direction = fields.Selection(
        selection=[("any", "Up or Down"), ("up", "Up"), ("down", "Down")],
        string="Class Went",
        default="any",
        tracking=True,
    )
    trigger_interval = fields.Selection(
        selection=[
            ("ideal", "The Ideal of the Class"),
            ("max", "The Latest of the Class"),
            ("days", "A Number of Days"),
        ],
        string="No Contact For",
        default="ideal",
        tracking=True,
    )
    trigger_rating_below = fields.Float(string="Rating Below", default=3.0, tracking=True)
    trigger_ladder_trial = fields.Char(
        string="Trials: Days Before", default=DEFAULT_LADDERS["trial"], help="Days before the end, for example: 14, 7"
    )
    trigger_ladder_licence = fields.Char(string="Licences: Days Before", default=DEFAULT_LADDERS["licence"])
    trigger_ladder_warranty = fields.Char(string="Warranties: Days Before", default=DEFAULT_LADDERS["warranty"])
    trigger_ladder_contract = fields.Char(string="Contracts: Days Before", default=DEFAULT_LADDERS["contract"])
    contactless_lead_count = fields.Integer(
        compute="_compute_contactless_lead_count",
        compute_sudo=True,
        string="Leads Without a Contact",
        help="Nobody is followed up for them: a follow-up is about a contact.",
    )
    trigger_summary = fields.Char(compute="_compute_trigger_summary", string="Starts When")

    _trigger_days_not_negative = models.Constraint(
        "CHECK(trigger_days >= 0)", "The days after which a plan starts cannot be negative."
    )
    _trigger_days_not_endless = models.Constraint(
        "CHECK(trigger_days <= 1095)", "A plan starts after 1095 days at the latest."
    )

    @api.constrains(*(f"trigger_ladder_{kind}" for kind in DEFAULT_LADDERS))
    def _check_ladders(self):
        for plan in self:
            for kind in DEFAULT_LADDERS:
                plan._get_ladder(kind)

    @api.constrains("trigger", "trigger_interval", "trigger_days")
    def _check_trigger_days(self):
        for plan in self:
            if plan.trigger == "no_contact" and plan.trigger_interval == "days" and not plan.trigger_days:
                raise ValidationError(self.env._("Say after how many days without contact the plan starts."))

    @api.depends(
        "trigger", "trigger_days", "trigger_lifecycle", "trigger_direction", "trigger_interval", "trigger_rating_below"
    )
    @api.depends_context("lang")
    def _compute_trigger_summary(self):
        for plan in self:
            plan.trigger_summary = plan._get_trigger_summary()

    @api.depends("trigger", "company_id")
    def _compute_contactless_lead_count(self):
        for plan in self:
            is_about_leads = plan.trigger == "lead_untouched"
            domain = plan._get_contactless_leads_domain()
            plan.contactless_lead_count = is_about_leads and self.env["crm.lead"].search_count(domain)

    def _get_contactless_leads_domain(self):
        return (
            Domain("partner_id", "=", False)
            & Domain("won_status", "=", "pending")
            & Domain("company_id", "in", [self.company_id.id, False])
        )

    def action_open_contactless_leads(self):
        """The open leads that no plan can follow up, to set their customer."""
        self.ensure_one()
        self.check_access("read")
        self.env["crm.lead"].check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Leads Without a Contact"),
            "res_model": "crm.lead",
            "domain": list(self._get_contactless_leads_domain()),
            "views": [(False, "list"), (False, "form")],
        }

    def _get_trigger_summary(self):
        """One sentence that says when the plan starts."""
        self.ensure_one()
        stages = dict(self._fields["trigger_lifecycle"]._description_selection(self.env))
        days = self.trigger_days
        by_interval = {
            "ideal": self.env._("The ideal contact interval of the customer's class has passed without real contact."),
            "max": self.env._("The longest contact interval of the customer's class has passed without real contact."),
            "days": self.env._("For %s days there was no real contact and no order.", days),
        }
        by_direction = {
            "any": self.env._("The class of a customer changes."),
            "up": self.env._("A customer moves up to a better class."),
            "down": self.env._("A customer moves down to a lesser class."),
        }
        sentences = {
            "lifecycle": self.env._("The stage of a customer becomes “%s”.", stages.get(self.trigger_lifecycle, "")),
            "class_changed": by_direction.get(self.trigger_direction, ""),
            "no_contact": by_interval.get(self.trigger_interval, ""),
            "quotation": self.env._("A quotation was sent and not answered for %s working days.", days),
            "order_confirmed": self.env._("An order is confirmed."),
            "order_delivered": self.env._("An order is delivered completely."),
            "entitlement": self.env._("A trial, licence, warranty or contract comes near its end."),
            "low_rating": self.env._("A customer gives less than %g of 5.", self.trigger_rating_below),
            "complaint_closed": self.env._("A complaint is solved or closed."),
            "new_customer": self.env._("The first order of a customer is confirmed."),
            "lead_untouched": self.env._("Nobody has spoken to a new lead for %s working days.", days),
            "manual": self.env._("Somebody enrols customers by hand."),
        }
        return sentences.get(self.trigger, "")

    def _get_ladder(self, kind):
        """The days before the end of a right of this kind on which it is followed up."""
        self.ensure_one()
        text = self[f"trigger_ladder_{kind}"] or ""
        days = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
        if not all(part.isdecimal() and int(part) <= LONGEST_LADDER for part in days):
            raise ValidationError(self.env._("“%s” is no list of days before the end, like: 90, 30, 7", text))
        return sorted({int(part) for part in days}, reverse=True)

    # ------------------------------------------------------------
    # FINDING
    # ------------------------------------------------------------

    def _find_candidates(self, start, end):
        """Whom the plan is for by what happened from a moment to before another (naive UTC), as of the later one.

        One candidate a customer, the one with most at stake first, in the form that `_enrol` takes.
        """
        self.ensure_one()
        return [self._prepare_candidate(candidate) for candidate in merge(self._find(start, end))]

    def _find(self, start, end):
        """What the trigger finds in a span of time, whether or not the plan has taken it already."""
        self.ensure_one()
        span = self._get_span(start, end)
        rows = self._get_trigger_query(span)
        return self._fetch_found(rows, span) if rows else []

    def _find_waiting(self, now):
        """What would have started the plan before, and still holds: the customers that wait when it is switched on."""
        self.ensure_one()
        span = self._get_span(now - timedelta(days=WAITING_DAYS), now)
        if self.trigger == "lifecycle":
            return self._fetch_found(plan_candidates.in_lifecycle(span, [self.trigger_lifecycle]), span)
        if self.trigger == "manual":
            return []
        return self._fetch_found(self._get_trigger_query(span), span)

    def _fetch_found(self, rows, span):
        """Those rows of a trigger that the plan takes."""
        self.env.flush_all()
        query = plan_enrolling.select_candidates(
            rows,
            span,
            class_ids=self.class_ids.ids,
            customers=self._get_customers_query(),
            without_complaint=self.is_selling,
        )
        return [
            Found(customer, partner, document, day, value, tuple(details))
            for customer, partner, document, day, value, details in self.env.execute_query(query)
        ]

    def _get_customers_query(self):
        """The scorecards that the plan's own condition chooses; None where it chooses nobody in particular."""
        domain = Domain(parse(self.customer_domain))
        if domain.is_true():
            return None
        # sudo: a plan asks of all customers of its company, whoever previews it or switches it on
        customers_sudo = self.env["sme.customer"].sudo().with_context(active_test=False)
        return customers_sudo._search(domain & Domain("company_id", "=", self.company_id.id)).subselect()

    def _get_trigger_query(self, span):
        """The statement of the plan's trigger; None for one that nothing but a person starts."""
        builders = {
            "lifecycle": lambda: plan_candidates.lifecycle_changed(span, [self.trigger_lifecycle]),
            "class_changed": lambda: plan_candidates.class_changed(span, self.trigger_direction or "any"),
            "no_contact": lambda: plan_candidates.without_contact(
                span, self.trigger_interval or "ideal", self.trigger_days
            ),
            "quotation": lambda: plan_candidates.quotations_unanswered(span, self._get_due_days(span)),
            "order_confirmed": lambda: plan_candidates.orders_noted(span, "order"),
            "order_delivered": lambda: plan_candidates.orders_noted(span, "delivery"),
            "entitlement": lambda: plan_candidates.entitlements_ending(span, self._get_rungs()),
            "low_rating": lambda: plan_candidates.low_ratings(span, self.trigger_rating_below),
            "complaint_closed": lambda: plan_candidates.complaints_closed(span),
            "new_customer": lambda: plan_candidates.new_customers(span),
            "lead_untouched": lambda: plan_candidates.leads_untouched(span, self._get_due_days(span)),
        }
        return builders[self.trigger]() if self.trigger in builders else None

    def _get_rungs(self):
        return [(kind, days) for kind in DEFAULT_LADDERS for days in self._get_ladder(kind)]

    def _get_span(self, start, end):
        self.ensure_one()
        zone = self.env["sme.policy"]._get_for_companies(self.company_id)._get_timezone()

        def get_day(moment):
            return pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()

        return plan_candidates.Span(
            company_id=self.company_id.id,
            timezone=zone,
            start=start,
            end=end,
            after=get_day(start),
            until=get_day(end),
        )

    def _get_due_days(self, span):
        """{day: the day so many working days later} of the days whose later one lies in the span."""
        days = self.trigger_days
        first = span.after - timedelta(days=DAYS_PER_WORKING_DAY * days + HOLIDAY_DAYS)
        last = furthest_day(span.until, days, span.until)
        off = self.company_id.resource_calendar_id._get_days_off(self.company_id, first, last)
        due = {}
        for ahead in range((span.until - first).days + 1):
            day = first + timedelta(days=ahead)
            later = nth_working_day(day, days, off)
            if span.after < later <= span.until:
                due[day] = later
        return due

    # ------------------------------------------------------------
    # CANDIDATES
    # ------------------------------------------------------------

    def _prepare_candidate(self, candidate):
        """A candidate as `_enrol` takes it: no amounts in the reasons."""
        model = self._get_document_model()
        return {
            "partner_id": candidate.partner,
            "documents": {model: list(candidate.documents)} if model and candidate.documents else {},
            "reasons": [[self.trigger, *one.details] for one in candidate.found],
            "date": candidate.day,
            "value": candidate.value,
        }

    def _get_document_model(self):
        return "sale.order" if self.trigger == "new_customer" else TRIGGER_DOCUMENTS.get(self.trigger)
