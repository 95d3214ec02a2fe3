"""A principal's seat: what is done there by events, by the record or by a person, beside its reviews."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Floats, Ints
from sim.engine.answering import Agree, Answering
from sim.engine.block import Block
from sim.engine.hearing import announce_refusal
from sim.engine.moving import Moving
from sim.engine.prolonging import Prolonging
from sim.engine.record import numbers_at
from sim.engine.review_schedule import ReviewSchedule

if TYPE_CHECKING:
    from sim.engine.orders import OrderedSeat

__all__ = ["End", "ReviewSchedule", "Seat"]

End = Callable[[Ints], None]


class Seat:
    """One principal's seat at the table.

    Parameters
    ----------
    block : Block
        The lanes.
    schedule : ReviewSchedule
        Who reviews when.
    principal : int
        Which principal.
    agree : callable
        Called with lanes and packages when enough principals have agreed.
    end : callable
        Called with lanes in which the seat ends the talks.

    Attributes
    ----------
    by_person : bool
        Whether a person sits there: then nothing is reviewed, and what is done is done by `sim.engine.person`.
    order : OrderedSeat or None
        What it does whatever its mind (`sim.engine.orders`).
    """

    def __init__(self, block: Block, schedule: ReviewSchedule, principal: int, *, agree: Agree, end: End) -> None:
        self._block, self._answering = block, Answering(block, schedule, agree)
        self.by_person = False
        self.order: OrderedSeat | None = None
        self.prolonging, self.moving = Prolonging(block, schedule, principal), Moving(block, schedule, principal, end)
        self._x, self._seat = principal, block.principals[principal]
        self._name = block.seats[self._seat]

    def put(self, lanes: Ints, package: int, **numbers: Floats) -> None:
        """Table `package` in `lanes` as an event, the record or a person says, where it does not stand by it yet.

        A negative number is a package that an exclusion removes: it lies on no table, nor does what a third party's
        refusal bars. The numbers (n,) go into the log.
        """
        block, packages = self._block, np.full(len(lanes), package)
        new = ~block.table.holds(self._x, lanes, packages) & (packages >= 0) & ~block.barred(lanes, packages)
        lanes, packages = lanes[new], packages[new]
        if not len(lanes):
            return
        block.lay(self._x, lanes, packages)
        block.lanes.offers[self._seat, lanes] += 1
        block.note("offer", self._name, lanes, packages, **numbers_at(numbers, new))
        self._answering.agree_or_announce(self._x, lanes, packages)

    def take(self, lanes: Ints, package: int, **numbers: Floats) -> None:
        """Take `package` off the table in `lanes` as an event, the record or a person says, where it lies there."""
        block = self._block
        standing = block.table.offers(self._x, lanes) == package
        gone = standing.any(axis=1)
        block.take_off(self._x, lanes[gone], standing[gone])
        block.note("withdraw", self._name, lanes[gone], np.full(gone.sum(), package), **numbers_at(numbers, gone))

    def refuse(self, lanes: Ints, package: int, **numbers: Floats) -> None:
        """Answer `package` with a refusal in `lanes`, wherever it lies unanswered; its proposers hear of it.

        Nothing is said of other offers that lie beside it.
        """
        block, table = self._block, self._block.table
        for y, proposer in enumerate(block.principals):
            new = table.unanswered(y, self._x, lanes) & (table.offers(y, lanes) == package)
            some = new.any(axis=1)
            here = lanes[some]
            if y == self._x or not len(here):
                continue
            table.answer(y, self._x, here, new[some])
            block.lanes.refusals[self._seat, here] += 1
            block.note("refuse", self._name, here, np.full(len(here), package), **numbers_at(numbers, some))
            for government, where in block.by_government(proposer, here):
                announce_refusal(block, y, government, self._x, here[where], only=package)

    def agree_to(self, lanes: Ints, package: int, **numbers: Floats) -> None:
        """Agree to `package` in `lanes`, where another principal stands by it and the seat has not agreed yet."""
        block, table, packages = self._block, self._block.table, np.full(len(lanes), package)
        new = ~table.agrees(self._x, lanes, packages)
        lanes, packages = lanes[new], packages[new]
        if len(lanes):
            block.note("accept", self._name, lanes, packages, **numbers_at(numbers, new))
            table.agree(self._x, lanes, packages)
            self._answering.agreed(self._x, lanes, packages)
