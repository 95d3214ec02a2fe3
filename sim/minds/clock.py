"""The procedure clock: how likely a package is to be in force in time, and how long one really took.

See docs/model.md, "Time: the clock eats the ambitious deals first". Leads are lognormal in days, rounded up to whole
days. The two functions are one distribution seen from two sides: a lead drawn with the uniform `u` is at most `k`
days exactly when `u <= chance_in_force(k, ...)`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arrays import Floats
from sim.elementary import exp, log
from sim.normal import normal_cdf, normal_quantile

__all__ = ["actual_lead", "chance_in_force"]


_DOUBT = 1e-6
"""Relative distance from a whole day, or chance of being slower still, within which rounding may tell."""

LONGEST_DAYS = 2.0**31
"""A lead beyond this counts as this long: some six million years, so that every lead fits an integer."""


def chance_in_force(days_left: ArrayLike, median_lead: ArrayLike, spread: ArrayLike) -> NDArray[np.float64]:
    """Return pi, the chance that a package signed now is in force with `days_left` days to go.

    Parameters
    ----------
    days_left : array_like
        Whole days from signing to the deadline, D - t; negative after it.
    median_lead : array_like
        L, the package's median lead in days, >= 0.
    spread : array_like
        sigma, the standard deviation of the logarithm of the lead, >= 0. All three broadcast together.

    Returns
    -------
    ndarray of float64
        In [0, 1], non-decreasing in `days_left`.

    Notes
    -----
    pi = Phi((ln(D - t) - ln L) / sigma). Without a lead (L = 0) the package is in force the day it is signed; without
    spread it is in force after ceil(L) days; what needs any time at all has no chance on the deadline.

    Examples
    --------
    >>> chance_in_force([0, 30, 60, 300], 60, 0.5).round(3)
    array([0.   , 0.083, 0.5  , 0.999])
    >>> chance_in_force([-1, 0], 0, 0.5), chance_in_force([2, 3], 2.5, 0)
    (array([0., 1.]), array([0., 1.]))
    """
    days, lead, sigma = np.asarray(days_left, float), np.asarray(median_lead, float), np.asarray(spread, float)
    left, takes, shape = days > 0, lead > 0, np.broadcast_shapes(days.shape, lead.shape, sigma.shape)
    certain = np.where(left, days >= np.ceil(lead), (days == 0) & ~takes)  # right where the lead is certain
    chance = np.array(np.broadcast_to(certain, shape), dtype=np.float64)
    doubtful = np.asarray(np.broadcast_to(takes & (sigma > 0) & left, shape))
    ratio = log(np.where(left, days, 1.0)) - log(np.where(takes, lead, 1.0))
    ratio, sigma = (np.broadcast_to(each, shape)[doubtful] for each in (ratio, sigma))
    chance[doubtful] = normal_cdf(ratio / sigma)
    return chance


def actual_lead(uniform: ArrayLike, median_lead: ArrayLike, spread: ArrayLike) -> NDArray[np.int64]:
    """Return the lead a uniform number stands for, in whole days.

    Parameters
    ----------
    uniform : array_like
        In (0, 1): the luck of this procedure.
    median_lead, spread : array_like
        As in `chance_in_force`; all three broadcast together.

    Returns
    -------
    ndarray of int64
        ceil of the lognormal quantile, >= 1 where there is a lead and 0 where there is none.

    Examples
    --------
    >>> actual_lead([0.05, 0.5, 0.95], 60, 0.5).tolist()
    [27, 60, 137]
    >>> actual_lead(0.5, [0, 2.5], 0).tolist()
    [0, 3]
    """
    luck, lead, sigma = np.broadcast_arrays(
        np.asarray(uniform, float), np.asarray(median_lead, float), np.asarray(spread, float)
    )
    with np.errstate(over="ignore"):
        lasts = np.asarray(np.minimum(lead * exp(sigma * normal_quantile(luck)), LONGEST_DAYS))
    days = np.asarray(np.ceil(lasts))
    # the one is not the other's inverse to the last bit: settle the quantiles that fall next to a whole day
    doubtful = (lead > 0) & (sigma > 0)
    near = np.asarray(doubtful & (np.abs(lasts - np.rint(lasts)) <= _DOUBT * lasts))
    if near.any():
        days[near] = _settled(days[near], luck[near], lead[near], sigma[near])
    last = np.asarray(doubtful & (luck > 1 - _DOUBT))
    if last.any():
        days[last] = _searched(luck[last], lead[last], sigma[last])
    return np.asarray(days, dtype=np.int64)


def _settled(days: Floats, luck: Floats, lead: Floats, sigma: Floats) -> Floats:
    """Return the least whole days by which a procedure is complete with chance `luck`, a day from `days` at most."""
    days = days + ((chance_in_force(days, lead, sigma) < luck) & (days < LONGEST_DAYS))
    return days - ((days > 1) & (chance_in_force(days - 1, lead, sigma) >= luck))


def _searched(luck: Floats, lead: Floats, sigma: Floats) -> Floats:
    """Return the same, sought among all days: next to 1 a last digit of luck stands for many of them."""
    early, late = np.zeros_like(luck), np.full_like(luck, LONGEST_DAYS)
    while (late - early > 1).any():
        day = np.floor((early + late) / 2)
        enough = chance_in_force(day, lead, sigma) >= luck
        early, late = np.where(enough, early, day), np.where(enough, day, late)
    return late
