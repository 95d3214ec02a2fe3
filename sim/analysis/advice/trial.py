"""Everything that is tried for a seat, each with the same luck as its own course."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sim.analysis.advice.changes import Change
from sim.analysis.advice.effect import Standing, standing_of
from sim.analysis.influence.replays import Replays
from sim.analysis.several_runs import in_turn
from sim.arrays import Floats
from sim.engine.orders import Order
from sim.ensemble.execution import Progress, RunSize
from sim.ensemble.part import Part
from sim.scenario.load import LoadedScenario
from sim.worlds.draw import WorldSource

__all__ = ["Trial", "Work"]


@dataclass
class Work:
    """Everything that is tried, in this order."""

    tablings: list[tuple[int, date]]
    waits: list[tuple[date, tuple[str, ...]]]
    red_lines: list[Change]
    minds: list[Change]

    @property
    def runs(self) -> int:
        """How many runs it takes, beside that of its own course."""
        return len(self.tablings) + len(self.waits) + len(self.red_lines) + len(self.minds)

    def carry_out(self, trial: Trial, progress: Progress | None) -> dict[str, list[Standing]]:
        """Return by kind the difference that each makes; fewer after an interrupt."""
        tasks: list[tuple[str, Callable[[], Standing]]] = [
            *(("tablings", lambda p=p, d=d: trial.ordered(d, p)) for p, d in self.tablings),
            *(("waits", lambda d=d: trial.ordered(d + timedelta(days=1))) for d, _ in self.waits),
            *(("red_lines", lambda c=c: trial.changed(c)) for c in self.red_lines),
            *(("minds", lambda c=c: trial.changed(c)) for c in self.minds),
        ]

        def carry(place: int, task: tuple[str, Callable[[], Standing]]) -> tuple[str, Standing]:
            if progress:
                progress(place + 1, len(tasks) + 1)
            return task[0], task[1]()

        found, _ = in_turn(tasks, carry)
        done: dict[str, list[Standing]] = {"tablings": [], "waits": [], "red_lines": [], "minds": []}
        for kind, difference in found:
            done[kind].append(difference)
        return done


class Trial:
    """Plays a government's own course once, and again with one thing otherwise."""

    def __init__(
        self,
        scenario: LoadedScenario,
        size: RunSize,
        seat: str,
        government: str,
        *,
        workers: int | None,
        as_of: date | None,
    ) -> None:
        self._replays = Replays(scenario, size, workers=workers, as_of=as_of, orders=True)
        self.scenario, self.size, self.seat, self.as_of, self._government = scenario, size, seat, as_of, government
        self.own = standing_of(self._replays.part, size, government)

    def ordered(self, day: date, package: int = -1) -> Standing:
        """Return the difference that it makes to table a package on a day; without one, to say nothing before."""
        number = (day - self.scenario.model.start).days
        part = self._replays.play(self._replays.source, Order(self.seat, self._government, number, package))
        return _less(standing_of(part, self.size, self._government), self.own)

    def changed(self, change: Change) -> Standing:
        """Return the difference that a change of mind makes, by the preferences that the government has now."""
        source = self._replays.changed(change.carried_out(self.scenario.model))
        if source is None:
            return _less(self.own, self.own)
        part = self._replays.play(source)
        less = self._revalued(source, part) if change.government == self._government else None
        return _less(standing_of(part, self.size, self._government, less=less), self.own)

    def _revalued(self, source: WorldSource, part: Part) -> Floats:
        """Return by how much more each end (n,) is worth by the preferences of changed worlds than of the real ones.

        What events shift, and what talks cost, is the same in both and cancels out.
        """
        numbers = np.arange(self.size.worlds)
        g = list(self.scenario.model.governments).index(self._government)
        new, old = (each.draw(numbers, imagined=False) for each in (source, self._replays.source))
        world, package = part.lanes["world"], part.lanes["package_number"]
        by_package = np.asarray(new.value[g] - old.value[g])[world, package]
        return np.where(part.lanes["in_force"], by_package, (new.no_deal[g] - old.no_deal[g])[world])


def _less(one: Standing, other: Standing) -> Standing:
    return Standing(one.points - other.points, one.agreed - other.agreed)
