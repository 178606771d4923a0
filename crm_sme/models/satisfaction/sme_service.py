import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import email_normalize, format_datetime, html2plaintext, plaintext2html, split_every

from odoo.addons.rating.models.rating_data import (
    RATING_HAPPY_VALUE,
    RATING_LIMIT_MIN,
    RATING_LIMIT_OK,
    RATING_NEUTRAL_VALUE,
    RATING_UNHAPPY_VALUE,
)

from ...const import OPEN_STATES
from ...rules.working_days import FURTHEST_DAYS, add_working_days

_logger = logging.getLogger(__name__)

# Records solved longer ago are not asked about any more: a switch that is turned on asks nobody about last year.
LATEST_REQUEST_DAYS = 30
REQUESTS_AT_ONCE = 50
ANY_NUMBER = 2**31 - 1
FACES = {
    str(RATING_HAPPY_VALUE): RATING_HAPPY_VALUE,
    str(RATING_NEUTRAL_VALUE): RATING_NEUTRAL_VALUE,
    str(RATING_UNHAPPY_VALUE): RATING_UNHAPPY_VALUE,
}
RATING_REQUEST_STATES = [
    ("asked", "Asked"),
    ("given", "Rated Already"),
    ("recent", "Asked Recently"),
    ("no_address", "No Email Address"),
    ("failed", "Could Not Be Sent"),
]


