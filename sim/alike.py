"""Which lanes are alike: what one decides all decide, so it is worked out once."""

from __future__ import annotations

import numpy as np

from sim.arrays import Ints

__all__ = ["sort_alike"]


_FEW = 1 << 18
"""So many numbers are told apart by marking them in an array, which is quicker than sorting (measured)."""


def sort_alike(*columns: Ints) -> tuple[Ints, Ints]:
    """Sort places (n,) into groups (k,) that agree in every column.

    Parameters
    ----------
    *columns : ndarray of int, shape (n,)
        Numbers from 0 up.

    Returns
    -------
    first : ndarray of int, shape (k,)
        A place of each group, to stand for it.
    group : ndarray of int, shape (n,)
        The group of each place.

    Examples
    --------
    >>> first, group = sort_alike(np.array([3, 3, 0, 3]), np.array([1, 0, 0, 1]))
    >>> group.tolist(), bool((group[first] == [0, 1, 2]).all())
    ([2, 1, 0, 2], True)
    """
    places = np.arange(len(columns[0]))
    if not len(places):
        return places, places
    code, size = columns[0], int(columns[0].max()) + 1
    for column in columns[1:]:
        count = int(column.max()) + 1
        if count == 1:
            continue
        if size * count > _FEW:
            code, size = _numbered(code, size)
        if size * count > _FEW:
            column, count = _numbered(column, count)
        code, size = code * count + column, size * count
    group, groups = _numbered(code, size)
    first = np.empty(groups, dtype=np.int64)
    first[group] = places
    return first, group


def _numbered(code: Ints, size: int) -> tuple[Ints, int]:
    """Return the number (n,) of each code among the different ones, in their order, and how many these are."""
    if size > _FEW:
        found, number = np.unique(code, return_inverse=True)
        return number.astype(np.int64, copy=False), len(found)
    marked = np.zeros(size, dtype=np.bool_)
    marked[code] = True
    present = np.flatnonzero(marked)
    number_of = np.empty(size, dtype=np.int64)
    number_of[present] = np.arange(len(present))
    return number_of[code], len(present)
