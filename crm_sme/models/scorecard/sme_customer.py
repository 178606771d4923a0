from odoo import api, fields, models


class SmeCustomer(models.Model):
    """Where the figures of a scorecard come from: every one opens its records."""

    _inherit = "sme.customer"

    @api.model
    def _find_all_sudo(self, domain):
        """All scorecards of the domain, whoever asks, also those of archived contacts.

        Only for what is done to scorecards, or told of them without their figures.
        """
        # sudo: scorecards are written by the engine only, and record rules hide those of other people's customers
        customers_sudo = self.sudo().with_context(active_test=False)
        return customers_sudo.search(domain)

    def action_open_partner(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    def action_open_orders(self):
        """The confirmed orders behind the figures of the window."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
        action["domain"] = [
            ("company_id", "=", self.company_id.id),
            ("partner_id.commercial_partner_id", "=", self.partner_id.id),
            ("state", "=", "sale"),
            *self._get_window_domain("date_order"),
        ]
        action["context"] = {}
        return action

    def action_open_services(self):
        """The service records whose cost lowers the value: those on which time was spent."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_service_action")
        action["domain"] = [
            ("company_id", "=", self.company_id.id),
            ("commercial_partner_id", "=", self.partner_id.id),
            ("minutes_spent", "!=", 0),
            *self._get_window_domain("create_date"),
        ]
        action["context"] = {}
        action["views"] = [(False, "list"), (False, "form")]
        return action

    def _get_window_domain(self, field_name):
        """What lies in the window of the scorecard, by the days of its company."""
        policy = self.policy_id
        first = policy._get_end_of_day(policy._get_window_start(policy.as_of))
        end = policy._get_end_of_day(policy.as_of)
        return [
            (field_name, ">=", fields.Datetime.to_string(first)),
            (field_name, "<", fields.Datetime.to_string(end)),
        ]

    def action_open_history(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_customer_event_action")
        action["domain"] = list(self._get_records_domain())
        action["context"] = {}
        return action

    def action_open_around(self):
        """The customers ranked just before and after this one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_customer_action")
        action["domain"] = [("company_id", "=", self.company_id.id)]
        if self.value_rank:
            action["domain"] += [
                ("value_rank", ">=", max(self.value_rank - 10, 1)),
                ("value_rank", "<=", self.value_rank + 10),
            ]
        action["context"] = {}
        action["views"] = [(False, "list"), (False, "kanban"), (False, "form")]
        return action
