import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const TOP_CUSTOMER = "Azure Anchors";

// The way of a manager: see the top customer, read why, set another class by hand, meet it elsewhere.
registry.category("web_tour.tours").add("crm_sme_customer_tour", {
    url: "/odoo/customer-relations",
    steps: () => [
        {
            content: "The columns are the classes",
            trigger: `.o_sme_customer_kanban .o_kanban_group:contains(Key) .o_kanban_record:contains(${TOP_CUSTOMER})`,
        },
        {
            content: "The screen says when it was refreshed",
            trigger: ".o_sme_refresh_status [role='status']:contains(Last refreshed)",
        },
        {
            content: "The list is sorted by rank",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "Open the top customer",
            trigger: `.o_list_view .o_data_row:first .o_data_cell[name='partner_id']:contains(${TOP_CUSTOMER})`,
            run: "click",
        },
        {
            content: "Ask why it is Key",
            trigger: ".o_form_view .o_field_widget[name='class_id'] .o_sme_class_badge[aria-expanded='false']:contains(Key)",
            run: "click",
        },
        {
            content: "The reasons are given in sentences with numbers",
            trigger: ".o_sme_class_popover .o_sme_reasons li:contains(1)",
        },
        {
            content: "Escape closes the popover",
            trigger: ".o_sme_class_popover",
            run: "press Escape",
        },
        {
            trigger: "body:not(:has(.o_sme_class_popover)) .o_sme_class_badge[aria-expanded='false']",
            content: "Open it again",
            run: "click",
        },
        {
            content: "Set another class by hand",
            trigger: ".o_sme_class_popover .o_sme_set_class",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='class_id'] label:contains(Growth)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='reason'] :is(input, textarea)",
            run: "edit Promised by the management",
        },
        {
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        {
            content: "The scorecard shows it at once",
            trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name='class_id'] .o_sme_class_badge:contains(Growth)",
        },
        {
            content: "The contact shows it",
            trigger: "button[name='action_open_partner']",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name='sme_class_id'] .o_sme_class_badge:contains(Growth)",
        },
        stepUtils.toggleHomeMenu(),
        ...stepUtils.goToAppSteps("contacts.menu_contacts", "Go to Contacts"),
        {
            content: "As a list",
            trigger: ".o_kanban_view ~ *, .o_switch_view.o_list",
        },
        {
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "See it in the contact list",
            trigger: `.o_list_view .o_data_row:has(.o_data_cell[name='complete_name']:contains(${TOP_CUSTOMER})) .o_sme_class_badge:contains(Growth)`,
        },
    ],
});
