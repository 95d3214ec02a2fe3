"""One or two numbers of a scenario varied over a range, under the same luck at every point."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice, product
from typing import Any

import numpy as np
import pandas as pd
from pydantic import TypeAdapter, ValidationError

from sim.analysis.comparison.differences import brief
from sim.analysis.several_runs import play_in_turn, play_together
from sim.answer import Answer
from sim.arguments import check_type, is_among, outcome_place, plain_value
from sim.by_value import handed_out
from sim.ensemble.execution import Execution, Progress, RunSize
from sim.errors import InputError, Interrupted, Problem, ProblemsError, did_you_mean, number_in, shown
from sim.quantity import ByClaim, OneOf, Quantity, bounds
from sim.results.endings import LAPSED, OTHER, TOO_LATE
from sim.results.outcomes import Outcomes
from sim.scenario.as_of import read_as_of
from sim.scenario.load import LoadedScenario, check_scenario
from sim.scenario.places import full_path
from sim.scenario.vary import as_setting, vary
from sim.scenario.write import write_flow

__all__ = ["MOST_POINTS", "Axis", "Sweep", "SweepInterrupted", "axis_of", "sweep"]

MOST_POINTS = 1000
"""A sweep of more is a slip of the pen, not a question."""

RARE = 0.01
"""Outcomes that are nowhere likelier than this are listed together; their lines are drawn, but not named."""

_quantity: TypeAdapter[Any] = TypeAdapter(Quantity)


@dataclass(frozen=True)
class Axis:
    """A quantity that is varied.

    Parameters
    ----------
    paths : tuple of str
        Places in the scenario that all take the same value, such as ``events.biden_wins.chance``.
    values : tuple
        What they take in turn.
    own : Any
        What the scenario itself has at the first place; None where there is nothing.
    """

    paths: tuple[str, ...]
    values: tuple[Any, ...]
    own: Any = None

    @property
    def name(self) -> str:
        """The first place: the name of a column."""
        return self.paths[0]

    @property
    def is_numeric(self) -> bool:
        """Whether all values are numbers."""
        return all(isinstance(value, int | float) and not isinstance(value, bool) for value in self.values)

    @property
    def positions(self) -> list[float]:
        """Where the values stand on an axis: at themselves, or one beside the other."""
        return [float(v) for v in self.values] if self.is_numeric else [float(k) for k in range(len(self.values))]

    @property
    def labels(self) -> list[str]:
        """The values in words; a number tells apart those whose words are the same."""
        words = [brief(value) for value in self.values]
        again = [words[:place].count(each) for place, each in enumerate(words)]
        return [f"{each} ({count + 1})" if count else each for each, count in zip(words, again, strict=True)]

    @property
    def cells(self) -> list[float] | list[str]:
        """The values as a table has them: numbers, or else words."""
        return [float(value) for value in self.values] if self.is_numeric else self.labels

    @property
    def own_spans(self) -> tuple[tuple[float, float], ...]:
        """The parts of the axis that the scenario's own distribution covers: single values, or its range.

        Examples
        --------
        >>> Axis(("days",), (1, 2), own={"one_of": [7, 60]}).own_spans
        ((7.0, 7.0), (60.0, 60.0))
        """
        if self.own_range is None:
            return ()
        own = _quantity.validate_python(self.own)
        if isinstance(own, OneOf):
            return tuple((float(value), float(value)) for value in sorted(own.one_of))
        if isinstance(own, ByClaim):
            return tuple(sorted(bounds(each.value) for each in own.counting))
        return (self.own_range,)

    @property
    def own_range(self) -> tuple[float, float] | None:
        """The scenario's own number twice, or the ends of its own distribution; None where it has neither."""
        if not self.is_numeric or isinstance(self.own, bool):
            return None
        try:
            low, high = bounds(_quantity.validate_python(self.own))
        except ValidationError:
            return None
        return (low, high) if np.isfinite([low, high]).all() else None


