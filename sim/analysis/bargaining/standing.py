"""How the talks stand on each day: the deadline as it is then, by the record or by what may still prolong it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sim.scenario.as_of import recorded_course
from sim.scenario.scenario import ScenarioModel
from sim.worlds.calendar import Calendar
from sim.worlds.phases import Phases

__all__ = ["Standing", "standing_on"]


@dataclass(frozen=True)
class Standing:
    """The phase of the talks (`sim.worlds.phases`) by day, in days since the start.

    Parameters
    ----------
    phases : tuple of int
        On each day, up to the last to which the talks can be prolonged.
    now : int
        The phase as of the day of analysis.
    deadline : int
        Its deadline, of several possible ones the last.
    as_of : date, optional
        The day of analysis, where there is one.
    """

    phases: tuple[int, ...]
    now: int
    deadline: int
    as_of: date | None = None

    @property
    def last(self) -> int:
        """The last day to which the talks can be prolonged."""
        return len(self.phases) - 1

    def phase(self, day: int | None) -> int:
        """Return the phase on a day; without one as of the day of analysis."""
        return self.now if day is None else self.phases[day]

    def made(self, phases: Phases, day: int | None) -> tuple[str, ...]:
        """Return the moves that have been made by a day; without one by the day of analysis."""
        return phases.made(phases.taken[self.phase(day)])


def standing_on(model: ScenarioModel, calendar: Calendar, as_of: date | None) -> Standing:
    """Return how the talks stand, as of a day by the record; as of none, nothing prolonged before it has to be.

    On a day after the deadline the talks are taken to have been prolonged as often as it takes.
    """
    phases, today = calendar.phases, 0 if as_of is None else (as_of - model.start).days

    def recorded(day: int) -> int:
        if as_of is None:
            return 0
        used, made = recorded_course(model, model.start + timedelta(days=min(day, today)))
        return phases.number(used, sum(phases.of(name) for name in made if not model.moves[name].ends_talks))

    now = phase = recorded(today)
    while (after := phases.prolonged(phase)) >= 0:
        phase = after
    found = []
    for day in range(phases.deadlines[phase] + 1):
        phase = recorded(day) if day <= today else now
        while phases.deadlines[phase] < day and (after := phases.prolonged(phase)) >= 0:
            phase = after
        found.append(phase)
    return Standing(tuple(found), now, phases.deadlines[now], as_of)
