"""A run in counts: all that its printed table, summary and curves are made of, however many plays it has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.by_value import ByValue, read_only
from sim.ensemble.drawn import Columns
from sim.scenario.costs import governments_that_pay
from sim.scenario.scenario import ScenarioModel

__all__ = ["Tally", "count"]


@dataclass(frozen=True, eq=False)
class Tally(ByValue):
    """What is counted over the lanes of W whole worlds.

    Parameters
    ----------
    ended : ndarray of int, shape (w, k)
        How many of each world's lanes ended in each outcome.
    signed, in_force : ndarray, shape (t, k)
        How many lanes were signed, or came into force by the deadline, on each day, by how they ended.
    value : dict of str to ndarray, shape (w,)
        Sum over each world's lanes of what they are worth to a government.
    cost : dict of str to ndarray, shape (w,)
        The same of what the talks cost it, for governments that may pay; empty where an earlier version saved a run.
    prolonged : tuple of int or float
        How many lanes were prolonged once or more, twice or more and so on, as often as talks can be.
    made : dict of str to int or float
        In how many lanes each move took effect.

    Notes
    -----
    Where worlds weigh differently all but `ended` count each lane as often as its world weighs.
    """

    ended: NDArray[np.int64]
    signed: NDArray[Any]
    in_force: NDArray[Any]
    value: dict[str, NDArray[np.float64]]
    cost: dict[str, NDArray[np.float64]]
    prolonged: tuple[float, ...] = ()
    made: dict[str, float] = field(default_factory=dict)

    @property
    def lanes(self) -> int:
        """Number of lanes."""
        return int(self.ended.sum())

    @property
    def shares(self) -> NDArray[np.float64]:
        """Share (w, k) of each world's lanes that ended in each outcome."""
        shares: NDArray[np.float64] = self.ended / self.ended.sum(axis=1, keepdims=True)
        return shares

    def share(self, counted: NDArray[Any]) -> float:
        """Return `signed` or `in_force` as a share of all lanes."""
        return float(counted.sum() / self.lanes)

    def mean_value(self, government: str) -> float:
        """Return what a lane is worth to a government on average, in points."""
        return float(self.value[government].sum() / self.lanes)

    def mean_cost(self, government: str) -> float:
        """Return what talks cost a government on average, in points; it may pay."""
        return float(self.cost[government].sum() / self.lanes)


def count(
    scenario: ScenarioModel,
    pieces: Iterable[Columns],
    *,
    worlds: int,
    outcomes: Sequence[str],
    weights: NDArray[np.float64] | None = None,
) -> Tally:
    """Count lanes, piece by piece.

    Parameters
    ----------
    scenario : ScenarioModel
        Whose days and governments are counted by.
    pieces : iterable of dict of str to ndarray
        Lanes in order: ``world``, ``code`` (position in `outcomes`), ``signed`` and ``force_day`` (days since the
        start, -1 for never), ``value_<government>``, and ``cost_<government>`` where talks may cost points;
        ``prolonged``, how often, where that is possible; ``made_<move>``, the day of each move or -1.
    worlds : int
        Number of worlds W.
    outcomes : sequence of str
        All ways to end.
    weights : ndarray, shape (w,), optional
        How often each lane of a world counts; once by default.

    Notes
    -----
    Values are added one lane after the other, so that where a piece ends changes no digit.
    """
    days, k = scenario.last_day + 1, len(outcomes)
    kind = np.int64 if weights is None else np.float64
    ended, by_day = np.zeros(worlds * k, dtype=np.int64), np.zeros((2, days * k), dtype=kind)
    paying = governments_that_pay(scenario)
    points = {f"value_{name}": np.zeros(worlds) for name in scenario.governments}
    points |= {f"cost_{name}": np.zeros(worlds) for name in paying}
    prolonged: list[float] = [0] * (len(scenario.deadlines) - 1)
    made: dict[str, float] = dict.fromkeys(scenario.moves, 0)
    for piece in pieces:
        world, code = piece["world"].astype(np.int64), piece["code"].astype(np.int64)
        first, last = int(world[0]), int(world[-1])
        found = np.bincount((world - first) * k + code, minlength=(last + 1 - first) * k)
        ended[first * k : (last + 1) * k] += found
        each = None if weights is None else weights[world]
        for into, day in zip(by_day, (piece["signed"], piece["force_day"]), strict=True):
            ever = (day >= 0) & (day < days)  # what counts by its signature may take effect later
            many = None if each is None else each[ever]
            into += np.bincount(day[ever].astype(np.int64) * k + code[ever], weights=many, minlength=days * k)
        for used in range(len(prolonged)):
            prolonged[used] += _counted(piece["prolonged"] > used, each)
        for name in made:
            made[name] += _counted(piece[f"made_{name}"] >= 0, each)
        for column in points.keys() & piece.keys():
            sums = points[column]
            added = piece[column].astype(np.float64) * (1.0 if each is None else each)  # a copy
            added[0] += sums[first]  # a world goes on where the piece before ended
            sums[first : last + 1] = np.bincount(world - first, weights=added)
    signed, in_force = read_only(by_day.reshape(2, days, k))
    return Tally(
        read_only(ended.reshape(worlds, k)),
        signed,
        in_force,
        value={name: read_only(points[f"value_{name}"]) for name in scenario.governments},
        cost={name: read_only(points[f"cost_{name}"]) for name in paying if f"cost_{name}" in piece},
        prolonged=tuple(prolonged),
        made=made,
    )


def _counted(which: NDArray[np.bool_], weights: NDArray[np.float64] | None) -> float:
    """Return how many lanes (n,) are marked, each as often as it counts."""
    return int(np.count_nonzero(which)) if weights is None else float(weights[which].sum())
