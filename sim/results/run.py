"""Run a scenario: worlds drawn, lanes played, outcomes told."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sim.arguments import check_type
from sim.ensemble.batches import run_size
from sim.ensemble.cores import usable_workers
from sim.ensemble.footprint import Footprint
from sim.ensemble.notebook import notebook_progress
from sim.ensemble.play import Ensemble, Progress, Store, batch_size, play_ensemble
from sim.errors import NO_MEMORY, ExecutionError, InputError, Interrupted, SimError, whole_number
from sim.minds.plugin import Plugins
from sim.minds.tactic import Tactic
from sim.paths import path_of
from sim.results.lanes import PlayedLanes
from sim.results.outcomes import Outcomes
from sim.results.provenance import Provenance, libraries_in_use
from sim.results.tables import worlds_columns
from sim.scenario.as_of import known_by, read_as_of
from sim.scenario.load import LoadedScenario, check_scenario
from sim.version import VERSION
from sim.worlds.draw import WorldSource

__all__ = ["Run", "RunInterrupted", "check_how", "run", "tactics_as_settings"]


class RunInterrupted(Interrupted):
    """A run was cut short (Ctrl-C); what was done is kept.

    Attributes
    ----------
    outcomes : Outcomes or None
        Those of the worlds completed: exactly the run of that many. None where there were none.
    asked : int
        Number of worlds asked for.
    folder : Path or None
        Where the run can be taken up again (`sim.resume`); None where it was not to be saved, or nothing is done.
    """

    def __init__(self, outcomes: Outcomes | None, asked: int, folder: Path | None = None) -> None:
        self.outcomes, self.asked, self.folder = outcomes, asked, folder
        done = outcomes.provenance.worlds if outcomes else 0
        super().__init__(f"interrupted after {done:,} of {asked:,} worlds")

    def __reduce__(self) -> tuple[type[RunInterrupted], tuple[Outcomes | None, int, Path | None]]:
        return type(self), (self.outcomes, self.asked, self.folder)


@dataclass(frozen=True)
class Run:
    """A run to be played, and how.

    Parameters
    ----------
    scenario : LoadedScenario
        As it is played.
    source : WorldSource
        Its worlds.
    made : Provenance
        With all worlds asked for.
    day : date or None
        What the record says by the end of this day is fixed.
    plugins : Plugins
        Tactics from outside the package that may play.
    workers, executor, progress
        See `run`.
    """

    scenario: LoadedScenario
    source: WorldSource
    made: Provenance
    day: date | None
    plugins: Plugins
    workers: int = 1
    executor: Executor | None = None
    progress: Progress | None = None

    @property
    def batch_size(self) -> int:
        """How many lanes at most to play together."""
        made = self.made
        return batch_size(
            made.worlds,
            made.replications,
            workers=self.workers,
            executor=self.executor,
            worlds_at_once=Footprint.of(self.scenario.model, self.scenario.packages).worlds_at_once,
        )

    def play(self, store: Store, *, lanes_per_batch: int) -> Ensemble:
        """Play it; of statements that quarrel, tell which, and the claims they rest on."""
        try:
            return play_ensemble(
                self.source,
                worlds=self.made.worlds,
                replications=self.made.replications,
                workers=self.workers,
                executor=self.executor,
                progress=self.progress or notebook_progress(),
                lanes_per_batch=lanes_per_batch,
                as_of=self.day,
                plugins=self.plugins,
                store=store,
            )
        except SimError:
            check_scenario(self.scenario)
            raise
        except MemoryError:
            raise ExecutionError(NO_MEMORY) from None

    def outcomes(self, played: Ensemble) -> Outcomes | None:
        """Return what came of it; None where no world was completed."""
        if not played.parts:
            return None
        lanes = PlayedLanes(self.scenario, played.worlds, played.parts)
        by_world = worlds_columns(lanes.drawn, lanes.tally.shares, lanes.names)
        made = replace(self.made, worlds=played.worlds, pools=self.source.pools, libraries=libraries_in_use())
        return Outcomes(lanes, by_world, made, self.scenario)


def run(
    scenario: LoadedScenario,
    *,
    worlds: int = 500,
    replications: int = 20,
    seed: int = 1,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    as_of: date | str | None = None,
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
    folder = None if out is None else path_of("out", out)
    planned = _plan(
        scenario,
        *run_size(worlds, replications),
        seed=whole_number("seed", seed),
        as_of=as_of,
        tactics=dict(tactics or {}),
        allowed=plugins,
    )
    planned = replace(planned, workers=usable_workers(workers, executor), executor=executor, progress=progress)
    if folder is not None:
        from sim.results.resume import run_into  # late: loads what writes files

        return run_into(folder, planned)
    played = planned.play({}, lanes_per_batch=planned.batch_size)
    outcomes = planned.outcomes(played)
    if played.interrupted or outcomes is None:
        raise RunInterrupted(outcomes, worlds)
    return outcomes


def _plan(
    scenario: LoadedScenario,
    worlds: int,
    replications: int,
    *,
    seed: int,
    as_of: date | str | None,
    tactics: dict[str, type[Tactic]],
    allowed: bool,
) -> Run:
    """Return the run asked for, to be played on one core."""
    digest, day = scenario.digest, None
    if as_of is not None:
        day = read_as_of(scenario.model, as_of)
        scenario = known_by(scenario, day)
    outside = _plugins(scenario, tactics, allowed=allowed)
    made = Provenance(
        version=VERSION,
        title=scenario.model.title,
        scenario=digest,
        seed=seed,
        worlds=worlds,
        replications=replications,
        settings=(*scenario.settings, *tactics_as_settings(outside.tactics)),
        as_of=day.isoformat() if day else None,
    )
    return Run(scenario, WorldSource(scenario.model, scenario.packages, seed=seed), made, day, outside)


def check_how(executor: object, progress: object, tactics: object) -> None:
    """Refuse what cannot be played on, told, or taken for tactics.

    Raises
    ------
    InputError
        Naming it.
    """
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise InputError(f"executor: must be an executor of concurrent.futures or like it (found {executor!r})")
    if progress is not None and not callable(progress):
        raise InputError(f"progress: must be a function of plays done and all plays (found {progress!r})")
    if tactics is not None:
        check_type("tactics", tactics, Mapping, "a mapping of governments to classes")


def tactics_as_settings(tactics: Mapping[str, type[Tactic]]) -> tuple[str, ...]:
    """Return tactics given from Python as provenance has them."""
    return tuple(f"tactics.{name}={made.__qualname__}" for name, made in tactics.items())


def _plugins(scenario: LoadedScenario, tactics: dict[str, type[Tactic]], *, allowed: bool) -> Plugins:
    """Return the tactics from outside the package that may play."""
    folders = (str(Path.cwd()), str(scenario.path.parent)) if scenario.path else (str(Path.cwd()),)
    outside = Plugins(allowed=allowed, folders=folders if allowed else (), tactics=tactics)
    outside.check_governments(tuple(scenario.model.governments))
    return outside
