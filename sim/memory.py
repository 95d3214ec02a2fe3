"""How much is worked on at once: as many of a thing as fit into some bytes, whatever their size."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Generic, Protocol, TypeVar

__all__ = ["AT_ONCE", "CHUNK", "Kept", "batches", "fitting", "of_day"]


AT_ONCE = 2**28
"""Bytes of arrays that are made together. ASSUMPTION: a quarter of a gigabyte, so that with what is made of them a
worker stays below one and a half (tests/test_limits.py measures it)."""

CHUNK = 2**26
"""Bytes of arrays that a loop goes over piece by piece while others wait."""


def fitting(each: float, *, most: int, within: int = AT_ONCE) -> int:
    """Return how many things of `each` bytes to work on at once: from 1 to `most`.

    Examples
    --------
    >>> fitting(1_000, most=4_096), fitting(10_000_000, most=4_096), fitting(1e12, most=4_096)
    (4096, 26, 1)
    """
    return max(1, min(most, int(within // max(each, 1.0))))


def batches(length: int, size: int) -> Iterator[slice]:
    """Yield slices of at most `size` that cover `length`.

    Examples
    --------
    >>> list(batches(5, 3))
    [slice(0, 3, None), slice(3, 5, None)]
    """
    return (slice(start, min(start + size, length)) for start in range(0, length, size))


_SELDOM = 8
"""What is kept is measured again when a part of it, one in so many, is new."""


class HasBytes(Protocol):
    """An array, or what holds arrays."""

    @property
    def nbytes(self) -> int:
        """Bytes it takes."""


Made = TypeVar("Made")
Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found", bound=HasBytes | tuple[HasBytes, ...])


class Kept(Generic[Key, Found]):
    """What has been worked out, by key, as far as it fits into some bytes: the oldest goes first.

    It may grow while it is kept: it is measured again now and then, when more comes.

    Parameters
    ----------
    within : int
        Bytes of arrays kept; the last one found is kept whatever its size.

    Examples
    --------
    >>> import numpy as np
    >>> kept = Kept[int, np.ndarray](within=16)
    >>> [float(kept.get(key, lambda: np.zeros(1) + key)[0]) for key in (1, 2, 3, 2)]
    [1.0, 2.0, 3.0, 2.0]
    >>> sorted(kept)
    [2, 3]
    """

    def __init__(self, *, within: int) -> None:
        self._within, self._found = within, dict[Key, Found]()
        self._sizes, self._bytes, self._unmeasured = dict[Key, int](), 0, 0

    def get(self, key: Key, make: Callable[[], Found]) -> Found:
        """Return what is kept under `key`, or make it and keep it."""
        found = self._found.get(key)
        if found is None:
            found = make()
            self._unmeasured += 1
            if self._unmeasured * _SELDOM >= len(self._found):
                self._sizes, self._unmeasured = {each: _size(kept) for each, kept in self._found.items()}, 0
                self._bytes = sum(self._sizes.values())
            self._sizes[key] = _size(found)
            self._bytes += self._sizes[key]
            while self._found and self._bytes > self._within:
                self.forget(next(iter(self._found)))
            self._found[key] = found
        return found

    def forget(self, key: Key) -> None:
        """Keep nothing under `key`."""
        if self._found.pop(key, None) is not None:
            self._bytes -= self._sizes.pop(key)

    def clear(self) -> None:
        """Keep nothing."""
        self._found, self._sizes, self._bytes, self._unmeasured = {}, {}, 0, 0

    def __iter__(self) -> Iterator[Key]:
        return iter(self._found)


def of_day(kept: dict[int, Made], day: int, make: Callable[[], Made]) -> Made:
    """Return what is kept of a day, or make it; that of the day before it in the dictionary stays, of others goes.

    Examples
    --------
    >>> kept = {4: "four", 5: "five"}
    >>> of_day(kept, 6, lambda: "six"), sorted(kept)
    ('six', [5, 6])
    """
    if day not in kept:
        for oldest in list(kept)[:-1]:
            del kept[oldest]
        kept[day] = make()
    return kept[day]


def _size(found: HasBytes | tuple[HasBytes, ...]) -> int:
    return sum(each.nbytes for each in found) if isinstance(found, tuple) else found.nbytes
