import { registry } from "@web/core/registry";

const TOP_CUSTOMER = "Azure Anchors";
const BADGE = ".o_sme_class_badge";

// The same on a phone, where the explanation is a dialog; then a refresh is asked for.
registry.category("web_tour.tours").add("crm_sme_phone_tour", {
    url: "/odoo/customer-relations",
    steps: () => [
        {
            content: "Why is it Key?",
            trigger: `.o_sme_customer_kanban .o_kanban_record:contains(${TOP_CUSTOMER}) ${BADGE}:contains(Key)`,
            run: "click",
        },
        {
            trigger: ".modal .o_sme_reasons li:contains(Rank 1 of 4)",
        },
        {
            content: "Back to the cards",
            trigger: ".modal .modal-header button",
            run: "click",
        },
        {
            content: "The phone number can be called",
            trigger: `body:not(:has(.modal)) .o_kanban_record:contains(${TOP_CUSTOMER}) a[href^='tel:']`,
        },
        {
            content: "Ask for a refresh",
            trigger: ".o_sme_refresh_status button:enabled:contains(Refresh now)",
            run: "click",
        },
        {
            content: "The status line follows it, the button waits",
            trigger: ".o_sme_refresh_status:has(button:disabled) [role='status']:contains(Refresh requested)",
        },
    ],
});
