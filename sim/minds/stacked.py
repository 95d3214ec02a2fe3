"""Tables of one shape, known by number: entries of many of them are looked up at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Ints, each_number, with_room

__all__ = ["Stacked"]

Table = NDArray[Any]

_MOST = 1 << 16
"""Greatest number of a table that is stacked."""


class Stacked:
    """Tables of one shape, one above the other, by number.

    Parameters
    ----------
    within : int
        Bytes of tables that are stacked. Where more are asked about, one is looked up after the other.

    Examples
    --------
    >>> times = lambda number: number * np.arange(4.0)
    >>> Stacked(within=1024).look_up(np.array([7, 2, 7]), times, np.array([0, 1, 2])).tolist()
    [0.0, 2.0, 14.0]
    """

    def __init__(self, *, within: int) -> None:
        self._within, self._count = within, 0
        self._places = np.full(1, -1)  # by number, -1 for what is not stacked
        self._tables: Table = np.empty(0)

    def look_up(self, numbers: Ints, make: Callable[[int], Table], *at: Ints) -> Table:
        """Return entries `at` of the tables of `numbers`, which broadcast to their shape.

        `make` returns the table of a number; it is asked once, or again where not all can be stacked.
        """
        if not numbers.size or (numbers == numbers.flat[0]).all():
            return make(int(numbers.flat[0]) if numbers.size else 0)[at]
        if (places := self._stack(numbers, make)) is not None:
            return np.asarray(self._tables[(places, *at)])
        return _one_by_one(numbers, make, *at)

    def _stack(self, numbers: Ints, make: Callable[[int], Table]) -> Ints | None:
        """Return the places of the tables of `numbers`, which are made where they are missing; None if too large."""
        if (most := int(numbers.max())) >= len(self._places):
            if most > _MOST:
                return None
            self._places = with_room(self._places, most + 1, fill=-1)
        places = self._places[numbers]
        if (missing := places < 0).any():
            for number in np.unique(numbers[missing]).tolist():
                if not self._add(number, make(number)):
                    return None
            places = self._places[numbers]
        return np.asarray(places)

    def _add(self, number: int, table: Table) -> bool:
        """Stack a table, if there is room."""
        if (self._count + 1) * table.nbytes > self._within:
            return False
        self._tables = with_room(self._tables if self._count else table[None][:0], self._count + 1)
        self._tables[self._count], self._places[number] = table, self._count
        self._count += 1
        return True


def _one_by_one(numbers: Ints, make: Callable[[int], Table], *at: Ints) -> Table:
    numbers, *at_each = np.broadcast_arrays(numbers, *at)
    flat, order, found = [each.ravel() for each in at_each], [], []
    for number, here in each_number(numbers):
        order.append(here)
        found.append(make(number)[tuple(each[here] for each in flat)])
    entries = np.empty((numbers.size, *found[0].shape[1:]), found[0].dtype)
    entries[np.concatenate(order)] = np.concatenate(found)
    return entries.reshape(*numbers.shape, *entries.shape[1:])
