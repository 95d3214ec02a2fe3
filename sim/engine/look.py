"""What a seat has before it in many lanes, looked at once for all lanes that are alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.minds.tactic import Bools, Review

__all__ = ["Look"]

Ints = NDArray[np.int64]
T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True)
class Look:
    """Lanes (n,) in groups (k,) of alike ones, and the review of each group.

    Parameters
    ----------
    lanes : ndarray of int, shape (n,)
        Places in the block.
    group : ndarray of int, shape (n,), or None
        The group of each lane; None where every lane is reviewed by itself.
    first : ndarray of int, shape (k,)
        For each group the place in `lanes` of the one that stands for it.
    review : Review
        Of the lanes that stand for the groups, k of them.
    """

    lanes: Ints
    group: Ints | None
    first: Ints
    review: Review

    def spread(self, each: NDArray[T]) -> NDArray[T]:
        """Return what is said of each group, (k, ...), for each lane, (n, ...)."""
        return each if self.group is None else each[self.group]

    def where(self, which: Bools) -> Ints:
        """Return the lanes of the groups marked by `which` (k,)."""
        return self.lanes[self.spread(which)]

    def only(self, which: Bools) -> Look:
        """Return the look at the groups marked by `which` (k,)."""
        if which.all():
            return self
        here = np.flatnonzero(self.spread(which))
        place = np.empty(len(self.lanes), dtype=np.int64)
        place[here] = np.arange(len(here))
        group = None if self.group is None else (np.cumsum(which) - 1)[self.group[here]]
        return Look(self.lanes[here], group, place[self.first[which]], self.review.only(which))

    def among(self, which: Bools) -> tuple[Look, Bools]:
        """Return the look at the lanes marked by `which` (n,), and which of the groups (k,) are left in it."""
        if self.group is None:
            return self.only(which), which
        left = np.zeros(len(self.first), dtype=np.bool_)
        left[self.group[which]] = True
        lanes, group = self.lanes[which], (np.cumsum(left) - 1)[self.group[which]]
        first = np.empty(left.sum(), dtype=np.int64)
        first[group] = np.arange(len(lanes))
        return Look(lanes, group, first, replace(self.review.only(left), lanes=lanes[first])), left
