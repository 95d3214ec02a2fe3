"""A run that is planned: what is to be played, how, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

from sim.arguments import check_type, flag_of
from sim.ensemble.execution import Execution, RunSize, check_executor, progress_of
from sim.ensemble.footprint import Footprint
from sim.ensemble.notebook import notebook_progress
from sim.ensemble.play import Ensemble, Store, batch_size, play_ensemble
from sim.errors import NO_MEMORY, ExecutionError, Interrupted, SimError
from sim.minds.plugin import Plugins
from sim.minds.tactic import Tactic
from sim.results.lanes import PlayedLanes
from sim.results.observation import observed, undecided, weighing_of
from sim.results.outcomes import Outcomes
from sim.results.provenance import Provenance, libraries_in_use
from sim.results.tables import worlds_columns
from sim.scenario.load import LoadedScenario, check_scenario
from sim.scenario.weighing import Weighing
from sim.version import VERSION
from sim.worlds.draw import WorldSource

__all__ = ["Run", "RunInterrupted", "check_how", "plan_run", "plugins_of", "tactics_as_settings"]


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
    execution : Execution
        How it is played.
    """

    scenario: LoadedScenario
    source: WorldSource
    made: Provenance
    day: date | None
    plugins: Plugins
    execution: Execution

    @property
    def batch_size(self) -> int:
        """How many lanes at most to play together."""
        made = self.made
        return batch_size(
            made.worlds,
            made.replications,
            workers=self.execution.workers,
            executor=self.execution.executor,
            worlds_at_once=Footprint.of(self.scenario.model, self.scenario.packages).worlds_at_once,
        )

    @property
    def weighing(self) -> Weighing | None:
        """How worlds are weighed; None where they are not to be, or cannot."""
        if self.made.weights is None or self.day is None or undecided(self.scenario.model, self.day):
            return None
        return weighing_of(self.made.weights, self.scenario)

    def play(self, store: Store, *, lanes_per_batch: int) -> Ensemble:
        """Play it; where statements cannot all hold, raise again with the conflicting ones and their claims."""
        try:
            return play_ensemble(
                self.source,
                worlds=self.made.worlds,
                replications=self.made.replications,
                workers=self.execution.workers,
                executor=self.execution.executor,
                progress=self.execution.progress or notebook_progress(),
                lanes_per_batch=lanes_per_batch,
                as_of=self.day,
                plugins=self.plugins,
                store=store,
                weighing=self.weighing,
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


def plan_run(
    scenario: LoadedScenario,
    size: RunSize,
    execution: Execution,
    *,
    as_of: date | str | None,
    tactics: dict[str, type[Tactic]],
    allowed: bool,
    weights: bool | str = False,
) -> Run:
    """Return the run asked for."""
    digest = scenario.digest
    seen = observed(scenario, as_of, weights)
    scenario, day = seen.scenario, seen.day
    outside = plugins_of(scenario, tactics, allowed=allowed)
    made = Provenance(
        version=VERSION,
        title=scenario.model.title,
        scenario=digest,
        seed=size.seed,
        worlds=size.worlds,
        replications=size.replications,
        settings=(*scenario.settings, *tactics_as_settings(outside.tactics)),
        as_of=day.isoformat() if day else None,
        weights=seen.model,
    )
    source = WorldSource(scenario.model, scenario.packages, seed=size.seed)
    return Run(scenario, source, made, day, outside, execution)


def check_how(executor: object, progress: object, tactics: object) -> None:
    """Refuse what cannot be played on, called with progress, or taken for tactics.

    Raises
    ------
    InputError
        Naming it.
    """
    check_executor(executor)
    progress_of(progress)
    if tactics is not None:
        check_type("tactics", tactics, Mapping, "a mapping of governments to classes")
        for name in cast(Mapping[object, object], tactics):
            check_type("tactics", name, str, "by governments")


def tactics_as_settings(tactics: Mapping[str, type[Tactic]]) -> tuple[str, ...]:
    """Return tactics given from Python as provenance has them."""
    return tuple(f"tactics.{name}={made.__qualname__}" for name, made in tactics.items())


def plugins_of(scenario: LoadedScenario, tactics: dict[str, type[Tactic]], *, allowed: bool) -> Plugins:
    """Return the tactics from outside the package that may play."""
    folders = (str(Path.cwd()), str(scenario.path.parent)) if scenario.path else (str(Path.cwd()),)
    outside = Plugins(allowed=flag_of("plugins", allowed), folders=folders if allowed else (), tactics=tactics)
    outside.check_governments(tuple(scenario.model.governments))
    return outside
