"""The package whose expected gain over waiting is greatest: the exact choice among what may be tabled."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats, Ints, each_number, runs_of
from sim.memory import CHUNK, batches, fitting
from sim.minds.choices import best_of_each, of_each_lane
from sim.minds.circumstance import Circumstance, Circumstances, Situations
from sim.minds.imagined_rivals import ImaginedRivals
from sim.minds.tactic import TIE, Review

__all__ = ["BestOffer"]


class BestOffer:
    """The exact choice among the packages that a government may table: argmax_p sum_m omega_m F_m(p) (a_g(p, t) - W).

    Parameters
    ----------
    rivals : ImaginedRivals
        As it imagines them.
    """

    def __init__(self, rivals: ImaginedRivals) -> None:
        self._rivals, self._view, self._cost = rivals, rivals.view, rivals.view.scenario.minds.offer_cost
        self._tabled: tuple[int, dict[tuple[Circumstance, tuple[int, ...]], Ints]] = (-1, {})

    def choose(self, review: Review, demand: Floats) -> Ints:
        """Return the package (n,) to table, or -1."""
        packages = np.full(len(review.lanes), -1)
        for number, places in each_number(review.circumstances):
            circumstance, _ = review.known[number]
            if self._rivals.certain and not self._rivals.games(circumstance, since=review.day).steps:
                packages[places] = self._by_world(review.day, review.known, number)[review.row[places]]
                continue
            here = places[np.argsort(review.row[places], kind="stable")]  # lanes of one world together
            weights = self._rivals.beliefs.weights(review.lanes[here])
            packages[here] = self._best(review.situations[here], demand[here], weights, circumstance)
        return np.where(review.may_offer, packages, -1)

    def _by_world(self, day: int, known: Circumstances, number: int) -> Ints:
        """Return the package (w,) it tables in each world, or -1, where nothing is to be learned of its rival."""
        if self._tabled[0] != day:
            self._tabled = day, {}
        tabled, key = self._tabled[1], known[number]
        if key not in tabled:
            circumstance, row = key[0], np.arange(len(self._view.worlds))
            demand = self._rivals.waiting(day, circumstance, self._view.government, row)
            situations = Situations(day, row, np.full(len(row), number), known)
            tabled[key] = self._best(situations, demand[:, 0], np.ones((len(row), 1)), circumstance)
        return tabled[key]

    def _best(self, situations: Situations, demand: Floats, weights: Floats, circumstance: Circumstance) -> Ints:
        """Return the package (n,) that promises most, or -1, in one circumstance, worlds increasing."""
        day, row = situations.day, situations.row
        packages = np.full(len(row), -1)
        worth = self._view.appraisal.worth(self._view.government, day, circumstance.regime)
        first, length = runs_of(row)
        least = np.minimum.reduceat(demand, first)[:, None]
        world, package, likely = self._promising(worth[row[first]] - least, situations[first], circumstance)
        of = np.repeat(np.arange(len(first)), length)
        most = np.bincount(world, minlength=1).max()
        for part in batches(len(row), fitting(most * (16 * self._rivals.count + 64), most=len(row), within=CHUNK)):
            lane, pair = of_each_lane(world, of[part])
            gain = worth[row[part][lane], package[pair]] - demand[part][lane]
            # one sum per pair, in the order of m: the same to the last bit whatever other lanes are due
            expected = np.cumsum(weights[part][lane] * likely[pair], axis=1)[:, -1] * gain
            expected[gain <= TIE] = 0.0
            best, worth_it = best_of_each(lane, package[pair], expected, len(of[part]), least=self._cost)
            packages[part] = np.where(worth_it, best, -1)
        return packages

    def _promising(
        self, gain: Floats, situations: Situations, circumstance: Circumstance
    ) -> tuple[Ints, Ints, Floats]:
        """Return the packages among which the best offers are found, world by world.

        Parameters
        ----------
        gain : ndarray, shape (u, p)
            Gain over the least that any lane of each world demands.
        situations : Situations
            The worlds (u,), in one circumstance.
        circumstance : Circumstance
            That.

        Returns
        -------
        world, package : ndarray of int, shape (k,)
            Place of the world among the u, increasing, and package: all others promise no more than an offer costs,
            even to the lane that demands least and with the imagined rival readiest to accept.
        likely : ndarray, shape (k, m)
            How likely each imagined rival, or all of them together, are to accept.
        """
        least = self._cost * (1 - 1e-9)
        possible = self._view.possible(situations.day, situations.row, circumstance.vetoed, circumstance.regime)
        world, package = np.nonzero((gain > least) & possible)
        found = []
        for part in batches(
            len(world),
            fitting(48 * self._rivals.count * self._rivals.quorum.width, most=max(1, len(world)), within=CHUNK),
        ):
            of, some = world[part], package[part]
            likely = self._rivals.likely(situations[of], some)
            kept = gain[of, some] * likely.max(axis=1) > least
            found.append((of[kept], some[kept], likely[kept]))
        if not found:
            return world, package, np.ones((0, self._rivals.count))
        worlds, packages, chances = zip(*found, strict=True)
        return np.concatenate(worlds), np.concatenate(packages), np.concatenate(chances)
