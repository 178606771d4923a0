import { markup } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("crm_sme_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            trigger: '.o_app[data-menu-xmlid="crm_sme.crm_sme_menu_root"]',
            content: markup(_t("See which customers carry the business: open <b>Customer Relations</b>.")),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_sme_customer_kanban .o_kanban_renderer",
        },
        {
            trigger:
                ".o_sme_customer_kanban:not(:has(.o_view_sample_data)) .o_kanban_group:not(.o_column_folded) .o_kanban_record:first .o_sme_class_badge",
            content: markup(_t("Each customer has a class, computed from its orders. Click the badge to read <b>why</b>.")),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_sme_class_explanation .o_sme_around",
            content: markup(_t("These are the figures behind it. See the <b>customers ranked around it</b>.")),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:first .o_data_cell[name='partner_id']",
            content: _t("Open one of them to see its whole scorecard."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_form_view .nav-link[name='figures']",
            content: markup(_t("All <b>figures</b>: value, rank, rhythm, and what has happened over all time.")),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name='action_open_history']",
            content: markup(_t("And the <b>history</b>: every change of class or lifecycle, with its reasons.")),
            tooltipPosition: "bottom",
            run: "click",
        },
    ],
});
