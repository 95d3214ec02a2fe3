"""The reviews of a day: of the seats that are due, chance picks which goes first."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.engine.block import Block
from sim.engine.days import Process
from sim.engine.review_schedule import ReviewSchedule
from sim.engine.seat import Seat

__all__ = ["Reviews"]


class Reviews:
    """The process that lets seats review the table on the days on which they are due, one after the other.

    Parameters
    ----------
    block : Block
        The lanes.
    schedule : ReviewSchedule
        Who reviews when.
    seats : list of Seat
        The principals' seats.

    Notes
    -----
    In each lane the seat with the smallest number of the day goes first, a draw in the stream ``order/<seat>``. One
    that becomes due while others review takes its place in that order; where that is past, it goes next. Each time
    the process wakes one seat reviews, in all lanes in which it is its turn.
    """

    def __init__(self, block: Block, schedule: ReviewSchedule, seats: list[Seat]) -> None:
        self._block, self._schedule, self._seats = block, schedule, seats
        self._chairs = np.array(block.principals)
        self._streams = [f"order/{block.seats[seat]}" for seat in block.principals]
        self._number: Floats = np.empty((len(seats), len(block.lanes)))
        self._drawn_on = np.full(len(block.lanes), -1)
        block.start(self._run())

    def _run(self) -> Process:
        block, state, seat = self._block, self._block.lanes, -1
        while True:
            yield self._schedule.alarm.bell
            lanes = np.flatnonzero((state.due[self._chairs] == block.day).any(axis=0) & state.open)
            if not len(lanes):
                continue
            first = self._first(lanes, state.due[self._chairs[:, None], lanes] == block.day)
            # seats in turn: one that comes second in some lanes then reviews these with others, once
            waiting = np.bincount(first, minlength=len(self._seats)) > 0
            seat = (seat + 1 + int(np.roll(waiting, -1 - seat).argmax())) % len(self._seats)
            self._schedule.alarm.ring_on(block.day)
            self._seats[seat].review(lanes[first == seat])

    def _first(self, lanes: Ints, due: Bools) -> Ints:
        """Return which of the principals that are `due` (x, n) goes first in each of `lanes` (n,)."""
        first = np.asarray(due.argmax(axis=0))
        several = np.flatnonzero(due.sum(axis=0) > 1)
        if len(several):
            number = self._numbers(lanes[several])
            first[several] = np.where(due[:, several], number, 1.0).argmin(axis=0)
        return first

    def _numbers(self, lanes: Ints) -> Floats:
        """Return each seat's number of the day (x, n), below 1, in `lanes` (n,)."""
        block = self._block
        new = lanes[self._drawn_on[lanes] != block.day]
        if len(new):
            self._number[:, new] = block.luck.draw_each(self._streams, new, block.day)
            self._drawn_on[new] = block.day
        return self._number[:, lanes]