def sweep(
    scenario: LoadedScenario,
    quantities: Mapping[str | tuple[str, ...], Iterable[Any]],
    *,
    worlds: int = 200,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = 1,
    progress: Progress | bool | None = None,
    as_of: date | str | None = None,
    weights: bool | str = False,
) -> Sweep:
    """Run a scenario at every value of a quantity, or at every pair of values of two.

    Parameters
    ----------
    scenario : LoadedScenario
        Left as it is.
    quantities : mapping
        Place in the scenario, or several that move together, to the values it takes. ``chance.<event>`` is short for
        ``events.<event>.chance``. Values are numbers, dates of any type, texts, or whatever the place holds, each
        given once. Governments believe what the chance is, unless they have a belief of their own: to
        move that as well, name both: ``("chance.vote", "governments.union.beliefs.vote")``.
    worlds, replications, seed, workers
        As for `sim.results.run.run`, the same at every point.
    progress : callable, optional
        Called with (lanes done, all lanes) of all points together.
    as_of : date or ISO text, optional
        With what was known on this day, as for `sim.results.run.run`.
    weights : bool or str
        Whether worlds are weighed by how well they explain the record by then; see `sim.results.run.run`.

    Raises
    ------
    ProblemsError
        With whatever is wrong with any of the values, before anything is run.
    InputError
        For no quantity or more than two, and for more than `MOST_POINTS` points.
    SweepInterrupted
        On Ctrl-C, with the points that are done.

    Examples
    --------
    >>> import sim
    >>> found = sweep(sim.load("tests/ensemble/port.yaml"), {"chance.vote": [0, 0.5, 1]}, worlds=20)
    >>> found.axes[0].name, len(found.table), found.axes[0].own_range
    ('events.vote.chance', 15, (0.5, 0.5))
    """
    axes = _axes(scenario, quantities)
    points = list(product(*(axis.values for axis in axes)))
    cells: list[tuple[Any, ...]] = list(product(*(axis.cells for axis in axes)))
    varied = _variations(scenario, axes, points)
    size = RunSize.of(worlds, replications, seed)
    execution = Execution.of(workers, progress=progress)
    days = [] if as_of is None else [read_as_of(each.model, as_of) for each in varied]
    if days or weights is not False:
        tables, whole = play_in_turn(varied, size, execution, keep=_table, as_of=days, weights=weights)
    else:
        tables, whole = play_together(varied, size, execution, keep=_table)
    if not tables:
        raise SweepInterrupted(None, len(points))
    parts = [_rows(axes, cell, table) for cell, table in zip(cells, tables, strict=False)]
    found = Sweep(scenario, axes, pd.concat(parts, ignore_index=True), size.worlds, size.replications, size.seed)
    if days:
        found = replace(found, as_of=days[0])
    if not whole:
        raise SweepInterrupted(found, len(points))
    return found


def _table(run: Outcomes) -> pd.DataFrame:
    found = run.probabilities()
    return found if run.weights is None else found.assign(effective_worlds=run.weights.size())


def _axes(scenario: LoadedScenario, quantities: Mapping[str | tuple[str, ...], Iterable[Any]]) -> tuple[Axis, ...]:
    """Return what is varied, or say what cannot be."""
    check_type("scenario", scenario, LoadedScenario, "a scenario, as sim.load returns")
    check_type("sweep", quantities, Mapping, "a mapping of places in the scenario to lists of values")
    if not 1 <= len(quantities) <= 2:
        raise InputError(f"sweep: one or two quantities can be varied (found {len(quantities)})")
    axes = tuple(axis_of(scenario, paths, values) for paths, values in quantities.items())
    paths = [path for axis in axes for path in axis.paths]
    for path in paths:
        if paths.count(path) > 1:
            raise InputError(f"sweep: {path}: given twice")
    if not 1 <= (points := math.prod(len(axis.values) for axis in axes)) <= MOST_POINTS:
        raise InputError(f"sweep: {points:,} points (allowed: 1 to {MOST_POINTS:,})")
    return axes


def axis_of(scenario: LoadedScenario, paths: str | tuple[str, ...], values: Iterable[Any]) -> Axis:
    """Return a quantity that is varied: its places in full, what it takes and what the scenario has.

    Raises
    ------
    InputError
        For what is no place, for an event that there is not, and for values given twice.
    """
    named = (paths,) if isinstance(paths, str) else paths
    check_type("sweep", named, tuple, "by a place in the scenario, or by a tuple of places")
    for path in named:
        check_type("sweep", path, str, "by places in the scenario, such as 'chance.vote'")
    full = tuple(full_path(path) for path in named)
    for section, event, *_ in (
        path.split(".") for path in full if path.startswith("events.") and path.count(".") > 1
    ):
        if event not in scenario.model.events:
            allowed = ", ".join(scenario.model.events) or "none"
            meant = did_you_mean(event, scenario.model.events)
            raise InputError(f"sweep: {section}: no such event (found '{event}'; allowed {allowed}).{meant}")
    return Axis(full, _values(full[0], values), _own(scenario, full[0]))


def _values(path: str, values: Iterable[Any]) -> tuple[Any, ...]:
    """Return the values of a quantity in plain types, each once."""
    check_type(f"sweep: {path}", values, Iterable, "a list of values")
    listed = plain_value(f"sweep: {path}", list(islice(values, 2 * MOST_POINTS)))
    # linspace(0, 1, 11)[3] is 0.30000000000000004
    plain = tuple(float(f"{value:.12g}") if isinstance(value, float) else value for value in listed)
    written = [str(value) if isinstance(value, str | date) else write_flow(value) for value in plain]
    twice = next((each for each in written if written.count(each) > 1), None)
    if twice is not None:
        raise InputError(f"sweep: {path}: {twice} is given twice")
    return plain


