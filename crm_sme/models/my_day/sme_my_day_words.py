import pytz
from babel.dates import format_skeleton

from odoo import models
from odoo.tools import LazyTranslate, format_amount

from ...rules import my_day as rule
from ..answer.sme_answer_words import find_locale

_lt = LazyTranslate(__name__)

SPANS = {"minutes": _lt("%s min"), "hours": _lt("%s h"), "days": _lt("%s days"), "day": _lt("1 day")}
DUE_CLOCKS = {"first_response": _lt("answer due in %s"), "resolution": _lt("solution due in %s")}
LATE_CLOCKS = {"first_response": _lt("answer late by %s"), "resolution": _lt("solution late by %s")}
EVENTS = {
    "message": _lt("%(customer)s wrote, %(when)s"),
    "order": _lt("%(customer)s ordered, %(when)s"),
    "payment": _lt("%(customer)s paid, %(when)s"),
    "rating": _lt("%(customer)s gave a rating, %(when)s"),
    "opt_out": _lt("%(customer)s wants no more of it, %(when)s"),
}
# What a click on the first button of a reason does.
BUTTONS = {
    rule.CLOCK_LATE: "open",
    rule.CLOCK_SOON: "open",
    rule.CLOCK_TODAY: "open",
    rule.CALL_BACK: "done",
    rule.STEP: "outcome",
    rule.TODO: "done",
    rule.RIGHT: "renew",
    rule.LATE: "call",
    rule.DORMANT: "call",
}
PRESSING = {rule.CLOCK_LATE, rule.CLOCK_SOON}


