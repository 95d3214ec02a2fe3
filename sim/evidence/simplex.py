"""Linear programs that start from a feasible point, solved by the simplex method, the same to the last bit anywhere.

A library's solver is faster on large programs; on degenerate ones, as those of preferences are, it returns another of
several solutions on another version or processor. These programs have some dozen unknowns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["minimise"]

Floats = NDArray[np.float64]

_COST = 1e-10
"""Reduced costs nearer to zero than this gain nothing."""

_PIVOT = 1e-9
"""Entries nearer to zero than this do not bound a step."""

_STALLED = 40
"""Steps without gain after which Bland's rule is kept to, which cannot cycle (Bland 1977)."""

_MOST_STEPS = 100_000


def minimise(cost: Floats, A: Floats, b: Floats) -> Floats:
    """Return a z, shape (d,), that minimises cost @ z over A z <= b, where b >= 0 and z may have any sign.

    Parameters
    ----------
    cost : ndarray, shape (d,)
    A, b : ndarray, shape (m, d) and (m,)
        Such that the minimum is finite.

    Raises
    ------
    ArithmeticError
        When the program is unbounded, or not solved in `_MOST_STEPS` steps.

    Notes
    -----
    The tableau form (Dantzig 1963; Chvatal 1983, chapters 2 and 3) from the feasible point z = 0: each basic variable
    is a constant less a combination of the others. Unknowns, free in sign, enter the basis and never leave it.

    Examples
    --------
    >>> minimise(np.array([-1.0, -1.0]), np.array([[1.0, 2.0], [3.0, 1.0]]), np.array([4.0, 7.0])).round(9).tolist()
    [2.0, 1.0]
    """
    m, d = A.shape
    # unknowns are 0 to d - 1, slacks d to d + m - 1; columns are of the variables at zero, the last of constants
    table = np.column_stack([A, b])
    reduced = np.append(cost, 0.0).astype(np.float64)
    basic, at_zero = np.arange(d, d + m), np.arange(d)
    stalled = 0
    for _ in range(_MOST_STEPS):
        column, rising = _entering(reduced, at_zero, d, first=stalled > _STALLED)
        if column < 0:
            z = np.zeros(d)
            known = basic < d
            z[basic[known]] = table[known, d]
            return z
        row, step = _leaving(table, basic, column if rising else ~column, d, first=stalled > _STALLED)
        stalled = stalled + 1 if step <= 0 else 0
        _pivot(table, reduced, row, column)
        basic[row], at_zero[column] = at_zero[column], basic[row]
    raise ArithmeticError("a linear program was not solved")


def _entering(reduced: Floats, at_zero: NDArray[np.int64], d: int, *, first: bool) -> tuple[int, bool]:
    """Return the column that gains most (or the first that gains at all), -1 for none, and whether it rises."""
    cost = reduced[:-1]
    gain = np.where(at_zero < d, np.abs(cost), -cost)
    if first:
        gaining = np.flatnonzero(gain > _COST)
        column = int(gaining[at_zero[gaining].argmin()]) if len(gaining) else -1
    else:
        column = int(gain.argmax()) if len(gain) and gain.max() > _COST else -1
    return column, column < 0 or bool(cost[column] < 0)


def _leaving(table: Floats, basic: NDArray[np.int64], entering: int, d: int, *, first: bool) -> tuple[int, float]:
    """Return the row of the slack that first reaches zero, and how far that is; `entering` is ~column if it falls."""
    rate = table[:, entering] if entering >= 0 else -table[:, ~entering]
    bounding = np.flatnonzero((basic >= d) & (rate > _PIVOT))
    if not len(bounding):
        raise ArithmeticError("a linear program is unbounded")
    ratio = np.maximum(table[bounding, d], 0.0) / rate[bounding]
    tied = bounding[ratio <= ratio.min()]
    chosen = basic[tied].argmin() if first else rate[tied].argmax()
    return int(tied[chosen]), float(ratio.min())


def _pivot(table: Floats, reduced: Floats, row: int, column: int) -> None:
    """Exchange the basic variable of `row` with the one at zero of `column`, in place."""
    pivot = table[row, column]
    table[row] /= pivot
    table[row, column] = 1.0 / pivot
    for other in (table[:row], table[row + 1 :]):
        rate = other[:, column].copy()
        other[:, column] = 0.0
        other -= rate[:, None] * table[row]
    rate_of_cost = reduced[column]
    reduced[column] = 0.0
    reduced -= rate_of_cost * table[row]
