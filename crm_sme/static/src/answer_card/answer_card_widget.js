import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { AnswerCard } from "./answer_card";

/**
 * The answer card in a form view. It belongs on a page of a notebook: there it is made, and the
 * card fetched, when the page is opened, so that opening the form costs nothing.
 */
export class AnswerCardWidget extends Component {
    static template = "crm_sme.AnswerCardWidget";
    static components = { AnswerCard };
    static props = { ...standardWidgetProps, partnerField: { type: String, optional: true } };

    get partnerId() {
        const { record, partnerField } = this.props;
        return (partnerField ? record.data[partnerField]?.id : record.resId) || false;
    }

    /** A call that is logged from a service record is about it. */
    get serviceId() {
        const { record } = this.props;
        return record.resModel === "sme.service" && record.resId;
    }
}

export const answerCardWidget = {
    component: AnswerCardWidget,
    supportedOptions: [
        {
            label: _t("Customer field"),
            name: "partner_field",
            type: "field",
            availableTypes: ["many2one"],
        },
    ],
    fieldDependencies: ({ options }) =>
        options?.partner_field
            ? [{ name: options.partner_field, type: "many2one", relation: "res.partner" }]
            : [],
    extractProps: ({ options }) => ({ partnerField: options.partner_field }),
};

registry.category("view_widgets").add("sme_answer_card", answerCardWidget);
