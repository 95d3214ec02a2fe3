"""What has happened so far in a lane, as far as minds go by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.arrays import Ints

__all__ = ["Circumstance", "Circumstances", "Kinds", "one_kind", "spans"]


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
    """

    def __init__(self, governments: tuple[int, ...], table: tuple[int, ...]) -> None:
        self._table, self._numbers = table, dict[tuple[Circumstance, tuple[int, ...]], int]()
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


Kinds = list[tuple[Ints, Circumstance, tuple[int, ...]]]
"""Places of lanes with one circumstance, that, and which governments sit at the table."""


def one_kind(circumstance: Circumstance, opposite: tuple[int, ...], lanes: int) -> Kinds:
    """Return a single kind, that of so many lanes."""
    return [(np.arange(lanes), circumstance, opposite)]


def spans(kinds: Kinds, place: Ints) -> Iterator[tuple[slice, Circumstance, tuple[int, ...]]]:
    """Return which span of `place` (k,), increasing, each of several kinds has, which follow each other."""
    first = [0, *np.searchsorted(place, [places[0] for places, _, _ in kinds[1:]]).tolist(), len(place)]
    for k, (_, circumstance, opposite) in enumerate(kinds):
        yield slice(first[k], first[k + 1]), circumstance, opposite
