"""Concede what the other side conceded (Faratin, Sierra & Jennings 1998, behaviour-dependent tactics)."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats, Ints
from sim.minds.tactic import Review, Tactic, View
from sim.minds.trading import Trader
from sim.scenario.tactics import TitForTat

__all__ = ["TitForTatTactic"]


class TitForTatTactic(Trader):
    """Absolute tit-for-tat, measured in its own points.

    Parameters
    ----------
    view : View
        The government's place in the block.
    parameters : TitForTat
        `start` is the first demand, `generosity` the points conceded for each point the others conceded.

    Notes
    -----
    With p0 the best offer of the others when it first saw one and p the best on the table today,

        demand(t) = first demand - generosity (a(p, t) - a(p0, t)),

    never below the no-deal value nor above its best package. Absolute tit-for-tat of Faratin et al. adds up the
    others' single steps; offers stand until withdrawn here, so the sum is the distance from the first to the best,
    and an offer taken back takes the concession back. Two of them that open far apart wait for each other for ever,
    as in the paper. A new government opposite starts from its own first offer.
    """

    def __init__(self, view: View, parameters: TitForTat) -> None:
        super().__init__(view)
        self._generosity = view.parameter("generosity", parameters.generosity)
        self._start = view.parameter("start", parameters.start)
        self._first = np.full(len(view.row), -1)

    def takes_office(self, lanes: Ints, day: int) -> None:
        """Begin to bargain in `lanes`: nothing has been conceded yet."""
        self._first[lanes] = -1

    def hears_new_government(self, lanes: Ints, principal: int) -> None:
        """Forget what the predecessor offered."""
        self._first[lanes] = -1

    def memory(self, lanes: Ints) -> Ints:
        """Return a number (n,) for what it remembers in each lane: the first offer it saw."""
        return np.asarray(self.view.row[lanes] * (len(self.view.packages) + 1) + self._first[lanes] + 1)

    def remember(self, lanes: Ints, like: Ints) -> None:
        """Remember in `lanes` what is remembered in `like`."""
        self._first[lanes] = self._first[like]

    def demand(self, review: Review) -> Floats:
        """Return the least value (n,) the government accepts today, in points."""
        first_demand = self.between(review, self._start[review.row])
        conceded = self._generosity[review.row] * self._conceded(review)
        lowest, highest = Tactic.demand(self, review), self.between(review, np.ones(len(review.lanes)))
        return np.asarray(np.clip(first_demand - conceded, lowest, highest))

    def _conceded(self, review: Review) -> Floats:
        """Return what the others have conceded so far (n,), in own points; the first offer seen is remembered."""
        package, worth = review.best()
        first = self._first[review.lanes]
        self._first[review.lanes] = first = np.where(first < 0, package, first)
        of_packages = self.view.appraisal.of_packages
        before = of_packages(self.view.government, review.day, review.row, review.regime, first[:, None])[:, 0]
        return np.subtract(worth, before, out=np.zeros_like(worth), where=(package >= 0) & (first >= 0))
