"""Take it or leave it: one package, and nothing worth less."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats, Ints
from sim.minds.tactic import TIE, Review, Tactic, View
from sim.scenario.tactics import Ultimatum

__all__ = ["UltimatumTactic"]


class UltimatumTactic(Tactic):
    """Table one package and never another.

    Parameters
    ----------
    view : View
        The government's place in the block.
    parameters : Ultimatum
        The package.

    Notes
    -----
    It refuses whatever is worth less to it today than the package is worth when signed in time, so that no clock
    makes it take anything less. Something better it takes, and the package itself, by then perhaps worth less,
    wherever that is the best on the table and better than no deal. A package that is no better than no deal even in
    time is not an ultimatum: then it tables nothing and accepts by the no-deal value. Nor is the package tabled where
    too little time is left for it to be better than no deal.
    """

    def __init__(self, view: View, parameters: Ultimatum) -> None:
        super().__init__(view)
        self._package = view.package(parameters.package)

    def memory(self, lanes: Ints) -> Ints:
        """Return a number (n,) for what it remembers in each lane: nothing but its world."""
        return self.view.row[lanes]

    def demand(self, review: Review) -> Floats:
        """Return the least value (n,) the government accepts today, in points."""
        no_deal, view = super().demand(review), self.view
        in_time = view.appraisal.in_time(view.government, review.day, review.row, review.regime, self._package)
        own = review.best()[0] == self._package
        return np.maximum(np.where(own, self._worth(review), in_time), no_deal)

    def offer(self, review: Review, demand: Floats) -> Ints:
        """Return the package (n,), or -1 where it is worth no more than no deal, refused by a third party or late."""
        better = self._worth(review) > super().demand(review) + TIE
        possible = self.available(review)[:, self._package] & better
        return np.where(possible & review.may_offer, self._package, -1)

    def _worth(self, review: Review) -> Floats:
        """Return what the package is worth today (n,)."""
        packages = np.full((len(review.lanes), 1), self._package)
        worth = self.view.appraisal.of_packages
        return worth(self.view.government, review.day, review.row, review.regime, packages)[:, 0]
