"""Concede from an aspiration to the no-deal value as the deadline nears (Faratin, Sierra & Jennings 1998)."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats, Ints
from sim.elementary import power
from sim.minds.tactic import Review, View
from sim.minds.trading import Trader
from sim.scenario.tactics import Aspiration

__all__ = ["AspirationTactic"]


class AspirationTactic(Trader):
    """Time-dependent concession.

    Parameters
    ----------
    view : View
        The government's place in the block.
    parameters : Aspiration
        `beta` below 1 is Boulware, above 1 a conceder; `start` is the first demand.

    Notes
    -----
    With t0 the day it took office, D the deadline, d the no-deal value and b the value today of its best package,

        demand(t) = d + start (b - d) (1 - ((t - t0) / (D - t0))^(1 / beta)),

    the curve of Faratin et al. (k + (1 - k) (min(t, T) / T)^(1 / beta)) turned from concession to demand, k = 1 -
    start. Departure: b is worth less as the deadline nears where packages take time to enter into force.
    """

    def __init__(self, view: View, parameters: Aspiration) -> None:
        super().__init__(view)
        self._beta = view.parameter("beta", parameters.beta)
        self._start = view.parameter("start", parameters.start)
        self._since = np.zeros(len(view.row), dtype=np.int64)

    def takes_office(self, lanes: Ints, day: int) -> None:
        """Begin to bargain in `lanes` on `day`."""
        self._since[lanes] = day

    def memory(self, lanes: Ints) -> Ints:
        """Return a number (n,) for what it remembers in each lane: its first day in office."""
        return self.view.row[lanes] * (self.view.worlds.calendar.last_day + 1) + self._since[lanes]

    def remember(self, lanes: Ints, like: Ints) -> None:
        """Remember in `lanes` what is remembered in `like`."""
        self._since[lanes] = self._since[like]

    def demand(self, review: Review) -> Floats:
        """Return the least value (n,) the government accepts today, in points."""
        since = self._since[review.lanes]
        left = self.view.appraisal.deadline(review.regime) - since
        passed = np.divide(review.day - since, left, out=np.ones(len(left)), where=left > 0)
        conceded = power(np.clip(passed, 0, 1), 1 / self._beta[review.row])
        return self.between(review, self._start[review.row] * (1 - conceded))
