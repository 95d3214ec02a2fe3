"""What becomes of a scenario's outcomes as quantities are moved: exact runs, and a grid of them to look between."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise, product
from typing import Any

import numpy as np

from sim.analysis.joint_runs import Runs
from sim.bundled import typed_scenario
from sim.ensemble.execution import RunSize
from sim.errors import InputError, SimError
from sim.explorer.controls import OWN, Control, controls_that_matter, named_controls
from sim.figures import counted
from sim.rendering.direction import keep_direction
from sim.results.outcomes import Outcomes
from sim.scenario.event import first_day
from sim.scenario.load import LoadedScenario
from sim.scenario.mattering import has_effect
from sim.scenario.vary import as_setting, vary

__all__ = ["Exploration", "Position", "Row"]

Position = tuple[int, ...]
"""A place among the values of each control, or `OWN`."""

Row = list[int]
"""A result in tenths of a per cent: each outcome's share, both ends of its margin and of its band; shares signed."""

TOO_FAR = 20
"""Tenths of a per cent by which what lies between points of the grid may be off before it is refined."""

_CURVE = 40
"""Days of the curve of signatures."""

_AHEAD = 2
"""Steps of a slider up to which positions are played before they are asked for (ASSUMPTION)."""

_JOINT = ((0.31, 0.72, 0.43, 0.84), (0.78, 0.36, 0.69, 0.22), (0.14, 0.87, 0.26, 0.58))
"""Where, between the ends of each slider, positions lie that no point of the grid is made from."""


