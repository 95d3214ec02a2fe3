"""Last looks: nobody lets a last day to agree pass without reviewing the table, the deadline or an earlier one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.arrays import Bools, Ints
from sim.engine.block import Block
from sim.engine.days import Alarm, Phase, Process
from sim.engine.review_schedule import ReviewSchedule

__all__ = ["last_looks"]


def last_looks(block: Block, schedule: ReviewSchedule) -> Process:
    """Have every principal review the table on the last days to agree that all can tell beforehand.

    These are the eve of a break of contact that is foreseen and whose day is known, and the last day from which a
    package, third parties' answers and procedures included, is still in force in time, where nothing about these days
    is uncertain. (Where there is uncertainty there is no such day: the chance of being in time falls little by
    little.) So is the last day from which third parties that must assent to prolonging usually answer in time. And
    whoever may make a move reviews the table on the first and on the last day on which it can.
    """
    days, movers = _last_days(block), _move_days(block)
    alarm = Alarm(block.env, Phase.CALENDAR, len(block.calendar.events))
    for day in {*days, *movers}:
        alarm.ring_on(day)
    while days or movers:
        yield alarm.bell
        state = block.lanes
        talking = state.open & (state.suspended_until <= block.day)
        for x in range(len(block.principals)):
            if block.day in days:
                schedule.call(x, np.flatnonzero(talking & days[block.day][state.row, state.phase]), block.day)
            if x in movers.get(block.day, ()):
                schedule.call(x, np.flatnonzero(talking), block.day)


def _move_days(block: Block) -> dict[int, set[int]]:
    """Return the principals that may begin, or stop, to be able to move on a day."""
    days: dict[int, set[int]] = {}
    seats = [block.seats[seat] for seat in block.principals]
    for step in block.calendar.phases.steps:
        for day in set(block.calendar.spans[step.move]) - {0}:
            days.setdefault(day, set()).add(seats.index(step.seat))
    return days


def _last_days(block: Block) -> dict[int, Bools]:
    """Return the last days to agree, and in which worlds in which phases (w, k) each is one."""
    days: dict[int, Bools] = {}
    always = np.ones((len(block.worlds), len(block.calendar.deadlines)), dtype=np.bool_)
    for place, event in enumerate(block.scenario.events.values()):
        first, last = block.calendar.first[place], block.calendar.last[place]
        if event.suspend is not None and event.foreseen and first == last > 0:
            days[first - 1] = always
    worlds = block.worlds
    spans = [(worlds.path_median, worlds.path_spread), *(each.path for each in worlds.hurried)]
    for k, deadline in _last_possible(block):
        for median, spread in spans:
            latest = np.broadcast_to(deadline - np.ceil(median), (len(always), median.shape[1]))
            sure = np.broadcast_to(spread == 0, latest.shape)
            for day in np.unique(latest[sure]).astype(np.int64).tolist():
                if 0 <= day < deadline:
                    days[day] = days.get(day, ~always).copy()
                    days[day][:, k] |= ((latest == day) & sure).any(axis=1)
    for k, deadline, latest in _last_days_to_prolong(block):
        for day in np.unique(latest[(latest >= 0) & (latest < deadline)]).tolist():
            days[day] = days.get(day, ~always).copy()
            days[day][:, k] |= latest == day
    return days


def _last_possible(block: Block) -> Iterator[tuple[int, int]]:
    """Yield phases, each with a day on which the deadline may be, as far as anybody has a last look on it."""
    calendar = block.calendar
    for k, deadline in enumerate(calendar.deadlines):
        yield from ((k, day) for day in (calendar.last_looks if calendar.is_open(k) else (deadline,)))


def _last_days_to_prolong(block: Block) -> Iterator[tuple[int, int, Ints]]:
    """Yield phases and deadlines with the last day (w,) from which third parties usually answer about prolonging."""
    phases, assent = block.calendar.phases, [*block.scenario.assent_to_prolong, ()]
    for k, deadline in _last_possible(block):
        if seats := assent[phases.used[k]]:
            usual = block.worlds.usual_reply(block.seats[x] for x in seats)
            yield k, deadline, deadline - np.ceil(usual).astype(np.int64)
