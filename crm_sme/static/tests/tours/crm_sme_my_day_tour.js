import { registry } from "@web/core/registry";

const LINE = ".o_sme_day_line";

// An employee works from the top: a to-do is done, a customer is put off, the next one's answer card is read.
registry.category("web_tour.tours").add("crm_sme_my_day_tour", {
    steps: () => [
        {
            content: "Three customers wait, the most important first",
            trigger: `.o_sme_my_day:has(${LINE}:nth-child(3)) ${LINE}:first-child:contains(Azure)`,
        },
        {
            content: "The phone is one tap away",
            trigger: `${LINE}:first-child a.o_sme_day_phone[href^='tel:']`,
        },
        {
            content: "Done",
            trigger: `${LINE}:first-child .o_sme_day_done[aria-label*='Azure']`,
            run: "click",
        },
        {
            content: "It is off the list, and counted",
            trigger: `.o_sme_my_day:not(:has(${LINE}:contains(Azure))) .o_sme_day_counts:contains(1 done today)`,
        },
        {
            content: "Put the next one off",
            trigger: `${LINE}:first-child:contains(Lumber) .o_sme_day_later`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='reason'] label:contains(Asked For It)",
            run: "click",
        },
        {
            trigger: ".modal .o_form_button_save, .modal button[special='save']",
            run: "click",
        },
        {
            content: "It is put off",
            trigger: `body:not(:has(.modal)) .o_sme_my_day:not(:has(${LINE}:contains(Lumber))) .o_sme_day_counts:contains(1 put off)`,
        },
        {
            content: "The next customer, with the answer card",
            trigger: ".o_sme_day_next",
            run: "click",
        },
        {
            trigger: `${LINE}.o_sme_day_current:contains(Ready Mat) .o_sme_answer_card`,
        },
        {
            content: "Log the call",
            trigger: `${LINE}.o_sme_day_current .o_sme_day_call`,
            run: "click",
        },
        {
            trigger: ".modal button[name='action_log_note']",
            run: "click",
        },
        {
            content: "Nothing is left",
            trigger: "body:not(:has(.modal)) .o_sme_day_empty:contains(Nothing waits for you)",
        },
        {
            content: "All is told, and no request is under way any more",
            trigger: ".o_sme_my_day:has([role='status']:contains(0 to do))",
        },
    ],
});
