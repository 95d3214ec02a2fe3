"""An order that a seat carries out whatever its mind: to table a package on a day, or to say nothing until a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.engine.block import Block
from sim.engine.days import Alarm, Phase, Process
from sim.engine.review_schedule import ReviewSchedule
from sim.minds.tactic import TIE

__all__ = ["Order", "OrderedSeat"]

_AFTER_EVENTS = 999
"""The last place within the part of a day in which events come: after them and the record, before reviews."""


@dataclass(frozen=True)
class Order:
    """What a government does in its seat in all lanes of a run, beside what its mind does.

    Parameters
    ----------
    seat, government : str
        Who; the order binds no other government that sits there.
    day : int
        Days since the start.
    package : int
        What it tables on the day, and stands by as long as it is better than no deal. -1: nothing; until the day it
        neither offers, accepts, refuses nor moves.
    """

    seat: str
    government: str
    day: int
    package: int = -1


class OrderedSeat:
    """The process that carries an order out.

    Parameters
    ----------
    block : Block
        The lanes.
    schedule : ReviewSchedule
        Who reviews when.
    principal : int
        Which principal is ordered.
    order : Order
    put : callable
        Tables a package in lanes for the seat (`sim.engine.seat.Seat.put`).

    Notes
    -----
    A package is tabled where talks are open and in contact, nothing is agreed that waits for a text or a third party,
    and it is worth no less than no deal to the government that day: it knows its own mind. Where only one seat may
    propose at a time it is tabled on the first day of its turn.
    """

    def __init__(
        self,
        block: Block,
        schedule: ReviewSchedule,
        principal: int,
        order: Order,
        *,
        put: Callable[[Ints, int], None],
    ) -> None:
        self._block, self._schedule, self._put, self._x = block, schedule, put, principal
        self._order, self._government = order, block.worlds.governments.index(order.government)
        self._chair = block.principals[principal]
        if order.package >= 0:
            self._alarm = Alarm(block.env, Phase.CALENDAR, _AFTER_EVENTS, last=block.calendar.last_day)
            self._alarm.ring_on(order.day)
            block.start(self._run())

    def free(self, lanes: Ints) -> Bools:
        """Return in which of `lanes` (n,) it may review the table; else that is put off until it may."""
        if self._order.package >= 0 or self._block.day >= self._order.day:
            return np.ones(len(lanes), dtype=np.bool_)
        bound = self._block.lanes.government[self._chair, lanes] == self._government
        self._schedule.call(self._x, lanes[bound], self._order.day)
        return np.asarray(~bound)

    def keeps(self, government: int, own: Ints, values: Floats, no_deal: Floats) -> Bools:
        """Return which of its own offers (n, slots), worth `values`, it stands by under the order."""
        ordered = (own == self._order.package) & (own >= 0) & (self._block.day >= self._order.day)
        return np.asarray(ordered & (government == self._government) & (values >= no_deal[:, None] - TIE))

    def _run(self) -> Process:
        while True:
            yield self._alarm.bell
            if self._block.in_turn(self._x):
                self._table()
            else:
                self._alarm.ring_on(self._block.day + 1)

    def _table(self) -> None:
        block, state, package = self._block, self._block.lanes, self._order.package
        talking = state.open & (state.pending < 0) & (state.suspended_until <= block.day)
        lanes = np.flatnonzero(talking & (state.government[self._chair] == self._government))
        row, regime = state.row[lanes], state.regime[lanes]
        packages = np.full((len(lanes), 1), package)
        worth = block.appraisal.of_packages(self._government, block.day, row, regime, packages)[:, 0]
        no_deal = block.appraisal.no_deal(self._government, block.day, row, regime)
        self._put(lanes[worth >= no_deal - TIE], package)
