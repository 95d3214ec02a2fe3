"""Choices among packages, lane by lane, where lanes of one world share their packages."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints, runs_of

__all__ = ["best_of_each", "of_each_lane"]


def of_each_lane(world: Ints, of: Ints) -> tuple[Ints, Ints]:
    """Return all pairs (j,) of a lane and a package of its world, lane by lane.

    Parameters
    ----------
    world : ndarray of int, shape (k,)
        The world of each package, increasing.
    of : ndarray of int, shape (n,)
        The world of each lane.

    Returns
    -------
    lane, package : ndarray of int, shape (j,)
        Places among the n and the k.

    Examples
    --------
    >>> lane, package = of_each_lane(np.array([0, 0, 2]), np.array([0, 1, 2, 2]))
    >>> lane.tolist(), package.tolist()
    ([0, 0, 2, 3], [0, 1, 2, 2])
    """
    counts = np.bincount(world, minlength=int(of.max()) + 1)
    start, each = np.cumsum(counts) - counts, counts[of]
    lane = np.repeat(np.arange(len(of)), each)
    within = np.arange(len(lane)) - (np.cumsum(each) - each)[lane]
    return lane, start[of[lane]] + within


def best_of_each(
    lane: Ints, package: Ints, worth: Floats, lanes: int, *, least: float, within: float = 0.0
) -> tuple[Ints, Bools]:
    """Return for each lane (n,) the package of greatest worth, the first of equals, and whether it exceeds `least`.

    `lane` (k,) is sorted, and `package` within each lane. Those are equal that differ `within` so much at most.
    """
    best, some = np.zeros(lanes, dtype=np.int64), np.zeros(lanes, dtype=bool)
    if len(lane):
        first, length = runs_of(lane)
        greatest = np.repeat(np.maximum.reduceat(worth, first), length)
        # backwards: the first of equals stays
        winners = np.flatnonzero((worth >= greatest - within) & (worth > least))[::-1]
        best[lane[winners]], some[lane[winners]] = package[winners], True
    return best, some
