import { registry } from "@web/core/registry";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";
import { PlanStatus } from "./plan_status";

/** Odoo's own control panel, with the switch of all plans below it. */
export class PlanControlPanel extends ControlPanel {
    static template = "crm_sme.PlanControlPanel";
    static components = { ...ControlPanel.components, PlanStatus };
}

registry.category("views").add("sme_plan_kanban", {
    ...kanbanView,
    ControlPanel: PlanControlPanel,
});
registry.category("views").add("sme_plan_list", {
    ...listView,
    ControlPanel: PlanControlPanel,
});