class Exploration:
    """Quantities of a scenario that may be moved, and what comes of it.

    Parameters
    ----------
    scenario : LoadedScenario
    quantities : mapping, or list of str, optional
        What may be moved: places and the values they take, as of `sim.sweep`, or places alone. By default the
        quantities that the likeliest outcome depends on most.
    size : RunSize
        Of the run at every position, all with the same luck; 30 worlds or more where no quantities are named.
    most : int
        Quantities at most that are chosen.
    points : int
        Runs at most that the grid is made of, those that it is tried at included.

    Raises
    ------
    InputError
        Where what is named cannot be moved, or worlds are too few to see what matters.

    Attributes
    ----------
    rows : dict of Position to Row
        What is known exactly.

    Examples
    --------
    >>> import sim
    >>> talks = sim.load("tests/ensemble/port.yaml")
    >>> found = Exploration(talks, {"chance.vote": [0, 0.25, 0.5, 0.75, 1]}, size=RunSize(20, 4))
    >>> found.controls[0].label, found.controls[0].words(1)
    ('Chance of “The members vote”', '25%')
    >>> found.fill()
    >>> found.grid["error"]
    'Between its points the grid is off by 1.6 points on average and 1.9 at most, at 2 positions tried.'
    """

    def __init__(
        self,
        scenario: LoadedScenario,
        quantities: Mapping[str | tuple[str, ...], Iterable[Any]] | Sequence[str] | None = None,
        *,
        size: RunSize,
        most: int = 4,
        points: int = 120,
    ) -> None:
        self.scenario, self.size, self._points = scenario, size, points
        self._runs = Runs(size)
        self.rows: dict[Position, Row] = {}
        self._cannot: dict[Position, Row] = {}
        self.controls: tuple[Control, ...] = ()
        base = self._runs.of(scenario)
        if quantities is None and size.worlds < 30:
            found = f"(found {size.worlds}); or name quantities"
            raise InputError(f"worlds: at least 30 are needed to see what matters {found}")
        chosen = controls_that_matter(base, most) if quantities is None else named_controls(scenario, quantities)
        self.controls, self.names = chosen, base.names
        self._days = _days(scenario)
        self.base = self.rows[self.start] = self._row(base)
        self._levels: list[list[int]] = [_first_levels(control) for control in chosen]
        self.error = ""
        self.is_whole = False

    @property
    def start(self) -> Position:
        """Everything as the file has it."""
        return tuple(control.own_place for control in self.controls)

    def settings(self, position: Position) -> tuple[str, ...]:
        """Return what a position changes in the file, as settings that `sim run --set` takes."""
        return tuple(
            as_setting(path, control.values[place])
            for control, place in zip(self.controls, position, strict=True)
            if place not in (OWN, control.own_place)
            for path in control.paths
        )

    def words(self, position: Position) -> dict[str, str]:
        """Return the value of each quantity at a position, in words."""
        return {control.label: control.words(place) for control, place in zip(self.controls, position, strict=True)}

    def at(self, position: Position) -> LoadedScenario:
        """Return the scenario as a position has it.

        Raises
        ------
        ProblemsError
            Where a value cannot be.
        """
        settings = self.settings(position)
        return vary(self.scenario, *settings) if settings else self.scenario

    def outcomes(self, position: Position) -> Outcomes:
        """Return the outcomes at a position, played now where they are not known.

        Raises
        ------
        ProblemsError
            Where a value cannot be.
        """
        return self._runs.of(self.at(position))

    def row(self, position: Position) -> Row:
        """Return the result at a position, played now where it is not known."""
        if position not in self.rows:
            self.rows[position] = self._row(self.outcomes(position))
        return self.rows[position]

    def fill(self) -> None:
        """Make the grid whole."""
        for _ in self.steps(together=True):
            pass

    def steps(self, *, together: bool = False) -> Iterator[tuple[int, int]]:
        """Make the grid; yield how many runs are done of how many.

        Parameters
        ----------
        together : bool
            Whether runs are played many at once, which is quicker; else nobody waits for more than one of them.

        Notes
        -----
        Its points are all values of choices, and both ends, the middle and the file's own value of sliders. It is
        tried half-way between neighbours on each slider, and at a few positions where all sliders stand between
        points; where it is off by more than 2 points a level is added to the slider on which it is off most, if
        the runs allow it.
        """
        while True:
            tried = self._tries()
            wanted = [*dict.fromkeys((*product(*self._levels), *(position for position, _ in tried)))]
            if together:
                self._play_together(position for position in wanted if position not in self.rows)
            for done, position in enumerate(wanted, 1):
                if position not in self.rows:
                    self.row(position)
                    yield done, len(wanted)
            errors = [(self._error(position), position, axis) for position, axis in tried]
            if not self._refine(errors):
                break
        self.error = _say_error([error for error, *_ in errors])
        self.is_whole = True

    def _play_together(self, positions: Iterable[Position]) -> None:
        """Play some positions many at once; those that cannot be are left out: `row` says why."""
        varied: dict[Position, LoadedScenario] = {}
        for position in positions:
            with suppress(SimError):
                varied[position] = self.at(position)
        for position, found in zip(varied, self._runs.of_all(varied.values()), strict=True):
            if not isinstance(found, SimError):
                self.rows[position] = self._row(found)

    def play_ahead(self, position: Position) -> bool:
        """Play what a reader may want next, the nearest position that is not known; tell whether there was one.

        Up to two steps of one slider, or two places among the values of one choice; not where a value cannot be.
        """
        for far, (axis, control), sign in product(range(1, _AHEAD + 1), enumerate(self.controls), (1, -1)):
            place = (control.near if position[axis] == OWN else position[axis]) + far * sign
            found = (*position[:axis], place, *position[axis + 1 :])
            if 0 <= place < len(control.values) and found not in self.rows | self._cannot:
                try:
                    self.row(found)
                except SimError:
                    self._cannot[found] = []
                return True
        return False

    def _tries(self) -> list[tuple[Position, int | None]]:
        """Return positions between points, each with the slider it lies between two levels of; None for several."""
        start = self.start
        found: list[tuple[Position, int | None]] = []
        sliding = [a for a, control in enumerate(self.controls) if control.slides]
        for axis in sliding:
            levels = [level for level in self._levels[axis] if level != OWN]
            for low, high in pairwise(levels):
                if high - low > 1:
                    middle = (low + high) // 2
                    found.append(((*start[:axis], middle, *start[axis + 1 :]), axis))
        for shares in _JOINT[: 3 if len(sliding) > 1 else 0]:
            position = list(start)
            for axis, share in zip(sliding, shares, strict=False):
                position[axis] = round(share * (len(self.controls[axis].values) - 1))
            found.append((tuple(position), None))
        return [
            (each, axis)
            for each, axis in found
            if any(place not in known for place, known in zip(each, self._levels, strict=True))
        ]

    def _error(self, position: Position) -> float:
        """Return by how much the grid is off at a position, in tenths of a per cent, for the outcome most off."""
        count = len(self.names)
        between = np.array(self.between(position)[:count])
        return float(np.abs(between - np.array(self.rows[position][:count])).max())

    def _refine(self, errors: list[tuple[float, Position, int | None]]) -> bool:
        """Add a level where the grid is off most, if that is too far and the runs allow it; tell whether one was."""
        for error, position, axis in sorted(errors, key=lambda each: -each[0]):
            if error <= TOO_FAR:
                return False
            if axis is not None:
                others = np.prod([len(levels) for a, levels in enumerate(self._levels) if a != axis])
                if len(self.rows) + others <= self._points:
                    self._levels[axis] = sorted({*self._levels[axis], position[axis]})
                    return True
        return False

    def between(self, position: Position) -> list[float]:
        """Return what the grid says of a position: as `interpolate` of explorer.js does, linear between points."""
        corners: list[tuple[Position, float]] = [((), 1.0)]
        for control, levels, place in zip(self.controls, self._levels, position, strict=True):
            here = _weights(control, levels, place)
            corners = [((*at, level), weight * share) for at, weight in corners for level, share in here]
        rows = np.array([self.rows[at] for at, _ in corners], dtype=float)
        weights = np.array([weight for _, weight in corners])
        return [float(value) for value in (rows * weights[:, None]).sum(axis=0)]

    @property
    def grid(self) -> dict[str, Any]:
        """The grid as explorer.js reads it; empty where it is not whole."""
        if not self.is_whole:
            return {}
        axes = [
            {
                "levels": levels,
                "at": [None if level == OWN else _position(control, level) for level in levels],
                "positions": [_position(control, place) for place in range(len(control.values))],
            }
            for control, levels in zip(self.controls, self._levels, strict=True)
        ]
        return {"axes": axes, "points": [self.rows[each] for each in product(*self._levels)], "error": self.error}

    def about(self, *, live: bool) -> dict[str, Any]:
        """Return what explorer.js is given once: names, quantities, days, the result with the file's own values."""
        model, size = self.scenario.model, self.size
        return {
            "title": keep_direction(model.title),
            "size": f"{counted(size.worlds, 'world')} x {counted(size.replications, 'play')}, seed {size.seed}",
            "outcomes": [*map(keep_direction, self.names)],
            "days": self._days,
            "marks": _marks(self.scenario),
            "live": live,
            "base": self.base,
            "command": self._command(),
            "controls": [
                {
                    "label": keep_direction(control.label),
                    "paths": control.paths,
                    "values": [as_setting("", value)[1:] for value in control.values],
                    "slides": control.slides,
                    "own": keep_direction(control.own),
                    "place": control.own_place,
                    "near": control.near,
                    "words": [keep_direction(control.words(place)) for place in range(len(control.values))],
                }
                for control in self.controls
            ],
        }

    def _command(self) -> str:
        """Return the line that plays the scenario in a terminal, without what is moved."""
        size = f"--worlds {self.size.worlds} --replications {self.size.replications} --seed {self.size.seed}"
        settings = "".join(f" --set {shlex.quote(setting)}" for setting in self.scenario.settings)
        return f"sim run {typed_scenario(self.scenario.path)} {size}{settings}"

    def _row(self, outcomes: Outcomes) -> Row:
        found, tally = outcomes.estimates, outcomes.lanes.tally
        margins = [found.low, found.high]
        bands = [np.where(np.isnan(each), found.probability, each) for each in (found.band_low, found.band_high)]
        signed = tally.signed.sum(axis=1).cumsum() / tally.lanes
        days = np.minimum(self._days, len(signed) - 1)  # a deadline may be earlier than the file's
        columns = [found.probability, *margins, *bands, signed[days]]
        return [round(1000 * float(value)) for column in columns for value in column]


