"""Probabilities from per-world shares: how far luck of the draw, and how far the evidence, leaves them open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Floats, Ints
from sim.by_value import ByValue
from sim.results.components import components, weighed_components
from sim.results.mixing import mixing_distribution, quantiles

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BAND", "FEW", "Estimates", "Margin", "Z", "estimate", "interval", "largest_errors", "margin", "weighed_margin",
]  # fmt: skip


Z = 1.959964
"""Quantile of the standard normal for 95 per cent."""

BAND = (0.1, 0.9)
"""Ends of the evidence band, as shares of worlds."""

FEW = 20
"""Worlds holding an outcome, below which their spread is no measure of its error. ASSUMPTION: with 10, 93% of the
intervals cover a probability of 1.3% in 300 worlds of New START; with 20, 94%, and 97% in 100 worlds."""


_ALONE = 1e-6
"""Effective worlds above one, below which the others weigh nothing."""


@dataclass(frozen=True, eq=False)
class Estimates(ByValue):
    """One entry per outcome k; probabilities in [0, 1].

    Parameters
    ----------
    probability : ndarray
        Mean of the per-world shares.
    standard_error : ndarray
        Monte Carlo error: what more runs would remove.
    low, high : ndarray
        95% interval of the Monte Carlo error.
    band_low, band_high : ndarray
        Evidence band: 10th and 90th percentile of per-world probabilities; NaN where it cannot be known.
    epistemic_share : ndarray
        Share of the variance between lanes that is ignorance (between worlds); the rest is luck. NaN where there is
        none to share, or it cannot be known.
    share_error : ndarray
        Its standard error, by the jackknife over worlds; NaN where fewer than `FEW` worlds hold the outcome, or all
        but fewer do: it would be an error of nothing.
    """

    probability: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    band_low: Floats
    band_high: Floats
    epistemic_share: Floats
    share_error: Floats

    def columns(self) -> dict[str, Floats]:
        """Return them by the names that tables and files have for them."""
        return {"share_between" if name == "epistemic_share" else name: each for name, each in vars(self).items()}


@dataclass(frozen=True, eq=False)
class Margin(ByValue):
    """Probabilities in [0, 1] with their Monte Carlo error alone; see `Estimates`."""

    probability: Floats
    standard_error: Floats
    low: Floats
    high: Floats


def margin(mean: Floats, variance: Floats, holding: Ints | Floats, worlds: float, replications: int) -> Margin:
    """Return the Monte Carlo error of shares; see `estimate` for the formulas.

    Parameters
    ----------
    mean : ndarray
        Of the per-world shares: the probability.
    variance : ndarray
        Of the per-world shares, over `worlds` - 1; of one world it is not looked at.
    holding : ndarray of int
        In how many worlds the share is not 0, or in how many it is not 1 where that is fewer.
    worlds, replications : int
        Of the run; the effective number of worlds where they are weighed.
    """
    luck = np.maximum(mean * (1 - mean), 0.0)  # weights may add up to a little more than 1
    if worlds == 1:
        return Margin(mean, np.sqrt(luck / replications), *_wilson(mean, np.full_like(mean, replications)))
    error = np.sqrt(variance / worlds)
    effective = np.full_like(mean, worlds)
    np.divide(luck, error**2, out=effective, where=error > 0)
    effective = np.clip(effective, worlds, worlds * replications)
    few = (holding > 0) & (holding < FEW)
    pooled = (
        worlds * replications / (1 + (replications - 1) * _pooled_correlation(mean, variance, worlds, replications))
    )
    effective = np.where(few, np.minimum(effective, pooled), effective)
    error = np.where(few, np.maximum(error, np.sqrt(luck / effective)), error)
    return Margin(mean, error, *_wilson(mean, effective))


def _pooled_correlation(mean: Floats, variance: Floats, worlds: float, replications: int) -> float:
    """Return the correlation of two plays of one world, all outcomes together: 1 where it cannot be known."""
    if replications == 1:
        return 1.0
    squares = variance * (worlds - 1) / worlds + mean**2
    noise = (mean - squares) / (replications - 1)
    between, within = np.maximum(variance - noise, 0.0).sum(), (noise * replications).sum()
    return float(between / (between + within)) if between + within > 0 else 1.0


def estimate(shares: Floats, replications: int, weights: Floats | None = None) -> Estimates:
    """Estimate the probability of each outcome.

    Parameters
    ----------
    shares : ndarray, shape (w, k)
        Share of each world's replications that ended in each outcome.
    replications : int
        Replications R in every world.
    weights : ndarray, shape (w,), optional
        What each world weighs, in sum 1; all the same by default.

    Notes
    -----
    Where worlds weigh differently, p = sum w s and error^2 = sum w^2 (s - p)^2 / (1 - sum w^2), means and variances
    are so weighed, and the effective number 1 / sum w^2 stands in the place of that of worlds (Kish 1965).

    Worlds are the independent units, so the standard error is the standard deviation of their shares over sqrt(W).
    With one world it is the binomial error over its replications, and says nothing of other worlds.

    The interval is Wilson's (1927) at the effective number of independent lanes p (1 - p) / error^2 (Kish 1965),
    never fewer than worlds nor more than lanes: unlike plus or minus two errors it stays within [0, 1], and is not
    a point where an outcome was never or always seen (there: as many as worlds).

    Of an outcome that fewer than `FEW` worlds hold (or all but so few), the worlds' spread says next to nothing: the
    effective number is there at most W R / (1 + (R - 1) r), the design effect of clusters (Kish 1965), with r the
    correlation of two plays of one world, pooled over all outcomes; the error is at least that of so many
    independent lanes.

    The shares' variance is that of the worlds' true probabilities plus the noise of R replications, whose unbiased
    estimate is the mean of s (1 - s) / (R - 1); the difference, not below 0, is the variance between worlds (law of
    total variance). The evidence band is the 10th and 90th percentile of that distribution of the worlds'
    probabilities under which what was seen is likeliest (`sim.results.mixing`), so that the worlds' luck is not
    mistaken for evidence.

    Examples
    --------
    Two worlds of two replications: always in one, half the time in the other.

    >>> found = estimate(np.array([[1.0], [0.5]]), 2)
    >>> float(found.probability[0]), round(float(found.standard_error[0]), 3)
    (0.75, 0.25)
    """
    if weights is not None:
        return _weighed(shares, replications, weights)
    worlds = len(shares)
    p = shares.mean(axis=0)
    nothing = np.full_like(p, np.nan)
    observed = shares.var(axis=0, ddof=1) if worlds > 1 else nothing
    holding = np.minimum((shares > 0).sum(axis=0), (shares < 1).sum(axis=0))
    known = vars(margin(p, observed, holding, worlds, replications))
    if worlds == 1 or replications == 1:
        return Estimates(**known, band_low=nothing, band_high=nothing, epistemic_share=nothing, share_error=nothing)
    noise = (shares * (1 - shares)).mean(axis=0) / (replications - 1)
    between = np.maximum(observed - noise, 0.0)
    within = noise * replications
    counts = np.rint(shares * replications).astype(np.int64)
    low, high = np.array([quantiles(mixing_distribution(each, replications), BAND) for each in counts.T]).T
    total = between + within
    share = np.divide(between, total, out=nothing.copy(), where=total > 0)
    error = np.where(holding < FEW, np.nan, components(shares, replications).share_error) if worlds > 2 else nothing
    return Estimates(**known, band_low=low, band_high=high, epistemic_share=share, share_error=error)


def _weighed(shares: Floats, replications: int, weights: Floats) -> Estimates:
    """Return the estimates of worlds that weigh differently."""
    each = weights[:, None]
    squares = float((weights**2).sum())
    known = vars(weighed_margin(shares, replications, weights))
    p = known["probability"]
    nothing = np.full_like(p, np.nan)
    if 1 / squares < 1 + _ALONE or replications == 1:
        return Estimates(**known, band_low=nothing, band_high=nothing, epistemic_share=nothing, share_error=nothing)
    observed = (each * (shares - p) ** 2).sum(axis=0) / (1 - squares)
    noise = (each * shares * (1 - shares)).sum(axis=0) / (replications - 1)
    between, within = np.maximum(observed - noise, 0.0), noise * replications
    counts = np.rint(shares * replications).astype(np.int64)
    mixed = [mixing_distribution(each, replications, weights) for each in counts.T]
    low, high = np.array([quantiles(each, BAND) for each in mixed]).T
    total = between + within
    share = np.divide(between, total, out=nothing.copy(), where=total > 0)
    error = np.where(
        _holding(shares, each) < FEW, np.nan, weighed_components(shares, replications, weights).share_error
    )
    return Estimates(**known, band_low=low, band_high=high, epistemic_share=share, share_error=error)


def weighed_margin(shares: Floats, replications: int, weights: Floats) -> Margin:
    """Return the Monte Carlo error of shares (w, k) of worlds that weigh `weights` (w,), in sum 1; see `estimate`."""
    each, squares = weights[:, None], float((weights**2).sum())
    effective, p = 1 / squares, (each * shares).sum(axis=0)
    if effective < 1 + _ALONE:  # one world has all the weight
        return margin(p, np.full_like(p, np.nan), np.zeros_like(p), 1, replications)
    of_mean = effective * (each**2 * (shares - p) ** 2).sum(axis=0) / (1 - squares)
    return margin(p, of_mean, _holding(shares, each), effective, replications)


def _holding(shares: Floats, each: Floats) -> Floats:
    """Return in how many effective worlds, which weigh `each` (w, 1), a share is not 0, or not 1 if that is fewer."""
    return np.minimum(_effective(each * (shares > 0)), _effective(each * (shares < 1)))


def _effective(weights: Floats) -> Floats:
    """Return the effective number of worlds (k,) of weights (w, k)."""
    squares = (weights**2).sum(axis=0)
    return np.asarray(np.divide(weights.sum(axis=0) ** 2, squares, out=np.zeros_like(squares), where=squares > 0))


def largest_errors(found: Estimates | Margin | pd.DataFrame) -> tuple[float, float]:
    """Return the largest 95% margin of probabilities, and the largest limit of those that never or always came.

    A data frame has columns of the same names.

    Examples
    --------
    >>> tuple(round(each, 3) for each in largest_errors(estimate(np.zeros((20, 1)), 4)))
    (0.0, 0.161)
    """
    share, low, high = (np.asarray(each) for each in (found.probability, found.low, found.high))
    limits = np.where(share == 0, high, np.where(share == 1, 1 - low, 0.0))
    return Z * float(found.standard_error.max()), float(limits.max())


def interval(share: float, error: float, cases: float) -> tuple[float, float]:
    """Return the 95% interval of a share in (0, 1), from its error: Wilson's, of `cases` independent ones at most.

    Examples
    --------
    >>> tuple(round(end, 3) for end in interval(0.5, 0.05, 1000))
    (0.404, 0.596)
    >>> tuple(round(end, 3) for end in interval(0.5, 0.55, 4))
    (0.046, 0.954)
    """
    effective = min(share * (1 - share) / error**2, cases) if error > 0 else cases
    low, high = _wilson(np.array([share]), np.array([effective]))
    return float(low[0]), float(high[0])


def _wilson(p: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Return Wilson's 95% interval of a share p of n independent cases."""
    centre = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    return np.where(p > 0, centre - half, 0.0), np.where(p < 1, centre + half, 1.0)
