import { ControlPanel } from "@web/search/control_panel/control_panel";
import { RefreshStatus } from "./refresh_status";

/** The control panel of the customer views: Odoo's own, with the refresh status below it. */
export class CustomerControlPanel extends ControlPanel {
    static template = "crm_sme.CustomerControlPanel";
    static components = { ...ControlPanel.components, RefreshStatus };
}
