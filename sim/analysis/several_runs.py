"""Several runs for one answer: in turn, with the same luck, and what is done kept at Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import TypeVar

from sim.ensemble.execution import Execution, RunSize
from sim.ensemble.notebook import notebook_progress
from sim.results.outcomes import Outcomes
from sim.results.run import play
from sim.scenario.load import LoadedScenario

__all__ = ["in_turn", "play_in_turn"]

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
