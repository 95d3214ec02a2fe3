"""Run a scenario: worlds drawn, lanes played, outcomes told."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from datetime import date
from pathlib import Path
from typing import Any

import sim
from sim.ensemble.notebook import notebook_progress
from sim.ensemble.play import Ensemble, Progress, play_ensemble
from sim.errors import SimError, whole_number
from sim.minds.plugin import Plugins
from sim.minds.tactic import Tactic
from sim.results.outcomes import Outcomes
from sim.results.provenance import Provenance
from sim.results.tables import lanes_table, worlds_table
from sim.scenario.as_of import known_by, read_as_of
from sim.scenario.load import LoadedScenario, check_scenario
from sim.worlds.draw import WorldSource

__all__ = ["Interrupted", "run"]


class Interrupted(KeyboardInterrupt):
    """A run was cut short (Ctrl-C); what was done is kept.

    Attributes
    ----------
    outcomes : Outcomes or None
        Those of the worlds completed: exactly the run of that many. None where there were none.
    asked : int
        Number of worlds asked for.
    """

    def __init__(self, outcomes: Outcomes | None, asked: int) -> None:
        self.outcomes, self.asked = outcomes, asked
        done = outcomes.provenance.worlds if outcomes else 0
        super().__init__(f"interrupted after {done:,} of {asked:,} worlds")


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
        How many cores to play on: in threads for small runs, else in processes. Any number gives the same results;
        1 starts nothing.
    executor : concurrent.futures.Executor, optional
        Played on instead of `workers`, and left open.
    progress : callable, optional
        Called with (lanes done, all lanes). In a notebook a line shows them if you give none.
    as_of : date or ISO text, optional
        What the record says happened by the end of this day is fixed and the rest simulated, by what was known
        then (see `sim.scenario.as_of.known_by`); the outcomes' scenario is that one.
    plugins : bool
        Whether tactics that the scenario names as ``{plugin: "module:Class"}`` may be imported: that runs their code.
        They are looked for in the current folder and the scenario's, then in Python's path.
    tactics : mapping of str to class, optional
        Tactics of your own by government, subclasses of `sim.Tactic`, in place of what the scenario names.

    Raises
    ------
    ProblemsError
        For statements that contradict each other, with the claims they rest on.
    SimError
        For numbers that are not whole or below 1, workers that cannot be started, or a day with nothing left to
        simulate.
    Interrupted
        On Ctrl-C, with what was done.
    """
    digest, day, replications = scenario.digest, None, whole_number("replications", replications, least=1)
    if as_of is not None:
        day = read_as_of(scenario.model, as_of)
        scenario = known_by(scenario, day)
    outside = _plugins(scenario, dict(tactics or {}), allowed=plugins)
    source = WorldSource(scenario.model, scenario.packages, seed=seed)
    played = _play(
        scenario,
        source,
        worlds=worlds,
        replications=replications,
        workers=workers,
        executor=executor,
        progress=progress or notebook_progress(),
        as_of=day,
        plugins=outside,
    )
    outcomes = None
    if played.part is not None:
        table = lanes_table(scenario.model, scenario.packages, played.part.lanes)
        provenance = Provenance(
            version=sim.__version__,
            title=scenario.model.title,
            scenario=digest,
            seed=source.seed,
            worlds=played.worlds,
            replications=replications,
            settings=(
                *scenario.settings,
                *(f"tactics.{name}={made.__qualname__}" for name, made in outside.tactics.items()),
            ),
            as_of=day.isoformat() if day else None,
        )
        outcomes = Outcomes(table, worlds_table(played.part.worlds, table), provenance, scenario)
    if played.interrupted or outcomes is None:
        raise Interrupted(outcomes, worlds)
    return outcomes


def _plugins(scenario: LoadedScenario, tactics: dict[str, type[Tactic]], *, allowed: bool) -> Plugins:
    """Return the tactics from outside the package that may play."""
    folders = (str(Path.cwd()), str(scenario.path.parent)) if scenario.path else (str(Path.cwd()),)
    outside = Plugins(allowed=allowed, folders=folders if allowed else (), tactics=tactics)
    outside.check_governments(tuple(scenario.model.governments))
    return outside


def _play(scenario: LoadedScenario, source: WorldSource, **how: Any) -> Ensemble:
    """Play an ensemble; of statements that quarrel, tell which, and the claims they rest on."""
    try:
        return play_ensemble(source, **how)
    except SimError:
        check_scenario(scenario)
        raise
