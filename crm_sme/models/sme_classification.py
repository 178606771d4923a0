import json
from fractions import Fraction
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import REFRESH_LOCK_CLASS
from ..exceptions import RefreshRunningError
from ..queries import order_facts, peer_facts, preview, scorecard_store
from ..rules.facts import ClassBounds, ClassFacts, CompanyFacts, LifecycleBounds, LifecycleFacts
from ..rules.lifecycle import lifecycle_timetable
from ..rules.scorecard import Rulebook, class_judge
from ..rules.value import BasisBounds, decide_basis, known_share

CHUNK = 5000  # situations judged and handed over at once: bounds the memory, not the transaction
ALL_BOUNDS = {
    "share": ("share_key", "share_growth", "share_standard"),
    "threshold": ("amount_key", "amount_growth", "amount_standard"),
}


def exact(number):
    """The number a person typed, without the error of its binary form."""
    return Fraction(str(number))


def fingerprint(*values):
    """A short text that differs when any of the values does."""
    return sha256(repr(values).encode()).hexdigest()[:40]


class SmeClassification(models.AbstractModel):
    """Fetch facts with queries, judge them with rules, store what changed. Commits nothing."""

    _name = "sme.classification"
    _description = "Customer Classification"

    @api.model
    def _refresh_company(self, policy, as_of=None, report=lambda phase: None):
        """Bring the scorecards of the policy's company up to a day (today by default, never later).

        A day in the past uses no memory and writes no history; nor does the first run after it, for which the rows of
        that day are no memory of anything. Returns the number of scorecards written or deleted. Raises UserError when
        the company is being refreshed already.
        """
        today = policy._get_today()
        as_of = as_of or today
        if as_of > today:
            raise UserError(self.env._("Scorecards cannot be computed for %s: that day has not come yet.", as_of))
        self._lock(policy)
        is_current = as_of == today
        if is_current:
            self.env["sme.customer.override"]._end_expired(policy.company_id, today)
        self.env.flush_all()
        remembers = is_current and bool(policy.rules_key)
        company, facts = self._collect(policy, as_of, basis_before=remembers and policy.value_basis_used)
        report("verdicts")
        rulebook = self._get_rulebook(policy)
        rules_key, facts_key = self._get_keys(policy, rulebook, company, facts)
        use_memory = is_current and self._has_memory(policy, as_of, rules_key)
        judge_all = not use_memory or facts_key != policy.facts_key
        some = self._judge(policy, company, rulebook, as_of, judge_all, use_memory)
        report("store")
        cause = "refresh" if rules_key == policy.rules_key else "policy"
        cause = cause if remembers and policy.as_of else None
        written = self._store(policy, as_of, cause, company.ranked_count, some)
        self.env.execute_query(scorecard_store.use_merge_joins(True))
        policy.sudo().write(  # sudo: only the engine writes results, whoever may refresh
            {
                "as_of": as_of,
                "value_basis_used": company.basis,
                "cost_known_share": facts["known_share"],
                "median_gap_days": company.median_gap or 0.0,
                "customer_count": facts["customer_count"],
                "ranked_count": company.ranked_count,
                "value_total": company.total_value / 10**policy.currency_id.decimal_places,
                "refreshed_at": fields.Datetime.now(),
                "rows_written": written,
                "rules_key": is_current and rules_key,
                "facts_key": is_current and facts_key,
            }
        )
        self.env.invalidate_all()
        return written

    def _has_memory(self, policy, as_of, rules_key):
        """Whether the stored classes were judged by the same rules, on this day or before."""
        return bool(policy.as_of) and as_of >= policy.as_of and rules_key == policy.rules_key

    def _lock(self, policy):
        """Hold the refresh of this company until the transaction ends; refuse a second one."""
        [(locked,)] = self.env.execute_query(scorecard_store.try_lock(REFRESH_LOCK_CLASS, policy.company_id.id))
        if not locked:
            raise RefreshRunningError(
                self.env._(
                    "The customers of %s are being refreshed already. Try again in a minute.", policy.company_id.name
                )
            )

    @api.model
    def _get_running(self):
        """The companies that are being refreshed at this moment, in whatever transaction."""
        rows = self.env.execute_query(scorecard_store.held_locks(REFRESH_LOCK_CLASS))
        return self.env["res.company"].browse(company_id for (company_id,) in rows)

    # ------------------------------------------------------------
    # FACTS
    # ------------------------------------------------------------

    def _collect(self, policy, as_of, basis_before):
        """Put facts and ranks of all customers into tables of this transaction.

        `basis_before` is the value basis that an automatic choice may keep, if there is one.

        Returns the CompanyFacts and a dict with customer_count, known_share (0..1) and the checksum of the values.
        """
        query = self.env.execute_query
        places = policy.currency_id.decimal_places
        query(peer_facts.drop_tables())
        query(peer_facts.create_facts(order_facts.order_facts(self._get_scope(policy, as_of))))
        [(known_amount, absolute_amount)] = query(peer_facts.cost_knowledge())
        share = known_share(known_amount, absolute_amount)
        bounds = BasisBounds(policy.value_basis, exact(policy.cost_known_enter), exact(policy.cost_known_leave))
        basis = decide_basis(bounds, share, basis_before)
        query(peer_facts.create_peers(basis, places))
        [(customers, median_gap, ranked, total, all_equal, checksum)] = query(peer_facts.company_facts())
        company = CompanyFacts(
            ranked_count=ranked,
            total_value=total,
            all_equal=all_equal,
            basis=basis,
            window_months=policy.window_months,
            median_gap=median_gap,
        )
        return company, {"customer_count": customers, "known_share": float(share or 0), "checksum": checksum}

    def _get_scope(self, policy, as_of):
        """Which orders of the company count as of the day."""
        window_start = policy._get_window_start(as_of)
        return order_facts.FactsScope(
            company_id=policy.company_id.id,
            timezone=policy._get_timezone(),
            until=policy._get_end_of_day(as_of),
            window_start=window_start,
            since=policy._get_end_of_day(window_start),
            decimal_places=policy.currency_id.decimal_places,
            excluded_partner_ids=tuple(sorted(policy._get_excluded_partners().ids)),
        )

    # ------------------------------------------------------------
    # VERDICTS
    # ------------------------------------------------------------

    def _get_rulebook(self, policy):
        """The policy's bounds as the rules want them: exact, amounts in minor units."""
        unit = 10**policy.currency_id.decimal_places if policy.method == "threshold" else 1
        return Rulebook(
            classes=ClassBounds(
                method=policy.method,
                bounds=tuple(exact(policy[name]) * unit for name in ALL_BOUNDS[policy.method]),
                border_percent=exact(policy.border_percent),
            ),
            lifecycle=LifecycleBounds(
                new_days=policy.new_days,
                won_back_days=policy.won_back_days,
                won_back_gap_days=policy.won_back_gap_days,
                late_factor=exact(policy.late_factor),
                late_min_days=policy.late_min_days,
                dormant_factor=exact(policy.dormant_factor),
                dormant_min_days=policy.dormant_min_days,
                dormant_days=policy.dormant_days,
                lost_days=policy.lost_days,
                rhythm_min_order_days=policy.rhythm_min_order_days,
            ),
            few_ranked=policy.few_ranked,
        )

    def _get_keys(self, policy, rulebook, company, facts):
        """(rules, facts): the memory ends when the first changes; nothing is judged anew while the second stays."""
        rules_key = fingerprint(policy.method, rulebook.classes.bounds, policy.window_months, company.basis)
        facts_key = fingerprint(
            rules_key, rulebook, company.ranked_count, company.total_value, company.median_gap, facts["checksum"]
        )
        return rules_key, facts_key

    def _judge(self, policy, company, rulebook, as_of, judge_all, use_memory):
        """Judge the customers whose verdict may have changed: class and lifecycle apart, each situation once.

        Returns whether there was anything to judge.
        """
        query = self.env.execute_query
        class_ids = self.env["sme.customer.class"]._ids_by_code()
        customers = self._get_customers(policy, company, rulebook, as_of)
        query(scorecard_store.drop_tables())
        query(scorecard_store.use_merge_joins(False))
        query(scorecard_store.create_scorecards(customers, policy.company_id.id, as_of, judge_all, use_memory))
        if not self.env.cr.rowcount:
            return False
        classify = class_judge(rulebook, company)

        def judge_class(situation):
            code, reasons = classify(ClassFacts._make(situation))
            return [(class_ids.get(code), reasons)]

        def judge_lifecycle(situation):
            shortest, longest, *facts = situation
            timetable = lifecycle_timetable(LifecycleFacts._make(facts), company, rulebook.lifecycle)
            return [(*span[:-1], (span.reason,)) for span in timetable if span.overlaps(shortest, longest)]

        self._judge_situations(scorecard_store.CLASS_JUDGEMENT, judge_class)
        self._judge_situations(scorecard_store.LIFECYCLE_JUDGEMENT, judge_lifecycle)
        return True

    def _get_customers(self, policy, company, rulebook, as_of):
        """The query of all customers with the facts that their verdicts depend on."""
        bounds = rulebook.lifecycle
        scope = peer_facts.LifecycleScope(
            as_of, bounds.rhythm_min_order_days, bounds.new_days, bounds.won_back_days, bounds.won_back_gap_days
        )
        return peer_facts.customers(company.basis, policy.currency_id.decimal_places, scope)

    def _judge_situations(self, judgement, judge):
        """Put the verdicts on all situations of one kind into a table of this transaction, in chunks."""
        query = self.env.execute_query
        query(scorecard_store.create_situations(judgement))
        query(scorecard_store.create_verdicts(judgement))
        query(scorecard_store.open_situations(judgement))
        while rows := query(scorecard_store.fetch_situations(judgement, CHUNK)):
            verdicts = [(row[0], *verdict) for row in rows for verdict in judge(row[1:])]
            ids, *columns, reasons = zip(*verdicts, strict=True)
            query(scorecard_store.add_verdicts(judgement, ids, columns, json.dumps(reasons)))
            if len(rows) < CHUNK:
                break
        query(scorecard_store.close_situations(judgement))

    # ------------------------------------------------------------
    # STORE
    # ------------------------------------------------------------

    def _store(self, policy, as_of, cause, ranked_count, some):
        """Record what changes (with a cause only), write changed scorecards, delete those without facts.

        `some` tells whether any customer was judged. Returns how many scorecards were written or deleted.
        """
        query, cursor = self.env.execute_query, self.env.cr
        company_id = policy.company_id.id
        user_id = self.env.uid if cause == "policy" else None
        if cause:
            [(written,)] = query(scorecard_store.record_departures(company_id, as_of, cause, user_id))
        else:
            query(scorecard_store.delete_departures(company_id))
            written = cursor.rowcount
        if not some:
            return written
        judged = scorecard_store.judged_scorecards(policy.currency_id.decimal_places, as_of)
        now = fields.Datetime.now()
        [(some_known, some_new)] = query(scorecard_store.tell_scorecards(company_id))
        if some_known:
            if cause:
                query(scorecard_store.add_events(judged, as_of, cause, user_id, ranked_count))
            query(scorecard_store.update_scorecards(judged, now))
            written += cursor.rowcount
        if some_new:
            query(scorecard_store.insert_scorecards(company_id, judged, now))
            written += cursor.rowcount
        return written

    # ------------------------------------------------------------
    # WHAT-IF
    # ------------------------------------------------------------

    @api.model
    def _preview(self, policy, rules):
        """(result, movers) of judging by other rules, without memory, on the day of the stored scorecards.

        Writes nothing but tables of this transaction. The result holds plain values, as the template
        `policy_preview_result` takes them; movers are (scorecard id, partner id, code before, code after, value).
        """
        if not policy.as_of:
            raise UserError(self.env._("Refresh the scorecards first: there is nothing to compare with."))
        tried = policy.new(rules, origin=policy)
        self.env.flush_all()
        company, _facts = self._collect(tried, policy.as_of, basis_before=policy.value_basis_used)
        rulebook = self._get_rulebook(tried)
        some = self._judge(tried, company, rulebook, policy.as_of, judge_all=True, use_memory=False)
        codes = {class_id: code for code, class_id in self.env["sme.customer.class"]._ids_by_code().items()}
        judged = scorecard_store.judged_scorecards(policy.currency_id.decimal_places, policy.as_of)
        rows = self.env.execute_query(preview.class_matrix(judged)) if some else []
        matrix = [(codes.get(before, "none"), codes.get(after, "none"), *rest) for before, after, *rest in rows]
        movers = [
            (customer, partner, codes.get(before, "none"), codes.get(after, "none"), float(value))
            for customer, partner, before, after, value in (
                self.env.execute_query(preview.movers(judged)) if some else []
            )
        ]
        self.env.execute_query(scorecard_store.use_merge_joins(True))
        result = self._summarize_preview(policy, company, matrix)
        result["mover_count"] = len(movers)
        return result, movers

    def _summarize_preview(self, policy, company, matrix):
        """Counts, values and contacts a week by class, before and after."""
        classes = []
        for customer_class in self.env["sme.customer.class"].search([]):
            before = [row for row in matrix if row[0] == customer_class.code]
            after = [row for row in matrix if row[1] == customer_class.code]
            classes.append(
                {
                    "code": customer_class.code,
                    "name": customer_class.name,
                    "color": customer_class.color,
                    "count_before": sum(row[2] for row in before),
                    "count_after": sum(row[2] for row in after),
                    "value_before": float(sum(row[3] for row in before)),
                    "value_after": float(sum(row[4] for row in after)),
                    "contacts_before": customer_class._contacts_per_week(sum(row[5] for row in before)),
                    "contacts_after": customer_class._contacts_per_week(sum(row[6] for row in after)),
                }
            )
        return {
            "as_of": fields.Date.to_string(policy.as_of),
            "basis": company.basis,
            "currency_id": policy.currency_id.id,
            "classes": classes,
            "contacts_before": sum(row["contacts_before"] for row in classes),
            "contacts_after": sum(row["contacts_after"] for row in classes),
            "matrix": [
                {"from": before, "to": after, "count": count, "value": float(value)}
                for before, after, count, _value_before, value, *_touch in matrix
            ],
        }
