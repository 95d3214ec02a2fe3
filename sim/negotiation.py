"""The face of the package: a scenario that can be run."""

from __future__ import annotations

import pathlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sim.arguments import check_type
from sim.bundled import example_path, scenario_path
from sim.paths import path_of
from sim.scenario.load import LoadedScenario, load_scenario, load_scenario_text, nearest_library
from sim.scenario.saved import save_scenario
from sim.scenario.tables import record_table
from sim.scenario.vary import as_settings, as_yaml, vary

if TYPE_CHECKING:
    import pandas as pd
    from anywidget import AnyWidget

    from sim.analysis.advice.advise import SeatAdvice
    from sim.analysis.bargaining.bargaining_set import BargainingSet
    from sim.analysis.conduct.conduct import Conduct
    from sim.analysis.evidence.report import EvidenceReport
    from sim.ensemble.execution import Progress
    from sim.evidence.claims import ClaimLibrary
    from sim.minds.tactic import Tactic
    from sim.results.narrative import Story
    from sim.results.outcomes import Outcomes

__all__ = ["Scenario", "example", "load"]


@dataclass(frozen=True, eq=False)
class Scenario(LoadedScenario):
    """A negotiation read from its file; see `sim.load`."""

    @property
    def title(self) -> str:
        """What it is called."""
        return self.model.title

    @property
    def summary(self) -> str:
        """What it is about, in a sentence or two; empty where the file does not say."""
        return self.model.summary

    @property
    def record(self) -> pd.DataFrame:
        """What happened, a row per entry; see `sim.scenario.tables.record_table`."""
        return record_table(self.model, self.packages)

    def preferences(self, government: str, *, worlds: int = 500, seed: int = 1) -> pd.DataFrame:
        """Return what each package is worth to a government in each world, a row per world.

        See Also
        --------
        sim.results.preferences_table.preferences_table : Columns and parameters.
        """
        from sim.results.preferences_table import preferences_table

        return preferences_table(self, government, worlds=worlds, seed=seed)

    def save(self, path: pathlib.Path | str) -> pathlib.Path:
        """Save it as a file that `sim.load` reads back, with what it extends and what was set on top filled in.

        The claims it cites are saved beside it in ``claims.json``, unless evidence that holds them is near. An
        earlier file of that name is replaced.

        Raises
        ------
        InputError
            Where the file's place has other evidence, or cannot be written to.

        See Also
        --------
        sim.scenario.saved.save_scenario : What is written.
        """
        return save_scenario(self, path_of("path", path))

    def run(
        self,
        worlds: int = 500,
        replications: int = 20,
        *,
        seed: int = 1,
        workers: int | None = 1,
        executor: Executor | None = None,
        progress: Progress | bool | None = None,
        as_of: date | str | None = None,
        weights: bool | str = False,
        plugins: bool = False,
        tactics: Mapping[str, type[Tactic]] | None = None,
        out: pathlib.Path | str | None = None,
    ) -> Outcomes:
        """Simulate it.

        Parameters
        ----------
        worlds, replications : int
            Draws of what the analyst does not know, and plays of chance in each.
        seed : int
            The same seed gives the same results, on any machine.
        workers : int or None
            Cores to play on, None for all that this process may use; they change no result.
        executor : concurrent.futures.Executor, optional
            Played on instead, on this machine or many.
        progress : callable or bool, optional
            Called with (plays done, all plays). True shows a line, False none, not even in a notebook.
        as_of : date of any type, optional
            With what was known by the end of this day, and what had happened fixed.
        plugins : bool
            Whether tactics of its own code may be imported, which runs that code.
        tactics : mapping of str to class, optional
            Tactics of yours by government.
        out : path-like, optional
            A folder to save the results in as they come.

        See Also
        --------
        sim.results.run.run : The same at length, and what is raised.
        """
        from sim.results.run import run  # late: loads numpy and scipy

        return run(
            self,
            worlds=worlds,
            replications=replications,
            seed=seed,
            workers=workers,
            executor=executor,
            progress=progress,
            as_of=as_of,
            weights=weights,
            plugins=plugins,
            tactics=tactics,
            out=out,
        )

    def with_(self, *settings: str | Mapping[str, Any], **values: Any) -> Scenario:
        """Return a variation: this scenario with values set on top.

        Parameters
        ----------
        settings : str or mapping
            ``"events.vote.chance=0"``, or ``{"events.vote.chance": 0}``; carried out in order.
        values
            New values of whole sections, by name, such as ``title="Without a vote"``; carried out last.

        Raises
        ------
        ProblemsError
            With every problem found; those of a setting are placed at it, as on the command line.

        Examples
        --------
        >>> scenario = load("tests/ensemble/port.yaml")
        >>> varied = scenario.with_({"events.vote.chance": 0}, "governments.union.legacy=0.5", title="No vote")
        >>> varied.settings
        ('events.vote.chance=0', 'governments.union.legacy=0.5', 'title=No vote')
        >>> varied.model.events["vote"].chance, scenario.model.events["vote"].chance
        (0.0, 0.5)
        """
        varied = vary(self, *(setting for given in (*settings, values) for setting in as_settings(given)))
        return replace(self, **{field.name: getattr(varied, field.name) for field in fields(LoadedScenario)})

    def evidence(self, *, seed: int = 1) -> EvidenceReport:
        """Return what it rests on, and how much each statement says; see `sim.analysis.evidence.report`."""
        from sim.analysis.evidence.report import evidence_report

        return evidence_report(self, seed=seed)

    def analyse(
        self,
        *,
        worlds: int = 500,
        seed: int = 1,
        day: date | str | None = None,
        as_of: date | str | None = None,
        weights: bool | str = False,
    ) -> BargainingSet:
        """Return what could be agreed at all; see `sim.analysis.bargaining.bargaining_set.bargaining_set`."""
        from sim.analysis.bargaining.bargaining_set import bargaining_set

        return bargaining_set(self, worlds=worlds, seed=seed, day=day, as_of=as_of, weights=weights)

    def advise(
        self,
        seat: str,
        *,
        packages: Iterable[Mapping[str, str] | str] = (),
        days: Iterable[date | str] = (),
        worlds: int = 200,
        replications: int = 10,
        seed: int = 1,
        workers: int | None = 1,
        progress: Progress | bool | None = None,
        as_of: date | str | None = None,
    ) -> SeatAdvice:
        """Return what a seat had better table, wait for and give up; see `sim.analysis.advice.advise.advise`."""
        from sim.analysis.advice.advise import advise

        return advise(
            self,
            seat,
            packages=packages,
            days=days,
            worlds=worlds,
            replications=replications,
            seed=seed,
            workers=workers,
            progress=progress,
            as_of=as_of,
        )

    def conduct(
        self,
        *,
        worlds: int = 300,
        replications: int = 20,
        seed: int = 1,
        window: int = 14,
        workers: int | None = 1,
        progress: Progress | bool | None = None,
    ) -> Conduct:
        """Return how governments bargain, beside what the record says; see `sim.analysis.conduct.conduct.conduct`."""
        from sim.analysis.conduct.conduct import conduct

        return conduct(
            self,
            worlds=worlds,
            replications=replications,
            seed=seed,
            window=window,
            workers=workers,
            progress=progress,
        )

    def explore(
        self,
        quantities: Mapping[str | tuple[str, ...], Iterable[Any]] | Sequence[str] | None = None,
        *,
        worlds: int = 100,
        replications: int = 20,
        seed: int = 1,
        most: int = 4,
    ) -> AnyWidget:
        """Return an explorer for a notebook: quantities to move, and what becomes of the outcomes.

        Parameters
        ----------
        quantities : mapping, or list of str, optional
            What may be moved: places and the values they take, such as ``{"chance.vote": [0, 0.5, 1]}``, or places
            alone. By default those that the likeliest outcome depends on most.
        worlds, replications, seed : int
            Of the run at every position.
        most : int
            How many quantities at most are chosen by themselves.

        See Also
        --------
        sim.explorer.widget.explore : The same at length, and what is raised.
        """
        from sim.explorer.widget import explore

        return explore(self, quantities, worlds=worlds, replications=replications, seed=seed, most=most)

    def tell(
        self,
        *,
        world: int | None = None,
        replication: int | None = None,
        outcome: str | None = None,
        seed: int = 1,
        workers: int | None = 1,
        progress: Progress | bool | None = None,
        as_of: date | str | None = None,
        weights: bool | str = False,
    ) -> Story:
        """Tell one play in sentences; see `sim.results.narrative.tell`."""
        from sim.results.narrative import tell  # late: loads pandas

        play: dict[str, Any] = {"world": world, "replication": replication, "seed": seed}
        how: dict[str, Any] = {"workers": workers, "progress": progress}
        return tell(self, **play, outcome=outcome, as_of=as_of, weights=weights, **how)

    def __repr__(self) -> str:
        return f"<Scenario: {self.model.title}>"

    def __str__(self) -> str:
        from sim.present.scenario import say_scenario
        from sim.rendering.page import as_text

        return as_text(say_scenario(self))

    def _repr_html_(self) -> str:
        from sim.present.scenario import say_scenario
        from sim.rendering.html import as_html

        return as_html(say_scenario(self))


