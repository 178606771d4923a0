import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { CopyButton } from "@web/core/copy_button/copy_button";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** So many orders are shown at first, that the sections below them are seen as well. */
const FIRST_ORDERS = 3;
const LIFECYCLE_CLASSES = {
    active: "text-bg-success",
    new: "text-bg-info",
    won_back: "text-bg-info",
    late: "text-bg-warning",
    dormant: "text-bg-danger",
};
const DELIVERY_CLASSES = { all: "text-success", part: "text-warning-emphasis" };
const RIGHT_CLASSES = { expiring: "text-warning-emphasis", expired: "text-danger" };
const BILLING_CLASSES = { paid: "text-success", open: "text-danger" };

/**
 * Everything that whoever answers a customer needs to know, fetched by one request. What is in it
 * is decided by the server for the user; what is not there is not shown.
 */
export class AnswerCard extends Component {
    static template = "crm_sme.AnswerCard";
    static components = { CopyButton };
    static props = {
        partnerId: Number,
        serviceId: { type: [Number, Boolean], optional: true },
        withName: { type: Boolean, optional: true },
    };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ status: "loading", card: null, error: "", preferences: null, allOrders: false });
        this.turn = 0;
        onWillStart(() => {
            this.load(this.props.partnerId); // not awaited: the skeleton is shown at once
        });
        onWillUpdateProps((nextProps) => {
            if (nextProps.partnerId !== this.props.partnerId) {
                this.load(nextProps.partnerId);
            }
        });
    }

    async load(partnerId) {
        const turn = ++this.turn;
        Object.assign(this.state, { status: "loading", error: "", preferences: null });
        let card = null;
        let error = "";
        try {
            card = await this.orm.call("res.partner", "get_answer_card", [[partnerId]]);
        } catch (reason) {
            error = reason?.data?.message || _t("The answer card could not be fetched.");
        }
        if (turn === this.turn) {
            Object.assign(this.state, { status: error ? "error" : "ready", card, error });
        }
    }

    reload() {
        return this.load(this.props.partnerId);
    }

    get card() {
        return this.state.card;
    }

    get lifecycleClass() {
        return LIFECYCLE_CLASSES[this.card.header.lifecycle] || "text-bg-300";
    }

    get shownOrders() {
        const { rows } = this.card.orders;
        // one more line would take the place of the button that shows it
        return this.state.allOrders || rows.length <= FIRST_ORDERS + 1
            ? rows
            : rows.slice(0, FIRST_ORDERS);
    }

    get lastContact() {
        const contact = this.card.last_contact;
        if (!contact) {
            return _t("No contact yet");
        }
        const { days_ago: days, channel_text: channel, who } = contact;
        const when =
            days <= 0 ? _t("today") : days === 1 ? _t("yesterday") : _t("%s days ago", days);
        return who
            ? _t("Last contact: %(when)s, %(channel)s (%(who)s)", { when, channel, who })
            : _t("Last contact: %(when)s, %(channel)s", { when, channel });
    }

    get colleagues() {
        const count = this.card.orders.colleagues;
        return count === 1 ? _t("1 order of colleagues") : _t("%s orders of colleagues", count);
    }

    countMore(count) {
        return _t("%s more", count);
    }

    showMore(count) {
        return _t("Show %s more", count);
    }

    deliveryClass(order) {
        return order.is_late ? "text-danger" : DELIVERY_CLASSES[order.delivery] || "";
    }

    billingClass(order) {
        return BILLING_CLASSES[order.billing] || "text-muted";
    }

    deliveryDetail(order) {
        if (order.delivery !== "part") {
            return "";
        }
        return order.lines
            .map((line) =>
                _t("%(delivered)s of %(ordered)s %(product)s", {
                    delivered: line.delivered,
                    ordered: line.ordered,
                    product: line.product,
                })
            )
            .join(", ");
    }

    deliveryDate(order) {
        if (order.delivery !== "all" && order.promised) {
            return order.is_late
                ? _t("was planned for %s", order.promised_text)
                : _t("planned for %s", order.promised_text);
        }
        return order.delivered_on ? _t("on %s", order.delivered_text) : "";
    }

    usualDetail(product) {
        const rhythm = product.rhythm || _t("%s times", product.times);
        return _t("%(rhythm)s, usually %(quantity)s, last on %(day)s", {
            rhythm,
            quantity: product.quantity,
            day: product.last_text,
        });
    }

    rightClass(right) {
        return RIGHT_CLASSES[right.state] || "text-muted";
    }

    rightEnd(right) {
        if (!right.end) {
            return _t("without end");
        }
        if (right.days_left < 0) {
            return _t("ended on %s", right.end_text);
        }
        return right.days_left === 0
            ? _t("ends today")
            : _t("until %(day)s, %(count)s days left", {
                  day: right.end_text,
                  count: right.days_left,
              });
    }

    // ------------------------------------------------------------
    // Opening the records behind the figures
    // ------------------------------------------------------------

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openList(name, model, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain,
        });
    }

    openOrders(productId) {
        const domain = [
            ["partner_id.commercial_partner_id", "=", this.card.customer.firm_id],
            ["state", "=", "sale"],
        ];
        if (productId) {
            domain.push(["order_line.product_id", "=", productId]);
        }
        return this.openList(
            _t("Orders of %s", this.card.customer.name),
            "sale.order",
            domain
        );
    }

    openEntitlements() {
        return this.openList(_t("Entitlements of %s", this.card.customer.name), "sme.entitlement", [
            ["commercial_partner_id", "=", this.card.customer.firm_id],
        ]);
    }

    openServices() {
        return this.openList(_t("Records of %s", this.card.customer.name), "sme.service", [
            ["commercial_partner_id", "=", this.card.customer.firm_id],
            ["held_reason", "=", false],
        ]);
    }

    // ------------------------------------------------------------
    // What one does from here
    // ------------------------------------------------------------

    async logCall() {
        const action = await this.orm.call("res.partner", "action_log_call", [
            [this.props.partnerId],
        ]);
        await this.action.doAction(action, {
            additionalContext: { default_service_id: this.props.serviceId || false },
            onClose: () => this.reload(),
        });
    }

    async renew(id) {
        const action = await this.orm.call("sme.entitlement", "action_renew", [[id]]);
        await this.action.doAction(action, { onClose: () => this.reload() });
    }

    printSheet() {
        const id = this.props.partnerId;
        return this.action.doAction("crm_sme.res_partner_action_report_customer_sheet", {
            additionalContext: { active_id: id, active_ids: [id], active_model: "res.partner" },
        });
    }

    editPreferences() {
        this.state.preferences = this.card.preferences.text;
    }

    async savePreferences() {
        const text = await this.orm.call("res.partner", "action_save_preferences", [
            [this.props.partnerId],
            this.state.preferences,
        ]);
        this.state.card.preferences.text = text;
        this.state.preferences = null;
    }
}
