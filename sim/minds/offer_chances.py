"""How likely a government tables each package, or none, at given draws of its own noise.

See docs/model.md, "Weights".
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.elementary import exp
from sim.memory import CHUNK, batches, fitting
from sim.minds.choices import of_each_lane
from sim.minds.circumstance import Circumstance
from sim.minds.offering import Offering, taken
from sim.minds.tactic import TIE, Review, alike

__all__ = ["OfferChances"]


class OfferChances(Offering):
    """The chances with which an `Offering` chooses, where it is not asked to choose.

    Lanes (n,) are one of each world; q counts draws of the government's own noise.
    """

    def chances(self, review: Review, demand: Floats, points: Floats, sets: Bools) -> tuple[Floats, Floats, Ints]:
        """Return how likely a package of each of some sets is tabled, and how likely none is.

        Parameters
        ----------
        review : Review
            With what it stands by itself.
        demand : ndarray, shape (n,)
            What waiting is worth.
        points : ndarray, shape (n, q)
            kappa eps, what its noise adds to a package that is sure to take effect.
        sets : ndarray of bool, shape (s, p)
            Sets of packages.

        Returns
        -------
        tabled : ndarray, shape (s, n, q)
        none : ndarray, shape (n, q)
        menu : ndarray of int, shape (n,)
            How many packages there are to choose from, at whatever draw, and none.
        """
        tabled, none = np.zeros((len(sets), *points.shape)), np.ones(points.shape)
        menu = np.ones(len(demand), dtype=np.int64)
        for here, packages, promised, wanted, left in self._parts_of(review, demand, points):
            weights, idle = self._softmax(promised, left)
            total = idle.copy()
            for k, package in enumerate(packages):
                total += weights[k]
                for s in np.flatnonzero(sets[:, package]).tolist():
                    tabled[s, here] += weights[k]
            tabled[:, here] /= total
            none[here] = idle / total
            menu[here] += wanted.any(axis=2).sum(axis=0)
        none[~review.may_offer], tabled[:, ~review.may_offer] = 1.0, 0.0
        return tabled, none, menu

    def utilities(self, review: Review, demand: Floats, points: Floats) -> tuple[Floats, Ints]:
        """Return what packages promise more than tabling nothing (p, n, q), in units of the noise among offers.

        And how many possibilities there are (n,). What may not be tabled promises minus infinity; that another may
        have the turn is left aside.
        """
        found = np.full((self._view.worlds.value.shape[2], *points.shape), -np.inf)
        menu = np.ones(len(demand), dtype=np.int64)
        for here, packages, promised, wanted, left in self._parts_of(review, demand, points):
            utility = np.where(left, self._utility(promised), -np.inf)
            found[np.array(packages)[:, None], here] = utility
            menu[here] += wanted.any(axis=2).sum(axis=0)
        return found, menu

    def _parts_of(
        self, review: Review, demand: Floats, points: Floats
    ) -> Iterator[tuple[Ints, list[int], Floats, Bools, Bools]]:
        """Yield places of lanes that are worked out together, and what `_promises` says of them."""
        packages = self._view.worlds.value.shape[2]
        each = 8 * packages * (4 * points.shape[1] + self._rivals.count * (6 * len(self._rivals.asked) + 3))
        for places, circumstance, _ in alike(review):
            for part in batches(len(places), fitting(each, most=max(1, len(places)), within=CHUNK)):
                here = places[part]
                yield here, *self._promises(review.part(here), demand[here], points[here], circumstance)

    def _utility(self, promised: Floats) -> Floats:
        return np.asarray((promised - self._cost) / self._noise)

    def _softmax(self, promised: Floats, left: Bools) -> tuple[Floats, Floats]:
        """Return the weights (k, n, q) of packages `left` to choose from that promise so much, and of none (n, q)."""
        least = self._cost + TIE
        if self._noise > 0:
            utility = np.where(left, self._utility(promised), -np.inf)
            most = np.maximum(utility.max(axis=0, initial=-np.inf), 0.0)
            return exp(utility - most), exp(-most)
        promised = np.where(left & (promised > least), promised, -np.inf)
        best = promised.max(axis=0, initial=-np.inf)
        weights, left = np.zeros_like(promised), best > -np.inf
        idle = np.where(left, 0.0, 1.0)
        for k in range(len(promised)):  # the first of equals
            chosen = left & (promised[k] >= best - TIE)
            weights[k], left = chosen, left & ~chosen
        return weights, idle

    def _promises(
        self, review: Review, demand: Floats, points: Floats, circumstance: Circumstance
    ) -> tuple[list[int], Floats, Bools, Bools]:
        """Return the packages (k,) on some world's menu, what each promises, whether it may be tabled, and is left.

        All are of shape (k, n, q). With noise among offers those are left that promise enough for the menu, before
        what rivals see in them counts. What is promised is linear in the noise, but for what an audience is shown.
        """
        view, day, row, regime = self._view, review.day, review.row, circumstance.regime
        of, situations = np.arange(len(row)), review.situations
        worth = view.appraisal.worth(view.government, day, regime)[row]
        chance = view.appraisal.chance(day, regime)
        rate = chance[row] if len(chance) > 1 else np.broadcast_to(chance, worth.shape)
        every = np.full(len(row), -np.inf)
        plain = self._menu(worth, situations, every)
        answers = self._answers(plain, situations)
        lane, pair = of_each_lane(plain.world, of)

        def promised(at: Floats) -> tuple[Floats, Floats]:
            tilted = worth + rate * at[:, None]
            menu = self._menu(tilted, situations, every) if self._position > 0 else plain
            lanes = self._lanes(review, demand, of, tilted)
            gain = tilted[lane, menu.package[pair]] - demand[lane]
            return self._promised(menu, answers, lanes, lane, pair, gain)

        if self._position > 0:
            each = [promised(at) for at in points.T]
            found, moved = np.stack([worths for worths, _ in each], axis=1), each[0][1]
        else:
            base, moved = promised(np.zeros(len(row)))
            slope = promised(np.ones(len(row)))[0] - base if points.any() else np.zeros_like(base)
            found = base[:, None] + slope[:, None] * points[lane]
        by_moving = self._by_moving(moved)
        seen = by_moving > -np.inf  # what nobody sees a move in is on no menu
        lane, pair, plainly, found = lane[seen], pair[seen], found[seen], (found + by_moving[:, None])[seen]
        packages = np.unique(plain.package)
        column = np.searchsorted(packages, plain.package[pair])
        offered = np.zeros((len(packages), len(row), points.shape[1]))
        offered[column, lane] = found
        promising = np.full(offered.shape, self._all or self._noise == 0)
        promising[column, lane] |= plainly > self._cost + TIE
        over = np.full(offered.shape[:2], np.inf)  # of what a world's menu does not hold
        over[column, lane] = worth[lane, plain.package[pair]] - plain.over[pair]
        wanted = np.empty(offered.shape, dtype=np.bool_)
        lying = taken(review, worth.shape[1])
        for k, package in enumerate(packages.tolist()):
            tilted = worth[:, package, None] + rate[:, package, None] * points
            good = tilted - demand[:, None] > TIE
            if self._below:
                good |= tilted - over[k, :, None] > TIE
            wanted[k] = good & (~lying[:, package] & np.isfinite(over[k]))[:, None]
        return packages.tolist(), offered, wanted, wanted & promising
