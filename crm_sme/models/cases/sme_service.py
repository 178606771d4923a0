from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize

ANY_NUMBER = 2**31 - 1


class SmeService(models.Model):
    """Several records about one thing become one; one message about another thing becomes a record of its own."""

    _inherit = "sme.service"

    duplicate_count = fields.Integer(compute="_compute_duplicate_count")

    @api.depends("duplicate_ids")
    def _compute_duplicate_count(self):
        counts = dict(self._read_group([("parent_id", "in", self.ids)], ["parent_id"], ["__count"]))
        for service in self:
            service.duplicate_count = counts.get(service, 0)

    def write(self, values):
        result = super().write(values)
        if "partner_id" in values:
            self._take_duplicates_along()
        return result

    def _take_duplicates_along(self):
        """What was merged belongs to the customer of the record: its pages, and who may answer to its number."""
        for service in self:
            # sudo: a duplicate goes along also where it is of a team out of reach
            duplicates_sudo = service.sudo().with_context(active_test=False).duplicate_ids
            strangers_sudo = duplicates_sudo.filtered(
                lambda duplicate, service=service: not duplicate._is_same_sender(service)
            )
            if strangers_sudo:
                address = {} if service.partner_id else {"email_from": service.email_from}
                strangers_sudo.write({"partner_id": service.partner_id.id, **address})

    @api.constrains("parent_id", "partner_id")
    def _check_parent(self):
        """No cycle of duplicates, whoever writes the field, and also where two do so at once."""
        merged = self.filtered("parent_id")
        # the row that is pointed at must not begin to point back meanwhile
        merged.parent_id.lock_for_update()
        for service in merged:
            if service.parent_id.parent_id or service == service.parent_id or service.duplicate_ids:
                raise ValidationError(
                    self.env._("%(record)s cannot be a duplicate of a duplicate.", record=service.display_name)
                )
            if not service._is_same_sender(service.parent_id):
                raise ValidationError(self.env._("%(record)s is about another customer.", record=service.display_name))

    def action_open_duplicates(self):
        self.ensure_one()
        self.check_access("read")
        return self._open_services([("parent_id", "=", self.id)], self.env._("Duplicates"))

    def action_open_merge(self):
        """Ask which record stays; of one record, its likely duplicates are offered."""
        self.check_access("write")
        records = self if len(self) > 1 else self | self._find_duplicates()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Records"),
            "res_model": "sme.service.merge.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_service_ids": records.ids,
                "default_original_id": min(records.ids, default=False),
            },
        }

    def action_open_split(self):
        self.ensure_one()
        self.check_access("write")
        if not any(message.message_type in ("email", "comment") for message in self.message_ids):
            raise UserError(
                self.env._("Nobody has written anything on this record yet: there is no message to split off.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split a Message Off"),
            "res_model": "sme.service.split.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_service_id": self.id},
        }

    def _find_duplicates(self):
        """Other open records of the same sender and company, for a choice by hand."""
        self.ensure_one()
        same = [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        if not self.commercial_partner_id:
            same = [("partner_id", "=", False), ("email_from", "=ilike", self.email_from or "")]
        return self.search(
            [*self._get_open_domain(), *same, ("company_id", "=", self.company_id.id), ("id", "!=", self.id)], limit=20
        )

    # ------------------------------------------------------------
    # WHERE A REPLY BELONGS
    # ------------------------------------------------------------

    def _get_original(self):
        """The record that this one is a duplicate of, or itself."""
        self.ensure_one()
        original = self
        while original.parent_id:
            original = original.parent_id
        return original

    def _get_record_for_reply(self, values=None):
        """The record that a customer's new message belongs to: a closed one is opened again for some days only.

        After them a new record, created with `values` over those of the old one, follows it; one only, so that a
        customer who goes on answering the old mail writes to that one.
        """
        original = self._get_original()
        if original.state not in ("closed", "cancelled"):
            return original
        latest = fields.Datetime.now() - timedelta(days=original.team_id.reopen_days)
        if original.date_closed and original.date_closed >= latest:
            original._move_to("working")
            return original
        if follower := original.follower_record_ids.sorted("id")[-1:]:
            return follower._get_record_for_reply(values)
        # Two answers at once begin one record: the second one waits here, begins anew, and finds that of the first.
        self.env["sme.quota"]._spend(f"record after {original.id}", ANY_NUMBER, fields.Date.today())
        return self.create({**original._prepare_following_values(), **(values or {})})

    def _prepare_following_values(self):
        """What a record takes over from the closed one that it follows."""
        self.ensure_one()
        return {
            "name": self.name,
            "previous_id": self.id,
            "type_id": self.type_id.id,
            "partner_id": self.partner_id.id,
            "email_from": self.email_from,
            "phone": self.phone,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "sale_order_id": self.sale_order_id.id,
            "sale_order_line_id": self.sale_order_line_id.id,
            "product_id": self.product_id.id,
            "serial": self.serial,
        }

    # ------------------------------------------------------------
    # MERGE
    # ------------------------------------------------------------

    def _merge(self, duplicates):
        """Take over everything of the duplicates, which end as cancelled and point here.

        Raises UserError where the records do not belong to one customer and company, and nothing is moved then.
        """
        self.ensure_one()
        duplicates -= self
        if not duplicates:
            raise UserError(self.env._("Choose at least one other record to merge into %s.", self.display_name))
        (self | duplicates).check_access("write")
        # the rows first: two merges of the same records at once must not make them duplicates of each other
        (self | duplicates).lock_for_update()
        self._check_mergeable(duplicates)
        self._merge_move(duplicates)
        duplicates.duplicate_ids.write({"parent_id": self.id})
        duplicates.write({"parent_id": self.id, "access_token": False})
        # sudo: a duplicate ends without what its type demands
        duplicates.sudo()._move_to("cancelled")
        self._fill_from(duplicates)
        self._message_log(
            body=self.env._("Merged with %(records)s", records=", ".join(duplicates.mapped("display_name")))
        )
        duplicates._message_log_batch(
            {duplicate.id: self.env._("Merged into %(record)s", record=self.display_name) for duplicate in duplicates}
        )
        return self

    def _check_mergeable(self, duplicates):
        if self.parent_id:
            raise UserError(
                self.env._(
                    "%(record)s is itself a duplicate of %(original)s: merge into that one.",
                    record=self.display_name,
                    original=self._get_original().display_name,
                )
            )
        for duplicate in duplicates:
            if duplicate.parent_id:
                raise UserError(
                    self.env._(
                        "%(record)s was merged into %(original)s already.",
                        record=duplicate.display_name,
                        original=duplicate.parent_id.display_name,
                    )
                )
            if duplicate.company_id != self.company_id:
                raise UserError(
                    self.env._(
                        "%(record)s belongs to the company %(company)s; only records of one company can be merged.",
                        record=duplicate.display_name,
                        company=duplicate.company_id.display_name,
                    )
                )
            if not self._is_same_sender(duplicate):
                raise UserError(
                    self.env._(
                        "%(record)s is about another customer. Merging would show one customer what another wrote.",
                        record=duplicate.display_name,
                    )
                )

    def _is_same_sender(self, other):
        """Whether two records are of one customer, or of one address where neither has a customer."""
        if self.commercial_partner_id or other.commercial_partner_id:
            return self.commercial_partner_id == other.commercial_partner_id
        address = email_normalize(self.email_from or "")
        return bool(address) and address == email_normalize(other.email_from or "")

    def _merge_move(self, duplicates):
        """Move what hangs on the duplicates here. Each area moves its own rows, after this."""
        # sudo: all messages, activities, files and ratings go along, also those that the merger may not read
        for duplicate_sudo in duplicates.sudo():
            for message_sudo in duplicate_sudo.message_ids:
                message_sudo.write(
                    {
                        "res_id": self.id,
                        "subject": self.env._(
                            "From %(number)s: %(subject)s",
                            number=duplicate_sudo.number,
                            subject=message_sudo.subject or duplicate_sudo.name,
                        ),
                    }
                )
        for model, model_field, id_field in (
            ("mail.activity", "res_model", "res_id"),
            ("ir.attachment", "res_model", "res_id"),
            ("rating.rating", "res_model", "res_id"),
        ):
            # sudo: see above
            rows_sudo = self.env[model].sudo().with_context(active_test=False)
            rows_sudo.search([(model_field, "=", self._name), (id_field, "in", duplicates.ids)]).write(
                {id_field: self.id}
            )
        self._move_scheduled_messages(duplicates)
        self.message_subscribe(partner_ids=duplicates.message_partner_ids.ids)

    def _move_scheduled_messages(self, duplicates):
        """Odoo does not let a message that waits for its hour change its record, so a copy takes its place."""
        # sudo: they go along whoever wrote them
        waiting_sudo = self.env["mail.scheduled.message"].sudo()
        waiting_sudo = waiting_sudo.search(
            [
                ("model", "=", self._name),
                ("res_id", "in", duplicates.ids),
                ("scheduled_date", ">", fields.Datetime.now()),
            ]
        )
        for message_sudo in waiting_sudo:
            moved_sudo = message_sudo.copy({"res_id": self.id})
            message_sudo.attachment_ids.filtered(lambda file: file.res_model == "mail.scheduled.message").write(
                {"res_id": moved_sudo.id}
            )
        waiting_sudo.unlink()

    def _fill_from(self, duplicates):
        """What the record lacks and a duplicate has, oldest first."""
        names = ("email_from", "phone", "product_id", "serial", "cause_id")
        values = {}
        for name in names:
            value = next((duplicate[name] for duplicate in duplicates.sorted("id") if duplicate[name]), False)
            if value and not self[name]:
                values[name] = value.id if self._fields[name].relational else value
        values.update(self._prepare_order_of(duplicates.sorted("id")))
        if max(duplicates.mapped("priority")) > self.priority:
            values["priority"] = max(duplicates.mapped("priority"))
        if values:
            self.write(values)

    def _prepare_order_of(self, duplicates):
        """Order and line that belong together: a line of another order is no line of this one."""
        for other in duplicates.filtered("sale_order_id"):
            if not self.sale_order_id or (self.sale_order_id == other.sale_order_id and not self.sale_order_line_id):
                return {"sale_order_id": other.sale_order_id.id, "sale_order_line_id": other.sale_order_line_id.id}
        return {}

    # ------------------------------------------------------------
    # SPLIT
    # ------------------------------------------------------------

    def _split(self, message, values):
        """Make a message of this record the beginning of a new one; returns the new record."""
        self.ensure_one()
        self.check_access("write")
        if message.model != self._name or message.res_id != self.id:
            raise UserError(self.env._("The message does not belong to %s (any more).", self.display_name))
        record = self.create({**self._prepare_split_values(message), **values})
        # sudo: the message moves with its files, whoever wrote it; that it belongs here was checked
        message_sudo = message.sudo()
        message_sudo.write({"res_id": record.id})
        message_sudo.attachment_ids.filtered(
            lambda attachment: attachment.res_model == self._name and attachment.res_id == self.id
        ).write({"res_id": record.id})
        self._message_log(body=self.env._("A message became %(record)s", record=record.display_name))
        record._message_log(body=self.env._("Split off from %(record)s", record=self.display_name))
        return record

    def _prepare_split_values(self, message):
        return {
            "name": message.subject or self.name,
            "description": message.body,
            "type_id": self.type_id.id,
            "partner_id": self.partner_id.id,
            "email_from": self.email_from,
            "phone": self.phone,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
            "channel": self.channel,
        }
