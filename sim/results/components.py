"""What of the variance between plays lies between worlds, and what within them: ignorance and luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.by_value import ByValue

__all__ = ["Components", "components", "share_between", "weighed_components"]


@dataclass(frozen=True, eq=False)
class Components(ByValue):
    """One entry per outcome k.

    Parameters
    ----------
    between : ndarray
        Variance of the worlds' probabilities, without bias: it may fall below 0.
    within : ndarray
        Mean variance inside a world.
    between_error, within_error, share_error : ndarray
        Standard errors, by the jackknife over worlds; that of `share_between` too.
    """

    between: Floats
    within: Floats
    between_error: Floats
    within_error: Floats
    share_error: Floats


def components(shares: Floats, replications: int) -> Components:
    """Split the variance of each outcome, given the shares (w, k) of each world's `replications`.

    Parameters
    ----------
    shares : ndarray, shape (w, k)
        Of at least three worlds.
    replications : int
        At least two.

    Notes
    -----
    See `sim.analysis.sensitivity.variance.split_variance`.
    """
    n = len(shares)
    noise = shares * (1 - shares) / (replications - 1)
    mean_noise = noise.mean(axis=0)
    between, within = shares.var(axis=0, ddof=1) - mean_noise, mean_noise * replications
    # the same of all worlds but one, for each of them
    total = shares.sum(axis=0) - shares
    squares = (shares**2).sum(axis=0) - shares**2
    noise_left = (noise.sum(axis=0) - noise) / (n - 1)
    between_left = (squares - total**2 / (n - 1)) / (n - 2) - noise_left
    within_left = noise_left * replications
    return Components(
        between=between,
        within=within,
        between_error=_jackknife(between_left),
        within_error=_jackknife(within_left),
        share_error=_jackknife(share_between(between_left, within_left)),
    )


def weighed_components(shares: Floats, replications: int, weights: Floats) -> Components:
    """Split the variance of each outcome over worlds that weigh `weights` (w,), in sum 1; at least two weigh any.

    Notes
    -----
    Means and variances are so weighed, the variance over 1 - sum w^2. In the jackknife a world counts as far as it
    weighs: the sum over worlds of (theta without it - theta)^2, with (1 - w)^2 in the place of ((n - 1) / n)^2.
    """
    each = weights[:, None]
    noise = shares * (1 - shares) / (replications - 1)
    mean, mean_noise = (each * shares).sum(axis=0), (each * noise).sum(axis=0)
    squares = (weights**2).sum()
    between = (each * (shares - mean) ** 2).sum(axis=0) / (1 - squares) - mean_noise
    left = 1 - each
    mean_left = (mean - each * shares) / left
    squares_left = ((each * shares**2).sum(axis=0) - each * shares**2) / left
    noise_left = (mean_noise - each * noise) / left
    still = (squares - each**2) / left**2
    between_left = (squares_left - mean_left**2) / np.maximum(1 - still, 1e-12) - noise_left

    def error(theta: Floats) -> Floats:
        centre = (each * theta).sum(axis=0)
        return np.asarray(np.sqrt((left**2 * (theta - centre) ** 2).sum(axis=0)))

    return Components(
        between=between,
        within=mean_noise * replications,
        between_error=error(between_left),
        within_error=error(noise_left * replications),
        share_error=error(share_between(between_left, noise_left * replications)),
    )


def share_between(between: Floats, within: Floats) -> Floats:
    """Return the share of the total that lies between worlds; NaN where there is no variance."""
    total = between + within
    return np.divide(between, total, out=np.full_like(total, np.nan), where=total > 1e-15)


def _jackknife(left: Floats) -> Floats:
    """Return the standard error from the values (w, k) without each world."""
    n = len(left)
    return np.asarray(np.sqrt((n - 1) * ((left - left.mean(axis=0)) ** 2).mean(axis=0)))
