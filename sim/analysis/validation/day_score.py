"""The score of a forecast of the day of the end."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.analysis.forecasts.climatology import AGREED, CLASSES
from sim.analysis.validation.baselines import OtherForecast
from sim.arrays import Floats

__all__ = ["day_score", "days_of"]


def day_score(chance_by_day: ArrayLike, actual: int) -> float:
    """Return the continuous ranked probability score of a day, in days: sum over days of (F(t) - [t >= actual])^2.

    Parameters
    ----------
    chance_by_day : array_like, shape (t,)
        The chance that it ends on each day.
    actual : int
        The day on which it ended.

    Notes
    -----
    Matheson & Winkler (1976) on whole days: 0 is best, and a forecast that names one day has the days by which it is
    off.

    Examples
    --------
    >>> day_score([0, 0, 0, 1], 1), day_score([0.5, 0.5], 1)
    (2.0, 0.25)
    """
    below = np.cumsum(np.asarray(chance_by_day, dtype=float))
    over = np.arange(len(below)) >= actual
    return float(((below - over)[:-1] ** 2).sum())


def days_of(other: OtherForecast, before: int) -> Floats:
    """Return a baseline's chance (before + 1,) of each day from `before` days before the deadline up to it.

    Agreements elsewhere that came earlier than there is time left say nothing; without any, it is the last day.
    """
    chance = np.zeros(before + 1)
    agreed = other.chances[CLASSES.index(AGREED)]
    chance[before] = 1 - agreed
    fitting = [(early, weight) for early, weight in other.early if early <= before] or [(0, 1.0)]
    whole = sum(weight for _, weight in fitting)
    for early, weight in fitting:
        chance[before - early] += agreed * weight / whole
    return chance
