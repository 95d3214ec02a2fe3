"""What a government puts on the table: the package that promises most, as its imagined rivals would answer.

See docs/model.md, "Minds".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.memory import CHUNK, fitting
from sim.minds.choices import best_of_each, of_each_lane
from sim.minds.circumstance import Circumstance, alike
from sim.minds.foresight_table import batches
from sim.minds.imagined_rivals import ImaginedRivals
from sim.minds.leaning import Leaning
from sim.minds.random_utility import logistic, remaining
from sim.minds.tactic import TIE, Review

__all__ = ["Offering"]


@dataclass(frozen=True)
class _Menu:
    """Packages (k,) that may be tabled, world by world, and how imagined rivals m take them."""

    world: Ints  # (k,) place of the world, increasing
    package: Ints  # (k,)
    worth: Floats  # (k,) a(p, t), with the government's own noise
    accepts: Floats  # (x, m, k) F(z) of each seat that is asked
    refuses: Floats  # (x, m, k) F(-z)


@dataclass(frozen=True)
class _Lanes:
    """What lanes (n,) have before them."""

    of: Ints  # (n,) place of the world
    demand: Floats  # (n,)
    weights: Floats  # (m, n)
    share: Floats  # (x, m, n) with `gone`, what is known of the noise of each seat that is asked
    gone: Floats


class Offering:
    """The choice among the packages that a government may table.

    Parameters
    ----------
    rivals : ImaginedRivals
        As it imagines them.
    leaning : Leaning or None
        Its own noise, if any.
    """

    def __init__(self, rivals: ImaginedRivals, leaning: Leaning | None) -> None:
        self._rivals, self._leaning, self._view = rivals, leaning, rivals.view
        self._cost = rivals.view.scenario.minds.offer_cost

    def choose(self, review: Review, demand: Floats) -> Ints:
        """Return the package (n,) it tables, or -1."""
        packages = np.full(len(review.lanes), -1)
        for places, circumstance, opposite in alike(review):
            asked = places[review.may_offer[places]]
            here = asked[np.argsort(review.row[asked], kind="stable")]  # lanes of one world together
            if not len(here):
                continue
            row = review.row[here]
            first = np.flatnonzero(np.r_[True, row[1:] != row[:-1], True])
            for part in self._parts(len(here), len(first) - 1):
                some = slice(first[part.start], first[min(part.stop, len(first) - 1)])
                packages[here[some]] = self._among(
                    review.part(here[some]), demand[here[some]], circumstance, opposite
                )
        return packages

    def _parts(self, lanes: int, worlds: int) -> list[slice]:
        """Return as many worlds at once as fit into memory."""
        packages, seats = self._view.worlds.value.shape[2], len(self._rivals.asked)
        each = 8 * packages * (self._rivals.count * (6 * seats + 3) + 16 * lanes / max(1, worlds))
        return list(batches(worlds, fitting(each, most=max(1, worlds), within=CHUNK)))

    def _among(self, review: Review, demand: Floats, circumstance: Circumstance, opposite: tuple[int, ...]) -> Ints:
        """Return the package (n,) to table, or -1, in lanes that differ in their world and their beliefs alone."""
        first = np.flatnonzero(np.r_[True, review.row[1:] != review.row[:-1]])
        of = np.repeat(np.arange(len(first)), np.diff(np.r_[first, len(review.row)]))
        least = np.minimum.reduceat(demand, first)
        menu = self._menu(review.row[first], least, day=review.day, circumstance=circumstance, opposite=opposite)
        lanes = self._lanes(review, demand, of)
        lane, pair = of_each_lane(menu.world, of)
        gain = menu.worth[pair] - demand[lane]
        open_to = (gain > TIE) & ~_taken(review, len(self._view.packages))[lane, menu.package[pair]]
        lane, pair, gain = lane[open_to], pair[open_to], gain[open_to]
        promised = self._expected(menu, lanes, lane, pair, gain)
        best, good = best_of_each(lane, menu.package[pair], promised, len(of), least=self._cost + TIE, within=TIE)
        return np.where(good, best, -1)

    def _menu(
        self, row: Ints, least: Floats, *, day: int, circumstance: Circumstance, opposite: tuple[int, ...]
    ) -> _Menu:
        """Return the packages worth more than the `least` (u,) that a lane of each world demands."""
        rivals, view = self._rivals, self._view
        worth = view.appraisal.worth(view.government, day, circumstance.regime)[row]
        if self._leaning is not None:
            worth = worth + self._leaning.of_all(day, row, circumstance.regime)
        wanted = worth - least[:, None] > TIE
        world, package = np.nonzero(wanted & view.unbarred(circumstance.vetoed))
        seats = [opposite[x] for x in rivals.asked]
        gains = rivals.gains(day, circumstance, seats, row[world], package)
        by_rival = np.ascontiguousarray(gains.transpose(0, 2, 1))
        return _Menu(world, package, worth[world, package], logistic(by_rival), logistic(-by_rival))

    def _lanes(self, review: Review, demand: Floats, of: Ints) -> _Lanes:
        beliefs = self._rivals.beliefs
        known = [remaining(*beliefs.bounds(x, review.lanes)) for x in self._rivals.asked]
        share, gone = (np.stack([each[i].T for each in known]) for i in (0, 1))
        return _Lanes(of, demand, np.ascontiguousarray(beliefs.weights(review.lanes).T), share, gone)

    def _expected(self, menu: _Menu, lanes: _Lanes, lane: Ints, pair: Ints, gain: Floats) -> Floats:
        """Return sum_m omega_m T_m(p) (a(p) - W), shape (j,); summed in the order of m, whatever else is due."""
        expected = np.zeros(len(pair))
        for m in range(self._rivals.count):
            likely = self._rivals.enough(self._taking(menu, lanes, lane, pair, m))
            expected += lanes.weights[m][lane] * likely
        return expected * gain

    def _taking(self, menu: _Menu, lanes: _Lanes, lane: Ints, pair: Ints, m: int) -> Floats:
        """Return the chance (x, j) that number m of each seat takes a package, given what is known of its noise."""
        chances = np.empty((len(menu.accepts), len(pair)))
        for x, each in enumerate(chances):
            each[:] = lanes.share[x, m][lane] * menu.accepts[x, m][pair]
            each -= lanes.gone[x, m][lane] * menu.refuses[x, m][pair]
            np.clip(each, 0.0, 1.0, out=each)
        return chances


def _taken(review: Review, packages: int) -> Bools:
    """Return which packages (n, p) lie on the table already, its own or the others'."""
    found = np.zeros((len(review.lanes), packages), dtype=np.bool_)
    for offers in (review.packages, review.own):
        if offers is not None:
            lane, slot = np.nonzero(offers >= 0)
            found[lane, offers[lane, slot]] = True
    return found
