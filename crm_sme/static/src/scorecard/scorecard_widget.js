import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * The scorecard on the contact form. It is fetched when its page is opened, so that opening a
 * contact costs no more than the badge.
 */
export class ScorecardWidget extends Component {
    static template = "crm_sme.ScorecardWidget";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ scorecard: null });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((nextProps) => this.load(nextProps.record.resId));
    }

    async load(partnerId) {
        this.state.scorecard = partnerId
            ? await this.orm.call("res.partner", "get_scorecard", [[partnerId]])
            : null;
    }

    get info() {
        return this.state.scorecard.explanation;
    }

    openScorecard() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "sme.customer",
            res_id: this.info.customer_id,
            views: [[false, "form"]],
        });
    }

    async openAction(method) {
        const action = await this.orm.call("sme.customer", method, [[this.info.customer_id]]);
        await this.action.doAction(action, { onClose: () => this.load(this.props.record.resId) });
    }
}

registry.category("view_widgets").add("sme_scorecard", { component: ScorecardWidget });