def _own(scenario: LoadedScenario, path: str) -> Any:
    """Return what stands at a place, defaults included."""
    data: Any = scenario.model.model_dump(mode="json", by_alias=True)
    for key in path.split("."):
        if isinstance(data, dict) and key in data:
            data = data[key]
        elif isinstance(data, list) and (place := number_in(key)) is not None and place < len(data):
            data = data[place]
        else:
            return None
    return data


def _variations(
    scenario: LoadedScenario, axes: Sequence[Axis], points: Sequence[tuple[Any, ...]]
) -> list[LoadedScenario]:
    """Return the scenario at every point, or raise all problems of all points."""
    varied: list[LoadedScenario] = []
    problems: list[Problem] = []
    for point in points:
        settings = [as_setting(path, value) for axis, value in zip(axes, point, strict=True) for path in axis.paths]
        try:
            varied.append(vary(scenario, *settings))
            check_scenario(varied[-1])
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return varied


def _rows(axes: Sequence[Axis], cells: tuple[Any, ...], found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of one point: its values, then a row per outcome."""
    rows = found.drop(columns="lanes").reset_index()
    for place, (axis, cell) in enumerate(zip(axes, cells, strict=True)):
        rows.insert(place, axis.name, cell)
    return rows


class SweepInterrupted(Interrupted):
    """A sweep was cut short (Ctrl-C); the points that were done are kept.

    Attributes
    ----------
    sweep : Sweep or None
        Of these points; None where there are none.
    """

    def __init__(self, found: Sweep | None, asked: int) -> None:
        self.sweep, self.asked = found, asked
        done = found.points if found else 0
        super().__init__(f"interrupted after {done} of {asked} points")

    def __reduce__(self) -> tuple[type[SweepInterrupted], tuple[Sweep | None, int]]:
        return type(self), (self.sweep, self.asked)


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Answer, presented_by="sim.present.sweep"):
    """What becomes of each outcome as one or two quantities vary.

    Parameters
    ----------
    scenario : LoadedScenario
        The scenario varied.
    axes : tuple of Axis
        What is varied, one or two.
    _table : DataFrame
        `table`.
    worlds, replications, seed : int
        Of the run at every point.
    as_of : date, optional
        The day as of which they are.

    Attributes
    ----------
    table : DataFrame
        A row per point and outcome, points in order: a column per quantity, named by its place in the scenario;
        ``outcome``; ``probability``, ``standard_error`` and the other columns of `sim.Outcomes.probabilities`; where
        worlds are weighed by the record, ``effective_worlds``, as how many they count at the point.

    Notes
    -----
    World w and replication r have the same random numbers at every point, so that steps along a line are surer than
    the errors of its points suggest.
    """

    scenario: LoadedScenario
    axes: tuple[Axis, ...]
    _table: pd.DataFrame
    worlds: int
    replications: int
    seed: int
    as_of: date | None = None

    @property
    def table(self) -> pd.DataFrame:
        """A row per point and outcome."""
        return handed_out(self._table)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The outcomes, in order."""
        ends = (OTHER, TOO_LATE, LAPSED)
        every = dict.fromkeys(self.table["outcome"])
        return tuple(sorted(every, key=lambda name: ends.index(name) if name in ends else -1))

    @property
    def points(self) -> int:
        """How many points were run."""
        return len(self.table.drop_duplicates([axis.name for axis in self.axes]))

    @property
    def effective_worlds(self) -> tuple[float, float] | None:
        """As how many worlds those weighed by the record count, at least and at most; None where none are weighed."""
        if "effective_worlds" not in self._table:
            return None
        return float(self._table["effective_worlds"].min()), float(self._table["effective_worlds"].max())

    @property
    def likeliest(self) -> str:
        """The outcome that is likeliest on average over the points."""
        return str(self.table.groupby("outcome", sort=False)["probability"].mean().idxmax())

    def of(self, outcome: str, column: str = "probability") -> pd.Series[Any] | pd.DataFrame:
        """Return one outcome's column over the points: a series, or a table for two quantities.

        Raises
        ------
        InputError
            If there is no such outcome or column.
        """
        if not is_among(column, map(str, self.table)):
            raise InputError(
                f"column: no such column (found {shown(column)}; allowed {', '.join(map(str, self.table))})"
            )
        rows = self.table[self.table["outcome"] == self.names[outcome_place(outcome, self.names)]]
        names = [axis.name for axis in self.axes]
        if len(names) == 1:
            return rows.set_index(names[0])[column]
        found = rows.pivot(index=names[0], columns=names[1], values=column)
        order = [dict.fromkeys(self.table[name]) for name in names]
        return found.reindex(index=list(order[0]), columns=list(order[1]))

    def to_frame(self) -> pd.DataFrame:
        """Return `table`."""
        return self.table

    def __repr__(self) -> str:
        names = ", ".join(axis.name for axis in self.axes)
        return f"<Sweep: {names}; {self.points} points x {self.worlds} worlds x {self.replications} replications>"
