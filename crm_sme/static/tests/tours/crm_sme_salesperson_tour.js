import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const OWN = "Bolt Brothers";
const FOREIGN = "Azure Anchors";
const BADGE = ".o_sme_class_badge";

// Limited to own documents: figures of the own customers only, the class in words of all.
registry.category("web_tour.tours").add("crm_sme_salesperson_tour", {
    url: "/odoo/customer-relations",
    steps: () => [
        {
            content: "The own customer is there, the others are not",
            trigger: `.o_sme_customer_kanban:not(:has(.o_kanban_record:contains(${FOREIGN}))) .o_kanban_record:contains(${OWN})`,
        },
        {
            content: "The status line has no button",
            trigger: ".o_sme_refresh_status:not(:has(button)) [role='status']:contains(Last refreshed)",
        },
        {
            content: "Why has it this class?",
            trigger: `.o_kanban_record:contains(${OWN}) ${BADGE}`,
            run: "click",
        },
        {
            content: "With numbers, but nothing to set by hand",
            trigger: ".o_sme_class_popover:not(:has(.o_sme_set_class)):has(.o_sme_around) .o_sme_reasons li:contains(Rank 2 of 4)",
        },
        {
            content: "See its history, which is empty",
            trigger: ".o_sme_class_popover .o_sme_history",
            run: "click",
        },
        {
            trigger: ".o_breadcrumb .o_last_breadcrumb_item:contains(What Moved)",
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
            content: "Ask about a customer of somebody else",
            trigger: `.o_list_view .o_data_row:contains(${FOREIGN}) ${BADGE}:contains(Key)`,
            run: "click",
        },
        {
            content: "The class is told in words, without numbers or links",
            trigger: ".o_sme_class_popover:not(:has(button)):not(:contains(Rank)) .o_sme_reasons li",
        },
    ],
});
