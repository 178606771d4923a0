import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const LIFECYCLE_CLASSES = {
    active: "text-bg-success",
    new: "text-bg-info",
    won_back: "text-bg-info",
    late: "text-bg-warning",
    dormant: "text-bg-danger",
};

/** Why a customer has its class: the same content in a popover and, on phones, in a dialog. */
export class ClassExplanation extends Component {
    static template = "crm_sme.ClassExplanation";
    static props = {
        explanation: Object,
        close: Function,
        onChanged: { type: Function, optional: true },
        withTitle: { type: Boolean, optional: true },
    };
    static defaultProps = { withTitle: true, onChanged: () => {} };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get info() {
        return this.props.explanation;
    }

    get title() {
        return explanationTitle(this.info);
    }

    get lifecycleClass() {
        return LIFECYCLE_CLASSES[this.info.lifecycle] || "text-bg-300";
    }

    /** The sentences tell since when only where there was another class before. */
    get since() {
        const { since, previous_class } = this.info;
        return since && !previous_class ? _t("In this class since %(day)s.", { day: since }) : "";
    }

    get isMultiCompany() {
        return user.allowedCompanies.length > 1;
    }

    async openAction(method) {
        const { customer_id } = this.info;
        const { close, onChanged } = this.props;
        const action = await this.orm.call("sme.customer", method, [[customer_id]]);
        close();
        await this.action.doAction(action, { onClose: onChanged });
    }
}

export class ClassExplanationDialog extends Component {
    static template = "crm_sme.ClassExplanationDialog";
    static components = { ClassExplanation, Dialog };
    static props = {
        explanation: Object,
        close: Function,
        onChanged: { type: Function, optional: true },
    };

    get title() {
        return explanationTitle(this.props.explanation);
    }
}

export function explanationTitle(info) {
    return info.class_name
        ? _t("Why %(name)s?", { name: info.class_name })
        : _t("No customer class");
}
