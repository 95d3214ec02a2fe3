"""Which events can matter at all, and which of them governments reckon with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from itertools import combinations

from sim.scenario.event import Between, Event, first_day
from sim.scenario.move import Move

__all__ = [
    "foreseen_chances",
    "foreseen_shifts",
    "has_effect",
    "has_open_day",
    "mattering",
    "open_order",
    "span",
    "with_causes",
]


def span(event: Event) -> tuple[date, date]:
    """Return the first and the last day on which an event may come up."""
    return event.date.between if isinstance(event.date, Between) else (event.date, event.date)


def has_open_day(event: Event) -> bool:
    """Tell whether chance picks an event's day among several."""
    first, last = span(event)
    return first < last


def has_effect(event: Event) -> bool:
    """Tell whether an event does anything itself."""
    effects = (event.install, event.shift, event.shift_no_deal, event.cost_per_day)
    moves = (event.tables, event.withdraws, event.talks)
    return any(effects) or any(moves) or event.suspend is not None or event.ends_talks


def mattering(events: Mapping[str, Event], moves: Mapping[str, Move], last: date = date.max) -> set[str]:
    """Return the events that have an effect by the day `last`, or on which a move or one of these depends."""
    matters = {name for name, event in events.items() if has_effect(event)}
    matters |= {cause for move in moves.values() for cause in (*move.if_, *move.unless) if cause in events}
    matters = {name for name in matters if first_day(events[name]) <= last}
    return with_causes(events, matters)


def with_causes(events: Mapping[str, Event], names: Collection[str]) -> set[str]:
    """Return some events, and all on which one of them depends, by condition or by chance."""
    found = set(names)
    while True:
        causes = {cause for name in found for cause in (*events[name].if_, *events[name].unless)}
        causes |= {name for name, event in events.items() if found & set(event.chances)}
        if causes <= found:
            return found
        found |= causes


def foreseen_shifts(events: Mapping[str, Event], last: date = date.max) -> tuple[str, ...]:
    """Return the foreseen events that shift points or no-deal values, and may come by the day `last`."""
    return tuple(
        name
        for name, event in events.items()
        if event.foreseen and (event.shift or event.shift_no_deal) and first_day(event) <= last
    )


def foreseen_chances(
    events: Mapping[str, Event],
    moves: Mapping[str, Move],
    last: date = date.max,
    *,
    doubted: Collection[str] = (),
) -> tuple[str, ...]:
    """Return the events that matter and that governments reckon with, unsure of them: the states of foresight.

    These are events with a chance of their own or from another event or a move, or `doubted` by a government, those
    whose day chance picks, and those that depend on what may or may not have come by their day. One beyond the `last`
    day of the talks does not matter.
    """
    matters = mattering(events, moves, last)
    changed = {name for event in events.values() for name in event.chances}
    changed |= {name for move in moves.values() for name in move.chances}
    open_days = {name for name, event in events.items() if has_open_day(event)}

    def unsure(name: str, event: Event) -> bool:
        chancy = event.chance != 1.0 or name in doubted
        return chancy or name in changed | open_days or bool(open_days & {*event.if_, *event.unless})

    return tuple(name for name, event in events.items() if name in matters and event.foreseen and unsure(name, event))


def open_order(events: Mapping[str, Event], moves: Mapping[str, Move], last: date = date.max) -> tuple[str, ...]:
    """Return the events of which it matters which come first, or whether they have come, and dates do not say it.

    An event whose day chance picks and another one may both seat a government in the same seat, say: then it is the
    later that counts. All events are found that act on the same things as one of these. A break of contact of unknown
    day lies behind those who review the table after it.
    """
    matters = mattering(events, moves, last)
    acting = {name: _acts_on(event) for name, event in events.items() if name in matters}
    found = {name for name in acting if has_open_day(events[name]) and events[name].suspend is not None}
    for one, other in combinations(acting, 2):
        (first, end), (others_first, others_end) = span(events[one]), span(events[other])
        meet = first <= others_end and others_first <= end
        if acting[one] & acting[other] and meet and (has_open_day(events[one]) or has_open_day(events[other])):
            found |= {one, other}
    while True:
        more = {name for name, things in acting.items() if any(things & acting[other] for other in found)} - found
        if not more:
            return tuple(name for name in events if name in found)
        found |= more


def _acts_on(event: Event) -> set[tuple[str, str]]:
    """Return what of an event's effects a later event can undo."""
    effects: dict[str, Mapping[str, object]] = {
        "install": event.install,
        "chances": event.chances,
        "cost_per_day": event.cost_per_day,
    }
    return {(effect, name) for effect, names in effects.items() for name in names}
