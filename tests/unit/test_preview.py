"""What a follow-up would have done, held against a simulation that goes through time day by day."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.exits import ENDS, NOTHING, PAUSES, Contact, Enrolment, Standing, fold
from odoo.addons.crm_sme.rules.preview import FINISHED, Clock, Stage, Touches, walk
from odoo.addons.crm_sme.rules.schedule import next_week, plan_day, week_of

NIGHT = date(2026, 3, 31)
START = datetime(2026, 3, 31, 2, 30)
LAST = 40


def moment_of(day):
    return datetime.combine(day, time(9))


CLOCK = Clock(moment_of, lambda moment: moment.date())
END = datetime.combine(NIGHT + timedelta(days=LAST), time())
OFF = frozenset(
    day for ahead in range(-10, 400) if (day := NIGHT + timedelta(days=ahead)).weekday() >= 5 or day.day in (3, 6)
)

moments = st.integers(4, LAST * 24).map(lambda hours: datetime.combine(NIGHT, time()) + timedelta(hours=hours))


@st.composite
def contacts(draw):
    rows = []
    for number in range(draw(st.integers(0, 5))):
        moment = draw(moments)
        kind = draw(st.sampled_from(["message", "order", "out_of_office", "complaint_opened", "call"]))
        until = moment + timedelta(hours=draw(st.integers(1, 300))) if kind != "complaint_opened" else None
        rows.append((moment, Contact(id=number, kind=kind, until=until)))
    return rows


tables = st.fixed_dictionaries(
    {event: st.sampled_from([ENDS, PAUSES, NOTHING]) for event in ("message_in", "order", "call")}
).map(lambda table: {**table, "out_of_office": PAUSES, "complaint": PAUSES})
stages = st.lists(
    st.builds(
        Stage,
        delay=st.integers(0, 6),
        off=st.sampled_from([OFF, frozenset()]),
        touches=st.booleans(),
        is_met=st.sampled_from([None, lambda day: day.day % 3 > 0, lambda _day: False]),
    ),
    max_size=4,
)
used = st.dictionaries(st.integers(0, 4).map(lambda weeks: week_of(NIGHT + timedelta(weeks=weeks))), st.integers(0, 2))
bases = st.integers(0, 6).map(lambda days: NIGHT - timedelta(days=days))


def simulate(base, stages, rows, enrolment, most, touched):
    """Hour by hour: what happens, what is over, and at nine in the morning the step whose day has come."""
    rows = sorted(rows, key=lambda pair: (pair[0], pair[1].id))
    standing, steps, place, touched = Standing(), [], 0, dict(touched)
    planned = plan_day(base, stages[0].delay, stages[0].off, NIGHT) if stages else None
    moment = datetime.combine(NIGHT, time())
    if not stages:
        return (), FINISHED, START
    while moment < END:
        if standing.state == "paused" and standing.until and standing.until <= moment:
            standing = Standing()
        while moment.hour == 9 and planned <= moment.date() not in stages[place].off and standing.state == "running":
            week = week_of(moment.date())
            if not stages[place].is_met or stages[place].is_met(moment.date()):
                if stages[place].touches and touched.get(week, 0) >= most:
                    planned = next_week(moment.date())
                    continue
                touched[week] = touched.get(week, 0) + stages[place].touches
                steps.append((place, moment.date()))
            place += 1
            if place == len(stages):
                return tuple(steps), FINISHED, moment
            planned = plan_day(moment.date(), stages[place].delay, stages[place].off, moment.date())
        while rows and rows[0][0] == moment:
            _when, contact = rows.pop(0)
            standing = fold(standing, [contact], enrolment, moment)
            if standing.state == "stopped":
                return tuple(steps), standing.reason, moment
        moment += timedelta(hours=1)
    return tuple(steps), None, None


@given(bases, stages, contacts(), tables, st.integers(0, 3), used)
def test_the_way_of_a_follow_up_is_the_one_that_time_takes(base, stages, rows, table, most, used):
    enrolment = Enrolment(table=table)
    found = walk(base, START, NIGHT, stages, rows, enrolment, CLOCK, END, Touches(most, used))
    assert (found.steps, found.reason, found.ended) == simulate(base, stages, rows, enrolment, most, used)
    assert all(one.since <= one.until <= END for one in found.planned)
    assert all(before.until <= after.since for before, after in pairwise(found.planned))


def test_a_pause_that_outlasts_the_time_plans_nothing_after_it():
    long = (datetime(2026, 4, 27, 13), Contact(1, "message", until=END + timedelta(hours=1)))
    complaint = (datetime(2026, 3, 31, 4), Contact(2, "complaint_opened"))
    enrolment = Enrolment(table={"message_in": PAUSES, "complaint": PAUSES})
    found = walk(NIGHT, START, NIGHT, [Stage(0, OFF)], [complaint, long], enrolment, CLOCK, END)
    assert not found.steps
    assert all(one.since < END and one.until <= END for one in found.planned)


def test_an_order_ends_it_and_an_absence_moves_it():
    stages = [Stage(1, OFF), Stage(5, OFF)]
    enrolment = Enrolment(table={"order": ENDS, "out_of_office": PAUSES})
    away = (datetime(2026, 4, 1, 5), Contact(1, "out_of_office", until=datetime(2026, 4, 12)))
    order = (datetime(2026, 4, 14, 15), Contact(2, "order"))
    found = walk(NIGHT, START, NIGHT, stages, [order, away], enrolment, CLOCK, END)
    assert found.steps == ((0, date(2026, 4, 13)),)
    assert (found.reason, found.ended) == ("order", order[0])