class SmeService(models.Model):
    """How content a customer was: asked once, heard however it is said, and called back where it was bad."""

    _inherit = "sme.service"

    rating_request_state = fields.Selection(
        selection=RATING_REQUEST_STATES,
        string="Rating Request",
        readonly=True,
        copy=False,
        help="Empty: not asked yet. Only contacts are asked, and not again for some days.",
    )

    # known without a question of a record that does not exist yet
    rating_last_value = fields.Float(compute="_compute_rating_last_value", store=True, precompute=True)

    _rating_due_idx = models.Index(
        "(date_solved) WHERE rating_request_state IS NULL AND date_solved IS NOT NULL AND partner_id IS NOT NULL"
    )

    def _rating_get_parent_field_name(self):
        return "team_id"

    def _rating_apply_get_default_subtype_id(self):
        """A note: colleagues of the customer who follow the record get no mail about the rating."""
        return self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")

    # ------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------

    @api.model
    def _cron_ask_for_ratings(self):
        """Ask the contacts of records that were solved some time ago; one record at most is asked about each."""
        now = fields.Datetime.now()
        jobs = self.env["ir.cron"]
        due = self.search(self._get_rating_due_domain(now), order="date_solved, id")
        jobs._commit_progress(remaining=len(due))
        for batch in split_every(REQUESTS_AT_ONCE, due.ids, self.browse):
            batch.try_lock_for_update(allow_referencing=True)._ask_for_rating(now)
            if not jobs._commit_progress(len(batch)):
                break

    @api.model
    def _get_rating_due_domain(self, now):
        teams = self.env["sme.service.team"].search([("rating_request", "=", True)])
        of_teams = Domain.OR(
            Domain("team_id", "=", team.id)
            & Domain("date_solved", "<=", now - timedelta(hours=team.rating_delay_hours))
            & Domain("date_solved", ">", now - timedelta(days=LATEST_REQUEST_DAYS, hours=team.rating_delay_hours))
            for team in teams
        )
        return (
            self._get_queue_domain()
            & Domain("rating_request_state", "=", False)
            & Domain("state", "in", ("solved", "closed"))
            & Domain("parent_id", "=", False)
            & Domain("partner_id", "!=", False)
            & of_teams
        )

    def _ask_for_rating(self, now):
        """Send requests for the records of these that are still due, and note what became of each."""
        due = self.search(self._get_rating_due_domain(now) & Domain("id", "in", self.ids), order="date_solved, id")
        outcomes = {service: service._get_request_outcome(now) for service in due}
        asking = due.filtered(lambda service: outcomes[service] == "asked")
        for service in asking - asking._send_rating_requests():
            outcomes[service] = "failed"
        for state in set(outcomes.values()):
            due.filtered(lambda service, state=state: outcomes[service] == state).write({"rating_request_state": state})

    def _get_request_outcome(self, now):
        self.ensure_one()
        contact = self.partner_id
        if self._get_rating_of(contact):
            return "given"
        if not contact.active or not email_normalize(contact.email or "") or contact.is_blacklisted:
            return "no_address"
        last_day = now.date() + timedelta(days=self.team_id.rating_pause_days - 1)
        if not self.env["sme.quota"]._spend(f"rating request {contact.id}", 1, last_day):
            return "recent"
        return "asked"

    def _send_rating_requests(self):
        """Mail the requests; one that cannot be made does not stop the others. Returns the records that were asked."""
        template = self.env.ref("crm_sme.mail_template_rating_request", raise_if_not_found=False)
        if not self or not template:
            return self.browse()
        headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
        try:
            with self.env.cr.savepoint():
                template.send_mail_batch(
                    self.ids,
                    email_values={"headers": repr(headers)},
                    email_layout_xmlid="mail.mail_notification_light",
                )
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # no fault of a record: the job does it all again
        except Exception as error:
            if len(self) == 1:
                _logger.warning("No rating request for service record %s: %s", self.id, error)
                return self.browse()
            return self.browse().concat(*(service._send_rating_requests() for service in self))
        return self

    def _handle_state_change(self, previous):
        """A record that is worked on again may be asked about again, once it is solved."""
        result = super()._handle_state_change(previous)
        # sudo: a note of the addon, whoever moves the record
        again_sudo = self.sudo().filtered(lambda service: service.state in OPEN_STATES and service.rating_request_state)
        again_sudo.rating_request_state = False
        return result

    # ------------------------------------------------------------
    # RATING
    # ------------------------------------------------------------

    def _get_rating_of(self, partner):
        """What a contact said about this record."""
        self.ensure_one()
        # sudo: customers see their own rating
        ratings_sudo = self.sudo().rating_ids
        return ratings_sudo.filtered(lambda rating: partner and rating.partner_id == partner and rating.consumed)[:1]

    def _is_customer(self, partner):
        """Whether a contact belongs to the customer of the record."""
        # sudo: only the firm of the contact is compared
        firm_sudo = partner.sudo().commercial_partner_id
        return bool(firm_sudo) and firm_sudo == self.commercial_partner_id

    def _can_be_rated_by(self, partner):
        return self.state in ("solved", "closed") and self._is_customer(partner)

    def _prepare_rating_values(self, partner):
        return {
            "partner_id": partner.id,
            "rated_partner_id": self._rating_get_operator().id,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "is_internal": False,
        }

    def _rate_for_customer(self, partner, rate, feedback):
        """Keep what a customer said in the portal; said again, it replaces what was said before."""
        self.ensure_one()
        if rate not in FACES:
            raise UserError(self.env._("Please choose one of the three faces."))
        if not self._can_be_rated_by(partner):
            raise UserError(self.env._("This request can be rated by its customer once it is solved."))
        # sudo: customers have no rights on ratings; this one is their own
        ratings_sudo = self.env["rating.rating"].sudo()
        rating_sudo = self._get_rating_of(partner) or ratings_sudo.create(self._prepare_rating_values(partner))
        self.rating_apply(FACES[rate], rating=rating_sudo, feedback=feedback)

    def message_post(self, **kwargs):
        """A rating given with a message is the author's own one on this record; employees have none."""
        value = kwargs.pop("rating_value", None)
        if value and self.env.user.share:
            self.check_access("read")
            # sudo: the author is who is logged in, or whom Odoo's controller recognised by the link
            author = self.env.user.partner_id
            if self.env.su and kwargs.get("author_id"):
                author = self.env["res.partner"].browse(kwargs["author_id"])
            kwargs["rating_id"] = self._keep_rating_of_message(author, value, kwargs.get("body"))
        return super().message_post(**kwargs)

    def _keep_rating_of_message(self, author, value, body):
        """The id of the rating that a message brings, False where its author has nothing to rate here."""
        try:
            rate = float(value)
        except (TypeError, ValueError):
            rate = 0
        if not RATING_LIMIT_MIN <= rate <= RATING_HAPPY_VALUE:
            raise UserError(self.env._("A rating is a number from 1 to 5."))
        # sudo: see _rate_for_customer
        service_sudo = self.sudo()
        if not service_sudo._is_customer(author):
            return False
        values = {"rating": rate, "feedback": html2plaintext(body or ""), "consumed": True}
        if rating_sudo := service_sudo._get_rating_of(author):
            rating_sudo.write(values)
            return rating_sudo.id
        # sudo: see _rate_for_customer
        return self.env["rating.rating"].sudo().create({**service_sudo._prepare_rating_values(author), **values}).id

    def _get_direction(self, message):
        """A rating is no message that waits for an answer."""
        # sudo: customers have no rights on ratings
        if message.sudo().rating_ids:
            return None
        return super()._get_direction(message)

    # ------------------------------------------------------------
    # CALLING BACK
    # ------------------------------------------------------------

    def _handle_rating(self, rating):
        """A low rating asks one person for one call; revised, the same to-do tells so, or is gone where all is well."""
        self.ensure_one()
        # Two people of a customer may rate at once: the second one waits here, begins anew, and sees the first call.
        self.env["sme.quota"]._spend(f"ratings of record {self.id}", ANY_NUMBER, fields.Date.today())
        activity_type = self.env.ref("crm_sme.mail_activity_type_call_back", raise_if_not_found=False)
        if not activity_type:
            return
        # sudo: to-dos of the addon, whoever rated; done ones are archived and count
        activities_sudo = self.env["mail.activity"].sudo().with_context(active_test=False)
        calls_sudo = activities_sudo.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("activity_type_id", "=", activity_type.id),
            ]
        )
        open_sudo = calls_sudo.filtered("active")
        if rating.rating >= RATING_LIMIT_OK:
            open_sudo.unlink()
        elif open_sudo:
            open_sudo.write(self._prepare_call_values(rating, open_sudo[:1].user_id))
        elif not calls_sudo:
            self._schedule_call(rating, activity_type)

    def _schedule_call(self, rating, activity_type):
        now = fields.Datetime.now()
        person = self._get_caller(now)
        if not person:
            return
        # without a mail: the request of a customer should not wait for one, and the to-do is seen at once
        self.with_context(mail_activity_quick_update=True, mail_activity_automation_skip=False).activity_schedule(
            activity_type_id=activity_type.id,
            user_id=person.id,
            date_deadline=self._get_call_deadline(now, person),
            **self._prepare_call_values(rating, person),
        )

    def _prepare_call_values(self, rating, person):
        env = self.with_context(lang=person.lang).env
        lines = [
            env._(
                "%(customer)s gave %(rating)s of 5 on %(date)s.",
                customer=rating.partner_id.name or self.email_from or "",
                rating=f"{rating.rating:g}",
                date=format_datetime(env, rating.rated_on, tz=person.tz),
            ),
            rating.feedback or "",
        ]
        return {
            "summary": env._("Call back: low rating of %s", self.number),
            "note": plaintext2html("\n".join(filter(None, lines))),
        }

    def _get_caller(self, now):
        """Who calls: account manager, handler, leader or a manager, and who is there before who is not."""
        managers = self.env["res.users"]._get_sme_managers(self.company_id)
        people = self._get_account_managers()[self], self.user_id, self.team_id.user_id, managers
        able = self._get_able({self: self.env["res.users"].union(*people)})
        candidates = [user for users in people for user in users if self.id in able.get(user, ())]
        present = self.env["res.users"].union(*candidates)._filter_present(self.company_id, now)
        return next((user for user in candidates if user in present), candidates[0] if candidates else None)

    def _get_call_deadline(self, now, person):
        today = fields.Datetime.context_timestamp(self.with_context(tz=person.tz or self.env.context.get("tz")), now)
        calendar = self.team_id.calendar_id or self.company_id.resource_calendar_id
        unusual = {}
        if calendar:
            unusual = calendar._get_unusual_days(now, now + timedelta(days=FURTHEST_DAYS), company_id=self.company_id)
        off = {fields.Date.to_date(day) for day, is_off in unusual.items() if is_off}
        return add_working_days(today.date(), self.team_id.call_back_days, off)

    def _merge_move(self, duplicates):
        result = super()._merge_move(duplicates)
        # sudo: ratings of the duplicates count for the team of the record that stays
        ratings_sudo = self.env["rating.rating"].sudo()
        ratings_sudo.search([("res_model", "=", self._name), ("res_id", "=", self.id)]).parent_res_id = self.team_id.id
        (self | duplicates).invalidate_recordset(["rating_ids"])
        self.env.add_to_compute(self._fields["rating_last_value"], self | duplicates)
        return result
