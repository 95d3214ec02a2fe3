"""A multinomial logistic regression on a few facts, small enough to be solved by plain steps."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats, Ints
from sim.elementary import exp

__all__ = ["fit_logistic", "logistic_chances"]

RIDGE = 1.0
"""Penalty of a coefficient's square, as of a standard normal prior. ASSUMPTION: weak, and the facts are few."""

_STEPS = 3000
"""Plain gradient steps: the penalty and the half cases make the problem strongly convex, and this is far enough."""


def fit_logistic(facts: Floats, ended: Ints, weight: Floats, *, classes: int) -> Floats:
    """Return coefficients (1 + f, k) of a multinomial logistic regression with a ridge penalty.

    Parameters
    ----------
    facts : ndarray, shape (n, f)
        Of each case; centred, as -1/2 and 1/2.
    ended : ndarray of int, shape (n,)
        Its class.
    weight : ndarray, shape (n,)
        How much it counts.
    classes : int
        Number k of classes.

    Notes
    -----
    Half a case of each class in the middle of all facts is added, Jeffreys' prior of the climatology: with facts
    that tell nothing the regression is the climatology, or nearly. The intercepts are not penalised. Gradient
    descent with the step 1 / L, L a bound of the curvature (Nesterov 2004, theorem 2.1.14).

    Examples
    --------
    >>> none = np.zeros((3, 1))
    >>> found = fit_logistic(none, np.array([0, 0, 1]), np.ones(3), classes=2)
    >>> logistic_chances(found, none[:1]).round(3).tolist()
    [[0.625, 0.375]]
    """
    x = np.column_stack([np.ones(len(facts) + classes), np.concatenate([facts, np.zeros((classes, facts.shape[1]))])])
    kind = np.concatenate([ended, np.arange(classes)])
    mass = np.concatenate([weight, np.full(classes, 0.5)])
    came = (kind[:, None] == np.arange(classes)) * 1.0
    penalty = np.full((x.shape[1], 1), RIDGE)
    penalty[0] = 0.0
    bound = RIDGE + (mass * (x * x).sum(axis=1)).sum() / 2
    found = np.zeros((x.shape[1], classes))
    for _ in range(_STEPS):
        miss = mass[:, None] * (_softmax(x, found) - came)
        slope = (x[:, :, None] * miss[:, None, :]).sum(axis=0) + penalty * found
        found = found - slope / bound
    return np.asarray(found)


def logistic_chances(coefficients: Floats, facts: Floats) -> Floats:
    """Return the chances (n, k) of each class, by facts (n, f)."""
    return _softmax(np.column_stack([np.ones(len(facts)), facts]), coefficients)


def _softmax(x: Floats, coefficients: Floats) -> Floats:
    score = (x[:, :, None] * coefficients[None]).sum(axis=1)
    odds = exp(score - score.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
