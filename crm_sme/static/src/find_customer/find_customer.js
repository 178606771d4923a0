import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { AnswerCard } from "../answer_card/answer_card";

const TYPING_PAUSE = 250;

/**
 * Finds the customer behind whatever a caller says, and shows the answer card: type, Enter, answer.
 */
export class FindCustomer extends Component {
    static template = "crm_sme.FindCustomer";
    static components = { AnswerCard };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Find Customer");

    setup() {
        this.orm = useService("orm");
        this.input = useAutofocus();
        this.list = useRef("list");
        const { text = "", partnerId = this.props.resId || false } = this.props.state || {};
        this.state = useState({
            text,
            partnerId,
            matches: [],
            hint: "",
            hasMore: false,
            active: 0,
            isSearching: false,
        });
        this.turn = 0;
        this.searched = null;
        this.searchSoon = useDebounced(() => this.search(), TYPING_PAUSE);
        useSetupAction({
            getLocalState: () => ({ text: this.state.text, partnerId: this.state.partnerId }),
        });
        onWillStart(() => this.search());
    }

    onInput() {
        this.state.partnerId = false;
        this.searchSoon();
    }

    async search() {
        const text = this.state.text.trim();
        if (text === this.searched) {
            return;
        }
        const turn = ++this.turn;
        this.state.isSearching = true;
        let answer;
        try {
            answer = await this.orm.call("sme.customer.lookup", "get_matches", [text]);
        } catch (reason) {
            answer = {
                matches: [],
                more: false,
                hint: reason?.data?.message || _t("The search failed. Please try again."),
            };
        }
        if (turn !== this.turn) {
            return;
        }
        this.searched = text;
        Object.assign(this.state, {
            matches: answer.matches,
            hasMore: answer.more,
            hint: answer.hint,
            active: 0,
            isSearching: false,
        });
    }

    async onKeydown(ev) {
        const { matches, active } = this.state;
        if (ev.key === "Enter") {
            ev.preventDefault();
            await this.search();
            const match = this.state.matches[this.state.active];
            if (match) {
                this.choose(match);
            }
        } else if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            ev.preventDefault();
            const step = ev.key === "ArrowDown" ? 1 : -1;
            this.state.active = Math.min(Math.max(active + step, 0), Math.max(matches.length - 1, 0));
        } else if (ev.key === "Escape" && this.state.partnerId) {
            ev.stopPropagation();
            this.back();
        }
    }

    choose(match) {
        this.state.active = this.state.matches.indexOf(match);
        this.state.partnerId = match.id;
        this.props.updateActionState?.({ resId: match.id });
    }

    back() {
        this.state.partnerId = false;
        this.props.updateActionState?.({ resId: false });
        this.input.el?.focus();
    }
}

registry.category("actions").add("sme_find_customer", FindCustomer);

/** "Find Customer" in the command palette, for those who answer customers. */
export const findCustomerCommandService = {
    dependencies: ["action", "command"],
    async start(env, { action, command }) {
        if (await user.hasGroup("crm_sme.group_sme_service")) {
            command.add(
                _t("Find Customer"),
                () => action.doAction("crm_sme.sme_customer_lookup_action"),
                { global: true }
            );
        }
    },
};

registry.category("services").add("sme_find_customer_command", findCustomerCommandService);
