from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ...const import MOST_FAILURES
from ...queries import attention
from ...rules import attention as rule

MOST_BREAK_THROUGH = 2
# What is shown says only after a while that it is ignored, and is forgotten after a longer one.
PATIENCE = timedelta(days=1)
MEMORY = timedelta(days=90)
MOST_REMEMBERED = 12
PROMISE_KINDS = ("promise", "escalation")


class SmeAlert(models.Model):
    """Showing alerts within the budget of each person: as one to-do a customer, without a mail."""

    _inherit = "sme.alert"

    # ------------------------------------------------------------
    # DECIDING
    # ------------------------------------------------------------

    @api.model
    def _get_dispatch_domain(self, now):
        waited = Domain("wait_until", "=", False) | Domain("wait_until", "<=", now)
        return Domain("state", "=", "pending") & Domain("fail_count", "<", MOST_FAILURES) & waited

    @api.model
    def _probe_for_dispatch(self, now):
        return self._search(self._get_dispatch_domain(now)).select()

    @api.model
    def _find_for_dispatch(self, now):
        """Ids of the alerts to decide about; the most pressing first, since a batch is decided about at once."""
        if not self.env["sme.tick"]._is_first_lane():
            return []
        return self.search(self._get_dispatch_domain(now), order="is_critical DESC, importance DESC, date, id").ids

    def _process_dispatch(self, now):
        """Show, keep for later or for the digest, or drop; each once, whatever runs twice."""
        waiting = self.filtered(
            lambda alert: alert.state == "pending" and (not alert.wait_until or alert.wait_until <= now)
        )
        gone = waiting._filter_gone()
        gone._store_verdict("dropped", "gone")
        for company, alerts in (waiting - gone).grouped("company_id").items():
            alerts._dispatch(company, now)

    def _filter_gone(self):
        """Alerts whose person does not work for the company any more, or whose document was deleted."""
        # sudo: who works where is asked for everybody
        gone = self.filtered(
            lambda alert: (
                not alert.user_id.sudo().active
                or alert.user_id.sudo().share
                or alert.company_id not in alert.user_id.sudo().company_ids
            )
        )
        for model, alerts in self.grouped("res_model").items():
            if model:
                ids = self.env[model].browse(alerts.mapped("res_id")).exists().ids if model in self.env else ()
                gone |= alerts.filtered(lambda alert, ids=ids: alert.res_id not in ids)
        return gone

    def _dispatch(self, company, now):
        """Decide about alerts of one company."""
        facts = self._get_facts(company, now)
        left = {}

        def spend(budget, user):
            # what is used up is not asked for again
            if left.get((budget, user), True):
                left[budget, user] = self._spend(budget, user, company, now)
            return left[budget, user]

        decisions = rule.decide(facts, now, self.user_id._get_quiet_until(company, now), spend)
        self._show([self.browse(d.alerts) for d in decisions if d.verdict == rule.SHOW], now)
        for decision in decisions:
            alerts = self.browse(decision.alerts)
            if decision.verdict == rule.WAIT:
                alerts._store_verdict("pending", decision.reason, wait_until=decision.until)
            elif decision.verdict == rule.DIGEST:
                alerts._store_verdict("digested", decision.reason, digest_on=alerts._get_digest_moment(company, now))
            elif decision.verdict == rule.DROP:
                alerts._store_verdict("dropped", decision.reason)
        ignored = self.browse(fact.id for fact in facts if fact.ignored >= rule.MOST_IGNORED)
        ignored._tell_manager(company, now)

    def _store_verdict(self, state, reason, **values):
        self.write({"state": state, "drop_reason": reason, "wait_until": False, **values})

    def _get_facts(self, company, now):
        """The alerts as the rule sees them, with what became of earlier ones about the same."""
        # sudo: a setting of the company
        cool_down = now - timedelta(hours=company.sudo().sme_alert_cool_down)
        earlier = self._get_earlier(now)
        return [
            rule.Alert(
                id=alert.id,
                person=alert.user_id,
                customer=alert._get_subject(),
                kind=alert.kind,
                importance=alert.importance,
                critical=alert.is_critical,
                # what waited for the person to come back has not become old by that
                raised=max(alert.date, alert.wait_until or alert.date),
                ignored=len(rule.find_ignored(earlier[alert], now - PATIENCE)),
                cooling=any(moment > cool_down for moment, _acted in earlier[alert]),
            )
            for alert in self
        ]

    def _get_subject(self):
        """What alerts are grouped by: the customer, else the document, else nothing but the alert itself."""
        return (self.partner_id.id or 0, *((self.res_model, self.res_id or self.id) if not self.partner_id else ()))

    def _get_earlier(self, now):
        """{alert: [(moment, whether acted on) of earlier ones of the kind about the same, newest first]}."""
        scopes = [
            (alert.user_id.id, alert.kind, alert.partner_id.id or None, alert.res_model or None, alert.res_id or None)
            for alert in self
        ]
        self.flush_model()
        earlier = {alert: [] for alert in self}
        for position, moment, acted in self.env.execute_query(
            attention.last_interruptions(scopes, now - MEMORY, MOST_REMEMBERED)
        ):
            earlier[self[position - 1]].append((moment, acted))
        return earlier

    @api.model
    def _spend(self, budget, user, company, now):
        """Use one interruption of a person's day; False where there is none left."""
        day = user._get_day_in(company, now)
        # sudo: a setting of the company
        most = company.sudo().sme_alert_cap if budget == rule.DAY else MOST_BREAK_THROUGH
        return self.env["sme.quota"]._spend(f"alerts {budget} {user.id} {day}", most, day + timedelta(days=2))

    def _tell_manager(self, company, now):
        """What a person ignored three times is a matter for a manager, once for each time it comes to that."""
        alerts = self.filtered(lambda alert: alert.kind != "muted")
        if not alerts:
            return
        managers = self.env["res.users"]._get_sme_managers(company)
        present = managers._filter_present(company, now) or managers
        earlier = alerts._get_earlier(now)
        values_list = []
        for alert in alerts:
            manager = (present - alert.user_id)[:1]
            if manager:
                first = rule.find_ignored(earlier[alert], now - PATIENCE)[-1]
                values_list.append(alert._prepare_muted_alert(manager, first))
        self._raise(values_list)

    def _prepare_muted_alert(self, manager, first):
        subject = ",".join(str(part) for part in self._get_subject())
        return {
            "user_id": manager.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "kind": "muted",
            "reasons": [["muted", self.user_id.id, self.kind]],
            "res_model": self.res_model,
            "res_id": self.res_id,
            "key": f"muted,{self.user_id.id},{self.kind},{subject},{first}",
        }

    # ------------------------------------------------------------
    # SHOWING
    # ------------------------------------------------------------

    def _show(self, groups, now):
        """One to-do a group: alerts of a person about a customer, the most pressing first."""
        activities = self._create_activities([alerts._prepare_activity(now) for alerts in groups])
        for alerts, activity in zip(groups, activities, strict=True):
            alerts._store_verdict("shown", False, shown_date=now, activity_id=activity.id)

    @api.model
    def _create_activities(self, values_list):
        """To-dos without a mail, that make nobody a follower of a document: alerts are not what people subscribe to."""
        followers = self.env["mail.followers"]
        documents = {}
        for values in values_list:
            if values["res_model_id"]:
                model = self.env["ir.model"].browse(values["res_model_id"]).model
                documents.setdefault(model, set()).add(values["res_id"])
        domain = Domain.OR(
            Domain("res_model", "=", model) & Domain("res_id", "in", list(ids)) for model, ids in documents.items()
        )
        before = followers.search(domain)
        activities = self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(values_list)
        (followers.search(domain) - before).unlink()
        return activities

    def _prepare_activity(self, now):
        """The to-do for alerts of one person about one customer: on the document of the first, naming the others."""
        lead, user = self[0], self[0].user_id
        # sudo: the language and the zone of whom it is for
        user_sudo = user.sudo()
        speaking = self.with_context(lang=user_sudo.lang or self.env.lang, tz=user_sudo.tz)
        others = [alert for alert in speaking[1:] if alert.text != speaking[0].text]
        document = lead._prepare_document()
        if not document["res_id"] and lead.res_id:
            others.insert(0, speaking[0])
        return {
            **document,
            "user_id": user.id,
            "activity_type_id": lead._get_activity_type().id,
            "date_deadline": lead.date_deadline or fields.Date.context_today(speaking, now),
            "summary": speaking[0].text,
            "note": Markup("<ul>%s</ul>") % Markup().join(alert._render_line() for alert in others)
            if others
            else False,
            "automated": True,
        }

    def _prepare_document(self):
        """Where the to-do goes; a document that cannot have any leaves it with the person."""
        self.ensure_one()
        model = self.env.get(self.res_model) if self.res_model else None
        if model is None or "activity_ids" not in model._fields or not self.res_id:
            return {"res_model_id": False, "res_id": False}
        return {"res_model_id": self.env["ir.model"]._get_id(self.res_model), "res_id": self.res_id}

    def _render_line(self):
        if not self.res_model or not self.res_id:
            return Markup("<li>%s</li>") % self.text
        url = f"/mail/view?model={self.res_model}&res_id={self.res_id}"
        return Markup('<li><a href="%s">%s</a></li>') % (url, self.text)

    def _get_activity_type(self):
        self.ensure_one()
        promise = self.kind in PROMISE_KINDS and self.res_model == "sme.service"
        name = "crm_sme.mail_activity_type_promise" if promise else "crm_sme.mail_activity_type_alert"
        activity_type = self.env.ref(name, raise_if_not_found=False)
        return activity_type or self.env.ref("mail.mail_activity_data_todo")

    def _clear_activities(self):
        """To-dos go with their last alert; one that has others left is about these from now on."""
        activities = self.activity_id.filtered("active")
        if not activities:
            return
        domain = Domain("activity_id", "in", activities.ids) & Domain("acted_date", "=", False)
        left = self.search(domain, order="is_critical DESC, importance DESC, date, id").grouped("activity_id")
        for activity in activities & self.env["mail.activity"].union(*left):
            values = left[activity]._prepare_activity(activity.create_date)
            activity.write({name: value for name, value in values.items() if name != "user_id"})
        (activities - self.env["mail.activity"].union(*left)).unlink()

    # ------------------------------------------------------------
    # DIGEST
    # ------------------------------------------------------------

    def _get_digest_moment(self, company, now):
        """When the next digest of the person is due; False where the company wants none."""
        # sudo: a setting of the company
        company_sudo = company.sudo()
        if not company_sudo.sme_alert_digest:
            return False
        return rule.next_hour(now, company_sudo.sme_digest_hour, self.user_id._get_zone_in(company))

    @api.model
    def _get_digest_domain(self, now):
        due = Domain("digest_date", "=", False) & Domain("digest_on", "<=", now)
        return Domain("state", "=", "digested") & due & Domain("fail_count", "<", MOST_FAILURES)

    @api.model
    def _probe_for_digest(self, now):
        return self._search(self._get_digest_domain(now)).select()

    @api.model
    def _find_for_digest(self, now):
        """Ids of what is to be told by a digest now; those of one person together."""
        if not self.env["sme.tick"]._is_first_lane():
            return []
        due = self.search(self._get_digest_domain(now), order="digest_on, id")
        return due.sorted(lambda alert: alert.user_id.id).ids

    def _process_digest(self, now):
        """One mail a person and day, on days on which the person works; the rest waits for the next."""
        due = self.filtered(
            lambda alert: (
                alert.state == "digested" and not alert.digest_date and alert.digest_on and alert.digest_on <= now
            )
        )
        # what was handled needs no telling; what the tick left for so long is news no more
        done = due.filtered(lambda alert: alert.acted_date or now - alert.digest_on > rule.OLDEST)
        done.digest_on = False
        for user, alerts in (due - done).grouped("user_id").items():
            company = user.company_id if user.company_id in alerts.company_id else alerts.company_id[:1]
            day = user._get_day_in(company, now)
            key = f"digest of alerts {user.id} {day}"
            if not user.active:
                alerts._store_verdict("dropped", "gone")
            elif user._works_on(company, day) and self.env["sme.quota"]._spend(key, 1, day + timedelta(days=2)):
                alerts.digest_date = now
                user._send_alert_digest(company)
            else:
                alerts.digest_on = alerts._get_digest_moment(company, now)
