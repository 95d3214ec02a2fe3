"""Differences between runs that share their luck: world by world, and how much the pairing is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.by_value import ByValue
from sim.results.estimates import Z

__all__ = ["PairedDifference", "paired_difference"]


@dataclass(frozen=True, eq=False)
class PairedDifference(ByValue):
    """One entry per outcome k; shares in [-1, 1].

    Parameters
    ----------
    difference : ndarray
        Mean over worlds of the share in one run less the share in the other.
    standard_error : ndarray
        Of it, from the spread of the worlds' own differences.
    low, high : ndarray
        95% interval.
    unpaired_error : ndarray
        The standard error that runs with luck of their own would have.
    correlation : ndarray
        Of the worlds' shares in the two runs; NaN where one of them is the same in all worlds.
    """

    difference: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    unpaired_error: Floats
    correlation: Floats

    @property
    def excludes_zero(self) -> NDArray[np.bool_]:
        """Whether the interval excludes 0: a difference that luck alone hardly makes."""
        return (self.low > 0) | (self.high < 0)

    def moves(self, k: int) -> bool:
        """Return whether any play ends otherwise, as far as outcome `k` goes."""
        return bool(self.difference[k] != 0 or self.standard_error[k] != 0)

    def in_words(self, k: int) -> str:
        """Return the difference of outcome `k` in points, and its 95% margin."""
        return f"{100 * self.difference[k]:+.1f} ±{100 * Z * self.standard_error[k]:.1f}"


def paired_difference(base: Floats, other: Floats) -> PairedDifference:
    """Estimate the difference in probability of each outcome between two runs with common random numbers.

    Parameters
    ----------
    base, other : ndarray, shape (w, k)
        Share of each world's replications that ended in each outcome. For a single world: shape (r, k), the
        endings of its replications, 0 or 1.

    Notes
    -----
    Worlds are the independent units: with d_w the difference of world w, the standard error is sd(d) / sqrt(W)
    (common random numbers: Glasserman & Yao 1992).

    The interval is that of Bonett & Price (2012) for paired proportions, carried over to shares: two worlds are
    added that differ by plus and minus m, and the Wald interval taken of these W + 2 (ASSUMPTION: m the root mean
    square of the differences that are not 0, or 1 where all are). So six worlds that all differ alike are the least
    that excludes 0, as in the sign test, and an interval is never a point.

    Examples
    --------
    >>> base = np.array([[0.5, 0.5]] * 50 + [[0.0, 1.0]] * 50)
    >>> found = paired_difference(base, base + [[0.1, -0.1]])
    >>> found.difference.round(3).tolist(), found.standard_error.round(3).tolist()
    ([0.1, -0.1], [0.0, 0.0])
    >>> found.unpaired_error.round(3).tolist()
    [0.036, 0.036]
    """
    units = len(base)
    d = other - base
    error, first, second = (_error(each) for each in (d, base, other))
    low, high = _interval(d)
    covariance = first**2 + second**2 - error**2
    scale = 2 * first * second
    correlation = np.divide(covariance, scale, out=np.full_like(scale, np.nan), where=scale > 1e-12)
    if units == 1:
        nothing = np.full(d.shape[1], np.nan)
        return PairedDifference(d.mean(axis=0), nothing, low, high, nothing, nothing)
    return PairedDifference(d.mean(axis=0), error, low, high, np.sqrt(first**2 + second**2), correlation.clip(-1, 1))


def _error(values: Floats) -> Floats:
    """Return the standard error of the mean over units."""
    found: Floats = values.std(axis=0, ddof=1 if len(values) > 1 else 0) / np.sqrt(len(values))
    return found


def _interval(d: Floats) -> tuple[Floats, Floats]:
    units, differing = len(d) + 2, np.count_nonzero(d, axis=0)
    squares = (d**2).sum(axis=0)
    added = np.divide(squares, differing, out=np.ones_like(squares), where=differing > 0)
    centre = d.sum(axis=0) / units
    half = Z * np.sqrt(((squares + 2 * added) / units - centre**2) / units)
    return np.maximum(centre - half, -1.0), np.minimum(centre + half, 1.0)
