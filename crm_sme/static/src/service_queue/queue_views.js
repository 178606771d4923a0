import { registry } from "@web/core/registry";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { listView } from "@web/views/list/list_view";
import { rottingKanbanView } from "@mail/js/rotting_mixin/rotting_kanban_view";
import { QueueStatus } from "./queue_status";

/** Odoo's own control panel, with what the queue warns of below it. */
export class QueueControlPanel extends ControlPanel {
    static template = "crm_sme.QueueControlPanel";
    static components = { ...ControlPanel.components, QueueStatus };
}

registry.category("views").add("sme_service_kanban", {
    ...rottingKanbanView,
    ControlPanel: QueueControlPanel,
});
registry.category("views").add("sme_service_list", {
    ...listView,
    ControlPanel: QueueControlPanel,
});
