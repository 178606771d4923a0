import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** What the offered answers depend on; while it stays, nothing is asked again. */
const WATCHED_FIELDS = ["name", "product_id", "cause_id", "partner_id", "solution_id"];

/**
 * The past answers that fit a service record best. "Use" opens the reply with the answer in it.
 */
export class PastAnswersWidget extends Component {
    static template = "crm_sme.PastAnswersWidget";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ answers: null });
        useRecordObserver((record) => this.refresh(record));
    }

    async refresh(record) {
        const watched = WATCHED_FIELDS.map((name) => record.data[name]?.id ?? record.data[name]);
        const key = JSON.stringify([record.resId, ...watched]);
        if (record.dirty || key === this.key) {
            return;
        }
        this.key = key;
        const answers = record.resId
            ? await this.orm.call("sme.service", "get_solution_suggestions", [[record.resId]])
            : [];
        if (key === this.key) {
            this.state.answers = answers;
        }
    }

    async use(answer) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("sme.service", "action_use_solution", [
            [record.resId],
            answer.id,
        ]);
        await this.action.doAction(action, { onClose: () => record.model.load() });
    }

    open(answer) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "sme.solution",
            res_id: answer.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("sme_past_answers", {
    component: PastAnswersWidget,
    fieldDependencies: [
        { name: "name", type: "char" },
        { name: "product_id", type: "many2one", relation: "product.product" },
        { name: "cause_id", type: "many2one", relation: "sme.service.cause" },
        { name: "partner_id", type: "many2one", relation: "res.partner" },
        { name: "solution_id", type: "many2one", relation: "sme.solution" },
    ],
});
