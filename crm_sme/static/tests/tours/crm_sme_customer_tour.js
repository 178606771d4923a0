import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const TOP_CUSTOMER = "Azure Anchors";
const BADGE = ".o_sme_class_badge";

// A manager's way: open the top customer, read why, set another class by hand, meet it elsewhere.
registry.category("web_tour.tours").add("crm_sme_customer_tour", {
    url: "/odoo/customer-relations",
    steps: () => [
        {
            content: "The top customer stands in the column of its class",
            trigger: `.o_sme_customer_kanban .o_kanban_group:contains(Key) .o_kanban_record:contains(${TOP_CUSTOMER})`,
        },
        {
            content: "The screen says when it was refreshed, and when it will be",
            trigger: ".o_sme_refresh_status [role='status']:contains(Last refreshed):contains(next)",
        },
        {
            content: "Look at the list",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "Open the customer of rank 1",
            trigger: `.o_list_view .o_data_row:first .o_data_cell[name='partner_id']:contains(${TOP_CUSTOMER})`,
            run: "click",
        },
        {
            content: "Ask why it is Key",
            trigger: `.o_form_view .o_field_widget[name='class_id'] ${BADGE}[aria-expanded='false']:contains(Key)`,
            run: "click",
        },
        {
            content: "The reasons are sentences with numbers",
            trigger: ".o_sme_class_popover .o_sme_reasons li:contains(Rank 1 of 4)",
        },
        {
            content: "Escape closes the popover",
            trigger: ".o_sme_class_popover",
            run: "press Escape",
        },
        {
            content: "Open it again",
            trigger: `body:not(:has(.o_sme_class_popover)) .o_form_view ${BADGE}[aria-expanded='false']`,
            run: "click",
        },
        {
            content: "Set another class by hand",
            trigger: ".o_sme_class_popover .o_sme_set_class",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='class_id'] .form-check:contains(Growth) input",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit Promised by the management",
        },
        {
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        {
            content: "The scorecard shows it at once",
            trigger: `body:not(:has(.modal)) .o_form_view .o_field_widget[name='class_id'] ${BADGE}:contains(Growth)`,
        },
        {
            content: "Go on to the contact",
            trigger: "button[name='action_open_partner']",
            run: "click",
        },
        {
            content: "The contact shows it too",
            trigger: `.o_form_view .o_field_widget[name='sme_class_id'] ${BADGE}:contains(Growth)`,
        },
        ...stepUtils.goToAppSteps("contacts.menu_contacts", "Go to the contacts"),
        {
            trigger: ".o_breadcrumb .o_last_breadcrumb_item:contains(Contacts)",
        },
        {
            content: "As a list",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "See it in the contact list",
            trigger: `.o_list_view .o_data_row:has(.o_data_cell[name='complete_name']:contains(${TOP_CUSTOMER})) ${BADGE}:contains(Growth)`,
        },
        ...stepUtils.goToAppSteps("sale.sale_menu_root", "Go to the quotations"),
        {
            content: "See it in the list of quotations, and open the quotation",
            trigger: `.o_list_view .o_data_row:has(${BADGE}:contains(Growth)) .o_data_cell[name='partner_id']:contains(${TOP_CUSTOMER})`,
            run: "click",
        },
        {
            content: "See it on the quotation, and ask why",
            trigger: `.o_form_view .o_field_widget[name='sme_class_id'] ${BADGE}:contains(Growth)`,
            run: "click",
        },
        {
            content: "The reason given by hand is told",
            trigger: ".o_sme_class_popover .o_sme_reasons li:contains(Promised by the management)",
        },
    ],
});
