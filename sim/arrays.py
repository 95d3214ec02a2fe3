"""Arrays by what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bools", "Floats", "Ints", "each_number", "runs_of", "with_room"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Kind = TypeVar("Kind", bound=np.generic)


def each_number(numbers: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each different number of an array, in increasing order, with its places in the flattened array.

    Examples
    --------
    >>> [(number, places.tolist()) for number, places in each_number(np.array([3, 1, 3]))]
    [(1, [1]), (3, [0, 2])]
    """
    flat = numbers.ravel()
    if not len(flat):
        return
    if (flat == flat[0]).all():
        yield int(flat[0]), np.arange(len(flat))
        return
    order = np.argsort(flat, kind="stable")
    ordered = flat[order]
    first, _ = runs_of(ordered)
    for start, stop in pairwise([*first.tolist(), len(flat)]):
        yield int(ordered[start]), order[start:stop]


def with_room(rows: NDArray[Kind], needed: int, *, most: int | None = None, fill: int | None = None) -> NDArray[Kind]:
    """Return an array with room for `needed` rows (n, ...): as it is, or twice as long, so that it seldom grows.

    It grows to `most` rows at most; new rows hold `fill`, or anything.

    Examples
    --------
    >>> with_room(np.array([7, 8]), 3, fill=-1).tolist(), with_room(np.array([7, 8]), 3, most=3, fill=0).tolist()
    ([7, 8, -1, -1], [7, 8, 0])
    """
    if needed <= len(rows):
        return rows
    room = max(needed, 2 * len(rows))
    larger = np.empty((room if most is None else min(room, most), *rows.shape[1:]), rows.dtype)
    larger[: len(rows)] = rows
    if fill is not None:
        larger[len(rows) :] = fill
    return larger


def runs_of(ordered: Ints) -> tuple[Ints, Ints]:
    """Return where each run of equal numbers begins (k,) in an array (n,), and how long it is (k,).

    Examples
    --------
    >>> first, length = runs_of(np.array([4, 4, 7, 9, 9]))
    >>> first.tolist(), length.tolist()
    ([0, 2, 3], [2, 1, 2])
    """
    edges = np.empty(len(ordered) + 1, dtype=np.bool_)
    edges[0] = edges[-1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=edges[1:-1])
    edge = edges.nonzero()[0] if len(ordered) else np.zeros(1, dtype=np.int64)
    return edge[:-1], edge[1:] - edge[:-1]
