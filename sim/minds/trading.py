"""Trading along a demand line: of all packages that meet one's demand, offer the one the others should like best."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats, Ints, each_number
from sim.memory import CHUNK, batches, fitting
from sim.minds.quorum import quorum_of
from sim.minds.tactic import TIE, Review, Tactic, View

__all__ = ["Trader"]


class Trader(Tactic):
    """Base of tactics that say what they demand and let the demand find the offer.

    Parameters
    ----------
    view : View
        The government's place in the block.

    Notes
    -----
    It offers the package worth at least its demand that the rivals it imagines value most on average, over no deal
    and weighed by the chance of taking effect; Faratin, Sierra & Jennings (2002) trade off along the demand line
    likewise, by similarity to the other's last offer. A package that can no longer take effect is never offered. What
    rivals are imagined to value is not moved by events that shift points. Of several rivals that must all agree the
    one that gains least counts; where some are enough, or a mediator is at the table, it is added up.
    """

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._likings: dict[int, Floats] = {}
        self._least = quorum_of(view.scenario).unanimous

    def between(self, review: Review, share: Floats) -> Floats:
        """Return the points (n,) a `share` (n,) of the way from no deal (0) to today's best package (1)."""
        best = np.concatenate([self._best(review.part(some)) for some in self._batches(review)])
        no_deal = Tactic.demand(self, review)
        return np.asarray(no_deal + share * np.maximum(best - no_deal, 0))

    def offer(self, review: Review, demand: Floats) -> Ints:
        """Return the package (n,) worth at least `demand` that rivals are imagined to value most, or -1."""
        parts = [self._offer(review.part(some), demand[some]) for some in self._batches(review)]
        return np.concatenate(parts)

    def _batches(self, review: Review) -> list[slice]:
        """Return lanes to look at together: all packages of each are looked at."""
        lanes = len(review.lanes)
        size = fitting(64 * len(self.view.packages), most=max(1, lanes), within=CHUNK)
        return list(batches(lanes, size)) or [slice(0)]

    def _best(self, review: Review) -> Floats:
        """Return what today's best package is worth (n,)."""
        worth = self.view.appraisal.rows(self.view.government, review.day, review.row, review.regime)
        return np.asarray(np.where(self.available(review), worth, -np.inf).max(axis=1))

    def _offer(self, review: Review, demand: Floats) -> Ints:
        own = self.view.appraisal.rows(self.view.government, review.day, review.row, review.regime)
        chance = self._in_force(review)
        good = self.available(review) & (own >= demand[:, None] - TIE) & (chance > 0)
        theirs = np.where(good, self._to_rivals(review) * chance, -np.inf)
        return np.where(good.any(axis=1) & review.may_offer, theirs.argmax(axis=1), -1)

    def _in_force(self, review: Review) -> Floats:
        """Return the chance (n, p) that packages signed today take effect in time."""
        packages = np.arange(len(self.view.packages))
        return self.view.appraisal.in_force_of(review.day, review.row[:, None], packages, review.regime[:, None])

    def _to_rivals(self, review: Review) -> Floats:
        """Return points (n, p) over no deal to the other principals, on average over those imagined."""
        total = np.zeros((len(review.lanes), len(self.view.packages)))
        if self._least:
            total += np.inf
        for principal, governments in enumerate(review.opposite):
            if principal != self.view.principal:
                for rival, here in each_number(governments):
                    each = self._liking(rival)[review.row[here]]
                    total[here] = np.minimum(total[here], each) if self._least else total[here] + each
        return total

    def _liking(self, rival: int) -> Floats:
        """Return the points (w, p) over no deal of a rival, on average over its imagined models."""
        if rival not in self._likings:
            imagined = self.view.worlds.imagined[rival]
            self._likings[rival] = imagined.value.mean(axis=1) - imagined.no_deal.mean(axis=1)[:, None]
        return self._likings[rival]
