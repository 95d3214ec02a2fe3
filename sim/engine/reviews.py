"""The reviews of a day: of the seats that are due, chance picks which goes first."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.engine.block import Block
from sim.engine.days import Process
from sim.engine.lanes import NEVER
from sim.engine.review_schedule import ReviewSchedule
from sim.engine.reviewing import Reviewing

__all__ = ["Reviews"]


_MANY_FIRST = 4
"""A lane in which n seats are still to review weighs n to this power: those with most come first, and fewest are left
over to be reviewed a handful at a time (measured; the order in which lanes are served changes no result)."""


class Reviews:
    """The process that lets seats review the table on the days on which they are due, one after the other.

    Parameters
    ----------
    block : Block
        The lanes.
    schedule : ReviewSchedule
        Who reviews when.
    reviewing : Reviewing
        What they do at a review.

    Notes
    -----
    In each lane the seat with the smallest number of the day goes first, a draw in the stream ``order/<seat>``. One
    that becomes due while others review takes its place in that order; where that is past, it goes next. Each time
    the process wakes half of the seats review, in all lanes in which it is the turn of one of them.
    """

    def __init__(self, block: Block, schedule: ReviewSchedule, reviewing: Reviewing) -> None:
        self._block, self._schedule, self._reviewing = block, schedule, reviewing
        self._chairs = np.array(block.principals)
        self._streams = [f"order/{block.seats[seat]}" for seat in block.principals]
        self._number: Floats = np.empty((len(block.principals), len(block.lanes)))
        self._drawn_on = np.full(len(block.lanes), -1)
        self._passing, self._today = False, -1
        # of each lane: whose turn it is today, -1 nobody's, and its weight; and the weight of each seat's lanes
        self._turn, self._weight = np.full(len(block.lanes), -1, dtype=np.int16), np.zeros(len(block.lanes))
        self._waiting, self._at_once = np.zeros(len(block.principals)), max(1, len(block.principals) // 2)
        block.start(self._run())

    def _run(self) -> Process:
        block = self._block
        while True:
            yield self._schedule.alarm.bell
            self._take_turns()
            x, lanes = self._next()
            if len(lanes):
                self._schedule.alarm.ring_on(block.day)
                self._schedule.changed[lanes] = True
                self._reviewing.review(x, lanes)

    def _next(self) -> tuple[Ints, Ints]:
        """Return principals (n,) whose turn it is in lanes (n,): those with many, where many others are to review.

        Others come second in some of these, and will review in more lanes at once.
        """
        while self._waiting.any():
            served = np.zeros(len(self._waiting) + 1, dtype=np.bool_)  # the last stands for nobody
            served[np.argsort(-self._waiting, kind="stable")[: self._at_once]] = True
            lanes = np.flatnonzero(served[self._turn])
            x = self._turn[lanes].astype(np.int64)
            self._give_turn(lanes, -1, 0.0)
            if (talking := self._block.lanes.open[lanes]).any():
                return x[talking], lanes[talking]
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)

    def _give_turn(self, lanes: Ints, to: Ints | int, weight: Floats | float) -> None:
        """Let it be the turn of seats (n,) in `lanes`, which weigh so much (n,): whole numbers."""
        count = len(self._waiting) + 1
        self._waiting -= np.bincount(self._turn[lanes] + 1, self._weight[lanes], minlength=count)[1:]
        self._turn[lanes], self._weight[lanes] = to, weight
        self._waiting += np.bincount(self._turn[lanes] + 1, self._weight[lanes], minlength=count)[1:]

    def _take_turns(self) -> None:
        """Find out whose turn it is where diaries have changed."""
        block, state, schedule = self._block, self._block.lanes, self._schedule
        if self._today == block.day:
            lanes = np.flatnonzero(schedule.changed)
            due = state.due.take(lanes, axis=1)[self._chairs] == block.day
        else:
            self._today, self._turn[:], self._weight[:], self._waiting[:] = block.day, -1, 0.0, 0.0
            block.settled[:] = False
            all_due = state.due[self._chairs] == block.day
            lanes = np.flatnonzero(all_due.any(axis=0))
            due = all_due[:, lanes]
        schedule.changed[:] = False
        self._passing = block.settles and block.day == block.calendar.deadline and not state.breaks
        count = np.add.reduce(due, axis=0, dtype=np.float64)
        self._give_turn(lanes, self._first(lanes, due, count), count**_MANY_FIRST)

    def _first(self, lanes: Ints, due: Bools, count: Floats) -> Ints:
        """Return which of the principals that are `due` (x, n) goes first in each of `lanes` (n,), -1 for none.

        `count` (n,) says how many are.

        On the last day, whoever would look a second time at what it has seen is passed over.
        """
        block = self._block
        first = np.where(count > 0, due.argmax(axis=0), -1)
        several = np.flatnonzero(count > 1)
        if not self._passing:
            if len(several):
                first[several] = np.where(due[:, several], self._numbers(lanes[several]), 1.0).argmin(axis=0)
            return first
        passed = due & block.settled[:, lanes]
        if len(several):
            asked = (due & ~passed)[:, several]
            number = self._numbers(lanes[several])
            order = np.where(asked, number, 1.0)
            first[several] = np.where(asked.any(axis=0), order.argmin(axis=0), -1)
            passed[:, several] &= number < order.min(axis=0)
        alone = np.flatnonzero(count == 1)
        first[alone[passed[:, alone].any(axis=0)]] = -1
        x, place = np.nonzero(passed)
        block.lanes.due[self._chairs[x], lanes[place]] = NEVER
        return first

    def _numbers(self, lanes: Ints) -> Floats:
        """Return each seat's number of the day (x, n), below 1, in `lanes` (n,)."""
        block = self._block
        new = lanes[self._drawn_on[lanes] != block.day]
        if len(new):
            self._number[:, new] = block.luck.draw_each(self._streams, new, block.day)
            self._drawn_on[new] = block.day
        return self._number[:, lanes]
