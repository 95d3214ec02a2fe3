"""Several runs for one answer: with the same luck, in turn or together, and what is done kept at Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import TypeVar

from sim.analysis.joint_player import JointPlayer, play_at_once
from sim.analysis.joint_runs import Ready, Runs, rules_of
from sim.ensemble.batches import Batch, split
from sim.ensemble.cores import usable_workers
from sim.ensemble.execution import Execution, Progress, RunSize
from sim.ensemble.footprint import Footprint
from sim.ensemble.notebook import notebook_progress
from sim.results.from_lanes import outcomes_of_parts
from sim.results.outcomes import Outcomes
from sim.results.run import play
from sim.scenario.load import LoadedScenario, check_scenario
from sim.worlds.draw import WorldSource
from sim.worlds.preferences import Preferences

__all__ = ["in_turn", "play_in_turn", "play_together"]

_AT_ONCE, _FULL = 8, 2
"""Runs played together at most, and as many as fill so many blocks: what is played together is lost together at
Ctrl-C (ASSUMPTION)."""

Task = TypeVar("Task")
Done = TypeVar("Done")


def in_turn(tasks: Iterable[Task], do: Callable[[int, Task], Done]) -> tuple[list[Done], bool]:
    """Carry out tasks one after the other.

    Parameters
    ----------
    tasks : iterable
    do : callable
        Called with the place of a task and the task.

    Returns
    -------
    list, bool
        What came of each, of those before a Ctrl-C; and whether all were carried out.

    Examples
    --------
    >>> in_turn("ab", lambda place, letter: letter * (place + 1))
    (['a', 'bb'], True)
    """
    done: list[Done] = []
    try:
        for place, task in enumerate(tasks):
            done.append(do(place, task))
    except KeyboardInterrupt:
        return done, False
    return done, True


def play_in_turn(
    scenarios: Sequence[LoadedScenario],
    size: RunSize,
    execution: Execution,
    *,
    keep: Callable[[Outcomes], Done],
    as_of: Sequence[date] = (),
    weights: bool | str = False,
) -> tuple[list[Done], bool]:
    """Run scenarios of one size and seed, world for world and replication for replication with the same luck.

    Parameters
    ----------
    scenarios : sequence of LoadedScenario
    size : RunSize
    execution : Execution
        Its progress is that of all runs together; in a notebook a line shows it if there is none.
    keep : callable
        What to keep of a run: all of it, if memory allows.
    as_of : sequence of date
        A day for each, by which its record is fixed.
    weights : bool or str
        Whether worlds are weighed by the record, as of these days, or by which observation model.

    Returns
    -------
    list, bool
        As of `in_turn`. Scenarios that say the same, as of the same day, are played once.
    """
    execution = replace(execution, progress=execution.progress or notebook_progress())
    keys = [(each.digest, day) for each, day in zip_longest(scenarios, as_of)]
    held: dict[tuple[str, date | None], Outcomes] = {}

    def play_one(place: int, scenario: LoadedScenario) -> Done:
        part, key = execution.part(place, len(scenarios)), keys[place]
        if key not in held:
            found = play(scenario, size, part, as_of=key[1], weights=weights)
            if key in keys[place + 1 :]:
                held[key] = found
            return keep(found)
        known = held[key]
        if part.progress is not None:
            part.progress(len(known), len(known))
        made = replace(known.provenance, settings=scenario.settings)
        return keep(replace(known, provenance=made, scenario=known.scenario if key[1] else scenario))

    return in_turn(scenarios, play_one)


def play_together(
    scenarios: Sequence[LoadedScenario], size: RunSize, execution: Execution, *, keep: Callable[[Outcomes], Done]
) -> tuple[list[Done], bool]:
    """Run variations of one scenario as `play_in_turn` does, many in one block: sooner, the same to the last digit.

    Plays that a variation cannot affect are played once. What is kept at Ctrl-C are the runs of those played before.

    Raises
    ------
    ProblemsError
        For statements that contradict each other.
    """
    execution = replace(execution, progress=execution.progress or notebook_progress())
    return in_turn(_joint_runs(scenarios, size, execution), lambda _, outcomes: keep(outcomes))


def _joint_runs(scenarios: Sequence[LoadedScenario], size: RunSize, execution: Execution) -> Iterator[Outcomes]:
    """Yield the outcomes of each, a few runs played at once."""
    at_once = Footprint.of(scenarios[0].model, scenarios[0].packages).worlds_at_once
    kinds = len({rules_of(each.model) for each in scenarios})  # one kind is played in one block
    runs = 1 if kinds == len(scenarios) else max(1, min(_AT_ONCE, _FULL * at_once // size.worlds))
    workers, in_a_block = usable_workers(execution.workers), -(-runs // min(runs, kinds))
    worlds = max(1, min(at_once // in_a_block, -(-size.worlds // workers)))
    batches = split(size.worlds, size.replications, lanes=worlds * size.replications)
    one, known, kept = size.worlds * size.replications, list[Preferences](), dict[Batch, Runs]()
    for first in range(0, len(scenarios), runs):
        some = list[Ready]()
        for each in scenarios[first : first + runs]:
            check_scenario(each)
            source = WorldSource(each.model, each.packages, seed=size.seed, known=known)
            known = source.preferences
            source.draw([0])  # draws the pools, so that they go along to the workers
            some.append(Ready(each, source))
        player = JointPlayer(some, size, kept, at_once)
        progress = _progress_of(execution.progress, first * one, len(scenarios) * one)
        by_run = play_at_once(player, batches, replace(execution, workers=workers, progress=progress))
        for run, parts in zip(some, by_run, strict=True):
            yield outcomes_of_parts(*run, parts, size)


def _progress_of(whole: Progress | None, start: int, total: int) -> Progress | None:
    """Return what reports some plays among all, those before them done."""
    return whole and (lambda done, _: whole(start + done, total))
