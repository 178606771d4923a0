import { registry } from "@web/core/registry";

const RECORD = ".o_kanban_record:contains(Printer beeps)";

// A mail has arrived: an employee opens it from the queue, reads the answer card, answers by a past answer, solves.
registry.category("web_tour.tours").add("crm_sme_employee_tour", {
    steps: () => [
        {
            content: "The mail is a record in the queue, with its customer",
            trigger: `${RECORD}:contains(Azure)`,
            run: "click",
        },
        {
            content: "What the customer wrote",
            trigger: ".o_form_view .o_field_widget[name='description']:contains(It beeps three times)",
        },
        {
            content: "Everything about the customer",
            trigger: ".o_form_view a[name='sme_answer_card']",
            run: "click",
        },
        {
            content: "The open order, in a sentence",
            trigger: ".o_sme_answer_card .o_sme_answer_orders .o_sme_sentence:contains(Order)",
        },
        {
            content: "Past answers",
            trigger: ".o_notebook .nav-link:contains(Past Answers)",
            run: "click",
        },
        {
            trigger: ".o_sme_past_answer:contains(beeps) .o_sme_use_answer",
            run: "click",
        },
        {
            trigger: ".modal .o_field_html:contains(Open the lid)",
        },
        {
            content: "Send it",
            trigger: ".modal .o_mail_send",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o-mail-Message:contains(Open the lid)",
        },
        {
            content: "Done",
            trigger: ".o_form_view button[name='action_solve']",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_statusbar_status .o_arrow_button_current:contains(Solved)",
        },
    ],
});
