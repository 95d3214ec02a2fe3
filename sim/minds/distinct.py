"""Rows of numbers that many lanes have in common: each different one is kept once, and known by its number."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Ints

__all__ = ["Distinct"]

Rows = NDArray[Any]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


class Distinct:
    """Rows of which each lane has one, each different row kept once as long as some lane has it.

    Parameters
    ----------
    number : ndarray of int, shape (lanes,)
        Which row each lane has at first.
    rows : ndarray, shape (k, ...)
        The first rows, which are kept for good; 8 bytes, or a multiple of it, each.
    key : int, optional
        How many entries of a row's first axis tell it from others; the rest follows from them.
    apart : ndarray of int, shape (k,), optional
        A number of each row; rows with different ones are different.

    Attributes
    ----------
    number : ndarray of int, shape (lanes,)
        Which row each lane has. Whoever gives a lane another row writes it here.
    rows : ndarray, shape (more than k, ...)
        The rows, by number; numbers that no lane has may hold anything.

    Examples
    --------
    >>> kept = Distinct(np.zeros(3, dtype=np.int64), np.zeros((1, 2)))
    >>> kept.number[1:] = kept.numbers_of(np.array([[1.0, 2.0], [1.0, 2.0]]))
    >>> bool(kept.number[1] == kept.number[2]), kept.rows[kept.number].tolist()
    (True, [[0.0, 0.0], [1.0, 2.0], [1.0, 2.0]])
    """

    def __init__(self, number: Ints, rows: Rows, *, key: int | None = None, apart: Ints | None = None) -> None:
        self.number, self.rows, self._fixed, self._key = number, rows, len(rows), slice(key)
        self._apart = np.zeros(len(rows), dtype=np.int64) if apart is None else apart
        self._free: Ints = np.empty(0, dtype=np.int64)
        self._codes, self._known = self._coded(rows, self._apart), dict[int, int]()
        self._know(np.arange(len(rows)))

    def numbers_of(self, rows: Rows, apart: Ints | None = None) -> Ints:
        """Return the numbers (n,) of rows (n, ...), which are kept from now on if lanes are given them."""
        if not len(rows):
            return np.empty(0, dtype=np.int64)
        apart = np.zeros(len(rows), dtype=np.int64) if apart is None else apart
        self._make_room(len(rows))
        codes, known = self._coded(rows, apart), self._known
        found = np.array(
            [known.setdefault(code, ~place) for place, code in enumerate(codes.tolist())], dtype=np.int64
        )
        new = np.flatnonzero(~found == np.arange(len(rows)))
        number = self._keep(rows, apart, codes, new)
        self._know(number)
        found[found < 0] = number[np.searchsorted(new, ~found[found < 0])]
        same = (self.rows[found, self._key] == rows[:, self._key]).reshape(len(rows), -1).all(axis=1)
        if len(other := np.flatnonzero(~same | (self._apart[found] != apart))):  # as good as never: one code for two
            found[other] = self._keep(rows, apart, codes, other)
        return found

    def change(self, make: Callable[[Rows], Rows]) -> None:
        """Make other rows, as many and as different, of those that are kept."""
        self.rows = make(self.rows)
        self._codes, self._known = self._coded(self.rows, self._apart), {}
        self._know(np.flatnonzero(self._in_use()))

    def _keep(self, rows: Rows, apart: Ints, codes: NDArray[np.uint64], which: Ints) -> Ints:
        """Keep the rows of `which` (k,), and return their numbers."""
        left = len(self._free) - len(which)
        number, self._free = self._free[left:], self._free[:left]
        self.rows[number], self._apart[number], self._codes[number] = rows[which], apart[which], codes[which]
        return number

    def _know(self, number: Ints) -> None:
        self._known.update(zip(self._codes[number].tolist(), number.tolist(), strict=True))

    def _in_use(self) -> Bools:
        used = np.zeros(len(self.rows), dtype=np.bool_)
        used[: self._fixed] = used[self.number] = True
        return used

    def _make_room(self, count: int) -> None:
        """See to it that so many numbers are free: those that no lane has any more, and new ones."""
        if len(self._free) >= count:
            return
        used = self._in_use()
        self._free, self._known = np.flatnonzero(~used), {}
        self._know(np.flatnonzero(used))
        if len(self._free) < max(count, len(self.rows) // 4):
            before, more = len(self.rows), max(count, len(self.rows))
            self.rows = np.concatenate([self.rows, np.zeros((more, *self.rows.shape[1:]), self.rows.dtype)])
            self._apart = np.concatenate([self._apart, np.zeros(more, dtype=np.int64)])
            self._codes = np.concatenate([self._codes, np.zeros(more, dtype=np.uint64)])
            self._free = np.concatenate([self._free, np.arange(before, before + more)])

    def _coded(self, rows: Rows, apart: Ints) -> NDArray[np.uint64]:
        """Return a number (n,) made of all that tells rows apart; two rows hardly ever have the same."""
        words = np.ascontiguousarray(rows[:, self._key]).reshape(len(rows), -1).view(np.uint64)
        factors = _factors(words.shape[1] + 1)
        folded = words ^ (words >> _HALF)
        folded *= factors[1:]
        return np.asarray(folded.sum(axis=1) + apart.astype(np.uint64) * factors[0])


@cache
def _factors(count: int) -> NDArray[np.uint64]:
    """Return the first powers of an odd number (count,), by which the parts of a row are multiplied."""
    return np.asarray(np.cumprod(np.full(count, _GOLDEN)), dtype=np.uint64)
