"""Run a scenario: worlds drawn, lanes played, outcomes counted."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date
from pathlib import Path

from sim.arguments import name_of
from sim.ensemble.cores import usable_workers
from sim.ensemble.execution import Execution, Progress, RunSize
from sim.minds.tactic import Tactic
from sim.paths import path_of
from sim.results.outcomes import Outcomes
from sim.results.planned import RunInterrupted, check_how, plan_run
from sim.scenario.load import LoadedScenario

__all__ = ["play", "run"]


def run(
    scenario: LoadedScenario,
    *,
    worlds: int = 500,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = 1,
    executor: Executor | None = None,
    progress: Progress | bool | None = None,
    as_of: date | str | None = None,
    weights: bool | str = False,
    plugins: bool = False,
    tactics: Mapping[str, type[Tactic]] | None = None,
    out: Path | str | None = None,
) -> Outcomes:
    """Simulate a scenario.

    Parameters
    ----------
    scenario : LoadedScenario
        From `sim.load`.
    worlds : int
        Draws of what the analyst does not know.
    replications : int
        Plays of chance in each world.
    seed : int
        The same seed gives the same results; the lanes of a smaller run are the first of a larger one.
    workers : int
        How many cores to play on. Any number gives the same results; 1 starts nothing, and more than four for each
        core that this process may use are not started. With an `executor` that does
        not say how many calls it carries out at once: how many it does.
    executor : concurrent.futures.Executor, optional
        Played on instead, on this machine or many, and left open; see docs/scaling.md.
    progress : callable, optional
        Called with (lanes done, all lanes). In a notebook a line shows them if you give none.
    as_of : date, datetime, pandas or numpy date, or ISO text; optional
        What the record says happened by the end of this day is fixed and the rest simulated, by what was known
        then (see `sim.scenario.as_of.known_by`); the outcomes' scenario is that one.
    weights : bool or str
        Whether worlds are weighed by how well they explain what the record says was done by `as_of`, or by which
        observation model (`sim.results.observation.MODELS`).
    plugins : bool
        Whether tactics that the scenario names as ``{plugin: "module:Class"}`` may be imported: that runs their code.
        They are looked for in the current folder and the scenario's, then in Python's path.
    tactics : mapping of str to class, optional
        Tactics of your own by government, subclasses of `sim.Tactic`, in place of what the scenario names.
    out : path-like, optional
        A folder to save the results in, as `Outcomes.save` does. What is played is kept there as it is done, so that
        a run that is killed can be taken up again (`sim.resume`), and one too large for memory can be played.

    Raises
    ------
    ProblemsError
        For statements that contradict each other, with the claims they rest on.
    InputError
        For numbers that are not whole, below 1 or too large, workers that cannot be started, a day with nothing
        left to simulate, or a folder that cannot be written to, is another run's or holds an unfinished one.
    RunInterrupted
        On Ctrl-C, with what was done.
    """
    check_how(executor, progress, tactics)
    size = RunSize.of(worlds, replications, seed)
    execution = Execution.of(workers, executor, progress)
    return play(scenario, size, execution, as_of=as_of, weights=weights, plugins=plugins, tactics=tactics, out=out)


def play(
    scenario: LoadedScenario,
    size: RunSize,
    execution: Execution,
    *,
    as_of: date | str | None = None,
    weights: bool | str = False,
    plugins: bool = False,
    tactics: Mapping[str, type[Tactic]] | None = None,
    out: Path | str | None = None,
) -> Outcomes:
    """Simulate a scenario; as `run`, which says what is raised."""
    folder = None if out is None else path_of("out", out)
    execution = replace(execution, workers=usable_workers(execution.workers, execution.executor))
    by_name = {name_of(name): tactic for name, tactic in (tactics or {}).items()}
    planned = plan_run(scenario, size, execution, as_of=as_of, weights=weights, tactics=by_name, allowed=plugins)
    if folder is not None:
        from sim.results.resume import run_into  # late: loads what writes files

        return run_into(folder, planned)
    played = planned.play({}, lanes_per_batch=planned.batch_size)
    outcomes = planned.outcomes(played)
    if played.interrupted or outcomes is None:
        raise RunInterrupted(outcomes, size.worlds)
    return outcomes
