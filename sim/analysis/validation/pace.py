"""How long a validation will take, found by playing a little of each case."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.analysis.validation.case_forecast import Task
from sim.ensemble.execution import Execution, RunSize
from sim.results.run import play

__all__ = ["CONDUCT", "Pace", "conduct_size", "needed_seconds", "paces"]

CONDUCT = RunSize(100, 5)
"""The most that conduct is watched in: its shares are of all plays, and need fewer than chances do. ASSUMPTION."""

_FEW = 2, 6
"""Worlds of the two trials by whose difference a case's pace is known."""


class Pace(NamedTuple):
    """Seconds of the processor that a run needs at all, and more for each world and day that is played."""

    start: float
    world_day: float


def conduct_size(size: RunSize) -> RunSize:
    """Return in how many plays conduct is watched."""
    return RunSize(min(size.worlds, CONDUCT.worlds), min(size.replications, CONDUCT.replications), size.seed)


def paces(tasks: Sequence[Task], size: RunSize) -> dict[tuple[str, str], Pace]:
    """Play the first of the tasks of each case and coder in few worlds, and return how long that takes.

    What is drawn for it is kept in the cache of pools, so that little is done twice.
    """
    found: dict[tuple[str, str], Pace] = {}
    for task in tasks:
        if (task.case.name, task.coder) in found:
            continue
        seconds = []
        for worlds in _FEW:
            few = RunSize(worlds, size.replications, size.seed)
            began = time.process_time()
            play(task.scenario, few, Execution(progress=_silent), as_of=task.day)
            seconds.append(time.process_time() - began)
        each = max(seconds[1] - seconds[0], 0.0) / (_FEW[1] - _FEW[0])
        start = max(seconds[1] - each * _FEW[1], 0.0)
        found[task.case.name, task.coder] = Pace(start, each / max(task.before, 1))
    return found


def _silent(done: int, total: int) -> None:
    """Show nothing."""


def needed_seconds(
    tasks: Sequence[Task], watched: Sequence[str], pace: Mapping[tuple[str, str], Pace], size: RunSize
) -> float:
    """Return about how many seconds of one core tasks need, and conduct of the cases `watched`.

    A forecast is two runs, weighed and not; conduct is one from the start, and its logs take about as long again.
    """
    whole = 0.0
    for task in tasks:
        each = pace[task.case.name, task.coder]
        whole += 2 * (each.start + each.world_day * task.before * size.worlds)
    small = conduct_size(size)
    for task in {task.case.name: task for task in reversed(tasks) if task.case.name in watched}.values():
        each, model = pace[task.case.name, task.coder], task.scenario.model
        plays = small.worlds * small.replications / size.replications
        whole += 2 * (each.start + each.world_day * model.last_day * plays)
    return whole
