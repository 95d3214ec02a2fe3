"""Scores of probability forecasts against what happened: 0 is perfect, and only an honest forecast does best."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.arrays import Floats
from sim.elementary import log

__all__ = ["brier_score", "event_brier_score", "log_score", "ranked_score"]


def brier_score(probability: ArrayLike, actual: int) -> Floats:
    """Return sum_k (p_k - o_k)^2, in [0, 2]: the score of Brier (1950), over all categories.

    Parameters
    ----------
    probability : array_like, shape (..., k)
        Forecasts; each sums to 1.
    actual : int
        Which category happened: o_k is 1 there and 0 elsewhere.

    Returns
    -------
    ndarray, shape (...)

    Notes
    -----
    Brier's own definition counts every category; half of it is the form usual for yes-or-no events
    (`event_brier_score`). Strictly proper. Brier, G. W. (1950). Verification of forecasts expressed in terms of
    probability. Monthly Weather Review 78, 1-3.

    Examples
    --------
    Brier's: who says 0.7 for rain has 0.18 when it rains; who says nothing (0.5) has 0.5.

    >>> brier_score([[0.7, 0.3], [0.5, 0.5], [1, 0]], 0).round(12)
    array([0.18, 0.5 , 0.  ])
    """
    p = np.asarray(probability, dtype=float)
    return np.asarray(((p - _indicator(p, actual)) ** 2).sum(axis=-1))


def log_score(probability: ArrayLike, actual: int, *, floor: float = 0.0) -> Floats:
    """Return -ln p of what happened, in nats (Good 1952): 0 where it was thought certain.

    Parameters
    ----------
    probability : array_like, shape (..., k)
        Forecasts; each sums to 1.
    actual : int
        Which category happened.
    floor : float
        The least probability it is taken to have had. A finite run that never saw an outcome does not mean that it
        cannot be; without a floor the score is then infinite.

    Notes
    -----
    Strictly proper; with a floor only up to it.

    Examples
    --------
    >>> log_score([[0.5, 0.5], [1, 0], [0, 1]], 0, floor=0.001).round(3)
    array([0.693, 0.   , 6.908])
    """
    p = np.maximum(np.asarray(probability, dtype=float)[..., actual], floor)
    return np.asarray(0.0 - log(p))


def ranked_score(probability: ArrayLike, actual: int) -> Floats:
    """Return sum_k (P_k - O_k)^2 / (K - 1), in [0, 1], over cumulated categories (Epstein 1969, Murphy 1971).

    Parameters
    ----------
    probability : array_like, shape (..., k)
        Forecasts; each sums to 1.
    actual : int
        Which category happened.

    Notes
    -----
    It takes the order of the categories for a scale: probability put next to what happened costs less than far from
    it. The outcomes of a scenario are in the order of its file, which is such a scale only if its author made it
    one. Strictly proper. With two categories it is half of `brier_score`.

    Examples
    --------
    All on the neighbour, all on the far end:

    >>> ranked_score([[0, 1, 0], [0, 0, 1]], 0)
    array([0.5, 1. ])
    """
    p = np.asarray(probability, dtype=float)
    distance = p.cumsum(axis=-1) - _indicator(p, actual).cumsum(axis=-1)
    return np.asarray((distance[..., :-1] ** 2).sum(axis=-1) / max(p.shape[-1] - 1, 1))


def event_brier_score(chance: ArrayLike, happened: bool) -> Floats:
    """Return (p - o)^2, in [0, 1], of the chance given to one event.

    Examples
    --------
    >>> event_brier_score([0.9, 0.5], True).round(12)
    array([0.01, 0.25])
    """
    return np.asarray((np.asarray(chance, dtype=float) - happened) ** 2)


def _indicator(probability: Floats, actual: int) -> Floats:
    indicator = np.zeros(probability.shape[-1])
    indicator[actual] = 1.0
    return indicator
