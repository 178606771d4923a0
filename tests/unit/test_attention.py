"""The budget of attention, against a slow simulation written the other way round, and its promises one by one."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules import attention as rule

NOW = datetime(2026, 4, 1, 9)
LATER = NOW + timedelta(hours=3)
PEOPLE = ("anna", "ben")
KINDS = ("promise", "plan")
BLOCKED = {rule.QUIET: rule.WAIT, rule.CAP: rule.DIGEST, rule.COOL_DOWN: rule.DIGEST}


@st.composite
def alerts(draw):
    number = draw(st.integers(0, 14))
    return [
        rule.Alert(
            id=position,
            person=draw(st.sampled_from(PEOPLE)),
            customer=draw(st.integers(1, 4)),
            kind=draw(st.sampled_from(KINDS)),
            importance=draw(st.integers(1, 5)),
            critical=draw(st.booleans()),
            raised=NOW - timedelta(hours=draw(st.integers(0, 24 * 9))),
            ignored=draw(st.integers(0, 4)),
            cooling=draw(st.booleans()),
        )
        for position in range(number)
    ]


quiet_people = st.sets(st.sampled_from(PEOPLE)).map(lambda people: dict.fromkeys(people, LATER))
budgets = st.fixed_dictionaries({rule.DAY: st.integers(0, 4), rule.BREAK_THROUGH: st.integers(0, 2)})


class Purse:
    """Budgets of people that count what is spent."""

    def __init__(self, budget):
        self.budget = budget
        self.spent = Counter()

    def spend(self, budget, person):
        if self.spent[budget, person] >= self.budget[budget]:
            return False
        self.spent[budget, person] += 1
        return True


def find_best(alerts):
    best = alerts[0]
    for alert in alerts:
        if (alert.critical, alert.importance, NOW - alert.raised, -alert.id) > (
            best.critical,
            best.importance,
            NOW - best.raised,
            -best.id,
        ):
            best = alert
    return best


def simulate_group(about, is_quiet, left, verdicts):
    """Decide about the alerts of a person about a customer; `left` is what is left of the person's budgets."""
    interrupted = bool(not is_quiet and any(not alert.cooling for alert in about) and left[rule.DAY])
    left[rule.DAY] -= interrupted
    for alert in about:
        if is_quiet:
            verdicts[alert.id] = (rule.WAIT, rule.QUIET)
        elif alert.cooling:
            verdicts[alert.id] = (rule.DIGEST, rule.COOL_DOWN)
        else:
            verdicts[alert.id] = (rule.SHOW, None) if interrupted else (rule.DIGEST, rule.CAP)
    urgent = [alert for alert in about if alert.critical and verdicts[alert.id][0] != rule.SHOW]
    if urgent and not interrupted and left[rule.BREAK_THROUGH]:
        left[rule.BREAK_THROUGH] -= 1
        interrupted = True
    if interrupted:
        verdicts.update({alert.id: (rule.SHOW, None) for alert in urgent})


def simulate(alerts, quiet, budget):
    """{alert: (verdict, reason)}: person by person and customer by customer, looking for the next one each time."""
    verdicts = {}
    for person in PEOPLE:
        left = dict(budget)
        open_ones = [alert for alert in alerts if alert.person == person]
        for alert in list(open_ones):
            old = alert.raised < NOW - timedelta(days=7)
            if old or (alert.ignored >= 3 and not alert.critical):
                verdicts[alert.id] = (rule.DROP, rule.OLD if old else rule.MUTED)
                open_ones.remove(alert)
        while open_ones:
            customer = find_best(open_ones).customer
            about = [alert for alert in open_ones if alert.customer == customer]
            open_ones = [alert for alert in open_ones if alert.customer != customer]
            simulate_group(about, person in quiet, left, verdicts)
    return verdicts


def spread(decisions):
    return {identifier: (d.verdict, d.reason) for d in decisions for identifier in d.alerts}


@given(alerts(), quiet_people, budgets)
def test_it_decides_as_the_slow_simulation(some, quiet, budget):
    decisions = rule.decide(some, NOW, quiet, Purse(budget).spend)
    assert spread(decisions) == simulate(some, quiet, budget)


@given(alerts(), quiet_people, budgets)
def test_each_alert_is_decided_about_once_and_with_a_reason(some, quiet, budget):
    decisions = rule.decide(some, NOW, quiet, Purse(budget).spend)
    decided = [identifier for decision in decisions for identifier in decision.alerts]
    assert sorted(decided) == [alert.id for alert in some]
    for decision in decisions:
        assert (decision.reason is None) == (decision.verdict == rule.SHOW)
        assert decision.verdict == BLOCKED.get(decision.reason, decision.verdict)
        assert decision.verdict != rule.WAIT or decision.until == LATER


