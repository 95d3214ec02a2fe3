"""Procedures that may be hurried: how long they take then, and how likely which of them can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sim.arrays import Floats

__all__ = ["Hurried", "Span", "SpanOf", "hurried"]

Span = tuple[Floats, Floats]
"""Median days (w or 1, p), and the standard deviation of their logarithm."""

SpanOf = Callable[[tuple[str, ...]], tuple[Span, Span]]
"""What tells, where some seats hurry, the days from the signature, and those from the agreement."""


@dataclass(frozen=True, eq=False)
class Hurried:
    """What is true where just some seats can hurry their procedures.

    Parameters
    ----------
    seats : tuple of str
        These.
    chance : ndarray, shape (w or 1, 1)
        The chance that they can, and no others.
    lead, path : tuple of ndarray, shape (w or 1, p)
        Median days from signature to force when they do, and their spread; those from agreement to what must be in
        time.
    """

    seats: tuple[str, ...]
    chance: Floats
    lead: Span
    path: Span

    @property
    def by_world(self) -> bool:
        """Whether worlds differ."""
        return max(len(self.chance), len(self.lead[0]), len(self.path[0])) > 1

    @property
    def arrays(self) -> Iterator[Floats]:
        """The numbers, (w or 1, any) each."""
        yield from (self.chance, *self.lead, *self.path)


def hurried(chances: dict[str, Floats], spans: SpanOf) -> tuple[Hurried, ...]:
    """Return every set of seats that may be able to hurry, given the chance (w,) of each, which are independent."""
    found = []
    for count in range(1, len(chances) + 1):
        for some in combinations(chances, count):
            chance = np.ones(len(chances[some[0]]))
            for seat, likely in chances.items():
                chance = chance * (likely if seat in some else 1 - likely)
            same = len(chance) > 0 and not np.ptp(chance)
            lead, path = spans(some)
            found.append(Hurried(some, chance[: 1 if same else None, None], lead, path))
    return tuple(found)
