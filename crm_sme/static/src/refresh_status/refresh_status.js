import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { deserializeDate, deserializeDateTime, formatDate, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const POLL_DELAY = 2000;
const BUSY_STATES = ["requested", "running"];

/**
 * Tells when the customers were last classified, and when they will be next. While a refresh is
 * requested or running it follows it, and reloads the view once it is through.
 */
export class RefreshStatus extends Component {
    static template = "crm_sme.RefreshStatus";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ info: null, isRequesting: false });
        onMounted(() => this.update());
        onWillUnmount(() => {
            this.isGone = true;
            clearTimeout(this.timer);
        });
    }

    get info() {
        return this.state.info;
    }

    get isBusy() {
        return BUSY_STATES.includes(this.info.state);
    }

    get text() {
        const { info } = this;
        if (info.state === "running") {
            return this.runningText;
        }
        if (info.state === "requested") {
            return info.cron_running === false
                ? _t("Refresh requested. It starts as soon as the server runs its scheduled actions.")
                : _t("Refresh requested, it starts in a moment...");
        }
        const next = info.next_refresh_at && this.formatTime(info.next_refresh_at);
        if (!info.refreshed_at) {
            return next ? _t("Not refreshed yet, next %(next)s", { next }) : _t("Not refreshed yet");
        }
        const last = this.formatTime(info.refreshed_at);
        return next
            ? _t("Last refreshed %(last)s, next %(next)s", { last, next })
            : _t("Last refreshed %(last)s", { last });
    }

    get runningText() {
        const { company, company_index, company_count, phase } = this.info;
        const values = { company, phase, index: company_index, count: company_count };
        if (company && company_count > 1) {
            return phase
                ? _t("Refreshing %(company)s (%(index)s of %(count)s): %(phase)s", values)
                : _t("Refreshing %(company)s (%(index)s of %(count)s)...", values);
        }
        return phase
            ? _t("Refreshing %(company)s: %(phase)s", values)
            : _t("Refreshing %(company)s...", values);
    }

    /** The day the figures stand for, where it is not the day of the refresh. */
    get asOf() {
        const { as_of, refreshed_at } = this.info;
        if (!as_of || !refreshed_at || this.isBusy) {
            return "";
        }
        const day = deserializeDate(as_of);
        const days = deserializeDateTime(refreshed_at).startOf("day").diff(day, "days").days;
        return days > 1 ? formatDate(day) : "";
    }

    formatTime(value) {
        return toLocaleDateTimeString(deserializeDateTime(value), { showSeconds: false });
    }

    async update() {
        clearTimeout(this.timer);
        let info;
        try {
            info = await this.orm.silent.call("sme.policy", "get_refresh_state", []);
        } catch (error) {
            // A server that restarts while we wait for it is no news for the reader.
            if (!this.info || !this.isBusy) {
                throw error;
            }
            info = this.info;
        }
        if (this.isGone) {
            return;
        }
        const wasBusy = this.info && this.isBusy;
        this.state.info = info;
        if (this.isBusy) {
            this.timer = setTimeout(() => this.update(), POLL_DELAY);
        } else if (wasBusy && this.env.searchModel) {
            this.env.searchModel.search();
        }
    }

    async requestRefresh() {
        this.state.isRequesting = true;
        try {
            await this.orm.call("sme.policy", "action_request_refresh", [[]]);
            await this.update();
        } finally {
            this.state.isRequesting = false;
        }
    }
}
