"""Random utility: a logistic draw eps shifts what is worth choosing; what is known of it are bounds.

See docs/model.md, "Minds".
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats
from sim.elementary import exp, log

__all__ = ["BEYOND", "between", "logistic", "quantile_of_noise", "remaining"]

BEYOND = 500.0
"""Units of noise beyond which a gain counts as this: nothing that is drawn comes near, and no product of chances is
lost to rounding."""


def logistic(x: Floats) -> Floats:
    """Return F(x) = 1 / (1 + exp(-x)), to its last digits also where it is next to 0."""
    small = exp(-np.abs(x))
    return np.asarray(np.where(x < 0, small, 1.0) / (1 + small))


def quantile_of_noise(u: Floats) -> Floats:
    """Return the logistic draw at probabilities `u`, in the open interval (0, 1).

    Examples
    --------
    >>> quantile_of_noise(np.array([0.5, 0.75])).round(4).tolist()
    [0.0, 1.0986]
    """
    return np.asarray(log(u / (1 - u)))


def between(low: Floats, high: Floats) -> Floats:
    """Return the chance F(high) - F(low) of a draw between two bounds, low <= high; exact in both tails.

    Examples
    --------
    >>> float(between(np.array(-np.inf), np.array(np.inf))), float(between(np.array(40.0), np.array(41.0))) > 0
    (1.0, True)
    """
    return np.asarray(logistic(high) * logistic(-low) * (1 - exp(low - high)))


def remaining(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return two numbers (r, s) that make the chance F(z) of a draw above -z into that given the bounds.

    It is r F(z) - s F(-z), cut off at 0 and 1, with r = 1 / (F(-low) (1 - exp(low - high))) and s = r exp(-high):
    F is then worked out once for all who hold bounds.

    Examples
    --------
    >>> r, s = remaining(np.array(-1.0), np.array(2.0))
    >>> z = np.array([-3.0, -2.0, -0.5, 1.0, 4.0])
    >>> np.clip(r * logistic(z) - s * logistic(-z), 0, 1).round(4).tolist()
    [0.0, 0.0, 0.4225, 1.0, 1.0]
    """
    share = 1 / (logistic(-low) * (1 - exp(low - high)))
    return share, share * exp(-high)
