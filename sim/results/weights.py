"""Worlds weighed by how well they explain what the record says was done.

See docs/model.md, "Weights".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.by_value import ByValue
from sim.elementary import exp, log
from sim.ensemble.explained import DRAWN, GOVERNMENT, MOVE, TOTAL

__all__ = [
    "TEMPERED",
    "Weights",
    "effective_size",
    "linearised",
    "read_weights",
    "weighed_median",
    "weighed_quantiles",
]

TEMPERED = 0.25
"""The power of the likelihood that is shown beside it: what is left if the rule of choice is not to be trusted far
(a power or coarsened posterior, Miller & Dunson 2019). ASSUMPTION."""


@dataclass(frozen=True, eq=False)
class Weights(ByValue):
    """How well each world (w,) explains the record.

    Parameters
    ----------
    total : ndarray
        log L.
    drawn : ndarray
        The same at the draws of governments' own noise with which the plays went on.
    moves : dict of int to ndarray
        By place in the record, the logarithm of the chance of each move, given those before it.
    governments : dict of str to ndarray
        The part of `total` that each government's moves make.
    """

    total: Floats
    drawn: Floats
    moves: Mapping[int, Floats]
    governments: Mapping[str, Floats]

    def at(self, beta: float = 1.0) -> Floats:
        """Return weights that sum to 1, at the power `beta` of the likelihood.

        Notes
        -----
        Plays went on with draws of noise that are already those of the posterior. At another power the weight is that
        of the draw, L(draw)^beta, over the chance L(draw) / L with which it was picked.
        """
        powers = self.total if beta == 1 else self.total + (beta - 1) * np.where(self.drawn > -np.inf, self.drawn, 0)
        most = powers.max()
        if most == -np.inf:
            return np.full(len(powers), 1 / len(powers))
        weights = exp(powers - most)
        return np.asarray(weights / weights.sum())

    def size(self, beta: float = 1.0) -> float:
        """Return the effective number of worlds, 1 / sum w^2 (Kish 1965)."""
        return effective_size(self.at(beta))

    @property
    def log_evidence(self) -> float:
        """Log Z, how likely the record is on average over the worlds."""
        return _log_mean(self.total)

    def evidence_of(self, place: int) -> float:
        """Return the chance of a move of the record, given those before it, on average over worlds so weighed."""
        before = np.zeros_like(self.total)
        for each in sorted(self.moves):
            if each == place:
                break
            before = before + self.moves[each]
        return float(exp(_log_mean(before + self.moves[place]) - _log_mean(before)))


def effective_size(weights: Floats) -> float:
    """Return 1 / sum w^2 of weights that sum to 1.

    Examples
    --------
    >>> effective_size(np.array([0.5, 0.5, 0.0]))
    2.0
    """
    return float(1 / (weights**2).sum())


def linearised(shares: Floats, weights: Floats | None) -> Floats:
    """Return shares (w, k) whose plain mean is the weighed one, and whose spread over sqrt(W) is its error.

    Parameters
    ----------
    shares : ndarray, shape (w, k)
    weights : ndarray, shape (w,), or None
        What each world weighs, in sum 1; without any the shares are returned as they are.

    Notes
    -----
    p + W w (s - p), the influence of each world on the ratio estimate p = sum w s (Woodruff 1971): what is reckoned
    from the worlds' own differences, paired or not, holds then for weighed worlds, too.

    Examples
    --------
    >>> linearised(np.array([[1.0], [0.0]]), np.array([0.75, 0.25])).ravel().tolist()
    [1.125, 0.375]
    """
    if weights is None:
        return shares
    mean = (weights[:, None] * shares).sum(axis=0)
    return np.asarray(mean + len(shares) * weights[:, None] * (shares - mean))


def weighed_median(values: Floats, weights: Floats | None) -> float:
    """Return the median (n,), of values that count as often as they weigh; NaN where there are none.

    Examples
    --------
    >>> weighed_median(np.array([3.0, 1.0, 2.0]), None), weighed_median(np.array([3.0, 1.0]), np.array([3.0, 1.0]))
    (2.0, 3.0)
    """
    if weights is None or not len(values):
        return float(np.median(values)) if len(values) else float("nan")
    return float(weighed_quantiles(values, (0.5,), weights)[0]) if weights.sum() > 0 else float("nan")


def weighed_quantiles(values: Floats, at: tuple[float, ...], weights: Floats) -> Floats:
    """Return for each share in `at` the least of the values (w, ...) up to which so much of the weight lies.

    Examples
    --------
    >>> weighed_quantiles(np.array([[5.0, 1.0], [4.0, 2.0]]), (0.1, 0.9), np.array([0.8, 0.2])).tolist()
    [[4.0, 1.0], [5.0, 2.0]]
    """
    order = values.argsort(axis=0, kind="stable")
    ranked = np.take_along_axis(values, order, axis=0)
    cumulated = weights[order].cumsum(axis=0)
    total = cumulated[-1]
    places = [np.minimum((cumulated < share * total - 1e-12).sum(axis=0), len(values) - 1) for share in at]
    return np.stack([np.take_along_axis(ranked, place[None], axis=0)[0] for place in places])


def _log_mean(logarithms: Floats) -> float:
    most = logarithms.max()
    return float(most + log(exp(logarithms - most).mean())) if most > -np.inf else -np.inf


def read_weights(columns: Mapping[str, NDArray[Any]]) -> Weights | None:
    """Return what `sim.ensemble.explained` wrote; None where worlds are not weighed, or the record tells nothing."""
    if TOTAL not in columns:
        return None
    moves = {int(name.removeprefix(MOVE)): each for name, each in columns.items() if name.startswith(MOVE)}
    if not moves:
        return None
    governments = {
        name.removeprefix(GOVERNMENT): each for name, each in columns.items() if name.startswith(GOVERNMENT)
    }
    return Weights(columns[TOTAL], columns[DRAWN], moves, governments)
