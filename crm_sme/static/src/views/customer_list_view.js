import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import { CustomerControlPanel } from "../refresh_status/customer_control_panel";

registry.category("views").add("sme_customer_list", {
    ...listView,
    ControlPanel: CustomerControlPanel,
});
