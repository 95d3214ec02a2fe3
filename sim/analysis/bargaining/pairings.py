"""Which governments may face each other, and on what terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np

from sim.figures import joined, plain
from sim.minds.outlook import Outlook
from sim.results.titles import inside, the
from sim.scenario.certainty import certainty, decided_by, happened_by
from sim.scenario.event import Event
from sim.scenario.mattering import foreseen_shifts, with_causes
from sim.scenario.offices import offices
from sim.scenario.scenario import ScenarioModel
from sim.worlds.calendar import Calendar

__all__ = ["Pairing", "pairings", "pairings_on", "third_parties"]


@dataclass(frozen=True)
class Pairing:
    """Governments at the table together.

    Parameters
    ----------
    principals : tuple of str
        The government in each principal's seat.
    third : tuple of (seat, government)
        Who sits in the seats whose assent some package needs.
    shifted : tuple of str
        Events that have changed what packages or no deal are worth, or what they are expected to be worth.
    """

    principals: tuple[str, ...]
    third: tuple[tuple[str, str], ...] = ()
    shifted: tuple[str, ...] = ()

    def title(self, model: ScenarioModel) -> str:
        """Return the governments in words, with third parties only where more than one may sit there."""
        first, *others = [_called(model, name) for name in self.principals]
        return self._whole(model, joined([first, *(inside(name) for name in others)]))

    def sentence(self, model: ScenarioModel) -> str:
        """Return the same as it stands inside a sentence, governments with their articles."""
        words = self._whole(model, joined([the(_called(model, name)) for name in self.principals]))
        return words + ("," if words.endswith("”") else "")

    def _whole(self, model: ScenarioModel, named: str) -> str:
        several = [inside(_called(model, name)) for seat, name in self.third if len(offices(model, seat)) > 1]
        named += f" (third party: {joined(several)})" if several else ""
        events = [model.events[name].title or plain(name) for name in self.shifted]
        return named + (f", after “{joined(events)}”" if events else "")


def _called(model: ScenarioModel, government: str) -> str:
    return model.governments[government].title or plain(government)


def third_parties(model: ScenarioModel) -> tuple[str, ...]:
    """Return the seats whose assent some option needs, in the scenario's order."""
    needed = {seat for issue in model.issues.values() for option in issue.options.values() for seat in option.needs}
    return tuple(seat for seat in model.seats if seat in needed)


def _principals(model: ScenarioModel) -> tuple[str, ...]:
    return tuple(name for name, seat in model.seats.items() if seat.principal)


def pairings(model: ScenarioModel, as_of: date | None = None) -> list[Pairing]:
    """Return every set of governments that may face each other, in order of office, before any event shifts points.

    As of a day those whom the record has replaced by then face nobody, and what has shifted points by then has.
    Events that never happen bring nobody to office.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> model = load_scenario_text(starter_scenario()).model
    >>> [pairing.title(model) for pairing in pairings(model)]
    ["Dock workers' union and Port management"]
    """
    first, rest = _principals(model), third_parties(model)
    sitting_in = [offices(model, seat, as_of) for seat in (*first, *rest)]
    shifted = tuple(name for name in happened_by(model, as_of) if _shifts(model.events[name]))
    return [
        Pairing(sitting[: len(first)], tuple(zip(rest, sitting[len(first) :], strict=True)), shifted)
        for sitting in product(*sitting_in)
    ]


def _shifts(event: Event) -> bool:
    return bool(event.shift or event.shift_no_deal)


def pairings_on(model: ScenarioModel, calendar: Calendar, day: int, as_of: date | None = None) -> list[Pairing]:
    """Return who may face whom on a day, for every course of foreseen events up to then that has a chance.

    Events that nobody foresees are taken not to have happened; an event whose day chance picks, on its middle day.
    As of a day what the record says had happened by then has, foreseen or not, and nothing else that it decides.
    """
    hidden = np.zeros(1, dtype=np.int64)
    for name in happened_by(model, as_of):
        hidden = calendar.remembered(hidden, name)
    outlook, first, rest = Outlook(model, calendar, int(hidden[0])), _principals(model), third_parties(model)
    sure, never = _settled(model, calendar, day, as_of)
    found: dict[Pairing, None] = {}
    shifts = _bearing_on_shifts(model, calendar, day)
    for state in range(outlook.states):
        if state & never or sure & ~state:
            continue
        happened = outlook.happened(state, day)
        sitting = {seat: outlook.sitting(seat, state, day) for seat in (*first, *rest)}
        pairing = Pairing(
            tuple(sitting[seat] for seat in first),
            tuple((seat, sitting[seat]) for seat in rest),
            tuple(name for name in shifts if name in happened),
        )
        found[pairing] = None
    return sorted(found, key=lambda pairing: _order(model, pairing))


def _settled(model: ScenarioModel, calendar: Calendar, day: int, as_of: date | None) -> tuple[int, int]:
    """Return the foreseen events that must have happened by a day, and those that cannot have, as bits of a state."""
    known = certainty(model.events, decided_by(model, as_of), model.last_deadline)
    come, sure, never = happened_by(model, as_of), 0, 0
    for bit, name in enumerate(calendar.foreseen):
        first, last = calendar.first[calendar.place(name)], calendar.last[calendar.place(name)]
        ahead = first < last and day < (first + last) // 2 and name not in come
        never |= (known[name] == "never" or ahead) << bit
        sure |= (known[name] == "sure" and not ahead) << bit
    return sure, never


def _bearing_on_shifts(model: ScenarioModel, calendar: Calendar, day: int) -> list[str]:
    """Return the events that shift points, and unsure ones on which a shift that may come after `day` depends."""
    ahead = [
        name
        for name in foreseen_shifts(model.events, model.last_deadline)
        if calendar.last[calendar.place(name)] > day
    ]
    bearing = with_causes(model.events, ahead) & {*calendar.foreseen}
    return [name for name, event in model.events.items() if _shifts(event) or name in bearing]


def _order(model: ScenarioModel, pairing: Pairing) -> tuple[int, ...]:
    """Sort by office, then by how many events have shifted points."""
    names = list(model.governments)
    sitting = [*pairing.principals, *(name for _, name in pairing.third)]
    return (*(names.index(name) for name in sitting), len(pairing.shifted))