def load(
    source: pathlib.Path | str | Mapping[str, Any], *, settings: Sequence[str | Mapping[str, Any]] = ()
) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    source : path-like, str or mapping
        The YAML file; ``-`` for standard input; ``example:new_start`` and the like for an example (`sim.examples`).
        A text of several lines is the YAML itself, and a mapping what a file would say; both extend nothing, and
        evidence is looked for from the current folder on.
    settings : sequence of str or mapping
        Values set on top, such as ``events.biden_wins.chance=0``; see `Scenario.with_`.

    Raises
    ------
    ProblemsError
        With every problem found, sorted by place.
    InputError
        For something that is none of these.

    Examples
    --------
    >>> load({"title": "A test", "start": "2024-01-01"})  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    sim.errors.ProblemsError: mapping:1:1: issues: is missing
    """
    check_type("settings", settings, Iterable, "a list of texts path=value, or of mappings of paths to values")
    chosen = [each for given in settings for each in as_settings(given)]
    if isinstance(source, Mapping):
        loaded = load_scenario_text(as_yaml(source), name="mapping", settings=chosen, library=_near_here())
    elif isinstance(source, str) and "\n" in source:
        loaded = load_scenario_text(source, name="text", settings=chosen, library=_near_here())
    else:
        loaded = load_scenario(scenario_path("path", source), settings=chosen)
    return _as_scenario(loaded)


def _near_here() -> ClaimLibrary:
    return nearest_library(pathlib.Path.cwd())


def _as_scenario(loaded: LoadedScenario) -> Scenario:
    return Scenario(**{field.name: getattr(loaded, field.name) for field in fields(loaded)})


def example(name: str) -> Scenario:
    """Return an example that comes with the package, as a scenario that can be run.

    Raises
    ------
    InputError
        Where there is none of that name.

    Examples
    --------
    >>> example("theory/pie").title
    'A pie to divide'
    """
    return load(example_path(name))
