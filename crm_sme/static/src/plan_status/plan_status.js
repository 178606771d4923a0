import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/**
 * Says above the plans whether all follow-ups of the company stand still; managers let them, with one click, and are
 * told why nothing is done by itself, if that is so.
 */
export class PlanStatus extends Component {
    static template = "crm_sme.PlanStatus";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.state = useState({ paused: false, company: "", may_change: false, trouble: "" });
        onWillStart(() => this.update());
    }

    async update() {
        Object.assign(this.state, await this.orm.call("sme.plan", "get_pause_state", []));
    }

    async change() {
        const method = this.state.paused ? "action_resume_all" : "action_pause_all";
        await this.orm.call("sme.plan", method, []);
        await this.update();
    }
}
