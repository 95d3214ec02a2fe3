"""Which governments may face each other, and on what terms."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from sim.figures import joined, plain
from sim.minds.outlook import Outlook
from sim.results.naming import inside
from sim.scenario.event import first_day
from sim.scenario.mattering import foreseen_shifts, with_causes
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
        named = joined([first, *(inside(name) for name in others)])
        several = [inside(_called(model, name)) for seat, name in self.third if len(_offices(model, seat)) > 1]
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


def pairings(model: ScenarioModel) -> list[Pairing]:
    """Return every set of governments that may face each other, in order of office, before any event shifts points.

    Events whose chance is 0, and that no other event can make likelier, bring nobody to office.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> model = load_scenario_text(starter_scenario()).model
    >>> [pairing.title(model) for pairing in pairings(model)]
    ["Dock workers' union and Port management"]
    """
    first, rest = _principals(model), third_parties(model)
    offices = [_offices(model, seat) for seat in (*first, *rest)]
    return [
        Pairing(sitting[: len(first)], tuple(zip(rest, sitting[len(first) :], strict=True)))
        for sitting in product(*offices)
    ]


def pairings_on(model: ScenarioModel, calendar: Calendar, day: int) -> list[Pairing]:
    """Return who may face whom on a day, for every course of foreseen events up to then that has a chance.

    Events that nobody foresees are taken not to have happened; an event whose day chance picks, on its middle day.
    """
    outlook, first, rest = Outlook(model, calendar), _principals(model), third_parties(model)
    never = _never(model)
    barred = sum(1 << bit for bit, name in enumerate(calendar.foreseen) if name in never)
    found: dict[Pairing, None] = {}
    shifts = _bearing_on_shifts(model, calendar, day)
    for state in range(outlook.states):
        if state & barred:
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


def _bearing_on_shifts(model: ScenarioModel, calendar: Calendar, day: int) -> list[str]:
    """Return the events that shift points, and unsure ones on which a shift that may come after `day` depends."""
    ahead = [
        name
        for name in foreseen_shifts(model.events, model.last_deadline)
        if calendar.last[calendar.place(name)] > day
    ]
    bearing = with_causes(model.events, ahead) & {*calendar.foreseen}
    return [name for name, event in model.events.items() if event.shift or event.shift_no_deal or name in bearing]


def _order(model: ScenarioModel, pairing: Pairing) -> tuple[int, ...]:
    """Sort by office, then by how many events have shifted points."""
    names = list(model.governments)
    sitting = [*pairing.principals, *(name for _, name in pairing.third)]
    return (*(names.index(name) for name in sitting), len(pairing.shifted))


def _offices(model: ScenarioModel, seat: str) -> list[str]:
    """Return who may sit in a seat: its first government, then those that possible events install."""
    never = _never(model)
    installs = [
        event.install[seat] for name, event in model.events.items() if seat in event.install and name not in never
    ]
    return list(dict.fromkeys([model.seats[seat].government, *installs]))


def _never(model: ScenarioModel) -> set[str]:
    """Return the events that cannot happen."""
    likelier = {name for event in model.events.values() for name in event.chances}
    never: set[str] = set()
    for name, event in model.events.items():
        out = first_day(event) > model.last_deadline or (event.chance == 0 and name not in likelier)
        if out or never & set(event.if_):
            never.add(name)
    return never
