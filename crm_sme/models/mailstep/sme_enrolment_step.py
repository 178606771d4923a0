from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import append_content_to_html

from ...const import DOCUMENT_FIELDS, DRAFT_REASONS
from ...rules import placeholders, way_out
from ...rules.schedule import ONE_DAY

QUEUE = "mail.ir_cron_mail_scheduler_action"
OPEN_QUOTATIONS = ("draft", "sent")


class SmeEnrolmentStep(models.Model):
    """Steps that write: a draft for a person, unless the plan sends it by itself."""

    _inherit = "sme.enrolment.step"

    message_id = fields.Many2one(
        comodel_name="mail.message", string="Mail", readonly=True, index="btree_not_null", ondelete="set null"
    )
    draft_reason = fields.Selection(
        selection=DRAFT_REASONS, string="Why a Person Looks", readonly=True, help="Why the mail was not sent by itself."
    )

    # ------------------------------------------------------------
    # WHAT IS WRITTEN
    # ------------------------------------------------------------

    def _get_document(self):
        """What the template of the step is about: the contact, or the newest document; nothing where there is none."""
        self.ensure_one()
        model = self.step_id.template_id.model or "res.partner"
        if model == "res.partner":
            return self.partner_id
        return self.enrolment_id[DOCUMENT_FIELDS[model]].sorted("id")[-1:] if model in DOCUMENT_FIELDS else None

    def _render_mail(self):
        """(subject, text, language) of the step's template for its customer; placeholders without a value are marked.

        The person whose step it is speaks.
        """
        self.ensure_one()
        language = self.partner_id._get_mail_language(self.company_id)
        template = self.step_id.template_id
        document = self._get_document()
        if not template or not document:
            return "", "", language
        # sudo: what the template shows was chosen by a manager; the reader of the step sees what is to be sent
        template_sudo = template.with_user(self.user_id or self.env.user).with_company(self.company_id).sudo()
        subject, text = template_sudo._render_marked(document.sudo(), language)[document.id]
        return subject, text, language

    def _add_way_out(self, text, language):
        """The text with a line by which the customer can end all such mails."""
        label = self.with_context(lang=language).env._("I do not want such mails any more")
        link = Markup('<p style="font-size: 12px;"><a href="%s">%s</a></p>') % (
            self.partner_id._get_unsubscribe_url(),
            label,
        )
        return append_content_to_html(str(text), link, plaintext=False)

    def _get_refusal(self, opted_out):
        """Why nothing can be written to the customer of a step, as the reason for which a step is skipped."""
        self.ensure_one()
        if not self.partner_id.active:
            return "no_address"
        if self.kind == "letter":
            return False if self.partner_id.street or self.partner_id.city else "no_address"
        if self.partner_id in opted_out:
            return "opt_out"
        return False if self.partner_id.email_normalized else "no_address"

    # ------------------------------------------------------------
    # BY ITSELF
    # ------------------------------------------------------------

    def _carry_out(self, now):
        """Mails are drafts for a person, unless the step sends them by itself; what is to be checked is there."""
        skipped = self.browse()
        opted_out = self.filtered(lambda step: step.kind == "mail").partner_id._filter_opted_out()
        for reason, steps in self.grouped(lambda step: step._get_obstacle(opted_out)).items():
            if reason:
                steps._skip_and_go_on(reason, now)
                skipped |= steps
        rest = self - skipped
        automatic = rest.filtered(lambda step: step.kind == "mail" and step.step_id.sends_itself)
        return super(SmeEnrolmentStep, rest - automatic | automatic._send_by_itself(now))._carry_out(now)

    def _get_obstacle(self, opted_out):
        """The reason for which a step that is due cannot be done, or False."""
        if self.kind in ("mail", "letter"):
            return self._get_refusal(opted_out)
        if self.kind == "quotation_check":
            return False if self._get_open_quotations() else "documents_gone"
        return False

    def _send_by_itself(self, now):
        """Queue the mails of steps, within what the plan may send a day; returns those that a person has to look at."""
        drafts = self.browse()
        sent = self.browse()
        for (plan, day), steps in self.grouped(lambda step: (step.plan_id, step._get_todays(now)[step])).items():
            # counters expire by the date of UTC, which may be a day ahead of where the plan is
            expiry = day + 2 * ONE_DAY
            for step in steps:
                try:
                    subject, text, language = step._render_mail()
                    reason = step._get_draft_reason(subject, text, language)
                except UserError:
                    # a field of the template is gone, or its record: a person sees it when opening the draft
                    reason = "template"
                if reason:
                    step.draft_reason = reason
                    drafts |= step
                elif self.env["sme.quota"]._spend(f"mails,{plan.id},{day}", plan.daily_mail_cap, expiry):
                    step.message_id = step._queue_mail(subject, text, language).mail_message_id
                    sent |= step
                else:
                    step._wait_until(day + ONE_DAY, now)
        if sent:
            sent._note_mails_sent(now)
        return drafts

    def _get_draft_reason(self, subject, text, language):
        """Why a mail is better looked at by a person before it is sent, or False."""
        if not self._get_document() or not (subject and text):
            return "no_document"
        if self.step_id.template_id._is_incomplete(subject, text, language):
            return "placeholder"
        return "bounced" if self.partner_id.message_bounce else False

    def _queue_mail(self, subject, text, language):
        """The mail to the customer alone, in Odoo's queue: it is sent after the transaction that says so."""
        url = self.partner_id._get_unsubscribe_url("/sme/unsubscribe/one-click")
        person = self.user_id or self.env.user
        # sudo: the engine writes for the person whose step it is
        template_sudo = self.step_id.template_id.with_user(person).with_company(self.company_id).sudo()
        return template_sudo.with_context(lang=language).send_mail_batch(
            self._get_document().ids,
            email_values={
                "subject": subject,
                "body_html": self._add_way_out(text, language),
                "author_id": person.partner_id.id,
                **({} if template_sudo.email_from else {"email_from": person.email_formatted}),
                "email_to": False,
                "email_cc": False,
                "recipient_ids": [(6, 0, self.partner_id.ids)],
                "auto_delete": False,
                "headers": repr(
                    {
                        "Auto-Submitted": "auto-generated",
                        "List-Unsubscribe": f"<{url}>",
                        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                    }
                ),
            },
        )

    def _note_mails_sent(self, now):
        """The steps are done, the ledger knows it, and the queue is asked to work at once."""
        contacts = self.env["sme.contact"]
        contacts._note(
            [
                {
                    "partner_id": step.partner_id.id,
                    "company_id": step.company_id.id,
                    "user_id": step.user_id.id or None,
                    "date": now,
                    "channel": "email",
                    "direction": "out",
                    "kind": "message",
                    "automatic": True,
                    "res_model": "sme.enrolment",
                    "res_id": step.enrolment_id.id,
                    "event_key": f"{self._name},{step.id},mail",
                }
                for step in self
            ]
        )
        for day, steps in self.grouped(self._get_todays(now).get).items():
            steps.due_on = day
        self._complete(False, False, now)
        self._plan_following(now)
        # sudo: the queue of mails is the system's
        self.env.ref(QUEUE).sudo()._trigger()

    # ------------------------------------------------------------
    # BY A PERSON
    # ------------------------------------------------------------

    def action_do(self):
        """Open what does the step: its mail, its letter, its quotations; the dialog of its outcome for all others."""
        self.ensure_one()
        self.check_access("read")
        actions = {
            "mail": self.action_write_mail,
            "letter": self.action_print_letter,
            "quotation_check": self.action_open_quotations,
        }
        return actions.get(self.kind, self.action_open_outcome)()

    def action_write_mail(self):
        """Open the mail of the step, written already; sending it does the step."""
        self.ensure_one()
        self.check_access("read")
        self._check_may_be_written()
        document = self._check_document_readable()
        subject, text, language = self._render_mail()
        template = self.step_id.template_id
        composer = (
            self.env["mail.compose.message"]
            .with_context(lang=language)
            .create(
                {
                    "model": document._name,
                    "res_ids": repr(document.ids),
                    "composition_mode": "comment",
                    "template_id": template.id if document._name == template.model else False,
                    "partner_ids": [(6, 0, self.partner_id.ids)],
                    "subject": subject or self.title,
                    "body": self._add_way_out(text or "<p><br/></p>", language),
                    "sme_step_id": self.id,
                }
            )
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.title,
            "res_model": composer._name,
            "res_id": composer.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _check_document_readable(self):
        """What the template is about, or the contact; for who may read it only: the text shows what stands there."""
        # sudo: which document it is does not depend on who asks; the right to read it is asked for
        document = (self.sudo()._get_document() or self.partner_id).with_env(self.env)
        document.check_access("read")
        return document

    def _check_may_be_written(self):
        refusal = self._get_refusal(self.partner_id._filter_opted_out())
        if refusal:
            reasons = dict(self._fields["skip_reason"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Nothing can be written to %(customer)s: %(reason)s.",
                    customer=self.partner_id.display_name,
                    reason=reasons[refusal],
                )
            )

    def _check_draft(self, composer):
        """Refuse a draft with an empty placeholder, that is about something else, or to somebody who opted out; put the
        way out back in, which is always the customer's own.
        """
        self._check_may_be_written()
        self._check_is_own_draft(composer)
        text = str(composer.body or "")
        if placeholders.is_incomplete(text, text) or placeholders.is_incomplete(composer.subject or "", ""):
            raise UserError(self.env._("A placeholder of the mail is still empty: replace %s.", placeholders.EMPTY))
        url = self.partner_id._get_unsubscribe_url()
        text, found = way_out.replace_links(text, url)
        composer.body = text if found else self._add_way_out(text, composer.env.lang or "en_US")

    def _check_is_own_draft(self, composer):
        """Raise unless a draft is the mail of this step: which step it does is a number that its sender gives."""
        if self.state != "planned":
            raise UserError(self.env._("This step is done or skipped already."))
        ids = composer._evaluate_res_ids()
        # sudo: what the follow-up is about does not depend on who writes
        enrolment_sudo = self.enrolment_id.sudo()
        documents_sudo = (
            enrolment_sudo.partner_id
            if composer.model == "res.partner"
            else enrolment_sudo[DOCUMENT_FIELDS[composer.model]]
            if composer.model in DOCUMENT_FIELDS
            else self.browse()
        )
        is_own = len(ids) == 1 and set(ids) <= set(documents_sudo.ids)
        if not is_own or composer.composition_mode != "comment" or self.partner_id not in composer.partner_ids:
            raise UserError(self.env._("This mail is not the one of the step “%s”.", self.name))
        if refused := composer.partner_ids._filter_opted_out():
            raise UserError(
                self.env._("%s wants no mails any more: take the address out.", ", ".join(refused.mapped("name")))
            )

    def _note_draft_sent(self, message):
        """The mail is out: the step is done, whoever sent it."""
        # sudo: steps are written by the engine
        step_sudo = self.sudo()
        step_sudo.message_id = message
        if step_sudo.state == "planned":
            self._record_outcome(False)

    def action_print_letter(self):
        self.ensure_one()
        self.check_access("read")
        if not self.step_id.template_id:
            raise UserError(self.env._("The step has no template to print."))
        self._check_may_be_written()
        self._check_document_readable()
        return self.env.ref("crm_sme.sme_enrolment_step_action_report_letter").report_action(self)

    def _get_open_quotations(self):
        # sudo: whether something is left to be checked does not depend on who asks
        return self.enrolment_id.sudo().order_ids.filtered(lambda order: order.state in OPEN_QUOTATIONS)

    def action_open_quotations(self):
        """Open the quotation that is to be extended, changed or closed."""
        self.ensure_one()
        self.check_access("read")
        orders = self._get_open_quotations().with_env(self.env)
        if not orders:
            raise UserError(self.env._("No quotation of this follow-up is open any more."))
        orders.check_access("read")
        action = {"type": "ir.actions.act_window", "name": self.title, "res_model": "sale.order"}
        if len(orders) == 1:
            return {**action, "res_id": orders.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", orders.ids)], "views": [(False, "list"), (False, "form")]}
