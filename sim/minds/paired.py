"""Rows of numbers, one for each pair of a number and a world: worked out when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.arrays import Floats, Ints, with_room
from sim.memory import CHUNK

__all__ = ["Paired"]


_MANY = 4
"""Where a number is asked about in a world of so many, it soon will be in the others."""


class Paired:
    """Rows of one length k, by pairs of a number and the row of a world; those that are new are made at once.

    Few of all pairs are asked about: what is being drafted, say, is something else in every world.

    Parameters
    ----------
    worlds : int
        Rows of worlds.
    make : callable
        Returns the rows (n, k) of pairs: numbers (n,) and worlds (n,).
    within : int
        Bytes within which it is remembered where pairs lie; where they are more nothing is.

    Examples
    --------
    >>> paired = Paired(3, lambda numbers, worlds: numbers[:, None] * np.arange(4.0) + worlds[:, None] / 10)
    >>> paired.look_up(np.array([7, 2, 7]), np.array([0, 2, 1]), np.array([1, 2, 3])).tolist()
    [7.0, 4.2, 21.1]
    """

    def __init__(self, worlds: int, make: Callable[[Ints, Ints], Floats], *, within: int = CHUNK) -> None:
        self._worlds, self._make, self._within = worlds, make, within
        self._places = np.empty(0, dtype=np.int32)  # by pair, -1 for what has not been asked about
        self._rows: Floats = np.empty((0, 0))
        self._count = 0

    def look_up(self, numbers: Ints, worlds: Ints, at: Ints) -> Floats:
        """Return entries `at` of the rows of pairs; all three broadcast together."""
        pairs = numbers * self._worlds + worlds
        if not pairs.size:
            return np.empty(np.broadcast_shapes(pairs.shape, at.shape))
        if (size := int(pairs.max()) + 1) > len(self._places):
            if size * self._places.itemsize > self._within:
                each, which = np.unique(pairs, return_inverse=True)
                return np.asarray(self._made(each)[which.reshape(pairs.shape), at])
            self._places = with_room(self._places, size, fill=-1)
        places = self._places[pairs]
        if (missing := places < 0).any():
            self._add(np.unique(pairs[missing]))
            places = self._places[pairs]
        return np.asarray(self._rows[places, at])

    def _made(self, pairs: Ints) -> Floats:
        return self._make(*np.divmod(pairs, self._worlds))

    def _add(self, pairs: Ints) -> None:
        """Make the rows of new pairs; where a number is new in many worlds, in all of them at once."""
        numbers, many = np.unique(pairs // self._worlds, return_counts=True)
        if (often := numbers[many * _MANY >= self._worlds]).size:
            every = (often[:, None] * self._worlds + np.arange(self._worlds)).ravel()
            self._places = with_room(self._places, int(every[-1]) + 1, fill=-1)
            pairs = np.union1d(pairs, every[self._places[every] < 0])
        found, first = self._made(pairs), self._count
        self._count += len(found)
        self._rows = with_room(self._rows if first else found[:0], self._count)
        self._rows[first : self._count] = found
        self._places[pairs] = np.arange(first, self._count)
