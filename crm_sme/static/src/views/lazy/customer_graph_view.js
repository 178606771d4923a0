import { CustomerControlPanel } from "@crm_sme/refresh_status/customer_control_panel";
import { registry } from "@web/core/registry";
import { graphView } from "@web/views/graph/graph_view";

registry.category("views").add("sme_customer_graph", {
    ...graphView,
    ControlPanel: CustomerControlPanel,
});
