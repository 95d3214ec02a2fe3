"""Shares of cases that come from worlds, with the error that worlds make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.by_value import ByValue

__all__ = ["Rate", "rate"]


@dataclass(frozen=True, eq=False)
class Rate(ByValue):
    """A share, or how often something comes in a case.

    Parameters
    ----------
    value : float
        NaN where there is no case.
    standard_error : float
        Monte Carlo error.
    cases : int
        How many there were: plays, offers or signatures.
    """

    value: float
    standard_error: float
    cases: int


def rate(hits: Floats, cases: Floats) -> Rate:
    """Return the share of cases that are hits, all worlds together.

    Parameters
    ----------
    hits, cases : ndarray, shape (w,)
        Counts of each world.

    Notes
    -----
    A ratio of sums over worlds, which are the independent units: its error is that of the linearised ratio,
    sqrt(W / (W - 1) sum_w (h_w - r n_w)^2) / sum_w n_w (Cochran 1977). With one world it is binomial.

    Examples
    --------
    >>> found = rate(np.array([2.0, 0.0]), np.array([2.0, 2.0]))
    >>> found.value, found.standard_error, found.cases
    (0.5, 0.5, 4)
    """
    total, worlds = float(cases.sum()), len(cases)
    if not total:
        return Rate(float("nan"), float("nan"), 0)
    share = float(hits.sum()) / total
    if worlds == 1:
        return Rate(share, float(np.sqrt(max(share * (1 - share), 0.0) / total)), int(total))
    spread = float(((hits - share * cases) ** 2).sum()) * worlds / (worlds - 1)
    return Rate(share, float(np.sqrt(spread)) / total, int(total))