@given(alerts(), quiet_people, budgets)
def test_nobody_is_interrupted_more_often_than_the_budgets_allow(some, quiet, budget):
    purse, by_id = Purse(budget), {alert.id: alert for alert in some}
    shown = [d for d in rule.decide(some, NOW, quiet, purse.spend) if d.verdict == rule.SHOW]
    interruptions = Counter(by_id[decision.alerts[0]].person for decision in shown)
    for person, number in interruptions.items():
        assert number == purse.spent[rule.DAY, person] + purse.spent[rule.BREAK_THROUGH, person]
        if person in quiet:
            assert number <= budget[rule.BREAK_THROUGH]
    for decision in shown:
        told = [by_id[identifier] for identifier in decision.alerts]
        assert len({(alert.person, alert.customer) for alert in told}) == 1
        assert all(alert.critical or not (alert.cooling or alert.person in quiet) for alert in told)
        assert all(alert.critical or alert.ignored < rule.MOST_IGNORED for alert in told)


@given(alerts(), budgets)
def test_what_the_cap_holds_back_ranks_below_what_is_shown(some, budget):
    by_id = {alert.id: alert for alert in some}
    best = {}
    for together in rule.group(alert for alert in some if not rule._drop_reason(alert, NOW)):
        best[together[0].person, together[0].customer] = rule.rank(together[0])
    paid, held = defaultdict(list), defaultdict(list)
    for decision in rule.decide(some, NOW, {}, Purse({**budget, rule.BREAK_THROUGH: 0}).spend):
        alert = by_id[decision.alerts[0]]
        if decision.verdict == rule.SHOW:
            paid[alert.person].append(best[alert.person, alert.customer])
        elif decision.reason == rule.CAP:
            held[alert.person].append(best[alert.person, alert.customer])
    for person, ranks in held.items():
        assert len(paid[person]) == budget[rule.DAY]
        assert all(rank > max(paid[person], default=(False, -9)) for rank in ranks)


def test_ignored_in_a_row():
    patience_until = NOW - timedelta(days=1)
    days = [(NOW - timedelta(days=number), False) for number in (2, 3, 4)]
    assert rule.find_ignored([], patience_until) == []
    assert len(rule.find_ignored(days, patience_until)) == 3
    assert len(rule.find_ignored([(NOW, False), *days], patience_until)) == 3, "the last one may still be acted on"
    assert len(rule.find_ignored([days[0], (NOW - timedelta(days=3), True), days[2]], patience_until)) == 1
    assert not rule.find_ignored([(NOW, True), *days], patience_until)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
zones = st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Brussels", "America/St_Johns"]).map(ZoneInfo)
half_hours = st.integers(0, 47).map(lambda number: number / 2)


def allows(moment, work, quiet_from, quiet_until, zone):
    """Whether a person may be disturbed at a moment, the plain way."""
    local = moment.replace(tzinfo=timezone.utc).astimezone(zone)
    hour = local.hour + local.minute / 60 + local.second / 3600
    if quiet_from < quiet_until and quiet_from <= hour < quiet_until:
        return False
    if quiet_from > quiet_until and (hour >= quiet_from or hour < quiet_until):
        return False
    return work is None or any(start <= moment < end for start, end in work)


@given(moments, st.lists(st.tuples(st.integers(0, 300), st.integers(1, 12)), max_size=6), half_hours, half_hours, zones)
def test_the_first_moment_at_which_a_person_may_be_disturbed(now, spans, quiet_from, quiet_until, zone):
    work = [(now + timedelta(hours=start), now + timedelta(hours=start + length)) for start, length in spans] or None
    opening = rule.find_opening(now, work, quiet_from, quiet_until, zone)
    assert now <= opening <= now + rule.HORIZON
    assert opening == now + rule.HORIZON or allows(opening, work, quiet_from, quiet_until, zone)
    step = now
    while step < opening:
        assert not allows(step, work, quiet_from, quiet_until, zone)
        step += timedelta(minutes=10)


def test_the_next_time_a_clock_shows_an_hour():
    brussels = ZoneInfo("Europe/Brussels")
    assert rule.next_hour(datetime(2026, 4, 1, 9), 16, brussels) == datetime(2026, 4, 1, 14)
    assert rule.next_hour(datetime(2026, 4, 1, 14), 16, brussels) == datetime(2026, 4, 2, 14)
    assert rule.next_hour(datetime(2026, 3, 28, 20), 16.5, brussels) == datetime(2026, 3, 29, 14, 30), "summer time"
    assert rule.at_hour(date(2026, 4, 1), 23.999, ZoneInfo("UTC")) == datetime(2026, 4, 2)
