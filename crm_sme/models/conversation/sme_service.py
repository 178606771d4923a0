from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import formataddr

# So long a colleague is taken to be still writing.
ANSWERING_MINUTES = 30


class SmeService(models.Model):
    """What messages do to a record, and how colleagues see that somebody is answering already."""

    _inherit = "sme.service"

    answering_id = fields.Many2one(
        comodel_name="res.users", string="Being Answered By", readonly=True, copy=False, ondelete="set null"
    )
    answering_on = fields.Datetime(string="Answering Since", readonly=True, copy=False)
    is_answered_by_other = fields.Boolean(
        compute="_compute_is_answered_by_other", help="A colleague opened the reply a moment ago."
    )

    @api.depends("answering_id", "answering_on")
    @api.depends_context("uid")
    def _compute_is_answered_by_other(self):
        earliest = fields.Datetime.now() - timedelta(minutes=ANSWERING_MINUTES)
        for service in self:
            service.is_answered_by_other = (
                service.answering_id
                and service.answering_id != self.env.user
                and (service.answering_on or earliest) > earliest
            )

    def action_reply(self):
        """Open the composer with the templates, and let colleagues see that somebody answers."""
        self.ensure_one()
        self.check_access("write")
        self._note_answering()
        return self._get_reply_action()

    def action_note_answering(self):
        """Let colleagues see that somebody began to write to the customer in the chatter."""
        self.ensure_one()
        self.check_access("write")
        self._note_answering()

    def _note_answering(self):
        """The first one who answers is told to the others, until the answer is out or some time has passed."""
        if not self.is_answered_by_other:
            self.write({"answering_id": self.env.uid, "answering_on": fields.Datetime.now()})

    def _get_reply_action(self, body=None):
        """The dialog for a reply to the customer, with a text in it where one is given."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reply"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_subtype_xmlid": "mail.mt_comment",
                "default_partner_ids": self.partner_id.ids,
                **({"default_body": body} if body else {}),
            },
        }

    def _get_customer_language(self):
        """The language to write to the customer in: the contact's, where it is in use here, else the company's."""
        self.ensure_one()
        installed = dict(self.env["res.lang"].get_installed())
        wanted = (self.partner_id.lang, self.company_id.partner_id.lang, self.env.lang)
        return next((code for code in wanted if code in installed), "en_US")

    def _get_sender(self):
        """Whom automatic mails come from: the team's address, else the company's."""
        self.ensure_one()
        team = self.team_id
        address = team.alias_email or self.company_id.email
        return formataddr((team.name, address)) if address else self.env.user.email_formatted

    # ------------------------------------------------------------
    # MESSAGES
    # ------------------------------------------------------------

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        direction = self._get_direction(message)
        if direction == "in":
            self._handle_customer_message(message)
        elif direction == "out":
            self._handle_agent_reply(message)
        return result

    def _get_direction(self, message):
        """ "in" for a message of a customer, "out" for an employee's public answer, None for all others.

        Automatic mails, notes, notifications and ratings are neither.
        """
        # sudo: whether the author is an employee decides, not what the one who posts may see
        message_sudo = message.sudo()
        subtype = message_sudo.subtype_id
        if message_sudo.message_type not in ("email", "comment") or message_sudo.is_internal:
            return None
        if not subtype or subtype.internal or message_sudo.sme_automatic:
            return None
        users_sudo = message_sudo.author_id.with_context(active_test=False).user_ids
        if SUPERUSER_ID in users_sudo.ids:
            return None
        return "out" if users_sudo.filtered(lambda user: not user.share) else "in"

    def _handle_customer_message(self, message):
        """A message of the customer sets a record that waits, or was declared solved, working again."""
        self.filtered(lambda service: service.state in ("waiting", "solved"))._move_to("working")

    def _handle_agent_reply(self, message):
        """An employee's answer proposes to wait for the customer, if the team wants so."""
        self.filtered("answering_id").write({"answering_id": False, "answering_on": False})
        for service in self.filtered(lambda service: service.state in ("new", "working")):
            service._move_to("waiting" if service.team_id.waiting_after_reply else "working")
