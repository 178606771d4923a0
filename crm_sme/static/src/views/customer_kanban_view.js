import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { CustomerControlPanel } from "../refresh_status/customer_control_panel";

registry.category("views").add("sme_customer_kanban", {
    ...kanbanView,
    ControlPanel: CustomerControlPanel,
});
