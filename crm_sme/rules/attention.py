"""Who is interrupted by what, and what waits: the budget of attention of each person.

An alert is shown, waits, goes into the digest or is dropped, always with its reason. Alerts about one customer are one
interruption. People are not interrupted in quiet hours, nor more often than their budget allows, nor by the same kind
about the same customer again within a cool-down, nor by what they ignored three times. A critical alert breaks through
all of that, as long as its own, small budget lasts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from itertools import takewhile

SHOW = "show"
WAIT = "wait"
DIGEST = "digest"
DROP = "drop"

# Why an alert is not shown, or not yet.
QUIET = "quiet"
CAP = "cap"
COOL_DOWN = "cool_down"
MUTED = "muted"
OLD = "old"

# The budgets that an interruption is paid from.
DAY = "day"
BREAK_THROUGH = "break_through"

MOST_IGNORED = 3
OLDEST = timedelta(days=7)
HORIZON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Alert:
    """What the rule knows of an alert; `customer` is whatever it is about, `ignored` how often in a row nobody acted
    on one of its kind about that customer, `cooling` whether one of them was shown only a short while ago.
    """

    id: int
    person: Hashable
    customer: Hashable
    kind: str
    importance: int
    critical: bool
    raised: datetime
    ignored: int = 0
    cooling: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens with some alerts of a person about a customer. Those that are shown are one interruption."""

    alerts: tuple[int, ...]
    verdict: str
    reason: str | None = None
    until: datetime | None = None


def rank(alert: Alert) -> tuple[bool, int, datetime, int]:
    """What is critical comes first, then what is important, then what is older."""
    return (not alert.critical, -alert.importance, alert.raised, alert.id)


def group(alerts: Iterable[Alert]) -> list[list[Alert]]:
    """Alerts of one person about one customer belong together; groups, and what is in them, come by rank."""
    together: dict[tuple[Hashable, Hashable], list[Alert]] = {}
    for alert in sorted(alerts, key=rank):
        together.setdefault((alert.person, alert.customer), []).append(alert)
    return list(together.values())


def decide(
    alerts: Iterable[Alert],
    now: datetime,
    quiet: Mapping[Hashable, datetime],
    spend: Callable[[str, Hashable], bool],
) -> list[Decision]:
    """What happens with alerts at a moment.

    `quiet` says of the people who are not to be disturbed now until when; `spend(budget, person)` uses one unit of a
    budget and says whether there was one.
    """
    reasons = {alert: _drop_reason(alert, now) for alert in alerts}
    decisions = [Decision((alert.id,), DROP, reason) for alert, reason in reasons.items() if reason]
    for standing in group(alert for alert, reason in reasons.items() if not reason):
        decisions += _decide_group(standing, quiet.get(standing[0].person), spend)
    return decisions


def _drop_reason(alert: Alert, now: datetime) -> str | None:
    if now - alert.raised > OLDEST:
        return OLD
    return MUTED if alert.ignored >= MOST_IGNORED and not alert.critical else None


def _decide_group(
    standing: Sequence[Alert], quiet_until: datetime | None, spend: Callable[[str, Hashable], bool]
) -> list[Decision]:
    """One interruption, paid once, for all that may be told; what is critical may be told at another cost."""
    person = standing[0].person
    if quiet_until:
        blocked = dict.fromkeys(standing, QUIET)
    else:
        blocked = {alert: COOL_DOWN for alert in standing if alert.cooling}
        if len(blocked) < len(standing) and not spend(DAY, person):
            blocked = {alert: blocked.get(alert, CAP) for alert in standing}
    shown = [alert for alert in standing if alert not in blocked]
    pressing = [alert for alert in blocked if alert.critical]
    if pressing and (shown or spend(BREAK_THROUGH, person)):
        shown = [alert for alert in standing if alert in shown or alert in pressing]
    decisions = [Decision(tuple(alert.id for alert in shown), SHOW)] if shown else []
    rest = [alert for alert in standing if alert not in shown]
    for reason in (QUIET, COOL_DOWN, CAP):
        alike = tuple(alert.id for alert in rest if blocked[alert] == reason)
        if alike:
            decisions.append(Decision(alike, WAIT if reason == QUIET else DIGEST, reason, quiet_until))
    return decisions


def find_ignored(shown: Iterable[tuple[datetime, bool]], patience_until: datetime) -> list[datetime]:
    """The latest interruptions, newest first as (moment, whether acted on), that were ignored in a row.

    One that was shown after `patience_until` says nothing yet.
    """
    in_a_row = takewhile(lambda interruption: not interruption[1], shown)
    return [moment for moment, _acted in in_a_row if moment <= patience_until]


def find_opening(
    now: datetime,
    work: Collection[tuple[datetime, datetime]] | None,
    quiet_from: float,
    quiet_until: float,
    zone: tzinfo,
) -> datetime:
    """The first moment from now on at which a person may be disturbed, naive UTC as all moments here.

    `work` are the hours the person works, None where any hour will do; `quiet_from` and `quiet_until` are the hours
    of the day in the person's zone between which nobody is disturbed, equal where there are none. Without an opening
    in sight: the end of what is looked at.
    """
    latest = now + HORIZON
    moment = now
    while moment < latest:
        opening = _after_work_begins(moment, work, latest)
        opening = _after_quiet_hours(opening, quiet_from, quiet_until, zone)
        if opening == moment:
            return moment
        moment = opening
    return latest


def _after_work_begins(
    moment: datetime, work: Collection[tuple[datetime, datetime]] | None, latest: datetime
) -> datetime:
    if work is None:
        return moment
    return min((max(start, moment) for start, end in work if end > moment), default=latest)


def _after_quiet_hours(moment: datetime, quiet_from: float, quiet_until: float, zone: tzinfo) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in."""
    if quiet_from == quiet_until:
        return moment
    local = moment.replace(tzinfo=timezone.utc).astimezone(zone)
    hour = local.hour + local.minute / 60 + local.second / 3600
    over_night = quiet_from > quiet_until
    inside = (hour >= quiet_from or hour < quiet_until) if over_night else quiet_from <= hour < quiet_until
    if not inside:
        return moment
    day = local.date() + timedelta(days=1 if over_night and hour >= quiet_from else 0)
    return max(at_hour(day, quiet_until, zone), moment + timedelta(seconds=1))


def at_hour(day: date, hour: float, zone: tzinfo) -> datetime:
    """An hour of a day in a zone, as naive UTC."""
    minutes = round(hour * 60)
    day += timedelta(days=minutes // (24 * 60))
    local = datetime.combine(day, time(minutes // 60 % 24, minutes % 60), zone)
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def next_hour(now: datetime, hour: float, zone: tzinfo) -> datetime:
    """The next time that a clock in a zone shows an hour, as naive UTC."""
    day = now.replace(tzinfo=timezone.utc).astimezone(zone).date()
    today = at_hour(day, hour, zone)
    return today if today > now else at_hour(day + timedelta(days=1), hour, zone)
