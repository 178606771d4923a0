import { Component, onWillStart, useState } from "@odoo/owl";
import { useBus, useService } from "@web/core/utils/hooks";

/** Warns above the queue of open records that nobody looks after; one click shows them. */
export class QueueStatus extends Component {
    static template = "crm_sme.QueueStatus";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.state = useState({ nobody: 0 });
        onWillStart(() => this.update());
        useBus(this.env.searchModel, "update", () => this.update());
    }

    async update() {
        const { nobody } = await this.orm.silent.call("sme.service", "get_queue_state", []);
        this.state.nobody = nobody;
    }

    get filters() {
        return this.env.searchModel.getSearchItems((item) => ["nobody", "open"].includes(item.name));
    }

    /** Whether the view shows nobody's records already. */
    get isShown() {
        return this.filters.some((item) => item.name === "nobody" && item.isActive);
    }

    show() {
        for (const item of this.filters.filter((item) => !item.isActive)) {
            this.env.searchModel.toggleSearchItem(item.id);
        }
    }
}
