import { registry } from "@web/core/registry";

/** A customer calls: find, read, log the call in two clicks, note what to remember. */
registry.category("web_tour.tours").add("crm_sme_answer_tour", {
    steps: () => [
        {
            content: "Too little to search by is answered in words",
            trigger: ".o_sme_find_input",
            run: "edit az",
        },
        { trigger: ".o_sme_matches p:contains(at least 3 characters)" },
        {
            content: "The number as the caller says it",
            trigger: ".o_sme_find_input",
            run: "edit 0470/12.34.56",
        },
        { trigger: ".o_sme_match.active:contains(Azure Anchors):contains(Phone)" },
        { trigger: ".o_sme_find_input", run: "press Enter" },
        {
            content: "The card tells the open order in a sentence",
            trigger: ".o_sme_answer_orders .o_sme_sentence:contains(Order):contains(follows)",
        },
        { trigger: ".o_sme_answer_card .o_sme_copy_answer" },
        {
            content: "Logging the call: the first click",
            trigger: ".o_sme_log_call",
            run: "click",
        },
        {
            content: "The second click",
            trigger: ".modal button[name='action_log_note']",
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_sme_answer_orders" },
        { trigger: ".o_sme_answer_preferences summary", run: "click" },
        { trigger: ".o_sme_edit_preferences", run: "click" },
        { trigger: ".o_sme_answer_preferences textarea", run: "edit Likes mornings" },
        { trigger: ".o_sme_save_preferences", run: "click" },
        { trigger: ".o_sme_preferences:contains(Likes mornings)" },
    ],
});

/** The same card on the contact, fetched when its page is opened. */
registry.category("web_tour.tours").add("crm_sme_answer_contact_tour", {
    steps: () => [
        { trigger: ".o_form_view:not(:has(.o_sme_answer_card))" },
        { trigger: "a[name='sme_answer_card']", run: "click" },
        { trigger: ".o_sme_answer_card .o_sme_answer_orders" },
        { trigger: ".o_sme_answer_figures summary", run: "click" },
        { trigger: ".o_sme_answer_figures button", run: "click" },
        { trigger: ".breadcrumb-item:contains(Azure Anchors), .o_back_button" },
    ],
});

/** From a service record, the call is about that record. */
registry.category("web_tour.tours").add("crm_sme_answer_service_tour", {
    steps: () => [
        { trigger: "a[name='sme_answer_card']", run: "click" },
        { trigger: ".o_sme_answer_card .o_sme_answer_orders" },
        { trigger: ".o_sme_log_call", run: "click" },
        { trigger: ".modal button[name='action_log_note']", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_sme_answer_orders" },
    ],
});
