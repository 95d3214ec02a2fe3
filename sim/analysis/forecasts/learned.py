"""What the record tells of each drawn number: what worlds say of it before they are weighed, and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.explanation.factors import FactorDescription, described_factors
from sim.arrays import Floats
from sim.results.outcomes import Outcomes

__all__ = ["LearnedNumber", "learned_numbers"]

_ENDS = (0.1, 0.9)


@dataclass(frozen=True)
class LearnedNumber:
    """A drawn number in worlds that weigh the same, and as they weigh by the record.

    Parameters
    ----------
    name : str
        Of the factor.
    axis : str
        What it is, in words.
    percent : bool
        Whether it is a chance; a statement that holds or not is one, too.
    prior, posterior : tuple of float
        Mean, and 10th and 90th percentile.
    shift : float
        From one mean to the other, in standard deviations of the prior.
    """

    name: str
    axis: str
    percent: bool
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    shift: float


def learned_numbers(outcomes: Outcomes) -> tuple[LearnedNumber, ...]:
    """Return every number that is drawn by world, what the record tells most of first; none without weights.

    Examples
    --------
    >>> import sim
    >>> learned_numbers(sim.load("tests/ensemble/port.yaml").run(worlds=10, replications=2))
    ()
    """
    if outcomes.weights is None:
        return ()
    weights = outcomes.weights.at()
    even = np.full(len(weights), 1 / len(weights))
    described = [each for each in described_factors(outcomes).values() if not each.by_play]
    found = [_learned(each, even, weights) for each in described if len(each.factor.values) == len(weights)]
    return tuple(sorted(found, key=lambda each: -abs(each.shift)))


def _learned(description: FactorDescription, even: Floats, weights: Floats) -> LearnedNumber:
    values = np.asarray(description.factor.values, dtype=np.float64)
    prior, posterior = (_summary(values, each) for each in (even, weights))
    spread = float(values.std())
    return LearnedNumber(
        name=description.factor.name,
        axis=description.axis,
        percent=description.unit == "%" or bool(description.factor.levels),
        prior=prior,
        posterior=posterior,
        shift=(posterior[0] - prior[0]) / spread if spread > 0 else 0.0,
    )


def _summary(values: Floats, weights: Floats) -> tuple[float, float, float]:
    """Return mean, 10th and 90th percentile of values (w,) that weigh so much."""
    order = values.argsort(kind="stable")
    cumulated = weights[order].cumsum()
    ends = [float(values[order][min(int(np.searchsorted(cumulated, end)), len(order) - 1)]) for end in _ENDS]
    return float((weights * values).sum()), ends[0], ends[1]
