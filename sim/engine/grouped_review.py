"""What a seat has before it in many lanes, looked at once for all lanes that are alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Ints
from sim.minds.tactic import Review

__all__ = ["GroupedReview"]

T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True)
class GroupedReview:
    """Lanes (n,) in groups (k,) of alike ones, and the review of each group.

    Parameters
    ----------
    lanes : ndarray of int, shape (n,)
        Places in the block.
    group : ndarray of int, shape (n,), or None
        The group of each lane; None where every lane is reviewed by itself.
    review : Review
        Of k lanes, each of which stands for its group.
    """

    lanes: Ints
    group: Ints | None
    review: Review

    def broadcast(self, each: NDArray[T]) -> NDArray[T]:
        """Return what is said of each group, (k, ...), for each lane, (n, ...)."""
        return each if self.group is None else each[self.group]

    def gather(self, each: NDArray[T]) -> NDArray[T]:
        """Return for each group what is said, alike, of its lanes (n,)."""
        if self.group is None:
            return each
        gathered = np.empty(len(self.review.lanes), dtype=each.dtype)
        gathered[self.group] = each
        return gathered

    def where(self, which: Bools) -> Ints:
        """Return the lanes of the groups marked by `which` (k,)."""
        return self.lanes[self.broadcast(which)]

    def select(self, which: Bools) -> GroupedReview:
        """Return the review of the groups marked by `which` (k,)."""
        if which.all():
            return self
        review = self.review.part(which)
        if self.group is None:
            return GroupedReview(self.lanes[which], None, review)
        here = which[self.group].nonzero()[0]
        return GroupedReview(self.lanes[here], (np.cumsum(which) - 1)[self.group[here]], review)

    def select_lanes(self, which: Bools) -> tuple[GroupedReview, Bools]:
        """Return the review of the lanes marked by `which` (n,), and which of the groups (k,) are left in it."""
        if self.group is None:
            return self.select(which), which
        left = np.zeros(len(self.review.lanes), dtype=np.bool_)
        left[self.group[which]] = True
        look = GroupedReview(self.lanes[which], (np.cumsum(left) - 1)[self.group[which]], self.review.select(left))
        return replace(look, review=replace(look.review, lanes=look.gather(look.lanes))), left
