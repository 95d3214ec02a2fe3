"""Arrays by what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bools", "Floats", "Ints", "each_number"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


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
    first = (ordered[1:] != ordered[:-1]).nonzero()[0] + 1
    for start, stop in pairwise([0, *first.tolist(), len(flat)]):
        yield int(ordered[start]), order[start:stop]