def _first_levels(control: Control) -> list[int]:
    """Return the places on one axis from which a grid begins, the file's own distribution before all values."""
    last = len(control.values) - 1
    places = {0, last // 2, last, control.own_place} if control.slides else {*range(last + 1), control.own_place}
    return sorted(places)


def _position(control: Control, place: int) -> float:
    """Return where a value stands on its axis."""
    return float(control.values[place]) if control.slides else float(place)


def _weights(control: Control, levels: Sequence[int], place: int) -> list[tuple[int, float]]:
    """Return the levels between which a place lies, each with its weight."""
    if place in levels:
        return [(place, 1.0)]
    low = max(level for level in levels if level != OWN and level < place)
    high = min(level for level in levels if level > place)
    at, first, second = (_position(control, each) for each in (place, low, high))
    share = (at - first) / (second - first)
    return [(low, 1 - share), (high, share)]


def _say_error(errors: Sequence[float]) -> str:
    if not errors:
        return "Every position was played."
    mean, most = sum(errors) / len(errors) / 10, max(errors) / 10
    return (
        f"Between its points the grid is off by {mean:.1f} points on average and {most:.1f} at most, "
        f"at {counted(len(errors), 'position')} tried."
    )


def _days(scenario: LoadedScenario) -> list[int]:
    """Return the days of the curve, since the start, the last one included."""
    last = scenario.model.last_day
    return sorted({*range(0, last, max(1, last // _CURVE)), last})


def _marks(scenario: LoadedScenario) -> list[dict[str, Any]]:
    """Return the days to mark on the curve: of events with an effect, and the deadline."""
    model = scenario.model
    found = [
        {
            "day": (day - model.start).days,
            "date": f"{day.day} {day:%b}",
            "label": keep_direction(event.title or name.replace("_", " ")),
        }
        for name, event in model.events.items()
        if has_effect(event) and model.start <= (day := first_day(event)) <= model.last_deadline
    ]
    day = model.deadline_day
    label = "deadline" if model.deadline_is_certain else "last day that may be the deadline"
    deadline = {"day": (day - model.start).days, "date": f"{day.day} {day:%b}", "label": label}
    return sorted([*found, deadline], key=lambda mark: (mark["day"], mark["label"]))
