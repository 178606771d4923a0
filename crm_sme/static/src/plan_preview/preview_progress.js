import { Component, onMounted, onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Has a preview computed, some nights at a time, and shows how far it is. Who leaves stops it; it goes on later. */
export class PreviewProgress extends Component {
    static template = "crm_sme.PreviewProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        onMounted(() => this.advance());
        onWillUnmount(() => (this.isGone = true));
    }

    get percent() {
        return this.props.record.data.percent;
    }

    async advance() {
        const { record } = this.props;
        while (!this.isGone && record.resId && record.data.state === "computing") {
            await this.orm.silent.call("sme.plan.preview", "action_advance", [[record.resId]]);
            if (!this.isGone) {
                await record.load();
            }
        }
    }
}

registry.category("view_widgets").add("sme_preview_progress", {
    component: PreviewProgress,
    fieldDependencies: [
        { name: "percent", type: "integer" },
        { name: "state", type: "selection" },
    ],
});
