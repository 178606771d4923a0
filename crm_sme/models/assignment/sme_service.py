import random
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import mute_logger

from ...rules.assignment import NOBODY, Roster, assign

USUAL_MONTHS = 12
ASSIGNMENT_REASONS = [
    ("account_manager", "Account manager of the customer"),
    ("usual_handler", "Usually handles this customer"),
    ("least_loaded", "Fewest open records of those present"),
    ("leader", "Nobody of the team is there: the leader"),
    ("nobody", "Nobody is there, and the team has no leader"),
    ("by_hand", "By hand"),
]


class SmeService(models.Model):
    _inherit = "sme.service"

    assignment_reason = fields.Selection(
        selection=ASSIGNMENT_REASONS, string="Assigned Because", readonly=True, copy=False
    )
    assigned_on = fields.Datetime(readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        by_hand = {"assignment_reason": "by_hand", "assigned_on": fields.Datetime.now()}
        services = super().create([{**values, **by_hand} if values.get("user_id") else values for values in vals_list])
        services._assign_unassigned()
        return services

    def write(self, values):
        if "user_id" in values and "assignment_reason" not in values:
            by_hand = bool(values["user_id"])
            values = {
                **values,
                "assignment_reason": by_hand and "by_hand",
                "assigned_on": by_hand and fields.Datetime.now(),
            }
        result = super().write(values)
        if "held_reason" in values and not values["held_reason"]:
            self._assign_unassigned()
        return result

    def _assign_unassigned(self):
        """Find somebody for those in the queue that nobody has, where the team wants so."""
        self.filtered(
            lambda service: not service.user_id and not service.held_reason and service.team_id.assign_automatically
        )._assign()

    @api.model
    def _get_nobody_domain(self):
        return Domain("user_id", "=", False)

    def _assign(self):
        """Give each record to a person, with the reason; one write for all that one person gets for one reason."""
        now = fields.Datetime.now()
        # sudo: whose records are many, and who is there, decides; whoever brings a record sees neither
        services_sudo = self.sudo()
        decided = {}
        for team_sudo, of_team in services_sudo.grouped("team_id").items():
            of_team._decide(of_team._get_roster(team_sudo, now), now, decided)
        for (user_id, reason), ids in decided.items():
            chosen = services_sudo.browse(ids)
            chosen.write({"user_id": user_id, "assignment_reason": reason, "assigned_on": now})
            if reason == NOBODY:
                chosen._warn_about_nobody()

    def _decide(self, roster, now, decided):
        """Add to `decided`, {(user, reason): ids of records}, what the rule says about each record."""
        managers = self._get_account_managers()
        usual = self._get_usual_handlers(now)
        handlers = {service: usual.get(service.commercial_partner_id, service.env["res.users"]) for service in self}
        able = self._get_able(managers, handlers)
        load = dict(roster.load)
        present = set(roster.present) | set(
            self.env["res.users"]
            .union(*managers.values(), *handlers.values())
            ._filter_present(self.company_id, now)
            .ids
        )
        for service in self:
            people = Roster(members=roster.members, leader=roster.leader, present=present, load=load)
            assignment = assign(
                people,
                managers[service].id or None,
                handlers[service].id or None,
                {user.id for user in managers[service] | handlers[service] if service.id in able.get(user, ())},
                random.choice,
            )
            decided.setdefault((assignment.user or False, assignment.reason), []).append(service.id)
            if assignment.user:
                load[assignment.user] = load.get(assignment.user, 0) + 1

    def _get_account_managers(self):
        """{record: who knows its customer}. For other areas."""
        return {service: service.commercial_partner_id.user_id for service in self}

    @api.model
    def _get_roster(self, team, now):
        """The members of a team who may serve, with their open records, and the leader."""
        people = (team.member_ids | team.user_id).filtered(
            lambda user: user.active and user.has_group("crm_sme.group_sme_service")
        )
        members = team.member_ids & people
        counts = self._read_group(
            self._get_open_domain() & Domain("user_id", "in", members.ids), ["user_id"], ["__count"]
        )
        return Roster(
            members=members.ids,
            leader=(team.user_id & people).id or None,
            present=frozenset(people._filter_present(team.company_id, now).ids),
            load={user.id: count for user, count in counts},
        )

    def _get_usual_handlers(self, now):
        """{customer: who handled most of the customer's records in the last year, at least two}."""
        rows = self._read_group(
            Domain("commercial_partner_id", "in", self.commercial_partner_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("user_id", "!=", False)
            & Domain("id", "not in", self.ids)
            & Domain("create_date", ">=", now - timedelta(days=30 * USUAL_MONTHS)),
            ["commercial_partner_id", "user_id"],
            ["__count", "id:max"],
        )
        best = {}
        for partner, user, count, latest in rows:
            if count >= 2 and (count, latest) > best.get(partner, (0, 0, None))[:2]:
                best[partner] = (count, latest, user)
        return {partner: user for partner, (_count, _latest, user) in best.items()}

    def _get_able(self, *people_by_service):
        """{user: ids of the records that he or she may read}, for the people named for each record."""
        wanted = {}
        for people in people_by_service:
            for service, users in people.items():
                for user in users:
                    wanted.setdefault(user, set()).add(service.id)
        able = {}
        for user, ids in wanted.items():
            # not as superuser: what this person may read is the question
            own = self.env["sme.service"].with_user(user).with_context(allowed_company_ids=self.company_id.ids)
            readable = user.active and own.has_access("read") and self.company_id <= user.company_ids
            able[user] = set(own.browse(ids)._filtered_access("read").ids) if readable else set()
        return able

    def _warn_about_nobody(self):
        """One alert a day and team for a manager: records of the team wait for somebody."""
        now = fields.Datetime.now()
        today = fields.Date.context_today(self)
        for team, services in self.grouped("team_id").items():
            managers = self.env["res.users"]._get_sme_managers(team.company_id)
            manager = (managers._filter_present(team.company_id, now) or managers)[:1]
            if not manager:
                continue
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    if self.env["sme.alert"]._raise([services[:1]._prepare_nobody_alert(manager, today)]):
                        self.env["sme.tick"]._wake()
            except SerializationFailure:
                # another record of the team raises it at this moment, and a mail must not be lost for that
                continue

    def _prepare_nobody_alert(self, manager, today):
        return {
            "user_id": manager.id,
            "company_id": self.company_id.id,
            "kind": "nobody",
            "importance": 4,
            "reasons": [["nobody", self.team_id.id]],
            "res_model": self._name,
            "res_id": self.id,
            "key": f"{self.team_id._name},{self.team_id.id},nobody,{today}",
        }

    @api.model
    def get_queue_state(self):
        """What the queue itself warns of: the open records that are nobody's."""
        self.check_access("read")
        return {"nobody": self.search_count(self._get_open_domain() & self._get_nobody_domain(), limit=1000)}

    def action_assign(self):
        """Let the rule choose again who gets the records."""
        self.check_access("write")
        self._assign()

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        """People find their records in the queue; a mail for each would be the dearest part of taking one in."""
        return [
            (partner_id, subtype_ids, False)
            for partner_id, subtype_ids, _template in super()._message_auto_subscribe_followers(
                updated_values, default_subtype_ids
            )
        ]
