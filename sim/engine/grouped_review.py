"""What seats have before them in many lanes, looked at once for all lanes that are alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Ints, runs_of
from sim.minds.tactic import Review

__all__ = ["GroupedReview", "Part", "each_sitter"]

T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True)
class GroupedReview:
    """Lanes (n,) in groups (k,) of alike ones, and the review of each group, one government after the other.

    Parameters
    ----------
    lanes : ndarray of int, shape (n,)
        Places in the block.
    group : ndarray of int, shape (n,), or None
        The group of each lane; None where every lane is reviewed by itself.
    review : Review
        Of k lanes, each of which stands for its group.
    sitting : ndarray of int, shape (j, 2)
        Who reviews: principals, each with the government in its seat.
    who : ndarray of int, shape (k,)
        Which of these reviews each group, increasing; lanes are in this order too.
    """

    lanes: Ints
    group: Ints | None
    review: Review
    sitting: Ints
    who: Ints

    @property
    def principal(self) -> Ints:
        """The principal that reviews each group (k,)."""
        return np.asarray(self.sitting[self.who, 0])

    def parts(self) -> Iterator[Part]:
        """Yield what each government reviews."""
        if len(self.who) and self.who[0] == self.who[-1]:
            principal, government = self.sitting[self.who[0]].tolist()
            yield Part(principal, government, slice(None), self)
            return
        by_lane = self.broadcast(self.who)
        first, stop = (by_lane.searchsorted(self.who, side).tolist() for side in ("left", "right"))
        for principal, government, here in each_sitter(self.sitting, self.who):
            review, lanes_here = self.review.part(here), slice(first[here.start], stop[here.start])
            lanes, group = review.lanes, None
            if self.group is not None and lanes_here.stop - lanes_here.start > len(lanes):
                lanes, group = self.lanes[lanes_here], self.group[lanes_here] - here.start
            yield Part(principal, government, here, GroupedReview(lanes, group, review, self.sitting, self.who[here]))

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
        review, who = self.review.part(which), self.who[which]
        if self.group is None:
            return GroupedReview(self.lanes[which], None, review, self.sitting, who)
        here = which[self.group].nonzero()[0]
        return GroupedReview(self.lanes[here], (np.cumsum(which) - 1)[self.group[here]], review, self.sitting, who)

    def select_lanes(self, which: Bools) -> tuple[GroupedReview, Bools]:
        """Return the review of the lanes marked by `which` (n,), and which of the groups (k,) are left in it."""
        if self.group is None:
            return self.select(which), which
        left = np.zeros(len(self.review.lanes), dtype=np.bool_)
        left[self.group[which]] = True
        look = replace(self.select(left), lanes=self.lanes[which], group=(np.cumsum(left) - 1)[self.group[which]])
        return replace(look, review=replace(look.review, lanes=look.gather(look.lanes))), left


@dataclass(frozen=True)
class Part:
    """What one government has before it, in the seat of one principal: the groups `here` of a larger review."""

    principal: int
    government: int
    here: slice
    look: GroupedReview


def each_sitter(sitting: Ints, who: Ints) -> Iterator[tuple[int, int, slice]]:
    """Yield principal and government of each run of `who` (n,), rows of `sitting` (j, 2), and where it is."""
    first, _ = runs_of(who)
    for (principal, government), (start, stop) in zip(
        sitting[who[first]].tolist() if len(who) else [], pairwise([*first.tolist(), len(who)]), strict=True
    ):
        yield principal, government, slice(start, stop)
