"""Hold out for a level until a date, then give way."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats, Ints
from sim.minds.tactic import Review, View
from sim.minds.trading import Trader
from sim.scenario.tactics import HoldOut

__all__ = ["HoldOutTactic"]


class HoldOutTactic(Trader):
    """Never settle for less than a level until a date; from that day on, for anything better than no deal.

    Parameters
    ----------
    view : View
        The government's place in the block.
    parameters : HoldOut
        `until`, the day it gives way, and `level`, its demand before.
    """

    def __init__(self, view: View, parameters: HoldOut) -> None:
        super().__init__(view)
        self._level = view.parameter("level", parameters.level)
        self._until = (parameters.until - view.worlds.calendar.start).days

    def wakes(self) -> tuple[int, ...]:
        """Review the table on the day it gives way."""
        return (self._until,)

    def memory(self, lanes: Ints) -> Ints:
        """Return a number (n,) for what it remembers in each lane: nothing but its world."""
        return self.view.row[lanes]

    def demand(self, review: Review) -> Floats:
        """Return the least value (n,) the government accepts today, in points."""
        level = self._level[review.row]
        return self.between(review, level if review.day < self._until else np.zeros_like(level))
