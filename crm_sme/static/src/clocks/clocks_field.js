import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;
const MINUTE = 60000;
const REFRESH_EVERY = MINUTE / 2;
const SOON_MINUTES = 240;
const DAYS_BY_NAME = 6;

const CLASSES = {
    kept: "text-success",
    broken: "text-danger",
    late: "text-danger fw-bold",
    soon: "text-warning-emphasis fw-bold",
    paused: "text-muted",
    none: "text-muted",
};

/** 25 min, 2 h, 1 h 20 min: of working hours, so there are no days. */
export function formatHours(hours) {
    const minutes = Math.round(hours * 60);
    const whole = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (!whole) {
        return _t("%s min", rest);
    }
    return rest ? _t("%(hours)s h %(minutes)s min", { hours: whole, minutes: rest }) : _t("%s h", whole);
}

/** How each promise of a service record stands, in a few words that keep up with the time. */
export class ClocksField extends Component {
    static template = "crm_sme.ClocksField";
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ now: DateTime.now() });
        onMounted(() => {
            this.interval = setInterval(() => (this.state.now = DateTime.now()), REFRESH_EVERY);
        });
        onWillUnmount(() => clearInterval(this.interval));
    }

    get clocks() {
        return (this.props.record.data[this.props.name] || []).map((clock) => {
            const deadline = clock.deadline ? deserializeDateTime(clock.deadline) : null;
            const state = clock.running && deadline && deadline < this.state.now ? "late" : clock.state;
            return {
                key: clock.kind,
                label: clock.label,
                text: this.describe({ ...clock, state }, deadline),
                title: this.explain(clock, deadline),
                className: CLASSES[state] || "",
            };
        });
    }

    describe(clock, deadline) {
        const promise = formatHours(clock.promised);
        switch (clock.state) {
            case "kept":
                return _t("met, %(used)s (promise %(promise)s)", { used: formatHours(clock.used), promise });
            case "broken":
                return _t("missed by %(overrun)s (promise %(promise)s)", {
                    overrun: formatHours(clock.overrun),
                    promise,
                });
            case "paused":
                return _t("paused");
            case "late":
                return _t("late, was due %s", this.formatMoment(deadline));
            case "none":
                return clock.running ? _t("no deadline") : _t("without outcome");
            default:
                return this.formatDue(deadline);
        }
    }

    formatDue(deadline) {
        const minutes = Math.ceil((deadline - this.state.now) / MINUTE);
        return minutes < SOON_MINUTES
            ? _t("due in %s", formatHours(minutes / 60))
            : _t("due %s", this.formatMoment(deadline));
    }

    /** today 11:00, tomorrow 11:00, or the date. */
    formatMoment(moment) {
        const days = moment.startOf("day").diff(this.state.now.startOf("day"), "days").days;
        if (Math.abs(days) > DAYS_BY_NAME) {
            return toLocaleDateTimeString(moment);
        }
        const day =
            Math.abs(days) <= 1
                ? moment.toRelativeCalendar({ base: this.state.now, unit: "days" })
                : moment.toFormat("cccc");
        return _t("%(day)s %(time)s", { day, time: moment.toFormat(localization.timeFormat.replace(/:?ss/, "")) });
    }

    explain(clock, deadline) {
        const lines = [];
        if (clock.target) {
            lines.push(
                _t("Promise: %(target)s, %(hours)s of working time", {
                    target: clock.target,
                    hours: formatHours(clock.promised),
                })
            );
        }
        if (deadline && clock.state !== "paused") {
            lines.push(toLocaleDateTimeString(deadline));
        }
        return lines.join("\n");
    }
}

export const clocksField = {
    component: ClocksField,
    displayName: _t("Clocks of a service record"),
    supportedTypes: ["json"],
};

registry.category("fields").add("sme_clocks", clocksField);
