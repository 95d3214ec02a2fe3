"""Which packages are worth talking about: the Pareto frontier and the zone of agreement of each world.

Axes: w world, g government that must agree, p package.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats
from sim.memory import fitting
from sim.minds.quorum import Quorum

__all__ = ["gain_over_no_deal", "pareto_frontier", "zone_of_agreement"]

_MANY = 64
"""Packages from which two governments are gone through in one sorted pass a world (measured)."""

_TOGETHER = 2**20
"""Bytes of values of worlds that are gone through together (measured: larger ones leave the processor's cache)."""


def gain_over_no_deal(value: Floats, no_deal: Floats) -> Floats:
    """Return what each package is worth above no deal, (w, g, p) in points.

    Parameters
    ----------
    value : ndarray, shape (w, g, p)
        Points of each package.
    no_deal : ndarray, shape (w, g)
        No-deal values in points.
    """
    return value - no_deal[:, :, None]


def zone_of_agreement(gain: Floats, allowed: Bools | None = None, *, quorum: Quorum | None = None) -> Bools:
    """Return which packages every government that must agree, or enough of them, finds better than no deal, (w, p).

    Parameters
    ----------
    gain : ndarray, shape (w, g, p)
        Points above no deal.
    allowed : ndarray of bool, shape (w, p), optional
        Packages that count, such as those to which third parties assent; all by default.
    quorum : Quorum, optional
        Which governments are enough; by default all are needed.

    Notes
    -----
    Better means strictly better: gain > 0 for every such g. A package worth exactly no deal gives nobody a reason to
    sign. A row without a True is a world in which no zone exists.

    Examples
    --------
    >>> gain = np.array([[[-1.0, 2.0, 5.0], [9.0, 1.0, 0.0]]])
    >>> zone_of_agreement(gain).tolist()
    [[False, True, False]]
    """
    gains = (gain > 0).swapaxes(0, 1)
    better: Bools = np.logical_and.reduce(gains) if quorum is None else quorum.wins(gains)
    return better if allowed is None else better & allowed


def pareto_frontier(value: Floats, allowed: Bools | None = None) -> Bools:
    """Return which packages no other package dominates, (w, p).

    Parameters
    ----------
    value : ndarray, shape (w, g, p)
        Points, or points above no deal: the frontier is the same.
    allowed : ndarray of bool, shape (w, p), optional
        Packages that count; others neither dominate nor are on the frontier. All by default.

    Notes
    -----
    A package dominates another when it is worth at least as much to every government and more to one (Pareto 1906).
    Packages worth the same to all do not dominate each other: all of them are on the frontier, or none.

    Every step takes, in each world, the package left with the largest sum and clears what it dominates, so the work
    grows with the length of the frontier and not with the square of the number of packages.

    Examples
    --------
    The second package is as good as the third for one side, and better for the other.

    >>> value = np.array([[[0.0, 5.0, 5.0, 9.0], [9.0, 6.0, 4.0, 1.0]]])
    >>> pareto_frontier(value).tolist()
    [[True, True, False, True]]
    """
    left: Bools = np.ones((len(value), value.shape[2]), dtype=bool) if allowed is None else allowed.copy()
    if value.shape[1] == 2 and value.shape[2] > _MANY:
        for world, mask in zip(value, left, strict=True):
            _clear_of_two(world, mask)
        return left
    together = fitting(value[:1].nbytes, most=max(len(value), 1), within=_TOGETHER)
    for first in range(0, len(value), together):
        _clear(value[first : first + together], left[first : first + together])
    return left


def _clear_of_two(value: Floats, left: Bools) -> None:
    """Clear in `left` (p,) what is dominated for two governments: sorted by one value, by the best other so far.

    Kung, Luccio & Preparata (1975), in two dimensions.
    """
    among = np.flatnonzero(left)
    if not len(among):
        return
    among = among[np.argsort(-value[0, among], kind="stable")]
    one, other = value[:, among]
    starts = np.flatnonzero(np.append(True, one[1:] != one[:-1]))
    level = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(one))))
    best = np.maximum.reduceat(other, starts)
    above = np.append(-np.inf, np.maximum.accumulate(best)[:-1])[level]
    beaten = (above >= other) | (best[level] > other)
    left[among[beaten]] = False


def _clear(value: Floats, left: Bools) -> None:
    """Clear in `left` (w, p) what is dominated; packages cleared in every world are looked at no more."""
    fresh, total = left.copy(), value.sum(axis=1)
    columns = np.arange(left.shape[1])
    while (running := np.flatnonzero(fresh.any(axis=1))).size:
        here = value[running]
        best = np.argmax(np.where(fresh[running], total[running], -np.inf), axis=1)
        fresh[running, best] = False
        chosen = np.take_along_axis(here, best[:, None, None], axis=2)
        better = chosen > here
        beaten = better.any(axis=1) & (chosen >= here).all(axis=1)
        rows = np.ix_(running, columns)
        left[rows] &= ~beaten
        fresh[running] &= ~beaten
        going = np.flatnonzero(left[:, columns].any(axis=0))
        if 2 * going.size < columns.size:
            columns, value, total, fresh = columns[going], value[:, :, going], total[:, going], fresh[:, going]
