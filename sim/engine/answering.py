"""What follows when seats table something: enough stand by it and it is taken up, or the others answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.arrays import Ints, each_number
from sim.engine.block import Block
from sim.engine.hearing import announce_offer
from sim.engine.review_schedule import ReviewSchedule

__all__ = ["Agree", "Answering"]

Agree = Callable[[Ints, Ints], None]


class Answering:
    """How the others learn of what seats table and agree to; `x` is one principal, or one for each lane (n,).

    Parameters
    ----------
    block : Block
        The lanes.
    schedule : ReviewSchedule
        Who reviews when.
    agree : callable
        Called with lanes and packages when enough principals have agreed.
    """

    def __init__(self, block: Block, schedule: ReviewSchedule, agree: Agree) -> None:
        self._block, self._schedule, self._agree = block, schedule, agree

    def agree_or_announce(self, x: Ints | int, lanes: Ints, packages: Ints) -> None:
        """Take up `packages` (n,), which `x` has just tabled, where enough stand by them; else the others answer."""
        block, state = self._block, self._block.lanes
        talking = state.open[lanes] & (state.pending[lanes] < 0) & (state.suspended_until[lanes] <= block.day)
        agreed = talking & block.table.agreed_by_enough(lanes, packages)
        self._agree(lanes[agreed], packages[agreed])
        self._announce(np.broadcast_to(x, lanes.shape)[~agreed], lanes[~agreed], packages[~agreed])

    def agreed(self, x: Ints | int, lanes: Ints, packages: Ints) -> None:
        """Take up `packages` (n,), to which `x` has just agreed, where enough have; else have the others look."""
        complete = self._block.table.agreed_by_enough(lanes, packages)
        self._agree(lanes[complete], packages[complete])
        self.ask_others(np.broadcast_to(x, lanes.shape)[~complete], lanes[~complete])

    def ask_others(self, x: Ints, lanes: Ints) -> None:
        """Have all but `x`, of whom not enough have agreed yet, review the table."""
        if len(lanes):
            self._schedule.call_others(x, lanes)

    def _announce(self, x: Ints, lanes: Ints, packages: Ints) -> None:
        """Let the other principals hear of a new offer."""
        block = self._block
        for proposer, here in each_number(x) if block.listening else ():
            for listener in sorted(block.listening - {proposer}):
                for government, where in block.by_government(block.principals[listener], lanes[here]):
                    at = here[where]
                    announce_offer(block, listener, government, proposer, lanes[at], packages[at])
        self._schedule.call_for_answers(x, lanes)
