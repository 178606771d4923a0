import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { ClassExplanation, ClassExplanationDialog } from "./class_explanation";

/**
 * The customer class as a badge in its colour. A click tells why the customer has this class;
 * the explanation is only fetched then, so that lists stay fast.
 */
export class ClassBadgeField extends Component {
    static template = "crm_sme.ClassBadgeField";
    static props = {
        ...standardFieldProps,
        partnerField: { type: String, optional: true },
        companyField: { type: String, optional: true },
        why: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.state = useState({ isOpen: false });
        this.isLoading = false;
        this.popover = usePopover(ClassExplanation, {
            position: "bottom-start",
            popoverClass: "o_sme_class_popover",
            role: "dialog",
            onClose: () => (this.state.isOpen = false),
        });
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get colorClass() {
        return `o_badge_color_${this.value.color || 0}`;
    }

    get partnerId() {
        const { record, partnerField } = this.props;
        return partnerField ? record.data[partnerField]?.id : record.resId;
    }

    get companyId() {
        const { record, companyField } = this.props;
        return (companyField && record.data[companyField]?.id) || false;
    }

    get tooltip() {
        return _t("Why %(name)s?", { name: this.value.display_name });
    }

    async onClick(ev) {
        const target = ev.currentTarget;
        if (this.popover.isOpen) {
            this.popover.close();
            return;
        }
        if (this.isLoading || !this.partnerId) {
            return;
        }
        this.isLoading = true;
        let explanation;
        try {
            explanation = await this.orm.call("res.partner", "get_class_explanation", [
                [this.partnerId],
                this.companyId,
            ]);
        } finally {
            this.isLoading = false;
        }
        const props = { explanation, onChanged: () => this.reload() };
        this.state.isOpen = true;
        if (this.env.isSmall) {
            this.dialog.add(ClassExplanationDialog, props, {
                onClose: () => {
                    this.state.isOpen = false;
                    target.focus();
                },
            });
        } else {
            this.popover.open(target, { ...props, close: () => this.popover.close() });
        }
    }

    /** Shows a class set by hand at once, without touching what is being typed into a form. */
    async reload() {
        const { model } = this.props.record;
        if (!(await model.root.isDirty?.())) {
            await model.load();
        }
    }
}

export const classBadgeField = {
    component: ClassBadgeField,
    displayName: _t("Customer Class"),
    supportedTypes: ["many2one"],
    supportedOptions: [
        {
            label: _t("Customer field"),
            name: "partner_field",
            type: "field",
            availableTypes: ["many2one"],
            help: _t("The field that holds the customer; without it, the record itself is the contact."),
        },
        {
            label: _t("Company field"),
            name: "company_field",
            type: "field",
            availableTypes: ["many2one"],
        },
        {
            label: _t("Write \"Why?\" on the badge"),
            name: "why",
            type: "boolean",
        },
    ],
    relatedFields: [{ name: "color", type: "integer" }],
    fieldDependencies: ({ options }) =>
        ["partner_field", "company_field"]
            .filter((option) => options?.[option])
            .map((option) => ({
                name: options[option],
                type: "many2one",
                relation: option === "partner_field" ? "res.partner" : "res.company",
            })),
    extractProps: ({ options }) => ({
        partnerField: options.partner_field,
        companyField: options.company_field,
        why: Boolean(options.why),
    }),
};

registry.category("fields").add("sme_class_badge", classBadgeField);
