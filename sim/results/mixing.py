"""How worlds' own probabilities are distributed, from counts that are luck as well."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.elementary import exp, log

__all__ = ["GRID", "mixing_distribution", "quantiles"]

GRID = np.arange(401) / 400
"""Probabilities (j,) on which the distribution may put weight."""

_STEPS = 400
"""Steps of EM; as many as Koenker & Mizera's comparisons need for percentiles to stand still."""

_ROWS = 401
"""Counts told apart at most: of more plays a world, counts are merged in as many equal steps of their share."""

_CLOSE = 1e-9
"""Slack in cumulated weights, which add up to 1 but for rounding."""


def mixing_distribution(counts: NDArray[np.int64], trials: int, weights: Floats | None = None) -> Floats:
    """Return the nonparametric maximum likelihood estimate of the distribution of probabilities over `GRID`.

    Parameters
    ----------
    counts : ndarray of int, shape (w,)
        How often something came in each world.
    trials : int
        Of how many plays, in every world.
    weights : ndarray, shape (w,), optional
        What each world weighs; all the same by default.

    Returns
    -------
    ndarray, shape (j,)
        Weights, which sum to 1.

    Notes
    -----
    With k_w binomial of R trials and chance t_w, and t_w drawn from any distribution G, the likelihood is largest at
    a G of at most R + 1 atoms (Kiefer & Wolfowitz 1956; Laird 1978). G is sought on a grid (Koenker & Mizera 2014) by
    EM from even weights, g_j <- g_j mean_w [ L_wj / sum_i L_wi g_i ], once for each distinct count. Unlike a beta
    distribution it may hold atoms: worlds in which something never comes, or always.

    Examples
    --------
    Half of the worlds never, half always:

    >>> weights = mixing_distribution(np.array([0, 20] * 50), 20)
    >>> weights[[0, -1]].round(6).tolist()
    [0.5, 0.5]
    """
    values, worlds = _distinct(counts, trials, weights)
    likelihood = _likelihood(values, trials)
    found = np.full(len(GRID), 1 / len(GRID))
    share = worlds / worlds.sum()
    for _ in range(_STEPS):
        chance = (likelihood * found).sum(axis=1)
        found = found * ((share / chance)[:, None] * likelihood).sum(axis=0)
    return np.asarray(found / found.sum())


def quantiles(weights: Floats, at: tuple[float, ...]) -> Floats:
    """Return the least probabilities of `GRID` up to which a distribution has the shares `at`.

    Examples
    --------
    >>> weights = np.zeros(401)
    >>> weights[[0, 260]] = 1 / 3, 2 / 3
    >>> quantiles(weights, (0.1, 0.9)).tolist()
    [0.0, 0.65]
    """
    return np.asarray(GRID[np.searchsorted(weights.cumsum(), np.asarray(at) - _CLOSE)])


def _distinct(
    counts: NDArray[np.int64], trials: int, weights: Floats | None = None
) -> tuple[Floats, NDArray[np.int64] | Floats]:
    """Return the counts that occur, and in how many worlds each; neighbours as their mean where they are too many."""
    values, place, worlds = np.unique(counts, return_inverse=True, return_counts=True)
    if weights is not None:
        worlds = np.bincount(place, weights=weights)
        values, worlds = values[worlds > 0], worlds[worlds > 0]
    if len(values) <= _ROWS:
        return values.astype(float), worlds
    step = values * (_ROWS - 1) // trials
    first = np.flatnonzero(np.diff(step, prepend=-1))
    held = np.add.reduceat(worlds, first)
    return np.add.reduceat(values * worlds, first) / held, held


def _likelihood(values: Floats, trials: int) -> Floats:
    """Return how likely each count (v,) is at each probability of the grid, its largest being 1: shape (v, j)."""
    inside = GRID[1:-1]
    logarithm = values[:, None] * log(inside) + (trials - values)[:, None] * log(1 - inside)
    ends = np.where(values == 0, 0.0, -np.inf), np.where(values == trials, 0.0, -np.inf)
    whole = np.column_stack([ends[0], logarithm, ends[1]])
    return exp(whole - whole.max(axis=1, keepdims=True))
