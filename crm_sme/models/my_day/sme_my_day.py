from dataclasses import astuple
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import groupby

from ...queries import my_day, my_day_activities
from ...rules import my_day as rule
from ...rules.entitlement import last_expiring_day

# Documents whose activities belong to a customer: {model: field of the contact}.
CUSTOMER_FIELDS = {
    "sme.enrolment": "partner_id",
    "sme.service": "partner_id",
    "sme.entitlement": "partner_id",
    "sale.order": "partner_id",
    "crm.lead": "partner_id",
    "account.move": "partner_id",
    "res.partner": "id",
}
STEP_MODEL = "sme.enrolment"
OFFERED_KINDS = ("trial", "licence", "contract")
EVENT_KINDS = ("message", "order", "payment", "rating", "opt_out")
MOST_EVENTS = 8
EVENTS_OF_DAYS = 7


class SmeMyDay(models.AbstractModel):
    """My Day: who is next and why, for one person on one day; one line a customer, however many reasons."""

    _name = "sme.my.day"
    _description = "My Day"

    @api.model
    @api.readonly
    def get_my_day(self):
        """What waits for the user, best first, with what happened since the last look.

        Only the user's own work, in words of the user's language. Amounts are those of scorecards that the user may
        read, and none for who only serves.
        """
        self._check_serves()
        self.env.flush_all()  # the statements read tables
        scope = self._get_scope()
        look = self._get_look(scope.now)
        activities = self._count_activities(scope)
        rows = self.env.execute_query(
            my_day.best_lines(self._get_sources(scope, activities), scope, self._get_ranking())
        )
        told = [dict(zip(my_day.LINE + my_day.REASON, row, strict=True)) for row in rows]
        groups = [reasons for _whose, reasons in groupby(told, key=lambda row: row["whose"])]
        lines = self.env["sme.my.day.words"]._get_lines(groups, scope, look.compared_on)
        total, duties = (told[0]["lines"], told[0]["duties"]) if told else (0, 0)
        return {
            "lines": lines,
            "counts": {
                **self._get_counts(scope),
                "todo": duties,
                "calls": total - duties,
                "more": total - len(lines),
                "unranked": max(sum(number for number, _firsts in activities.values()) - rule.MOST_ACTIVITIES, 0),
            },
            "since": self.env["sme.my.day.words"]._get_since(self._get_events(scope, look), look, scope),
            **self._get_surroundings(scope),
        }

    @api.model
    def action_note_seen(self):
        """Note that the user looks at My Day now."""
        self._check_serves()
        now = fields.Datetime.now()
        look = self._get_look(now)
        # sudo: when a person looked is written here only
        settings_sudo = self.env["res.users.settings"]._find_or_create_for_user(self.env.user).sudo()
        settings_sudo.write({"sme_day_seen_on": look.seen_on, "sme_day_compared_on": look.compared_on})

    def _check_serves(self):
        if not self.env.user.has_group("crm_sme.group_sme_service"):
            raise AccessError(self.env._("Only people who answer customers may do this."))

    # ------------------------------------------------------------
    # WHOSE DAY
    # ------------------------------------------------------------

    def _get_scope(self):
        now = fields.Datetime.now()
        today = fields.Date.context_today(self)
        return my_day.Scope(
            user_id=self.env.uid,
            people_ids=list(self.env.user._get_sme_scope()[0]),
            company_ids=(self.env.company | self.env.companies).ids,
            today=today,
            now=now,
            tomorrow=self._get_midnight(today + timedelta(days=1)),
        )

    def _get_midnight(self, day):
        """When a day begins for the user, in UTC."""
        local = self.env.tz.localize(datetime.combine(day, time()))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _get_look(self, now):
        rows = self.env.execute_query(my_day.last_look(self.env.uid))
        return rule.look_again(rule.Look(*(rows[0] if rows else (None, None))), now)

    def _get_ranking(self):
        # sudo: what the classes are is no secret
        classes_sudo = self.env["sme.customer.class"].sudo().search_fetch([], ["code", "name", "color"])
        return my_day.Ranking(
            scales={kind: astuple(scale) for kind, scale in rule.SCALES.items()},
            weights={customer_class.id: rule.CLASS_WEIGHTS[customer_class.code] for customer_class in classes_sudo},
            plain_weight=rule.NO_CLASS_WEIGHT,
            money_factor=rule.MONEY_FACTOR,
            most_customers=rule.MOST_CUSTOMERS,
            most_reasons=rule.MOST_REASONS,
        )

    # ------------------------------------------------------------
    # WHERE REASONS COME FROM
    # ------------------------------------------------------------

    def _count_activities(self, scope):
        """{model: (due activities about its documents, steps and call-backs among them)}"""
        query = my_day_activities.models_of_activities(
            scope, list(CUSTOMER_FIELDS), STEP_MODEL, self._get_types("mail_activity_type_call_back")
        )
        return {model: numbers for model, *numbers in self.env.execute_query(query)}

    def _get_sources(self, scope, activities):
        """Selections of reasons; `activities` are counted by model. For other areas, which add theirs."""
        return [
            my_day_activities.activities(
                scope,
                self._get_documents(scope, activities),
                STEP_MODEL,
                self._get_types("mail_activity_type_call_back"),
                sum(firsts for _number, firsts in activities.values()),
                rule.MOST_ACTIVITIES,
            ),
            my_day.clocks(scope, str(self.env.tz)),
            my_day.rights(scope, self._get_ending_days(scope.today)),
            self._get_silent_customers(scope),
        ]

    def _get_documents(self, scope, models):
        conditions = {
            "sme.service": my_day_activities.is_no_own_promise(scope, self._get_types("mail_activity_type_promise")),
            "sme.entitlement": my_day_activities.is_no_own_right(
                scope, self._get_types("mail_activity_type_alert"), self._get_ending_days(scope.today)
            ),
            STEP_MODEL: my_day_activities.is_settled(scope.now - rule.UNSETTLED_FOR),
        }
        return [
            self._get_document(name, field, conditions) for name, field in CUSTOMER_FIELDS.items() if name in models
        ]

    def _get_document(self, name, field, conditions):
        model = self.env[name]
        firm = model._fields.get("commercial_partner_id")
        return my_day_activities.Document(
            name,
            model._table,
            field,
            "company_id" if "company_id" in model._fields else None,
            "commercial_partner_id" if firm and firm.store else None,
            **({"condition": conditions[name]} if name in conditions else {}),
        )

    def _get_types(self, name):
        """The ids of a type of activities of the addon, which somebody may have deleted."""
        # without a query: the ids of data records are kept in memory, and forgotten when one is deleted
        type_id = self.env["ir.model.data"]._xmlid_to_res_id(f"crm_sme.{name}", raise_if_not_found=False)
        return [type_id] if type_id else []

    def _get_ending_days(self, today):
        """{kind of rights: (first, last) day of the end} that are worth an offer today."""
        ended_since = today - timedelta(days=rule.ENDED_RIGHT_DAYS)
        return {kind: (ended_since, last_expiring_day(kind, today)) for kind in OFFERED_KINDS}

    def _get_silent_customers(self, scope):
        """Customers of the person, or of the person's territories, who are late or dormant.

        Those of the front desk are nobody's in particular. They are the ones whose scorecards a salesperson may read,
        and with them their amounts; who only serves sees no amounts.
        """
        scorecards = self.env["sme.customer"]
        reads = scorecards.has_access("read")
        territories = self.env.user._get_sme_scope()[1]
        of_territories = None
        if territories:
            # sudo: everybody who serves sees class and lifecycle; the amounts follow the right to read
            query = scorecards.sudo()._search(
                Domain("lifecycle", "in", (rule.LATE, rule.DORMANT))
                & Domain("class_id.account_model", "=", "regional")
                & Domain("territory_id", "in", list(territories))
            )
            of_territories = query.subselect()
        rested_since = scope.now - timedelta(days=rule.REST_DAYS)
        return my_day.silent_customers(scope, (rule.LATE, rule.DORMANT), of_territories, rested_since, reads)

    # ------------------------------------------------------------
    # AROUND THE LIST
    # ------------------------------------------------------------

    def _get_counts(self, scope):
        [(activities, solved, snoozed, digest)] = self.env.execute_query(
            my_day.counts(scope, self._get_midnight(scope.today))
        )
        return {"done": activities + solved, "snoozed": snoozed, "digest": digest}

    def _get_events(self, scope, look):
        """What customers did since the last look, or today where there was none."""
        since = max(look.compared_on or self._get_midnight(scope.today), scope.now - timedelta(days=EVENTS_OF_DAYS))
        return self.env.execute_query(my_day.happened_since(scope, since, EVENT_KINDS, MOST_EVENTS))

    def _get_surroundings(self, scope):
        user = self.env.user
        # sudo: that all follow-ups stand still is no secret
        company_sudo = self.env.company.sudo()
        return {
            "paused": company_sudo.name if company_sudo.sme_plans_paused else False,
            "today": fields.Date.to_string(scope.today),
            "is_salesperson": user.has_group("crm_sme.group_sme_user"),
            "is_manager": user.has_group("crm_sme.group_sme_manager"),
        }
