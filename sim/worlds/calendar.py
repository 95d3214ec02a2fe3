"""The calendar in numbers: event dates as days since the start, and which events can matter at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate

import numpy as np

from sim.arrays import Bools, Ints
from sim.scenario.deadline import chances_of_days, last_looks_of
from sim.scenario.mattering import foreseen_chances, mattering, open_order, span
from sim.scenario.move import Move
from sim.scenario.scenario import ScenarioModel
from sim.worlds.phases import Phases, read_phases

__all__ = ["Calendar", "read_calendar"]


@dataclass(frozen=True)
class Calendar:
    """Days t are integers: 0 is the scenario's start, `deadline` the last day of force.

    Parameters
    ----------
    start : date
        The day 0.
    deadline : int
        The deadline's day, nothing prolonged.
    deadlines : tuple of int
        The deadline in each phase, by prolongations used and moves made; where chance picks it, the last possible.
    phases : Phases
        These.
    events : tuple of str
        Event names in the scenario's order.
    first, last : tuple of int
        Earliest and latest day of each event.
    matters : tuple of bool
        Whether an event has an effect, or another event that matters depends on it.
    foreseen : tuple of str
        Events that matter and that governments reckon with, unsure of them: they make the states of foresight.
    unforeseen : tuple of str
        Events that matter and that nobody reckons with before they have happened.
    open_order : tuple of str
        Events whose order, as they happen, has to be kept: dates do not tell it.
    spans : dict of str to tuple of int
        First and last day on which each move can be made.
    possible_deadlines, deadline_chances : tuple of int and of float
        Where chance picks the deadline, as long as it is not prolonged, its possible days and how likely each is;
        empty otherwise.
    last_looks : tuple of int
        Days of these on which all review the table, if the deadline has not passed; empty otherwise.
    signature_counts : bool
        Whether an agreement signed by the deadline counts, whenever it takes effect.
    """

    start: date
    deadline: int
    deadlines: tuple[int, ...]
    phases: Phases
    events: tuple[str, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    matters: tuple[bool, ...]
    foreseen: tuple[str, ...]
    unforeseen: tuple[str, ...]
    open_order: tuple[str, ...]
    spans: dict[str, tuple[int, int]]
    possible_deadlines: tuple[int, ...] = ()
    deadline_chances: tuple[float, ...] = ()
    last_looks: tuple[int, ...] = ()
    signature_counts: bool = False

    def place(self, event: str) -> int:
        """Return the position of an event; moves come after all events."""
        return self.events.index(event) if event in self.events else len(self.events) + self.phases.moves.index(event)

    def name(self, place: int) -> str:
        """Return the event or the move at a position."""
        return (*self.events, *self.phases.moves)[place]

    @property
    def last_day(self) -> int:
        """The last deadline that there may be."""
        return max(self.deadlines)

    def is_open(self, phase: int) -> bool:
        """Tell whether chance picks the deadline in a phase: once prolonged it is a day that everybody knows."""
        return bool(self.possible_deadlines) and not (phase and self.phases.used[phase])

    @cached_property
    def open_phases(self) -> Bools:
        """Whether `is_open`, by phase."""
        return np.array([self.is_open(phase) for phase in range(len(self.deadlines))])

    def deadlines_from(self, day: int, phase: int = 0) -> tuple[tuple[int, ...], tuple[float, ...]]:
        """Return the possible deadlines and how likely each is, given that it has not passed before `day`.

        Examples
        --------
        >>> calendar = Calendar(date(2024, 1, 1), 9, (9,), *[()] * 9, (4, 6, 9), (0.5, 0.25, 0.25))
        >>> calendar.deadlines_from(4), calendar.deadlines_from(5)
        (((4, 6, 9), (0.5, 0.25, 0.25)), ((6, 9), (0.5, 0.5)))
        """
        left = [(when, chance) for when, chance in self._possible if when >= day]
        if not left or not self.is_open(phase):
            return (self.deadlines[phase],), (1.0,)
        *_, total = accumulate(chance for _, chance in left)
        return tuple(when for when, _ in left), tuple(chance / total for _, chance in left)

    @property
    def _possible(self) -> Iterator[tuple[int, float]]:
        return zip(self.possible_deadlines, self.deadline_chances, strict=True)

    def strikes(self, day: int, until: int, phase: int = 0) -> float:
        """Return the chance that the deadline passes before the day `until`, given that it has not before `day`.

        Examples
        --------
        >>> calendar = Calendar(date(2024, 1, 1), 9, (9,), *[()] * 9, (4, 6, 9), (0.5, 0.25, 0.25))
        >>> calendar.strikes(0, 4), calendar.strikes(4, 5), calendar.strikes(5, 9)
        (0, 0.5, 0.5)
        """
        days, chances = self.deadlines_from(day, phase)
        return sum(chance for when, chance in zip(days, chances, strict=True) if when < until)

    def remembered(self, hidden: Ints, event: str) -> Ints:
        """Return what is remembered beside the state once `event` has happened, given what was before it, `hidden`.

        The lowest bits are the unforeseen events that have happened; above them the events of `open_order` stand in
        the order in which they have happened, as the digits of a number.
        """
        if event in self.unforeseen:
            hidden = hidden | 1 << self.unforeseen.index(event)
        if event in self.open_order:
            bits, base = len(self.unforeseen), len(self.open_order) + 1
            so_far = (hidden >> bits) * base + self.open_order.index(event) + 1
            hidden = hidden & (1 << bits) - 1 | so_far << bits
        return hidden

    def surprises(self, hidden: int) -> set[str]:
        """Return the unforeseen events that have happened."""
        return {name for bit, name in enumerate(self.unforeseen) if hidden >> bit & 1}

    def past(self, hidden: int) -> list[str]:
        """Return the events of `open_order` that have happened, in the order in which they did.

        Examples
        --------
        >>> phases = Phases((), (), used=(0,), taken=(0,), deadlines=(9,))
        >>> calendar = Calendar(date(2024, 1, 1), 9, (9,), phases, ("a", "b", "c"), (1,) * 3, (5,) * 3, (True,) * 3,
        ...     (), unforeseen=("a",), open_order=("a", "c"), spans={})
        >>> hidden = calendar.remembered(calendar.remembered(0, "c"), "a")
        >>> calendar.past(hidden), calendar.surprises(hidden)
        (['c', 'a'], {'a'})
        """
        number, base = hidden >> len(self.unforeseen), len(self.open_order) + 1
        found: list[str] = []
        while number:
            number, digit = divmod(number, base)
            found.insert(0, self.open_order[digit - 1])
        return found


def read_calendar(scenario: ScenarioModel) -> Calendar:
    """Return the scenario's calendar in day numbers."""
    events = scenario.events
    spans = [span(event) for event in events.values()]
    matters, chances = mattering(events, scenario.moves, scenario.last_deadline), chances_of_days(scenario.deadline)
    phases = read_phases(scenario)

    def days(day: date) -> int:
        return (day - scenario.start).days

    return Calendar(
        start=scenario.start,
        deadline=scenario.days,
        deadlines=phases.deadlines,
        phases=phases,
        events=tuple(events),
        first=tuple((first - scenario.start).days for first, _ in spans),
        last=tuple((last - scenario.start).days for _, last in spans),
        matters=tuple(name in matters for name in events),
        foreseen=foreseen_chances(events, scenario.moves, scenario.last_deadline, doubted=scenario.doubted),
        unforeseen=tuple(name for name, event in events.items() if name in matters and not event.foreseen),
        open_order=open_order(events, scenario.moves, scenario.last_deadline),
        spans={name: _span(scenario, move) for name, move in scenario.moves.items()},
        signature_counts=scenario.signature_counts,
        possible_deadlines=() if scenario.deadline_is_certain else tuple(days(day) for day in chances),
        deadline_chances=() if scenario.deadline_is_certain else tuple(chances.values()),
        last_looks=() if scenario.deadline_is_certain else tuple(map(days, last_looks_of(scenario.deadline))),
    )


def _span(scenario: ScenarioModel, move: Move) -> tuple[int, int]:
    """Return the first and the last day of a move, which comes before the deadline that it sets."""
    first = (move.from_ - scenario.start).days if move.from_ else 0
    last = min((move.until - scenario.start).days, scenario.last_day) if move.until else scenario.last_day
    return first, min(last, (move.deadline - scenario.start).days - 1) if move.deadline else last