class SmeMyDayWords(models.AbstractModel):
    """Puts what waits for a person into words, in the language of the environment."""

    _name = "sme.my.day.words"
    _description = "Words of My Day"

    # ------------------------------------------------------------
    # LINES
    # ------------------------------------------------------------

    def _get_lines(self, groups, scope, compared_on):
        """One line a group of reasons, ready to be shown; `compared_on` tells since when a reason is new."""
        known = self._fetch(groups)
        return [self._get_line(reasons, known, scope, compared_on) for reasons in groups]

    def _fetch(self, groups):
        """{model: records} that the words are made of, each model at once."""
        rows = [row for group in groups for row in group]
        # sudo: names and phone numbers of customers whom the user has work with, as the documents show them
        partners_sudo = self.env["res.partner"].sudo()
        partners_sudo = partners_sudo.browse({row[key] for row in rows for key in ("firm_id", "contact_id")} - {None})
        # sudo: the activities are the user's, or of whom the user stands in for
        activities_sudo = self.env["mail.activity"].sudo()
        activities_sudo = activities_sudo.browse({row["activity_id"] for row in rows} - {None})
        partners_sudo.fetch(["name", "phone"])
        activities_sudo.fetch(["activity_type_id", "summary", "res_name"])
        # sudo: what the classes are called is no secret
        classes_sudo = self.env["sme.customer.class"].sudo()
        classes_sudo = classes_sudo.browse({row["class_id"] for row in rows} - {None})
        classes_sudo.fetch(["name", "color"])
        return {
            "classes": classes_sudo,
            "partners": partners_sudo,
            "activities": activities_sudo,
            "services": self._fetch_documents("sme.service", rows, ["number", "name"]),
            "rights": self._fetch_documents("sme.entitlement", rows, ["kind", "product_id", "quantity"]),
            "clocks": self._find_clocks(rows),
            "steps": self._find_steps(rows),
        }

    def _fetch_documents(self, model, rows, field_names):
        # sudo: what the documents that a person answers for are called
        records_sudo = self.env[model].sudo()
        told = [row for row in rows if row["res_model"] == model and not row["activity_id"]]
        records_sudo = records_sudo.browse({row["res_id"] for row in told})
        records_sudo.fetch(field_names)
        return records_sudo

    @staticmethod
    def _pick(records, record_id):
        """One of some records, read together with the others; none without an id."""
        return records.browse(record_id or []).with_prefetch(records.ids)

    def _find_clocks(self, rows):
        """{(record's id, deadline): clock}; a record may have two that end at the same moment: the answer counts."""
        ids = {row["res_id"] for row in rows if row["res_model"] == "sme.service" and row["moment"]}
        if not ids:
            return {}
        # sudo: clocks are seen with the record
        clocks_sudo = self.env["sme.service.clock"].sudo()
        clocks = clocks_sudo.search([("service_id", "in", list(ids)), ("state", "=", "running")], order="kind desc")
        return {(clock.service_id.id, clock.deadline): clock.kind for clock in clocks}

    def _find_steps(self, rows):
        """{activity's id: step} of follow-ups."""
        ids = [row["activity_id"] for row in rows if row["kind"] == rule.STEP]
        if not ids:
            return {}
        # sudo: whoever has the activity of a step may know which step it is, and why
        steps_sudo = self.env["sme.enrolment.step"].sudo()
        return {step.activity_id.id: step for step in steps_sudo.search([("activity_id", "in", ids)])}

    def _get_line(self, reasons, known, scope, compared_on):
        first = reasons[0]
        firm = self._pick(known["partners"], first["firm_id"])
        contact = self._pick(known["partners"], first["contact_id"]) or firm
        told = [self._get_reason(row, known, scope, compared_on) for row in reasons]
        customer_class = self._pick(known["classes"], first["class_id"])
        return {
            "key": first["whose"],
            "partner_id": firm.id,
            "contact_id": contact.id,
            "name": firm.name or firm.display_name or told[0]["document"] or self.env._("Without a customer"),
            "contact": contact.name if contact != firm and contact.name else "",
            "phone": contact.phone or firm.phone or "",
            "class": {"name": customer_class.name, "color": customer_class.color} if customer_class else False,
            "reasons": told,
            "more": first["reasons"] - len(told),
            "obliges": any(rule.SCALES[row["kind"]].obliges for row in reasons),
            "is_new": any(reason["is_new"] for reason in told),
        }

    def _get_reason(self, row, known, scope, compared_on):
        kind = row["kind"]
        step = known["steps"].get(row["activity_id"], self.env["sme.enrolment.step"])
        document, text = getattr(self, f"_tell_{self._get_family(kind)}")(row, known, scope)
        return {
            "kind": kind,
            "text": text,
            "document": document,
            "model": row["res_model"],
            "id": row["res_id"],
            "activity_id": row["activity_id"],
            "step_id": step.id,
            "button": "done" if kind == rule.STEP and not step else BUTTONS[kind],
            "is_pressing": kind in PRESSING,
            "is_late": kind == rule.CLOCK_LATE or (bool(row["activity_id"]) and row["due"] < scope.today),
            "is_new": bool(compared_on and row["arose"] and row["arose"] > compared_on),
        }

    @staticmethod
    def _get_family(kind):
        if kind.startswith("clock"):
            return "clock"
        return "silence" if kind in (rule.LATE, rule.DORMANT) else kind

    # ------------------------------------------------------------
    # REASONS: each tells (name of the document, why)
    # ------------------------------------------------------------

    def _tell_clock(self, row, known, scope):
        service = self._pick(known["services"], row["res_id"])
        kind = known["clocks"].get((service.id, row["moment"]), "resolution")
        family = "resolution" if kind == "resolution" else "first_response"
        words = (LATE_CLOCKS if row["kind"] == rule.CLOCK_LATE else DUE_CLOCKS)[family]
        return service.display_name, self._fill(words, self._span(row["moment"] - scope.now))

    def _tell_call_back(self, row, known, scope):
        document, _text = self._tell_todo(row, known, scope)
        return document, self._with_due(self.env._("call back after a low rating"), row["due"], scope)

    def _tell_step(self, row, known, scope):
        step = known["steps"].get(row["activity_id"])
        if not step:
            return self._tell_todo(row, known, scope)
        why = (step.enrolment_id.start_reason or "").replace("\n", " ").strip().rstrip(".。")
        text = self.env._("%(step)s: %(why)s", step=step.title, why=why) if why else step.title
        return "", self._with_due(text, row["due"], scope)

    def _tell_todo(self, row, known, scope):
        activity = self._pick(known["activities"], row["activity_id"])
        name = activity.activity_type_id.name or self.env._("To-do")
        text = name
        if activity.summary and activity.summary != name:
            text = self.env._("%(type)s: %(summary)s", type=name, summary=activity.summary)
        document = "" if row["res_model"] in ("res.partner", False) else activity.res_name or ""
        return document, self._with_due(text, row["due"], scope)

    def _tell_right(self, row, known, scope):
        right = self._pick(known["rights"], row["res_id"])
        quantity = self.env["sme.answer.words"]._quantity(right.quantity)
        document = self.env._(
            "%(kind)s %(product)s (%(quantity)s)",
            kind=dict(right._fields["kind"]._description_selection(self.env))[right.kind],
            product=right.product_id.display_name,
            quantity=quantity,
        )
        days = (row["due"] - scope.today).days
        if days > 0:
            return document, self.env._("ends in %s", self._days(days))
        if days == 0:
            return document, self.env._("ends today")
        return document, self.env._("ended %s ago", self._days(-days))

    def _tell_silence(self, row, known, scope):
        late = (scope.today - row["due"]).days
        if row["kind"] == rule.LATE and late > 0:
            text = self.env._("%s late by own rhythm", self._days(late))
        elif row["moment"]:
            text = self.env._("no order for %s", self._days((scope.today - row["moment"].date()).days))
        else:
            text = self.env._("no order for a long time")
        if not row["amount"]:
            return "", text
        # sudo: the currency of a company whose scorecards the user reads
        currency_sudo = self.env["res.company"].sudo().browse(row["company_id"]).currency_id
        amount = format_amount(
            self.env, currency_sudo.round(float(row["amount"])), currency_sudo, trailing_zeroes=False
        )
        return "", self.env._("%(text)s, %(amount)s at stake", text=text, amount=amount)

    def _with_due(self, text, due, scope):
        days = (scope.today - due).days
        if days <= 0:
            return text
        if days == 1:
            return self.env._("%s, since yesterday", text)
        return self.env._("%(text)s, %(days)s overdue", text=text, days=self._days(days))

    def _days(self, days):
        return self.env._(SPANS["day"]) if days == 1 else self._fill(SPANS["days"], days)

    def _span(self, span):
        unit, number = rule.time_span(span)
        return self._days(number) if unit == "days" else self._fill(SPANS[unit], number)

    def _fill(self, words, values):
        text = self.env._(words)
        return text % values

    # ------------------------------------------------------------
    # WHAT CHANGED
    # ------------------------------------------------------------

    def _get_since(self, events, look, scope):
        """Since when something is told as new, and what customers did meanwhile."""
        # sudo: names of customers whom the user looks after or answers
        partners_sudo = self.env["res.partner"].sudo().browse([row[1] for row in events]).exists()
        named = {partner.id: partner.display_name for partner in partners_sudo}
        since = self._write_moment(look.compared_on) if look.compared_on else ""
        return {
            "text": self.env._("Since you last looked, %s", since) if since else self.env._("Today so far"),
            "events": [
                {
                    "kind": kind,
                    "partner_id": partner_id,
                    "text": self._fill(
                        EVENTS[kind], {"customer": named[partner_id], "when": self._write_moment(moment)}
                    ),
                }
                for kind, partner_id, moment, _times, _all in events
                if partner_id in named
            ],
            "more": max(events[0][4] - len(events), 0) if events else 0,
        }

    def _write_moment(self, moment):
        """Weekday and time of a moment (naive UTC), as people of the language write them."""
        local = pytz.utc.localize(moment).astimezone(self.env.tz)
        return format_skeleton("EHm", local, locale=find_locale(self.env.lang or "en_US"))
