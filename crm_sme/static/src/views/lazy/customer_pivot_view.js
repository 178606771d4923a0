import { CustomerControlPanel } from "@crm_sme/refresh_status/customer_control_panel";
import { registry } from "@web/core/registry";
import { pivotView } from "@web/views/pivot/pivot_view";

registry.category("views").add("sme_customer_pivot", {
    ...pivotView,
    ControlPanel: CustomerControlPanel,
});
