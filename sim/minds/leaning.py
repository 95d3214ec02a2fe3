"""How a government leans when it chooses: one draw of noise in each world.

See docs/model.md, "Minds".
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.minds.random_utility import quantile_of_noise
from sim.minds.tactic import View
from sim.streams import uniforms

__all__ = ["Leaning"]

_LEAST = 2.0**-53
"""The least probability that a uniform number of 53 bits has."""


class Leaning:
    """What a government's noise adds to the worth of packages, kappa pi(p, t) eps.

    Parameters
    ----------
    view : View
        The government's place in the block.

    Attributes
    ----------
    points : ndarray, shape (w,)
        kappa eps, what it adds to a package that is sure to take effect.
    """

    def __init__(self, view: View) -> None:
        self._view, self._noise = view, view.scenario.minds.noise
        self._drawn = uniforms(view.seed, f"world/governments.{view.name}.choice", view.worlds.number)
        self.points = self._noise * quantile_of_noise(self._drawn)

    def nodes(self, count: int) -> tuple[Floats, Ints]:
        """Return `count` draws of its noise in each world, as points (w, count), and which of them is its own (w,).

        One from each of so many equally likely spans, all at the same place in theirs, which is that of its own.
        """
        own = np.minimum((self._drawn * count).astype(np.int64), count - 1)
        within = self._drawn * count - own
        at = (np.arange(count) + within[:, None]) / count
        points = self._noise * quantile_of_noise(np.clip(at, _LEAST, 1 - _LEAST))
        points[np.arange(len(own)), own] = self.points
        return points, own

    def settle(self, points: Floats, which: Bools) -> None:
        """Take its noise in the worlds `which` (w,) to be such `points` (w,) from now on."""
        self.points = np.where(which, points, self.points)

    def of(self, day: int, row: Ints, packages: Ints, regime: Ints | int) -> Floats:
        """Return what it adds to `packages` in worlds of given rows; both broadcast, and -1 is any package."""
        row = np.broadcast_to(row, packages.shape)
        return np.asarray(self.points[row] * self._view.appraisal.in_force_of(day, row, packages, regime))

    def of_all(self, day: int, row: Ints, regime: Ints) -> Floats:
        """Return what it adds to every package (n, p) in worlds of given rows (n,), in payoff regimes (n,)."""
        return np.asarray(self.points[row][:, None] * self._view.appraisal.chances(day, row, regime))
