from collections import defaultdict
from dataclasses import replace

from odoo import api, fields, models

from ...const import DOCUMENT_FIELDS, MOST_FAILURES, OPEN_STATES
from ...queries import exits as queries
from ...rules.exits import COMPLAINT, PAUSED, PAUSES, STOPPED, Enrolment, Standing, find_effect, fold


class SmeEnrolment(models.Model):
    """Follow-ups end and wait by what happens with the customer, as the table of their plan says."""

    _inherit = "sme.enrolment"

    fail_count = fields.Integer(readonly=True)
    last_error = fields.Char(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        """What came before a follow-up does not end it; an open complaint and a meeting ahead make it wait at once."""
        enrolments = super().create(vals_list)
        enrolments._pause_for_standing_causes(fields.Datetime.now())
        return enrolments

    def _pause_for_standing_causes(self, now):
        self.flush_model()
        causes = self.env.execute_query(queries.standing_causes(self.ids, now, OPEN_STATES))
        if not causes:
            return
        tables = {plan: plan._get_exit_table() for plan in self.plan_id}
        paused = defaultdict(self.browse)
        for identifier, has_complaint, meeting_ends in causes:
            enrolment = self.browse(identifier)
            table = tables[enrolment.plan_id]
            until = meeting_ends if table.get("meeting_planned") == PAUSES else None
            if has_complaint and table.get(COMPLAINT) == PAUSES:
                paused[COMPLAINT, until] |= enrolment
            elif until:
                paused["meeting_planned", until] |= enrolment
        for (reason, until), enrolments in paused.items():
            enrolments._pause(reason, until or False, now)

    # ------------------------------------------------------------
    # WHAT HAPPENED WITH THE CUSTOMER
    # ------------------------------------------------------------

    def _fold(self, by_enrolment, now):
        """Draw the consequences of rows of the ledger, {enrolment: its rows}: stop what they end, pause what waits."""
        facts = self.env["sme.contact"].union(*by_enrolment.values())._get_facts()
        judged = self._get_judged(facts.values())
        seen = {
            enrolment: {
                row: replace(facts[row], is_own=enrolment._is_own(row)) for row in by_enrolment[enrolment].sorted("id")
            }
            for enrolment in self
        }
        effects = {
            (enrolment, row): find_effect(contact, judged[enrolment])
            for enrolment, contacts in seen.items()
            for row, contact in contacts.items()
        }
        waits = {row for (_enrolment, row), (effect, _event) in effects.items() if effect == PAUSES}
        until = self.env["sme.contact"].union(*waits)._get_until(now)
        stopped, paused = defaultdict(self.browse), defaultdict(self.browse)
        for enrolment in self:
            before = Standing(enrolment.state, enrolment.pause_reason or None, enrolment.paused_until or None)
            contacts = [
                # a complaint lasts until it is settled, also where a message tells of it
                contact if effects[enrolment, row][1] == COMPLAINT else replace(contact, until=until.get(row))
                for row, contact in seen[enrolment].items()
            ]
            after = fold(before, contacts, judged[enrolment], now)
            if after == before:
                continue
            if after.state == STOPPED:
                stopped[after.reason] |= enrolment
            else:
                paused[before.state, after.reason, after.until] |= enrolment
        for reason, enrolments in stopped.items():
            enrolments._stop(reason, now)
        for (state, reason, until), enrolments in paused.items():
            if state == PAUSED:
                enrolments.write({"pause_reason": reason, "paused_until": until or False})
            else:
                enrolments._pause(reason, until or False, now)

    def _get_judged(self, contacts):
        """{enrolment: what the rules need to know of it}; what no row asks for is not read."""
        tables = {plan: plan._get_exit_table() for plan in self.plan_id}
        wants_people = any(contact.user_id for contact in contacts)
        wants_documents = any(contact.documents for contact in contacts)
        people = self._get_people() if wants_people else {}
        return {
            enrolment: Enrolment(
                table=tables[enrolment.plan_id],
                user_ids=frozenset(people.get(enrolment, ())),
                documents=enrolment._get_documents() if wants_documents else frozenset(),
            )
            for enrolment in self
        }

    def _get_people(self):
        """{enrolment: ids of the users for whom the customer is no colleague's}: who has steps, and who answers."""
        groups = self.env["sme.enrolment.step"]._read_group(
            [("enrolment_id", "in", self.ids), ("user_id", "!=", False)], ["enrolment_id"], ["user_id:array_agg"]
        )
        people = {enrolment: set(users) for enrolment, users in groups}
        for enrolment in self:
            if manager := enrolment.commercial_partner_id.user_id:
                people.setdefault(enrolment, set()).add(manager.id)
        return people

    def _get_documents(self):
        return frozenset(
            (model, identifier) for model, name in DOCUMENT_FIELDS.items() for identifier in self[name].ids
        )

    def _is_own(self, row):
        """Whether a row of the ledger came of a step of this follow-up. For other areas."""
        return row.res_model == self._name and row.res_id == self.id

    # ------------------------------------------------------------
    # GOING ON
    # ------------------------------------------------------------

    @api.model
    def _probe_to_resume(self, now):
        return queries.to_resume(now, OPEN_STATES, MOST_FAILURES)

    @api.model
    def _find_to_resume(self, now):
        """Ids of the follow-ups whose time is over, whose complaint is settled or whose meeting was called off."""
        self.flush_model()
        return [row[0] for row in self.env.execute_query(self._probe_to_resume(now))]

    def _process_resume(self, now):
        self.flush_model()
        rows = self.env.execute_query(queries.to_resume(now, OPEN_STATES, MOST_FAILURES, self.ids))
        self.browse([row[0] for row in rows])._resume(now)
