"""What has happened so far in a lane, as far as minds go by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.arrays import Bools, Ints, each_number

__all__ = ["Circumstance", "Circumstances", "Situations"]


class Circumstance(NamedTuple):
    """What has happened so far in a lane, as far as foresight and values depend on it; each part as bits or a number.

    Attributes
    ----------
    state : int
        Foreseen chance events that have happened.
    vetoed : int
        Number of who sits in third parties' seats and what these have refused.
    refused : int
        Number of what has been refused in third parties' seats.
    hidden : int
        Events nobody foresaw that have happened.
    regime : int
        Events and moves that shifted points and have happened, and above them the phase of the talks.
    consents : int
        Principals that are for prolonging the talks.
    """

    state: int
    vetoed: int
    refused: int
    hidden: int
    regime: int
    consents: int = 0


class Circumstances:
    """All circumstances in which lanes of a block have been, each kept once and known by its number.

    Parameters
    ----------
    governments : tuple of int
        Who sits in each seat at the start, when nothing has happened; that is number 0.
    table : tuple of int
        The seats of the principals.
    worlds : callable, optional
        Returns the rows of the worlds of which some lane is in a circumstance now, given its number.
    """

    def __init__(
        self, governments: tuple[int, ...], table: tuple[int, ...], worlds: Callable[[int], Ints] | None = None
    ) -> None:
        self._table, self._numbers = table, dict[tuple[Circumstance, tuple[int, ...]], int]()
        self._worlds = worlds
        self._kept = [(Circumstance(0, 0, 0, 0, 0), self._at_table(governments))]
        self._columns = np.empty((0, 0), dtype=np.int64)

    def number(self, circumstance: Circumstance, governments: tuple[int, ...]) -> int:
        """Return the number of a circumstance in which `governments` sit in all seats; a new one from 1 up."""
        key = circumstance, governments
        if key not in self._numbers:
            self._numbers[key] = len(self._kept)
            self._kept.append((circumstance, self._at_table(governments)))
        return self._numbers[key]

    def __getitem__(self, number: int) -> tuple[Circumstance, tuple[int, ...]]:
        """Return a circumstance, and who then sits at the table."""
        return self._kept[number]

    def worlds(self, number: int) -> Ints:
        """Return the rows (k,) of the worlds that have open lanes in a circumstance now."""
        return np.empty(0, dtype=np.int64) if self._worlds is None else self._worlds(number)

    def part(self, name: str, numbers: Ints) -> Ints:
        """Return one part of circumstances of given numbers (n,)."""
        return np.asarray(self._parts()[Circumstance._fields.index(name), numbers])

    def opposite(self, numbers: Ints) -> Ints:
        """Return who sits at the table (principals, n) in circumstances of given numbers (n,)."""
        return np.asarray(self._parts()[len(Circumstance._fields) :, numbers])

    def _at_table(self, governments: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(governments[seat] for seat in self._table)

    def _parts(self) -> Ints:
        if self._columns.shape[1] < len(self._kept):
            self._columns = np.array([[*circumstance, *opposite] for circumstance, opposite in self._kept]).T
        return self._columns


@dataclass(frozen=True)
class Situations:
    """In which worlds and circumstances lanes are on a day; n lanes, or packages in lanes.

    Parameters
    ----------
    day : int
        Days since the start.
    row : ndarray of int, shape (n,)
        Row of the world.
    numbers : ndarray of int, shape (n,)
        Numbers of circumstances.
    known : Circumstances
        What these numbers stand for.
    """

    day: int
    row: Ints
    numbers: Ints
    known: Circumstances

    def __len__(self) -> int:
        return len(self.row)

    def __getitem__(self, which: Ints | Bools | slice) -> Situations:
        """Return some of them, or each as often as it is named."""
        return Situations(self.day, self.row[which], self.numbers[which], self.known)

    @property
    def regime(self) -> Ints:
        """Payoff regimes (n,): events and moves that shifted points, and above them the phase of the talks."""
        return self.known.part("regime", self.numbers)

    def alike(self) -> Iterator[tuple[Ints, Circumstance, tuple[int, ...]]]:
        """Split them by circumstance: places (k,), the circumstance, and who sits at the table."""
        for number, here in each_number(self.numbers):
            yield here, *self.known[number]
