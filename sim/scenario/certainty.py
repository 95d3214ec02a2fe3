"""Which events are sure to happen, which may, and which never will, as far as the scenario alone tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

from sim.quantity import bounds
from sim.scenario.event import Between, Event, first_day, last_day
from sim.scenario.scenario import ScenarioModel

__all__ = ["Certainty", "certainty", "decided_by", "happened_by"]

Certainty = Literal["sure", "maybe", "never"]


_NOTHING: Mapping[str, bool] = MappingProxyType({})


def decided_by(model: ScenarioModel, as_of: date | None) -> dict[str, bool]:
    """Return the events whose result the record has by a day, and whether they happened; without a day none."""
    known = [entry for entry in model.record if as_of is not None and entry.day <= as_of]
    return {entry.event: bool(entry.happened) for entry in known if entry.event is not None}


def happened_by(model: ScenarioModel, as_of: date | None) -> tuple[str, ...]:
    """Return the events that are sure to have happened by a day, by the record or their chance, by their days.

    Without a day there are none.

    Examples
    --------
    >>> import sim
    >>> model = sim.example("new_start").model
    >>> happened_by(model, date(2020, 11, 10)), happened_by(model, date(2021, 1, 21))[-1]
    (('geneva', 'helsinki', 'biden_wins'), 'inauguration')
    """
    if as_of is None:
        return ()
    known_on = {entry.event: entry.day for entry in model.record if entry.event is not None and entry.day <= as_of}
    known = certainty(model.events, decided_by(model, as_of), model.last_deadline, as_of)
    days = {
        name: max(known_on[name], first_day(event)) if name in known_on else last_day(event)
        for name, event in model.events.items()
    }
    past = [name for name, day in days.items() if known[name] == "sure" and day <= as_of]
    return tuple(sorted(past, key=days.__getitem__))


def certainty(
    events: Mapping[str, Event],
    decided: Mapping[str, bool] = _NOTHING,
    last: date = date.max,
    open_until: date | None = None,
) -> dict[str, Certainty]:
    """Tell how certain each event is: by what is decided, by its chance and its conditions.

    Parameters
    ----------
    events : mapping of str to Event
        All events.
    decided : mapping of str to bool
        Those whose result is known.
    last : date
        The last day of the talks; an event beyond it never happens.
    open_until : date, optional
        A day up to which talks are sure to go on.

    Notes
    -----
    What an event depends on is settled before it, wherever the scenario lists it. Conditions that are possible one by
    one but not together count as possible.

    Examples
    --------
    >>> vote = Event(date="2024-02-01", chance=0)
    >>> change = Event(date="2024-02-10", **{"if": "vote"})
    >>> certainty({"vote": vote, "change": change, "else": Event(date="2024-02-10", unless="vote")})
    {'vote': 'never', 'change': 'never', 'else': 'sure'}
    >>> certainty({"vote": vote, "change": change}, decided={"vote": True})
    {'vote': 'sure', 'change': 'sure'}
    """
    found: dict[str, Certainty] = {}
    for name in _conditions_first(events):
        event = events[name]
        changes = [
            other.chances[name]
            for cause, other in events.items()
            if name in other.chances and found.get(cause, "maybe") != "never"
        ]
        limits = [bounds(chance) for chance in (event.chance, *changes)]
        needed, barring = [found[cause] for cause in event.if_], [found[cause] for cause in event.unless]
        if name in decided:
            found[name] = "sure" if decided[name] else "never"
        elif (
            first_day(event) > last or max(high for _, high in limits) == 0 or "never" in needed or "sure" in barring
        ):
            found[name] = "never"
        elif _may_fail(event, limits, last, open_until) or "maybe" in (*needed, *barring):
            found[name] = "maybe"
        else:
            found[name] = "sure"
    return {name: found[name] for name in events}


def _may_fail(event: Event, limits: list[tuple[float, float]], last: date, open_until: date | None) -> bool:
    """Tell whether luck, a signature or the end of the talks may come before an event whose conditions hold."""
    late = isinstance(event.date, Between) and event.date.between[1] > last
    cut_off = event.while_open and (open_until is None or first_day(event) > open_until)
    return min(low for low, _ in limits) < 1 or cut_off or late


def _conditions_first(events: Mapping[str, Event]) -> list[str]:
    """Return the events' names, each after those that its conditions name."""
    ordered: dict[str, None] = {}

    def add(name: str) -> None:
        if name not in ordered:
            for other in (*events[name].if_, *events[name].unless):
                add(other)
            ordered[name] = None

    for name in events:
        add(name)
    return list(ordered)
