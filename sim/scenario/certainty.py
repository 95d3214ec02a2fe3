"""Which events are sure to happen, which may, and which never will, as far as the scenario alone tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sim.quantity import bounds
from sim.scenario.event import Event

__all__ = ["Certainty", "certainty"]

Certainty = Literal["sure", "maybe", "never"]


def certainty(events: Mapping[str, Event]) -> dict[str, Certainty]:
    """Tell how certain each event is, by its chance and its conditions.

    Notes
    -----
    An event depends on earlier ones alone, so that one pass in the scenario's order settles all. Conditions that
    are possible one by one but not together count as possible.

    Examples
    --------
    >>> vote = Event(date="2024-02-01", chance=0)
    >>> change = Event(date="2024-02-10", **{"if": "vote"})
    >>> certainty({"vote": vote, "change": change, "else": Event(date="2024-02-10", unless="vote")})
    {'vote': 'never', 'change': 'never', 'else': 'sure'}
    """
    found: dict[str, Certainty] = {}
    for name, event in events.items():
        changes = [
            other.chances[name]
            for cause, other in events.items()
            if name in other.chances and found.get(cause, "maybe") != "never"
        ]
        limits = [bounds(chance) for chance in (event.chance, *changes)]
        needed, barring = [found[cause] for cause in event.if_], [found[cause] for cause in event.unless]
        if max(high for _, high in limits) == 0 or "never" in needed or "sure" in barring:
            found[name] = "never"
        elif min(low for low, _ in limits) < 1 or "maybe" in needed or "maybe" in barring or event.while_open:
            found[name] = "maybe"
        else:
            found[name] = "sure"
    return found
