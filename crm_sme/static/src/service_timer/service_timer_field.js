import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;
const SECOND = 1000;

/**
 * How long a timer has been running, second by second. The field holds the moment it was started; nothing is shown
 * while it is empty.
 */
export class ServiceTimerField extends Component {
    static template = "crm_sme.ServiceTimerField";
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ now: DateTime.now() });
        onMounted(() => {
            this.interval = browser.setInterval(() => (this.state.now = DateTime.now()), SECOND);
        });
        onWillUnmount(() => browser.clearInterval(this.interval));
    }

    get start() {
        return this.props.record.data[this.props.name];
    }

    get elapsed() {
        const milliseconds = Math.max(this.state.now.diff(this.start).milliseconds, 0);
        return luxon.Duration.fromMillis(milliseconds).toFormat("h:mm:ss");
    }
}

export const serviceTimerField = {
    component: ServiceTimerField,
    displayName: _t("Running Timer"),
    supportedTypes: ["datetime"],
};

registry.category("fields").add("sme_service_timer", serviceTimerField);
