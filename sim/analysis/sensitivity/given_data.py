"""How far a response depends on an input, from a sample there is: no further runs, no model of the dependence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.explanation.prim import FEW
from sim.arrays import Floats, Ints, runs_of
from sim.by_value import ByValue
from sim.streams import generator

__all__ = ["FirstOrder", "classes", "first_order"]


_MOST = 50
"""Largest number of classes; Plischke et al. (2013) find little gained beyond."""

_PERMUTATIONS = 500
_RESAMPLES = 200


@dataclass(frozen=True, eq=False)
class FirstOrder(ByValue):
    """First-order sensitivity of one response to each input i; shapes (i,).

    Parameters
    ----------
    index : ndarray
        Share of the response's variance that knowing the input alone would remove, on average; unbiased, so that
        an estimate of nothing may fall below 0.
    error : ndarray
        Standard error, by the bootstrap.
    p_value : ndarray
        Chance that an input of no influence among these would show an index as far out as this one: permutation
        test, right for all inputs together (Westfall & Young 1993).
    """

    index: Floats
    error: Floats
    p_value: Floats


def classes(values: Floats, weights: Floats | None = None) -> Ints:
    """Return the class of each case: its value where there are few, else one of equally full classes.

    Parameters
    ----------
    values : ndarray, shape (w,)
    weights : ndarray, shape (w,), optional
        As how many cases each counts; classes are then as full by weight.

    Notes
    -----
    About half the square root of the number of cases, 50 at most: bias falls with the number of classes, the noise of
    their means rises. Equal values are never parted.

    Examples
    --------
    >>> classes(np.array([3.0, 1.0, 3.0])).tolist()
    [1, 0, 1]
    >>> np.bincount(classes(np.linspace(0, 1, 400))).tolist()
    [40, 40, 40, 40, 40, 40, 40, 40, 40, 40]
    """
    different, places = np.unique(values, return_inverse=True)
    if len(different) <= FEW:
        return places.ravel().astype(np.int64)
    cases = float(len(values)) if weights is None else float(weights.sum())
    count = int(np.clip(round(np.sqrt(cases) / 2), 2, _MOST))
    if weights is None:
        below = np.searchsorted(np.sort(values), values)  # cases with a smaller value
        place = below * count // len(values)
    else:
        by_value = np.bincount(places.ravel(), weights=weights)
        smaller = (by_value.cumsum() - by_value)[places.ravel()]
        place = np.minimum(smaller / cases * count, count - 1).astype(np.int64)
    _, labels = np.unique(place, return_inverse=True)
    return labels.ravel().astype(np.int64)


def first_order(
    response: Floats, inputs: list[Floats], *, noise: float = 0.0, seed: int = 1, weights: Floats | None = None
) -> FirstOrder:
    """Estimate the first-order index of each input.

    Parameters
    ----------
    response : ndarray, shape (w,)
    inputs : list of ndarray, shape (w,)
    noise : float
        Variance of the response that is the noise of measuring it, which no input explains: the indices are shares
        of what is left.
    seed : int
        Of permutations and resamples.
    weights : ndarray, shape (w,), optional
        What each case weighs, in sum 1; all the same by default.

    Notes
    -----
    The index is Var(E[Y | X]) / Var(Y) (Sobol 1993), estimated from classes of X (the correlation ratio; Plischke,
    Borgonovo & Smith 2013), with the means' own noise taken off (Kelley's 1935 epsilon squared): for inputs drawn
    independently it is the Sobol index; inputs drawn together share what they explain, and the indices overlap.

    Weighed cases count as many as their effective number (Kish 1965), shared out as they weigh; permutations move a
    response together with its weight.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x, z = rng.random(2000), rng.random(2000)
    >>> found = first_order(2 * x + z, [x, z, rng.random(2000)])
    >>> abs(found.index.round(1)).tolist(), (found.p_value < 0.05).tolist()
    ([0.8, 0.2, 0.0], [True, True, False])
    """
    each = None if weights is None else weights / (weights**2).sum()
    once = np.ones(len(response)) if each is None else each
    labels = [classes(values, each) for values in inputs]
    luck = generator(seed, "given-data sensitivity")
    total = float(response.var(ddof=1)) if weights is None else _weighed_variance(response, weights)
    left = total - noise
    if left <= 0 or not inputs:
        nothing = np.full(len(inputs), np.nan)
        return FirstOrder(nothing, nothing, nothing)
    scale = total / left
    order = np.argsort(luck.random((_PERMUTATIONS, len(response))), axis=1, kind="stable")
    resamples = _resamples(luck.random((_RESAMPLES, len(response))))
    found = np.array([_epsilon(response[None], one, once[None])[0] for one in labels])
    resampled = np.stack([_epsilon(response[None], one, resamples * once) for one in labels])
    null = np.stack([_epsilon(response[order], one, once[order]) for one in labels])
    return FirstOrder(found * scale, resampled.std(axis=1, ddof=1) * scale, _p_values(found, null))


def _resamples(luck: Floats) -> Ints:
    """Return how often each of n cases is drawn when n are drawn with replacement by `luck`, each of shape (b, n)."""
    b, n = luck.shape
    drawn = (luck * n).astype(np.int64) + n * np.arange(b)[:, None]
    return np.bincount(drawn.ravel(), minlength=b * n).reshape(b, n)


def _weighed_variance(response: Floats, weights: Floats) -> float:
    """Return the variance of a response whose cases weigh so much, in sum 1, without bias."""
    mean = float((weights * response).sum())
    return float((weights * (response - mean) ** 2).sum() / (1 - (weights**2).sum()))


def _epsilon(response: Floats, labels: Ints, weight: Floats) -> Floats:
    """Return epsilon squared (b,) for responses or case weights (b or 1, w)."""
    order = np.argsort(labels, kind="stable")
    starts, _ = runs_of(labels[order])
    count = np.add.reduceat(weight[:, order], starts, axis=1)
    mean = np.add.reduceat((weight * response)[:, order], starts, axis=1) / np.where(count > 0, count, 1)
    cases = weight.sum(axis=1)
    middle = (weight * response).sum(axis=1) / cases
    total = (weight * response**2).sum(axis=1) - cases * middle**2
    between = (count * (mean - middle[:, None]) ** 2).sum(axis=1)
    full = (count > 0).sum(axis=1)
    inside = (total - between) / np.maximum(cases - full, 1)
    return np.asarray(np.divide(between - (full - 1) * inside, total, out=np.zeros_like(total), where=total > 0))


def _p_values(found: Floats, null: Floats) -> Floats:
    """Return family-wise p-values from the null (i, permutations), each input measured by its own spread."""
    centre, spread = null.mean(axis=1), null.std(axis=1)
    spread = np.where(spread > 0, spread, 1.0)
    extreme = ((null - centre[:, None]) / spread[:, None]).max(axis=0)
    reached = (extreme >= ((found - centre) / spread)[:, None]).sum(axis=1)
    return np.asarray((1 + reached) / (1 + null.shape[1]))
