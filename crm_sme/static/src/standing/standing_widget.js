import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const DECORATIONS = { good: "text-bg-success", due: "text-bg-warning", overdue: "text-bg-danger" };

/**
 * How a customer stands in the promised rhythm, who looks after it, and which plans follow it up. They are fetched
 * while the form is shown already: opening a contact does not wait.
 */
export class StandingWidget extends Component {
    static template = "crm_sme.StandingWidget";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ standing: null });
        useRecordObserver((record) => {
            // not awaited: see above; a saved change may be one of the account manager or the address
            if (!record.dirty) {
                this.load(record.resId);
            }
        });
    }

    async load(partnerId) {
        this.partnerId = partnerId;
        const standing = partnerId
            ? await this.orm.silent.call("res.partner", "get_standing", [[partnerId]])
            : null;
        if (this.partnerId === partnerId) {
            this.state.standing = standing;
        }
    }

    get decoration() {
        return DECORATIONS[this.state.standing.contact_state];
    }
}

registry.category("view_widgets").add("sme_standing", { component: StandingWidget });
