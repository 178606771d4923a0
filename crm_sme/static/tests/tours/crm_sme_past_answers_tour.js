import { registry } from "@web/core/registry";

const ANSWER = ".o_sme_past_answer:contains(The chair sinks)";

// A service employee reads the verdict, uses a past answer and sends it.
registry.category("web_tour.tours").add("crm_sme_past_answers_tour", {
    steps: () => [
        {
            content: "The verdict is in sight, with days and order",
            trigger: ".o_form_view .alert-success:contains(IN warranty):contains(months)",
        },
        {
            content: "Look at past answers",
            trigger: ".o_notebook .nav-link:contains(Past Answers)",
            run: "click",
        },
        {
            content: "The fitting one says how often it helped",
            trigger: `${ANSWER} .badge:contains(solved 1 of 1)`,
        },
        {
            content: "Use it",
            trigger: `${ANSWER} .o_sme_use_answer`,
            run: "click",
        },
        {
            content: "It is in the reply",
            trigger: ".modal .o_field_html:contains(The gas lift is worn)",
        },
        {
            content: "Send it",
            trigger: ".modal .o_mail_send",
            run: "click",
        },
        {
            content: "The customer has the answer, the record knows which",
            trigger: "body:not(:has(.modal)) .o-mail-Message:contains(The gas lift is worn)",
        },
        {
            trigger: `${ANSWER} .badge:contains(used here)`,
        },
    ],
});
