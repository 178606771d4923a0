import { Component, onMounted, onWillStart, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { isMacOS } from "@web/core/browser/feature_detection";
import { _t } from "@web/core/l10n/translation";
import { deserializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { AnswerCard } from "../answer_card/answer_card";

/** Seen again after so long in the background, the list is fetched anew. */
const STALE_AFTER = 60_000;
/** So many customers who are only worth a call are shown at first: the day is not a wall of names. */
const FIRST_CALLS = 8;
const NEXT_HOTKEY = "y";
const EVENT_ICONS = {
    message: "fa-envelope-o",
    order: "fa-shopping-cart",
    payment: "fa-money",
    rating: "fa-star-o",
    opt_out: "fa-ban",
};

/** What the button of a reason does. */
const ACTS = { done: "markDone", outcome: "giveOutcome", renew: "renew", call: "logCall", open: "open" };

/**
 * Who is next and why: one line a customer, best first. What waits is decided by the server; here it
 * is shown, and each reason is one click from its end.
 */
export class MyDay extends Component {
    static template = "crm_sme.MyDay";
    static components = { AnswerCard };
    static props = { ...standardActionServiceProps };
    static displayName = _t("My Day");

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.list = useRef("list");
        this.state = useState({
            day: null,
            error: "",
            isBusy: false,
            current: -1,
            card: false,
            said: "",
            all: false,
        });
        this.toFocus = -1;
        onWillStart(() => this.load());
        onMounted(() => this.noteSeen());
        useEffect(() => this.focusLine());
        useExternalListener(document, "visibilitychange", () => this.onVisible());
    }

    // ------------------------------------------------------------
    // What waits
    // ------------------------------------------------------------

    async load() {
        this.state.isBusy = true;
        try {
            this.state.day = await this.orm.call("sme.my.day", "get_my_day", []);
            this.state.error = "";
            this.fetchedAt = Date.now();
        } catch (reason) {
            this.state.error = reason?.data?.message || _t("The list could not be fetched. Please try again.");
        }
        this.state.isBusy = false;
    }

    async reload() {
        await this.load();
        this.state.card = false;
        this.state.current = Math.min(this.state.current, this.shownLines.length - 1);
        await this.noteSeen();
        this.state.said = this.todoText;
    }

    noteSeen() {
        // nothing on the screen depends on it
        return this.orm.silent.call("sme.my.day", "action_note_seen", []).catch(() => {});
    }

    onVisible() {
        if (document.visibilityState === "visible" && Date.now() - this.fetchedAt > STALE_AFTER) {
            this.load();
        }
    }

    get lines() {
        return this.state.day?.lines || [];
    }

    /** Everything that was planned or promised, and the best of the others. */
    get shownLines() {
        let calls = 0;
        return this.lines.filter(
            (line) => this.state.all || line.obliges || ++calls <= FIRST_CALLS
        );
    }

    get counts() {
        return this.state.day.counts;
    }

    // ------------------------------------------------------------
    // Words
    // ------------------------------------------------------------

    get dayText() {
        return deserializeDate(this.state.day.today).toLocaleString({
            weekday: "long",
            day: "numeric",
            month: "long",
        });
    }

    get todoText() {
        return _t("%s to do", this.counts.todo);
    }

    get callsText() {
        return _t("%s worth a call", this.counts.calls);
    }

    get doneText() {
        return _t("%s done today", this.counts.done);
    }

    get putOffText() {
        return _t("%s put off", this.counts.snoozed);
    }

    get digestText() {
        return _t("%s waiting in the digest", this.counts.digest);
    }

    get showAllText() {
        return _t("Show %s more customers worth a call", this.lines.length - this.shownLines.length);
    }

    get moreText() {
        return _t("%s more customers wait; they move up as you work from the top.", this.counts.more);
    }

    get hotkeyText() {
        const key = NEXT_HOTKEY.toUpperCase();
        return isMacOS() ? `Control+${key}` : `Alt+${key}`;
    }

    get unrankedText() {
        return _t("%s more of your activities wait; steps, call-backs and the oldest come first.", this.counts.unranked);
    }

    moreReasonsText(line) {
        return _t("%s more reasons", line.more);
    }

    buttonText(reason) {
        return {
            done: _t("Done"),
            outcome: _t("Outcome"),
            open: _t("Show"),
            renew: this.state.day.is_salesperson ? _t("Renew") : _t("Show"),
            call: _t("Log Call"),
        }[reason.button];
    }

    buttonLabel(line, reason) {
        return _t("%(button)s: %(customer)s, %(reason)s", {
            button: this.buttonText(reason),
            customer: line.name,
            reason: reason.text,
        });
    }

    eventIcon(event) {
        return EVENT_ICONS[event.kind] || "fa-circle-o";
    }

    // ------------------------------------------------------------
    // One after the other
    // ------------------------------------------------------------

    next() {
        if (this.lines.length) {
            this.goTo((this.state.current + 1) % this.shownLines.length);
        }
    }

    showAll() {
        this.toFocus = this.shownLines.length;
        this.state.all = true;
    }

    goTo(index) {
        const line = this.shownLines[index];
        this.state.current = index;
        this.state.card = line.contact_id ? line.key : false;
        this.toFocus = index;
    }

    focusLine() {
        if (this.toFocus >= 0) {
            const line = this.list.el?.children[this.toFocus];
            this.toFocus = -1;
            line?.focus({ preventScroll: true });
            line?.scrollIntoView({ block: "start", behavior: "smooth" });
        }
    }

    toggleCard(line, index) {
        this.state.current = index;
        this.state.card = this.state.card === line.key ? false : line.key;
    }

    // ------------------------------------------------------------
    // What is done about a reason
    // ------------------------------------------------------------

    async act(line, reason) {
        if (this.state.isBusy) {
            return;
        }
        this.state.current = this.shownLines.indexOf(line);
        this.state.isBusy = true;
        try {
            await this[ACTS[reason.button]](reason, line);
        } finally {
            this.state.isBusy = false;
        }
    }

    async markDone(reason) {
        await this.orm.call("mail.activity", "action_feedback", [[reason.activity_id]]);
        await this.reload();
    }

    async renew(reason) {
        if (!this.state.day.is_salesperson) {
            return this.open(reason);
        }
        return this.run("sme.entitlement", "action_renew", reason.id);
    }

    giveOutcome(reason) {
        return this.run("sme.enrolment.step", "action_open_outcome", reason.step_id);
    }

    logCall(reason, line) {
        return this.run("res.partner", "action_log_call", line.contact_id);
    }

    /** Run an action of a record; what it opens in a dialog brings the list up to date when it closes. */
    async run(model, method, id) {
        const action = await this.orm.call(model, method, [[id]]);
        return this.action.doAction(action, { onClose: () => this.reload() });
    }

    open(reason) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: reason.model || "mail.activity",
            res_id: reason.model ? reason.id : reason.activity_id,
            views: [[false, "form"]],
        });
    }

    putOff(line) {
        this.state.current = this.shownLines.indexOf(line);
        return this.action.doAction("crm_sme.sme_snooze_action_put_off", {
            additionalContext: { default_partner_id: line.partner_id },
            onClose: () => this.reload(),
        });
    }

    openCustomer(partnerId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: partnerId,
            views: [[false, "form"]],
        });
    }

    openPutOff() {
        return this.action.doAction("crm_sme.sme_snooze_action", {
            additionalContext: { search_default_mine: 1 },
        });
    }

    openDigest() {
        return this.action.doAction("crm_sme.sme_alert_action_not_told");
    }

    openMenu(xmlid) {
        return this.action.doAction(xmlid, { clearBreadcrumbs: false });
    }
}

registry.category("actions").add("sme_my_day", MyDay);
