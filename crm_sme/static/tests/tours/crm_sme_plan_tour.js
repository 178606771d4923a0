import { registry } from "@web/core/registry";

const STEPS = "td[name='name']:contains(Thank-You for an Order)";

// A manager looks at what a plan would have done, switches it on, and stops it.
registry.category("web_tour.tours").add("crm_sme_plan_tour", {
    steps: () => [
        {
            content: "The plan is off",
            trigger: `.o_data_row ${STEPS}`,
            run: "click",
        },
        {
            content: "What starts it, in one sentence",
            trigger: ".o_form_view .o_field_widget[name='trigger_summary']:contains(An order is confirmed)",
        },
        {
            content: "What would it have done?",
            trigger: ".o_form_view button[name='action_preview']:visible",
            run: "click",
        },
        {
            content: "The answer in one sentence, once all nights are gone through",
            trigger: ".o_sme_plan_preview .o_field_widget[name='sentence']:contains(1 customer, 1 call)",
        },
        {
            content: "Who?",
            trigger: ".o_sme_plan_preview button[name='action_open_customers']",
            run: "click",
        },
        {
            trigger: ".o_list_view td[name='partner_id']:contains(Azure)",
        },
        {
            content: "Back to the preview",
            trigger: ".breadcrumb-item.o_back_button a",
            run: "click",
        },
        {
            content: "Those waiting are a choice of its own, with their number",
            trigger: ".o_sme_plan_preview .o_field_widget[name='waiting_count']:contains(1)",
        },
        {
            trigger: ".o_sme_plan_preview button[name='action_switch_on']:contains(Switch On)",
            run: "click",
        },
        {
            content: "It is on: stop it again",
            trigger: ".o_form_view button[name='action_switch_off']",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name='action_open_switch']:visible",
        },
    ],
});
