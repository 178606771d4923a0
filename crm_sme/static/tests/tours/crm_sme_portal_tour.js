import { registry } from "@web/core/registry";

const CHATTER = "#chatterRoot:shadow";

// A customer on a phone opens a request, sends it, writes once more, says that it is solved, and how it was.
registry.category("web_tour.tours").add("crm_sme_portal_tour", {
    url: "/my/service",
    steps: () => [
        {
            content: "There is a request already",
            trigger: "a:contains(The chair is too low)",
        },
        {
            content: "A new one",
            trigger: ".o_sme_new_service",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#service_type",
            run: "selectByLabel Warranty",
        },
        {
            trigger: "#service_about",
            run: "selectByLabel Desk",
        },
        {
            trigger: "#service_subject",
            run: "edit The desk wobbles",
        },
        {
            trigger: "#service_text",
            run: "edit One leg is shorter than the others.",
        },
        {
            trigger: ".o_sme_service_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It was received",
            trigger: ".o_sme_notice:contains(We have your request)",
        },
        {
            trigger: ".o_sme_facts:contains(Desk) .badge:contains(Received)",
        },
        {
            trigger: ".o_sme_description:contains(One leg is shorter)",
        },
        {
            content: "One thing was forgotten",
            trigger: `${CHATTER} .o-mail-Composer textarea`,
            run: "edit It is the left leg.",
        },
        {
            trigger: `${CHATTER} .o-mail-Composer-send:enabled`,
            run: "click",
        },
        {
            trigger: `${CHATTER} .o-mail-Message:contains(It is the left leg.)`,
        },
        {
            content: "A book below the leg did it",
            trigger: ".o_sme_close",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_sme_notice:contains(closed as solved)",
        },
        {
            trigger: ".o_sme_facts .badge:contains(Solved)",
        },
        {
            trigger: ".o_sme_rating textarea",
            run: "edit I had to help myself",
        },
        {
            trigger: ".o_sme_rate_1",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_sme_rated:contains(Unhappy):contains(I had to help myself)",
        },
    ],
});
