"""How likely the record is, and what a block of plays tells whoever reckons that while it is done again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.scenario.event import RecordEntry

__all__ = ["Explaining", "Likelihood"]


@dataclass(frozen=True)
class Likelihood:
    """How likely the record is in each world (w,).

    Parameters
    ----------
    moves : dict of int to ndarray, shape (w,)
        By place in the record, the logarithm of the chance of each move that tells anything, given those before it.
    governments : dict of int to ndarray, shape (w,)
        Their sum for each government, by its number; -1 for events.
    drawn : ndarray, shape (w,)
        The sum of all at the draws of governments' noise with which plays go on.
    """

    moves: dict[int, Floats]
    governments: dict[int, Floats]
    drawn: Floats

    @property
    def total(self) -> Floats:
        """Log L (w,)."""
        whole = np.zeros_like(self.drawn)
        for each in self.governments.values():
            whole = whole + each
        return whole


class Explaining(Protocol):
    """Whoever reckons how likely the record is; see `sim.engine.likelihood.RecordLikelihood`."""

    @property
    def every_day(self) -> bool:
        """Whether there is something to take in on every day."""

    def event(self, place: int, happened: bool, chance: Floats) -> None:
        """Take in that an event happened or not, where its chance is (w,)."""

    def chance_of_each_world(self, chance: Floats, lanes: Ints) -> Floats:
        """Return for each world what is said of lanes (n,)."""

    def answer(self, place: int, seat: int, agrees: bool, would: Callable[[Ints], Bools]) -> None:
        """Take in what a third party says of more time, and in which lanes (n,) of those given it would agree."""

    def weigh(self, entries: Sequence[tuple[int, RecordEntry]]) -> None:
        """Take in what seats do today, before it is done."""

    def called(self, x: int) -> None:
        """Take in that principal `x` reviews the table today."""

    def asked(self, x: int) -> None:
        """Take in that principal `x` is to answer an offer that was tabled today."""

    def seated(self, x: int, government: int) -> None:
        """Take in that a new government sits in the seat of principal `x` from today."""

    def settle(self) -> Likelihood:
        """Let plays go on with draws that make likely what was seen, and return how likely it was."""
