"""Distributions on the scale of a decision, and their scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.arrays import Floats

__all__ = ["Distribution", "crps", "median", "mixed", "of_points"]


class Distribution(NamedTuple):
    """Points in order, and their chances."""

    points: Floats
    chances: Floats


def of_points(points: Sequence[float], weights: Sequence[float] | None = None) -> Distribution:
    """Return the distribution of some points, each as likely, or by weights.

    Examples
    --------
    >>> of_points([70, 0, 70, 100]).chances.tolist()
    [0.25, 0.5, 0.25]
    """
    given = np.ones(len(points)) if weights is None else np.asarray(weights, dtype=float)
    values, place = np.unique(np.asarray(points, dtype=float), return_inverse=True)
    mass = np.bincount(place.ravel(), weights=given, minlength=len(values))
    return Distribution(values, mass / mass.sum())


def mixed(parts: Sequence[tuple[float, Distribution]]) -> Distribution:
    """Return a mixture of distributions by their shares."""
    points = np.concatenate([each.points for _, each in parts])
    weights = np.concatenate([share * each.chances for share, each in parts])
    return of_points(points.tolist(), weights.tolist())


def crps(found: Distribution, outcome: float) -> float:
    """Return E|X - y| - E|X - X'| / 2 (Gneiting & Raftery 2007): of a single point its distance.

    Examples
    --------
    >>> crps(of_points([40]), 70), crps(of_points([0, 100]), 0)
    (30.0, 25.0)
    """
    x, p = found
    spread = (p[:, None] * p * np.abs(x[:, None] - x)).sum()
    return float((p * np.abs(x - outcome)).sum() - spread / 2)


def median(found: Distribution) -> float:
    """Return the median; between two points, their middle.

    Examples
    --------
    >>> median(of_points([0, 0, 100])), median(of_points([0, 100]))
    (0.0, 50.0)
    """
    below = np.cumsum(found.chances)
    first, last = int(np.searchsorted(below, 0.5 - 1e-9)), int(np.searchsorted(below, 0.5 + 1e-9))
    return float((found.points[first] + found.points[min(last, len(below) - 1)]) / 2)
