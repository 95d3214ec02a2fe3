"""What of the variance between plays lies between worlds, and what within them: ignorance and luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.by_value import ByValue

__all__ = ["Components", "components", "share_between", "weighed_share_error"]


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


def weighed_share_error(shares: Floats, replications: int, weights: Floats) -> Floats:
    """Return the jackknife's standard error (k,) of the share between worlds that weigh `weights` (w,), in sum 1.

    A world counts as far as it weighs: the sum over worlds of (theta without it - theta)^2, with (1 - w)^2 in the
    place of ((n - 1) / n)^2.
    """
    each = weights[:, None]
    noise = shares * (1 - shares) / (replications - 1)
    left = 1 - each
    mean = ((each * shares).sum(axis=0) - each * shares) / left
    squares = ((each * shares**2).sum(axis=0) - each * shares**2) / left
    noises = ((each * noise).sum(axis=0) - each * noise) / left
    still = ((weights**2).sum() - each**2) / left**2
    spread = np.maximum(1 - still, 1e-12)
    theta = share_between((squares - mean**2) / spread - noises, noises * replications)
    centre = (each * theta).sum(axis=0)
    return np.asarray(np.sqrt((left**2 * (theta - centre) ** 2).sum(axis=0)))


def share_between(between: Floats, within: Floats) -> Floats:
    """Return the share of the total that lies between worlds; NaN where there is no variance."""
    total = between + within
    return np.divide(between, total, out=np.full_like(total, np.nan), where=total > 1e-15)


def _jackknife(left: Floats) -> Floats:
    """Return the standard error from the values (w, k) without each world."""
    n = len(left)
    return np.asarray(np.sqrt((n - 1) * ((left - left.mean(axis=0)) ** 2).mean(axis=0)))
