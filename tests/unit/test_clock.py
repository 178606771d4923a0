"""The clock against a simulation that goes minute by minute, and what must hold whatever happens."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules import clock as rule
from odoo.addons.crm_sme.rules.clock import WorkingTime

BEGIN = datetime(2026, 3, 2, 8)
HORIZON = 3000  # minutes that are simulated and looked ahead


def at(minute):
    return BEGIN + timedelta(minutes=minute)


def minute_of(moment):
    return None if moment is None else (moment - BEGIN) // timedelta(minutes=1)


class Simulation:
    """The same clock, counted minute by minute with nothing clever."""

    def __init__(self, promised, works):
        self.now = 0
        self.works = works
        self.promised = self.allowed = promised
        self.consumed = self.overrun = 0
        self.running = True
        self.broken = False
        self.told = self.told_left = self.outcome = None
        self.plan()

    def go_to(self, minute):
        while self.now < minute:
            if self.running and not self.outcome and self.now in self.works:
                self.consumed += 1
                if self.deadline is not None and self.now >= self.deadline:
                    self.overrun += 1
            self.now += 1

    def look_ahead(self, minutes):
        """The minute at which so many more minutes are worked."""
        minute = self.now
        while minutes > 0:
            if minute >= HORIZON:
                return None
            if minute in self.works:
                minutes -= 1
            minute += 1
        return minute

    def plan(self):
        self.deadline = self.look_ahead(self.allowed - self.consumed)
        if self.told is not None and (self.deadline is None or self.deadline > self.told):
            self.deadline = self.told

    def is_late(self):
        return self.broken or (self.running and self.deadline is not None and self.now > self.deadline)

    def pause(self):
        if not self.running:
            return
        self.broken = self.is_late()
        if self.told is not None:
            self.told_left = sum(minute in self.works for minute in range(self.now, self.told))
        if not self.broken:
            self.deadline = None
        self.running = False

    def resume(self):
        if self.running:
            return
        self.running = True
        if not self.broken:
            if self.told is not None:
                self.told = self.look_ahead(self.told_left)
            self.plan()

    def promise(self, minutes):
        if self.is_late() or minutes == self.promised:
            return
        if minutes < self.promised:
            self.allowed = min(self.allowed, self.consumed + minutes)
        else:
            self.allowed = max(self.allowed, minutes)
        self.promised = minutes
        if self.running:
            self.plan()

    def hours(self, works):
        late = self.is_late()
        self.works = works
        if self.running and not late:
            self.plan()

    def tell(self):
        if self.running and self.deadline is not None and not self.is_late():
            self.told = self.deadline

    def finish(self):
        if self.is_late():
            self.outcome = "missed"
        else:
            self.outcome = "dropped" if self.running and self.deadline is None else "met"


@st.composite
def working_minutes(draw):
    """A set of worked minutes: spells of work and of rest by turns; perhaps no work at all."""
    worked, minute = set(), draw(st.integers(0, 60))
    for work, rest in draw(st.lists(st.tuples(st.integers(1, 240), st.integers(1, 300)), max_size=8)):
        worked.update(range(minute, min(minute + work, HORIZON)))
        minute += work + rest
    return frozenset(worked)


def as_intervals(worked):
    """The same working time as intervals."""
    intervals = []
    for minute in sorted(worked):
        if intervals and intervals[-1][1] == at(minute):
            intervals[-1] = (intervals[-1][0], at(minute + 1))
        else:
            intervals.append((at(minute), at(minute + 1)))
    return WorkingTime(intervals)


EVENTS = st.one_of(
    st.tuples(st.sampled_from(("pause", "resume", "tell", "nothing")), st.none()),
    st.tuples(st.just("promise"), st.integers(1, 400)),
    st.tuples(st.just("hours"), working_minutes()),
)
SEQUENCES = st.lists(st.tuples(st.integers(0, 250), EVENTS), max_size=8)


def apply(clock, event, value, now, working):
    """What the rule makes of an event; returns (clock, working time)."""
    if event == "promise":
        return rule.change_promise(clock, value * 60, now, working), working
    if event == "hours":
        new = as_intervals(value)
        return rule.change_hours(clock, now, working, new), new
    if event == "tell":
        return rule.tell(clock, now), working
    if event in ("pause", "resume"):
        return getattr(rule, event)(clock, now, working), working
    return clock, working


@settings(max_examples=400, deadline=None)
@given(st.integers(1, 400), working_minutes(), SEQUENCES, st.integers(0, 250))
def test_rule_and_simulation_agree(promised, works, sequence, last_gap):
    simulation, working = Simulation(promised, works), as_intervals(works)
    clock = rule.start(promised * 60, BEGIN, working)
    for gap, (event, value) in sequence:
        simulation.go_to(simulation.now + gap)
        now = at(simulation.now)
        assert rule.is_late(clock, now) == simulation.is_late()
        clock, working = apply(clock, event, value, now, working)
        if event != "nothing":
            getattr(simulation, event)(*([value] if value is not None else []))
        assert minute_of(clock.deadline) == simulation.deadline
        assert minute_of(clock.told) == simulation.told
        assert (clock.since is not None) == simulation.running
    simulation.go_to(simulation.now + last_gap)
    simulation.finish()
    finished = rule.finish(clock, at(simulation.now), working)
    assert finished.outcome == simulation.outcome
    assert finished.consumed == simulation.consumed * 60
    assert finished.overrun == simulation.overrun * 60


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 400), working_minutes(), SEQUENCES)
def test_what_holds_whatever_happens(promised, works, sequence):
    working, now = as_intervals(works), BEGIN
    clock = rule.start(promised * 60, now, working)
    for gap, (event, value) in sequence:
        now += timedelta(minutes=gap)
        before = clock
        clock, working = apply(clock, event, value, now, working)
        if rule.is_late(before, now):
            assert rule.is_late(clock, now)
        elif event in ("promise", "hours", "resume", "tell"):
            assert not rule.is_late(clock, now)
        if event in ("promise", "hours") and before.told is not None and clock.deadline is not None:
            assert clock.deadline <= before.told
        if event == "promise" and value * 60 < before.promised and before.deadline is not None:
            assert clock.deadline <= before.deadline
        moments = rule.warning_moments(clock, working)
        if moments:
            assert clock.since <= moments[0] <= moments[1] <= clock.deadline or clock.deadline < clock.since


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 400), working_minutes(), working_minutes(), st.integers(0, 600), st.booleans())
def test_a_correction_of_hours_makes_nothing_late_and_breaks_no_word(promised, before, after, gap, told):
    clock = rule.start(promised * 60, BEGIN, as_intervals(before))
    clock = rule.tell(clock, BEGIN) if told else clock
    now, corrected = at(gap), as_intervals(after)
    planned = rule.replan(clock, now, corrected)
    if not rule.is_late(clock, now):
        assert not rule.is_late(planned, now)
    if clock.told is not None:
        assert planned.deadline <= clock.told


OFFICE = WorkingTime([(at(0), at(240)), (at(300), at(540)), (at(1440), at(1680)), (at(1740), at(1980))])


def test_an_upgrade_counts_from_the_change_and_a_downgrade_from_the_start():
    clock = rule.start(8 * 3600, at(0), OFFICE)
    assert clock.deadline == at(540)
    upgraded = rule.change_promise(clock, 2 * 3600, at(180), OFFICE)
    assert upgraded.deadline == at(360)
    assert rule.change_promise(upgraded, 8 * 3600, at(200), OFFICE).deadline == at(540)
    assert rule.change_promise(clock, 2 * 3600, at(500), OFFICE).deadline == at(540)


def test_a_holiday_entered_after_the_fact_counts():
    clock = rule.start(4 * 3600, at(0), OFFICE)
    closed_yesterday = WorkingTime([(at(1440), at(1680))])
    assert rule.is_late(clock, at(1441))
    assert rule.replan(clock, at(1441), closed_yesterday).deadline == at(1680)


def test_review_puts_the_changes_together():
    clock = rule.start(4 * 3600, at(0), OFFICE)
    none = WorkingTime(())
    assert rule.review(clock, 4 * 3600, at(60), OFFICE, OFFICE) == clock
    assert rule.review(clock, 3600, at(60), OFFICE, OFFICE).deadline == at(120)
    assert rule.review(clock, 0, at(60), OFFICE, OFFICE).outcome == rule.DROPPED
    assert rule.review(rule.tell(clock, at(1)), 0, at(60), OFFICE, OFFICE).deadline == at(240)
    assert rule.review(clock, 4 * 3600, at(60), OFFICE, none).deadline is None
    assert rule.review(rule.tell(clock, at(1)), 4 * 3600, at(60), OFFICE, none).deadline == at(240)


def test_hours_that_come_back_begin_to_count():
    clock = rule.start(3600, at(0), WorkingTime(()))
    assert clock.deadline is None
    assert rule.finish(clock, at(5), WorkingTime(())).outcome == rule.DROPPED
    assert rule.replan(clock, at(180), OFFICE).deadline == at(240)


@pytest.mark.parametrize("end", [rule.finish, rule.drop, rule.discard])
@pytest.mark.parametrize("outcome", ["met", "missed", "merged", "dropped"])
def test_outcomes_are_final(end, outcome):
    ended = replace(rule.start(3600, at(0), OFFICE), since=None, outcome=outcome)
    later = at(1000)
    assert end(ended, later, OFFICE) == ended
    for transition in (rule.pause, rule.resume, lambda clock, now, _working: rule.tell(clock, now)):
        assert transition(ended, later, OFFICE) == ended
    assert rule.change_promise(ended, 60, later, OFFICE) == ended
    assert rule.change_hours(ended, later, OFFICE, WorkingTime(())) == ended
    assert rule.replan(ended, later, OFFICE) == ended
    assert rule.review(ended, 0, later, OFFICE, OFFICE) == ended


def test_nothing_to_do_any_more_is_missed_only_if_it_was_late():
    clock = rule.start(3600, at(0), OFFICE)
    assert rule.drop(clock, at(60), OFFICE).outcome == rule.DROPPED
    assert rule.drop(clock, at(61), OFFICE).outcome == rule.MISSED
    assert rule.discard(clock, at(61), OFFICE).outcome == rule.DROPPED
    assert rule.discard(clock, at(61), OFFICE, rule.MERGED).outcome == rule.MERGED


def test_warnings_come_when_a_quarter_and_an_eighth_are_left():
    clock = rule.start(8 * 3600, at(0), OFFICE)
    assert rule.warning_moments(clock, OFFICE) == (at(420), at(480))
    assert rule.warning_moments(rule.pause(clock, at(5), OFFICE), OFFICE) is None
