"""Runs into a folder: what is played is kept there as it is done, and can be taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from datetime import date
from pathlib import Path

from sim.ensemble.cores import usable_workers
from sim.ensemble.execution import Execution, Progress
from sim.errors import InputError, ProblemsError, SimError
from sim.minds.plugin import Plugins
from sim.minds.tactic import Tactic
from sim.paths import path_of, typed
from sim.results.lock import held
from sim.results.outcomes import Outcomes
from sim.results.planned import Run, RunInterrupted, check_how, tactics_as_settings
from sim.results.saving import check_folder, check_nothing_unfinished, load, write
from sim.results.unfinished import Plan, Unfinished
from sim.worlds.draw import WorldSource

__all__ = ["resume", "run_into"]


def run_into(folder: Path, planned: Run) -> Outcomes:
    """Play a run, keep what is done in `folder` meanwhile, and save its results there; see `sim.results.run.run`."""
    check_folder(folder)
    with held(folder):
        check_nothing_unfinished(folder)
        plan = Plan(
            provenance=planned.made,
            model=planned.scenario.model.digest,
            lanes_per_batch=planned.batch_size,
            plugins=planned.plugins.allowed,
            folders=planned.plugins.folders,
            tactics=tuple(planned.plugins.tactics),
        )
        return _finish(Unfinished.begin(folder, plan, planned.scenario), planned)


def resume(
    folder: Path | str,
    *,
    workers: int | None = 1,
    executor: Executor | None = None,
    progress: Progress | bool | None = None,
    plugins: bool = False,
    tactics: Mapping[str, type[Tactic]] | None = None,
) -> Outcomes:
    """Finish a run that was cut short: its results are those of one that was not.

    Parameters
    ----------
    folder : path-like
        The `out` of the run. It holds the scenario as the run began with it; changes to the file since then do not
        matter. Where the results are whole already they are returned.
    workers, executor, progress
        As in `sim.results.run.run`; they may differ from those the run began with.
    plugins : bool
        To be given again where the run had it: it lets a scenario run code of its own.
    tactics : mapping of str to class, optional
        To be given again where the run had them: classes are not saved.

    Raises
    ------
    InputError
        If there is nothing to finish, another run is at it, or it was begun by another version.
    RunInterrupted
        On Ctrl-C, with what was done.
    """
    check_how(executor, progress, tactics)
    folder, workers = path_of("folder", folder), usable_workers(workers, executor)
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder")
    with held(folder):
        unfinished = Unfinished.find(folder)
        if unfinished is None:
            return _whole(folder)
        unfinished.check_version()
        plan, scenario = unfinished.plan, unfinished.scenario()
        made, given = plan.provenance, dict(tactics or {})
        _check_code(unfinished, plugins=plugins, tactics=given)
        unfinished.files.drop_damaged(plan.batches)
        planned = Run(
            scenario=scenario,
            source=WorldSource(scenario.model, scenario.packages, seed=made.seed),
            made=made,
            day=date.fromisoformat(made.as_of) if made.as_of else None,
            plugins=Plugins(allowed=plan.plugins, folders=plan.folders, tactics=given),
            execution=Execution.of(workers, executor, progress),
        )
        return _finish(unfinished, planned)


def _whole(folder: Path) -> Outcomes:
    try:
        return Outcomes(*load(folder))
    except SimError:
        raise InputError(f"{folder}: holds no unfinished run") from None


def _check_code(unfinished: Unfinished, *, plugins: bool, tactics: dict[str, type[Tactic]]) -> None:
    """Refuse to run a scenario's own code unless that is allowed again, or to run without it."""
    plan, folder = unfinished.plan, unfinished.folder
    if plan.plugins and not plugins:
        raise InputError(
            f"{folder}: its scenario may run code of its own. If you trust it, say so again: --plugins, "
            "or plugins=True in Python"
        )
    begun = {setting for setting in plan.provenance.settings if setting.startswith("tactics.")}
    if set(tactics) != set(plan.tactics) or not set(tactics_as_settings(tactics)) <= begun:
        listed = ", ".join(sorted(begun)) or "none"
        raise InputError(f"tactics: must be those the run began with, which are not saved ({listed})")


def _finish(unfinished: Unfinished, planned: Run) -> Outcomes:
    """Play what is left, and put the results in place of it."""
    folder, asked = unfinished.folder, planned.made.worlds
    try:
        played = planned.play(unfinished.files, lanes_per_batch=unfinished.plan.lanes_per_batch)
        outcomes = planned.outcomes(played)
        if outcomes is not None:
            write(outcomes, folder)
    except SimError as error:
        if not unfinished.can_go_on:
            raise
        kind = InputError if isinstance(error, ProblemsError) else type(error)
        raise kind(f"{error}\nWhat is done is kept: sim run --resume {typed(folder)} goes on from there.") from None
    except KeyboardInterrupt:
        raise RunInterrupted(None, asked, folder) from None
    finally:
        if not unfinished.can_go_on:
            unfinished.discard()
    saved = None if outcomes is None else Outcomes(*load(folder))
    if played.interrupted or saved is None:
        raise RunInterrupted(saved, asked, folder if unfinished.can_go_on else None)
    unfinished.discard()
    return saved
