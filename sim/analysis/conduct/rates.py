"""Shares of cases that come from worlds, with the error that worlds make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.by_value import ByValue
from sim.results.estimates import Z, interval

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

    def interval(self, worlds: int) -> tuple[float, float]:
        """Return the 95% interval of a share in a run of so many worlds, the same in tables and pictures.

        Two margins wide; Wilson's (1927) where they reach beyond 0 or 1, and of what never, or always, came.

        Examples
        --------
        >>> [tuple(round(end, 3) for end in each.interval(16)) for each in (Rate(0.0, 0.0, 40), Rate(0.5, 0.1, 400))]
        [(0.0, 0.194), (0.304, 0.696)]
        """
        if not self.cases:
            return float("nan"), float("nan")
        if self.value in (0, 1):
            limit = Z**2 / (min(worlds, self.cases) + Z**2)
            return (0.0, limit) if self.value == 0 else (1 - limit, 1.0)
        margin = Z * self.standard_error
        low, high = self.value - margin, self.value + margin
        return (low, high) if low >= 0 and high <= 1 else interval(self.value, self.standard_error, self.cases)


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
