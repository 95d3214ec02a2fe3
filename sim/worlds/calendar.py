"""The calendar in numbers: event dates as days since the start, and which events can matter at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.scenario.event import Between
from sim.scenario.mattering import foreseen_chances, mattering
from sim.scenario.scenario import ScenarioModel

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
        The deadline, and after each prolongation used the next.
    events : tuple of str
        Event names in the scenario's order.
    first, last : tuple of int
        Earliest and latest day of each event.
    matters : tuple of bool
        Whether an event has an effect, or another event that matters depends on it.
    foreseen : tuple of str
        Chance events that matter and that governments reckon with: they make the states of foresight.
    """

    start: date
    deadline: int
    deadlines: tuple[int, ...]
    events: tuple[str, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    matters: tuple[bool, ...]
    foreseen: tuple[str, ...]

    def place(self, event: str) -> int:
        """Return the position of an event."""
        return self.events.index(event)


def read_calendar(scenario: ScenarioModel) -> Calendar:
    """Return the scenario's calendar in day numbers."""
    events = scenario.events
    spans = [
        event.date.between if isinstance(event.date, Between) else (event.date, event.date)
        for event in events.values()
    ]
    matters = mattering(events, scenario.last_deadline)
    return Calendar(
        start=scenario.start,
        deadline=scenario.days,
        deadlines=tuple((day - scenario.start).days for day in scenario.deadlines),
        events=tuple(events),
        first=tuple((first - scenario.start).days for first, _ in spans),
        last=tuple((last - scenario.start).days for _, last in spans),
        matters=tuple(name in matters for name in events),
        foreseen=foreseen_chances(events, scenario.last_deadline),
    )
