"""Contestants held against people: the same folds for all, every one refitted on each fold's training part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.people.campers import FAILURE, POINTS, Records, efficient
from benchmarks.people.contestants import Contestant, spread
from benchmarks.people.data import folds
from sim.arrays import Floats

__all__ = ["Figure", "Score", "cross_validate", "people", "score_aside"]

DRAWS = 2_000


@dataclass(frozen=True)
class Figure:
    """A number and its standard error over negotiations."""

    value: float
    error: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ± {self.error:.3f}"


@dataclass(frozen=True)
class Score:
    """How one contestant did.

    Parameters
    ----------
    name : str
        Who.
    loss : Figure
        Mean log loss in nats of what happened, failures included.
    division : Figure
        The same of the division alone, among negotiations with a deal.
    failures, efficient, joint : Figure
        Share of failures, of deals that are Pareto-efficient, and points of both together in a deal: as predicted,
        without the tenth that is spread evenly; of people as they were.
    losses : ndarray, shape (n,)
        Loss of each negotiation, to compare contestants pair by pair.
    fitted : tuple of str
        What was learned, fold by fold.
    """

    name: str
    loss: Figure
    division: Figure
    failures: Figure
    efficient: Figure
    joint: Figure
    losses: Floats
    fitted: tuple[str, ...]


def cross_validate(
    contestants: Sequence[Contestant], records: Records, *, progress: Callable[[str], object] = lambda _: None
) -> list[Score]:
    """Return each contestant's score over all folds."""
    fold = folds(len(records))
    scores = []
    for contestant in contestants:
        progress(contestant.name)
        predicted = np.empty((len(records), FAILURE + 1))
        fitted = []
        for k in np.unique(fold):
            shares = contestant.learn(records[fold != k])
            predicted[fold == k] = shares[records.relation[fold == k]]
            fitted.append(contestant.fitted)
        scores.append(_score(contestant.name, predicted, records, tuple(fitted)))
    return scores


def score_aside(contestants: Sequence[Contestant], records: Records, aside: Records) -> list[Score]:
    """Return each contestant's score on those kept aside, after it learned from all others."""
    return [
        _score(contestant.name, contestant.learn(records)[aside.relation], aside, (contestant.fitted,))
        for contestant in contestants
    ]


def people(records: Records) -> Score:
    """Return how people did, without any loss."""
    happened = np.eye(FAILURE + 1)[records.ended]
    return _score("people", happened, records, ())


def _score(name: str, predicted: Floats, records: Records, fitted: tuple[str, ...]) -> Score:
    """Return the score of predictions (n, 65)."""
    at = np.arange(len(records))
    mixed = spread(predicted)
    losses = -np.log(mixed[at, records.ended])
    dealt = records.ended != FAILURE
    divided = losses + np.log(mixed[:, :FAILURE].sum(axis=1))
    deals, relation = predicted[:, :FAILURE], records.relation
    good, points = efficient()[relation], POINTS.sum(axis=1)[relation]
    weight = _redrawn(len(records))
    return Score(
        name=name,
        loss=_ratio(losses, np.ones(len(records)), weight),
        division=_ratio(divided * dealt, dealt.astype(float), weight),
        failures=_ratio(predicted[:, FAILURE], np.ones(len(records)), weight),
        efficient=_ratio((deals * good).sum(axis=1), deals.sum(axis=1), weight),
        joint=_ratio((deals * points).sum(axis=1), deals.sum(axis=1), weight),
        losses=losses,
        fitted=fitted,
    )


def _redrawn(n: int) -> Floats:
    """Return how often each negotiation is drawn (draws, n), the same for every contestant."""
    return np.random.default_rng(1).multinomial(n, np.full(n, 1 / n), size=DRAWS).astype(float)


def _ratio(above: Floats, below: Floats, weight: Floats) -> Figure:
    """Return the ratio of two sums over negotiations, with its bootstrap error."""
    drawn = (weight @ above) / np.maximum(weight @ below, 1e-12)
    return Figure(float(above.sum() / max(below.sum(), 1e-12)), float(drawn.std()))
