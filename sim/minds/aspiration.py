"""Concede from an aspiration to the no-deal value as the deadline nears (Faratin, Sierra & Jennings 1998)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.minds.tactic import TIE, Floats, Ints, Review, Tactic, View
from sim.scenario.tactics import Aspiration

__all__ = ["AspirationTactic"]


class AspirationTactic(Tactic):
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
    start. It offers the package worth at least its demand that the rivals it imagines value most on average; the
    paper's agents trade along the demand line likewise, by similarity (Faratin et al. 2002).
    """

    def __init__(self, view: View, parameters: Aspiration) -> None:
        super().__init__(view)
        self._beta = view.parameter("beta", parameters.beta)
        self._start = view.parameter("start", parameters.start)
        self._since = np.zeros(len(view.row))

    def takes_office(self, lanes: Ints, day: int) -> None:
        """Begin to bargain in `lanes` on `day`."""
        self._since[lanes] = day

    def demand(self, review: Review) -> Floats:
        """Return the least value (n,) the government accepts today, in points."""
        worth = self.view.appraisal.rows(self.view.government, review.day, review.row, review.regime)
        best = np.where(self.available(review), worth, -np.inf).max(axis=1)
        floor = super().demand(review)
        left = self.view.appraisal.deadline - self._since[review.lanes]
        passed = np.divide(review.day - self._since[review.lanes], left, out=np.ones_like(left), where=left > 0)
        conceded = np.clip(passed, 0, 1) ** (1 / self._beta[review.row])
        demand: Floats = floor + self._start[review.row] * np.maximum(best - floor, 0) * (1 - conceded)
        return demand

    def offer(self, review: Review, demand: Floats) -> Ints:
        """Return the package (n,) worth at least `demand` that rivals are imagined to value most, or -1."""
        own = self.view.appraisal.rows(self.view.government, review.day, review.row, review.regime)
        good = self.available(review) & (own >= demand[:, None] - TIE)
        theirs = np.where(good, self._to_rivals(review), -np.inf)
        return np.where(good.any(axis=1) & review.may_offer, theirs.argmax(axis=1), -1)

    def _to_rivals(self, review: Review) -> NDArray[np.float64]:
        """Return what packages (n, p) are worth to the other principals, on average over those imagined."""
        total = np.zeros((len(review.lanes), len(self.view.packages)))
        in_force = self.view.appraisal.in_force(review.day)
        weight = in_force[review.row if len(in_force) > 1 else np.zeros_like(review.row)]
        for principal, governments in enumerate(review.opposite):
            if principal == self.view.principal:
                continue
            for rival in np.unique(governments).tolist():
                imagined, here = self.view.worlds.imagined[rival], governments == rival
                mean = imagined.value.mean(axis=1) - imagined.no_deal.mean(axis=1)[:, None]
                total[here] += mean[review.row[here]] * weight[here]
        return total
