"""How likely a government that looks forward does what it is seen to do, at given draws of its own noise.

See docs/model.md, "Weights".
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.minds.foresight_tactic import ForesightTactic
from sim.minds.offer_chances import OfferChances
from sim.minds.offering import Offering
from sim.minds.tactic import TIE, Review
from sim.streams import uniforms

__all__ = ["ChoiceChances"]


class ChoiceChances:
    """The chances of what a government does in a review, under the rule by which it chooses.

    Parameters
    ----------
    tactic : ForesightTactic
        The government's, with what it believes.
    points : ndarray, shape (w, q)
        kappa eps at the draws of its noise that are asked about; one, 0, where it has none.
    """

    def __init__(self, tactic: ForesightTactic, points: Floats) -> None:
        self._tactic, self._points = tactic, points
        self._offers = OfferChances(tactic.rivals, None) if isinstance(tactic.offering, Offering) else None

    def worth(self, review: Review, packages: Ints) -> Floats:
        """Return what packages (n,) are worth to it as it chooses, (n, q)."""
        view = self._tactic.view
        plain = view.appraisal.of_packages(view.government, review.day, review.row, review.regime, packages[:, None])
        rate = view.appraisal.in_force_of(review.day, review.row, packages, review.regime)
        return np.asarray(plain + rate[:, None] * self._points[review.row])

    def accepts(self, review: Review, demand: Floats, packages: Ints) -> Bools:
        """Return where (n, q) it would accept packages (n,) that lay on the table."""
        accepts = self.worth(review, packages) >= demand[:, None] - TIE
        if self._tactic.view.appraisal.third_parties.asked:
            accepts &= self._tactic.assent(review, packages[:, None]) > 0
        return np.asarray(accepts)

    def keeps(self, review: Review, demand: Floats, packages: Ints) -> Bools:
        """Return where (n, q) it stands by packages (n,) of its own; as `ForesightTactic.keeps`."""
        missing = demand[:, None] - self.worth(review, packages)
        kept = missing <= TIE
        tactic = self._tactic
        if tactic.keep_loss > 0:
            kept |= missing <= tactic.keep_loss
            kept |= self._taken(review, packages)[:, None] * missing <= tactic.keep_loss + TIE
        return np.asarray(kept)

    def _taken(self, review: Review, packages: Ints) -> Floats:
        """Return how likely it holds rivals to accept packages (n,)."""
        rivals, lanes = self._tactic.rivals, review.lanes
        weights = rivals.beliefs.weights(lanes)
        chances = rivals.likely(review.situations, packages, lanes=lanes, weights=weights)
        return np.asarray(np.cumsum(chances, axis=1)[:, -1])

    def tables(self, review: Review, demand: Floats, sets: Bools) -> tuple[Floats, Floats, Ints]:
        """Return how likely it tables a package of each of some sets (s, p), (s, n, q), or nothing, (n, q).

        And how many possibilities there are (n,). Whether it takes up what to table counts with both.
        """
        shape = self._points[review.row].shape
        if self._offers is None:
            chosen = self._tactic.propose(review, demand)
            tabled = np.repeat((sets[:, chosen] & (chosen >= 0))[:, :, None], shape[1], axis=2).astype(np.float64)
            none = np.repeat((chosen < 0)[:, None], shape[1], axis=1).astype(np.float64)
            menu = np.full(len(chosen), sets.shape[1] + 1)
        else:
            tabled, none, menu = self._offers.chances(review, demand, self._points[review.row], sets)
        attends = self._tactic.attends_with(review)[:, None]
        return tabled * attends, (1 - attends) + none * attends, menu

    @property
    def keeps_draws(self) -> bool:
        """Whether what it tables next is drawn once, and stays so until it has tabled something."""
        return self._offers is not None and self._tactic.draws_offers

    def utilities(self, review: Review, demand: Floats) -> tuple[Floats, Ints]:
        """Return what `OfferChances.utilities` does, of a government that keeps its draws."""
        if self._offers is None:
            raise RuntimeError("no draws among offers")
        return self._offers.utilities(review, demand, self._points[review.row])

    def attends(self, review: Review) -> Floats:
        """Return the chance (n,) with which it takes up what to table."""
        return self._tactic.attends_with(review)

    def draws_of_noise(self) -> Floats:
        """Return uniform numbers (w,) that say which of the draws a play goes on with, given what was seen."""
        view = self._tactic.view
        name = f"world/governments.{view.name}.choice_given_record"
        return uniforms(view.seed, name, view.worlds.number)
