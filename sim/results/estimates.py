"""Probabilities from per-world shares: how far luck of the draw, and how far the evidence, leaves them open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.by_value import ByValue

__all__ = ["Estimates", "Margin", "Z", "estimate", "margin"]


Z = 1.959964
"""Quantile of the standard normal for 95 per cent."""


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
    """

    probability: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    band_low: Floats
    band_high: Floats
    epistemic_share: Floats

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


def margin(mean: Floats, variance: Floats, worlds: int, replications: int) -> Margin:
    """Return the Monte Carlo error of shares; see `estimate` for the formulas.

    Parameters
    ----------
    mean : ndarray
        Of the per-world shares: the probability.
    variance : ndarray
        Of the per-world shares, over `worlds` - 1; of one world it is not looked at.
    worlds, replications : int
        Of the run.
    """
    if worlds == 1:
        error = np.sqrt(mean * (1 - mean) / replications)
        return Margin(mean, error, *_wilson(mean, np.full_like(mean, replications)))
    error = np.sqrt(variance / worlds)
    effective = np.full_like(mean, worlds)
    np.divide(mean * (1 - mean), error**2, out=effective, where=error > 0)
    return Margin(mean, error, *_wilson(mean, np.clip(effective, worlds, worlds * replications)))


def estimate(shares: Floats, replications: int) -> Estimates:
    """Estimate the probability of each outcome.

    Parameters
    ----------
    shares : ndarray, shape (w, k)
        Share of each world's replications that ended in each outcome.
    replications : int
        Replications R in every world.

    Notes
    -----
    Worlds are the independent units, so the standard error is the standard deviation of their shares over sqrt(W).
    With one world it is the binomial error over its replications, and says nothing of other worlds.

    The interval is Wilson's (1927) at the effective number of independent lanes p (1 - p) / error^2 (Kish 1965),
    never fewer than worlds nor more than lanes: unlike plus or minus two errors it stays within [0, 1], and is not
    a point where an outcome was never or always seen (there: as many as worlds).

    The shares' variance is that of the worlds' true probabilities plus the noise of R replications, whose unbiased
    estimate is the mean of s (1 - s) / (R - 1); the difference, not below 0, is the variance between worlds (law of
    total variance). The evidence band takes the shares' distances from their mean shrunk by the square root of
    between over observed variance, so that the worlds' luck is not mistaken for evidence. The shape of the
    distribution is kept as observed, noise included (ASSUMPTION: close enough for a tenth percentile).

    Examples
    --------
    Two worlds of two replications: always in one, half the time in the other.

    >>> found = estimate(np.array([[1.0], [0.5]]), 2)
    >>> float(found.probability[0]), float(found.standard_error[0])
    (0.75, 0.25)
    """
    worlds = len(shares)
    p = shares.mean(axis=0)
    nothing = np.full_like(p, np.nan)
    observed = shares.var(axis=0, ddof=1) if worlds > 1 else nothing
    known = vars(margin(p, observed, worlds, replications))
    if worlds == 1 or replications == 1:
        return Estimates(**known, band_low=nothing, band_high=nothing, epistemic_share=nothing)
    noise = (shares * (1 - shares)).mean(axis=0) / (replications - 1)
    between = np.maximum(observed - noise, 0.0)
    within = noise * replications
    shrink = np.sqrt(np.divide(between, observed, out=np.zeros_like(p), where=observed > 0))
    band = np.quantile(p + (shares - p) * shrink, [0.1, 0.9], axis=0)
    total = between + within
    share = np.divide(between, total, out=nothing, where=total > 0)
    return Estimates(**known, band_low=band[0], band_high=band[1], epistemic_share=share)


def _wilson(p: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Return Wilson's 95% interval of a share p of n independent cases."""
    centre = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    return np.where(p > 0, centre - half, 0.0), np.where(p < 1, centre + half, 1.0)
