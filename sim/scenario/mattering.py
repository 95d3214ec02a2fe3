"""Which events can matter at all, and which of them governments reckon with."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.event import Event

__all__ = ["foreseen_chances", "has_effect", "mattering"]


def has_effect(event: Event) -> bool:
    """Tell whether an event does anything itself."""
    effects = (event.install, event.shift, event.shift_no_deal, event.cost_per_day)
    moves = (event.tables, event.withdraws, event.talks)
    return any(effects) or any(moves) or event.suspend is not None


def mattering(events: Mapping[str, Event]) -> set[str]:
    """Return the events that have an effect, or on which another event that matters depends."""
    matters = {name for name, event in events.items() if has_effect(event)}
    while True:
        causes = {cause for name in matters for cause in (*events[name].if_, *events[name].unless)}
        causes |= {name for name, event in events.items() if matters & set(event.chances)}
        if causes <= matters:
            return matters
        matters |= causes


def foreseen_chances(events: Mapping[str, Event]) -> tuple[str, ...]:
    """Return the chance events that matter and that governments reckon with: they make the states of foresight."""
    matters = mattering(events)
    return tuple(name for name, event in events.items() if name in matters and event.foreseen and event.chance != 1.0)
