"""Random utility: a logistic draw eps shifts what is worth choosing; what is known of it are bounds.

See docs/model.md, "Minds".
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats
from sim.elementary import exp, log

__all__ = ["BEYOND", "both_ways", "gumbel", "logistic", "quantile_of_noise", "remaining"]

BEYOND = 500.0
"""Units of noise beyond which a gain counts as this: nothing that is drawn comes near, and no product of chances is
lost to rounding."""


def logistic(x: Floats) -> Floats:
    """Return F(x) = 1 / (1 + exp(-x)), to its last digits also where it is next to 0."""
    small = exp(-np.abs(x))
    return np.asarray(np.where(x < 0, small, 1.0) / (1 + small))


def both_ways(x: Floats) -> tuple[Floats, Floats]:
    """Return F(x) and F(-x), as `logistic` has them, from one exponential."""
    small = exp(-np.abs(x))
    below, whole = x < 0, 1 + small
    return np.where(below, small, 1.0) / whole, np.where(below, 1.0, small) / whole


def quantile_of_noise(u: Floats) -> Floats:
    """Return the logistic draw at probabilities `u`, in the open interval (0, 1).

    Examples
    --------
    >>> quantile_of_noise(np.array([0.5, 0.75])).round(4).tolist()
    [0.0, 1.0986]
    """
    return np.asarray(log(u / (1 - u)))


def gumbel(u: Floats) -> Floats:
    """Return the Gumbel draw at probabilities `u`, in the open interval (0, 1).

    The greatest of several values, each with lambda times such a draw added, is their softmax with noise lambda.

    Examples
    --------
    >>> gumbel(np.array([0.5])).round(4).tolist()
    [0.3665]
    """
    return np.asarray(-log(-log(u)))


def remaining(low: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the chance of a draw between two bounds, and two numbers (r, s) that make F(z) the chance given them.

    The chance of a draw above -z, given the bounds, is r F(z) - s F(-z), cut off at 0 and 1, with
    r = 1 / (F(-low) (1 - exp(low - high))) and s = r exp(-high): F is then worked out once for all who hold bounds.
    The chance of a draw between them is F(high) / r = F(high) - F(low), exact in both tails.

    Examples
    --------
    >>> chance, r, s = remaining(np.array(-1.0), np.array(2.0))
    >>> z = np.array([-3.0, -2.0, -0.5, 1.0, 4.0])
    >>> round(float(chance), 4), np.clip(r * logistic(z) - s * logistic(-z), 0, 1).round(4).tolist()
    (0.6119, [0.0, 0.0, 0.4222, 1.0, 1.0])
    >>> float(remaining(np.array(40.0), np.array(41.0))[0]) > 0
    True
    """
    part = logistic(-low) * (1 - exp(low - high))
    share = 1 / part
    return np.asarray(logistic(high) * part), share, share * exp(-high)
