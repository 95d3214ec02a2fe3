"""Which events matter to foresight."""

from __future__ import annotations

from sim.scenario.event import Event


def mattering(events: dict[str, Event]) -> set[str]:
    """Events that do something, and those on which one that matters depends, by condition or by chance."""
    matters = {
        name
        for name, event in events.items()
        if event.install
        or event.shift
        or event.shift_no_deal
        or event.cost_per_day
        or event.tables
        or event.withdraws
        or event.talks
        or event.suspend
        or event.ends_talks
    }
    return with_causes(matters, events)


def with_causes(matters: set[str], events: dict[str, Event]) -> set[str]:
    """Some events, and those on which they depend, by condition or by chance."""
    for _ in events:
        for name, event in events.items():
            if name in matters:
                matters |= {*event.if_, *event.unless}
            elif matters & set(event.chances):
                matters.add(name)
    return matters
