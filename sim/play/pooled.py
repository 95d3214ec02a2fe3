"""A forecast from how people's tables ended, with its error, beside the model's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np

from sim.analysis.forecasts.scoring import brier_score
from sim.answer import Answer
from sim.arrays import Floats
from sim.errors import InputError
from sim.results.outcomes import Outcomes
from sim.scenario.load import LoadedScenario

__all__ = ["PooledForecast", "TableEnd", "pool_ends"]

_Z = 1.959963984540054
"""Normal quantile of 97.5%."""

LEAST_CLASSES = 3
"""Classes from which on how they differ says something of the error."""


class TableEnd(NamedTuple):
    """How a table ended: of which class, in which world, with which outcome."""

    group: str
    table: int
    world: int
    outcome: str


@dataclass(frozen=True, eq=False, repr=False)
class PooledForecast(Answer, presented_by="sim.present.pooled"):
    """Shares of tables by how they ended, with their errors, beside the model's probabilities.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    seed : int
        Of the model's run.
    names : tuple of str
        The ends there are.
    classes, tables, worlds : int
        How many were pooled, and in how many worlds they played.
    counts : ndarray of float, shape (classes, names)
        Tables by class and end.
    low, high : ndarray of float, shape (names,)
        95% intervals of the pooled shares.
    model, model_error : ndarray of float, shape (names,)
        The model's probabilities, and their standard errors.
    actual : str or None
        How it really ended.

    Notes
    -----
    Intervals are Wilson's (1927), of as many independent tables as the pooled ones are worth: n over the design
    effect (Kish 1965) with which shares differ between classes, where there are three or more, and
    never more than n. Fewer classes cannot tell how much classes differ: tables then count as independent. People who
    play roles as a forecast: Green, K. C. (2005). Game theory, simulated interaction, and unaided judgement for
    forecasting decisions in conflicts. International Journal of Forecasting 21, 463-472.
    """

    scenario: LoadedScenario
    seed: int
    names: tuple[str, ...]
    classes: int
    tables: int
    worlds: int
    counts: Floats
    low: Floats
    high: Floats
    model: Floats
    model_error: Floats
    actual: str | None

    @property
    def shares(self) -> Floats:
        """Pooled shares (names,) of the tables."""
        return np.asarray(self.counts.sum(axis=0) / self.tables)

    @property
    def scores(self) -> tuple[float, float] | None:
        """Brier scores of the pooled forecast and of the model's; None where the real end is unknown."""
        if self.actual is None:
            return None
        place = self.names.index(self.actual)
        return float(brier_score(self.shares, place)), float(brier_score(self.model, place))

    def __repr__(self) -> str:
        return f"<PooledForecast: {self.tables} tables of {self.classes} classes>"


def pool_ends(ends: Sequence[TableEnd], model: Outcomes) -> PooledForecast:
    """Pool how tables ended into a forecast.

    Parameters
    ----------
    ends : sequence of TableEnd
        One a table, of any number of classes.
    model : Outcomes
        The model's run of the same scenario.

    Raises
    ------
    InputError
        Where there are none, one is given twice, or an outcome is none of the scenario's.
    """
    if not ends:
        raise InputError("pool: no table has ended whose students agree to be pooled")
    names, tables = model.names, {(end.group, end.table) for end in ends}
    if len(tables) < len(ends):
        raise InputError("pool: a table is given twice: leave out the class's file or its endings.csv")
    unknown = sorted({end.outcome for end in ends} - {*names})
    if unknown:
        raise InputError(f"pool: no such outcome (found '{unknown[0]}'; allowed {', '.join(names)})")
    groups = sorted({end.group for end in ends})
    counts = np.zeros((len(groups), len(names)))
    for end in ends:
        counts[groups.index(end.group), names.index(end.outcome)] += 1
    low, high = _intervals(counts)
    actual = model.scenario.model.actual
    return PooledForecast(
        model.scenario,
        seed=model.provenance.seed,
        names=names,
        classes=len(groups),
        tables=len(ends),
        worlds=len({end.world for end in ends}),
        counts=counts,
        low=low,
        high=high,
        model=np.asarray(model.estimates.probability),
        model_error=np.asarray(model.estimates.standard_error),
        actual=None if actual is None else actual.outcome,
    )


def _intervals(counts: Floats) -> tuple[Floats, Floats]:
    """Return the bounds (names,) of the pooled shares."""
    sizes = counts.sum(axis=1)
    total, found = float(sizes.sum()), []
    for column in counts.T.tolist():
        share = sum(column) / total
        found.append(_wilson(share, total / _design_effect(column, sizes.tolist(), share)))
    low, high = zip(*found, strict=True)
    return np.array(low), np.array(high)


def _design_effect(column: list[float], sizes: list[float], share: float) -> float:
    """Return by how much the variance of a share exceeds that of independent tables; at least 1."""
    if len(sizes) < LEAST_CLASSES or not 0 < share < 1:
        return 1.0
    count, total = len(sizes), sum(sizes)
    between = sum((found - share * size) ** 2 for found, size in zip(column, sizes, strict=True))
    variance = count / (count - 1) * between / total**2
    return max(1.0, variance / (share * (1 - share) / total))


def _wilson(share: float, n: float) -> tuple[float, float]:
    """Return the interval of Wilson (1927) for a share of n."""
    z2 = _Z**2 / n
    middle, half = share + z2 / 2, _Z * sqrt(share * (1 - share) / n + z2 / (4 * n))
    return max(0.0, (middle - half) / (1 + z2)), min(1.0, (middle + half) / (1 + z2))
