"""Which events can matter at all, and which of them governments reckon with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sim.scenario.event import Event, first_day

__all__ = ["foreseen_chances", "has_effect", "mattering"]


def has_effect(event: Event) -> bool:
    """Tell whether an event does anything itself."""
    effects = (event.install, event.shift, event.shift_no_deal, event.cost_per_day)
    moves = (event.tables, event.withdraws, event.talks)
    return any(effects) or any(moves) or event.suspend is not None


def mattering(events: Mapping[str, Event], last: date = date.max) -> set[str]:
    """Return the events that have an effect by the day `last`, or on which another event that matters depends."""
    matters = {name for name, event in events.items() if has_effect(event) and first_day(event) <= last}
    while True:
        causes = {cause for name in matters for cause in (*events[name].if_, *events[name].unless)}
        causes |= {name for name, event in events.items() if matters & set(event.chances)}
        if causes <= matters:
            return matters
        matters |= causes


def foreseen_chances(events: Mapping[str, Event], last: date = date.max) -> tuple[str, ...]:
    """Return the chance events that matter and that governments reckon with: they make the states of foresight.

    Parameters
    ----------
    events : mapping of str to Event
        All events.
    last : date
        The last day of the talks; an event beyond it does not matter.
    """
    matters = mattering(events, last)
    return tuple(name for name, event in events.items() if name in matters and event.foreseen and event.chance != 1.0)
