"""What a seat may try: which packages on which days, and for which events it may wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from sim.analysis.bargaining.bargaining_set import PairSet, bargaining_set
from sim.arrays import Bools, Floats
from sim.engine.block import Block
from sim.engine.days import Phase
from sim.engine.play import Play
from sim.engine.prologue import read_history
from sim.scenario.as_of import recorded_deadline
from sim.scenario.load import LoadedScenario
from sim.scenario.scenario import ScenarioModel
from sim.worlds.calendar import read_calendar
from sim.worlds.draw import WorldSource

__all__ = ["Opening", "dated_events", "days_to_try", "opening_of", "packages_to_try"]

_MOST_DAYS = 6
"""Days tried at most (ASSUMPTION: the first one and those of five events)."""

_FEW_DAYS = 3
"""Where fewer days are told by events, others are tried between the first and the deadline."""

_WORLDS = 100
"""Worlds in which packages are compared, at most."""


class Opening(NamedTuple):
    """How things stand on the first day: who sits in the seat, and what the others have tabled there."""

    government: str
    tabled: frozenset[int]


def opening_of(scenario: LoadedScenario, seat: str, first: date, *, as_of: date | None, seed: int) -> Opening:
    """Return who sits in a seat on the first day of advice, in the first world, and which offers lie before it."""
    source = WorldSource(scenario.model, scenario.packages, seed=seed)
    history = None if as_of is None else read_history(scenario.model, as_of)
    one = np.zeros(1, dtype=np.int64)
    block = Block(
        scenario.model,
        scenario.packages,
        source.draw(one),
        row=one,
        replication=one,
        seed=seed,
        known=history.last if history else -1,
    )
    Play(block, history)
    block.advance((first - scenario.model.start).days, Phase.PROCEDURE - 0.5)
    chair = block.seats.index(seat)
    offers = block.table.facing(block.principals.index(chair), one, None)
    government = block.worlds.governments[int(block.lanes.government[chair, 0])]
    return Opening(government, frozenset(offers[offers >= 0].tolist()))


def dated_events(model: ScenarioModel, first: date, last: date) -> dict[date, tuple[str, ...]]:
    """Return the days between the first and the last on which events have come, or can no longer, each with these.

    Events that change nothing but who meets are left out.
    """
    calendar, found = read_calendar(model), dict[date, tuple[str, ...]]()
    for place, name in enumerate(calendar.events):
        day = model.start + timedelta(days=calendar.last[place])
        if first < day < last and model.events[name].chance != 0 and _bears(model, name):
            found[day] = (*found.get(day, ()), name)
    return dict(sorted(found.items()))


def _bears(model: ScenarioModel, name: str) -> bool:
    """Tell whether an event is uncertain or changes more than who meets."""
    event = model.events[name]
    needed = {other for each in model.events.values() for other in (*each.if_, *each.unless)}
    changes = (event.install, event.shift, event.shift_no_deal, event.tables, event.withdraws, event.chances)
    return bool(
        event.chance != 1.0
        or name in needed
        or any(changes)
        or event.suspend
        or event.ends_talks
        or event.cost_per_day
    )


def days_to_try(first: date, last: date, events: Sequence[date], *, deadline: date | None = None) -> tuple[date, ...]:
    """Return the days on which to try packages: the first and those of events, with some between if these are few.

    Those between lie before the deadline as it stands, by default the last; where it may be prolonged, one after it.

    Examples
    --------
    >>> [day.isoformat() for day in days_to_try(date(2024, 1, 1), date(2024, 3, 1), [date(2024, 2, 1)])]
    ['2024-01-01', '2024-01-16', '2024-01-31', '2024-02-01', '2024-02-15']
    >>> [day.isoformat() for day in days_to_try(date(2024, 1, 1), date(2024, 3, 1), [], deadline=date(2024, 1, 9))]
    ['2024-01-01', '2024-01-03', '2024-01-05', '2024-01-07', '2024-02-04']
    """
    days = {first, *events}
    if len(days) < _FEW_DAYS:
        stands = min(last, max(first, deadline or last))
        left = (stands - first).days
        days |= {first + timedelta(days=left * quarter // 4) for quarter in (1, 2, 3)}
        if stands < last:
            days.add(stands + (last - stands) // 2)
    ordered = sorted(days)
    if len(ordered) > _MOST_DAYS:
        places = np.linspace(0, len(ordered) - 1, _MOST_DAYS).round().astype(int)
        ordered = [ordered[place] for place in places]
    return tuple(ordered)


def packages_to_try(
    scenario: LoadedScenario,
    opening: Opening,
    days: Sequence[date],
    *,
    most: int,
    worlds: int,
    seed: int,
    as_of: date | None = None,
) -> tuple[int, ...]:
    """Return the packages that promise most, and those offered to the seat that may be worth taking.

    Notes
    -----
    In each world and on each of the days a package promises what it is worth above no deal when it is signed then,
    where enough others who may face the government gain by it too, and third parties assent. Packages are taken one
    after the other, each the one that adds most to the best there is in each case of those before it: so they differ
    (greedy maximum coverage, Nemhauser, Wolsey & Fisher 1978).
    """
    gains, zones = _promises(scenario, opening.government, days, as_of, worlds=min(worlds, _WORLDS), seed=seed)
    if not len(gains):
        return ()
    promise, chosen = np.where(zones, np.maximum(gains, 0), 0.0), list[int]()
    best = np.zeros(len(promise))
    for _ in range(most):
        added = np.maximum(promise, best[:, None]).mean(axis=0) - best.mean()
        place = int(added.argmax())
        if added[place] <= 1e-9:
            break
        chosen.append(place)
        best = np.maximum(best, promise[:, place])
    offered = [package for package in sorted(opening.tabled) if (gains[:, package] > 0).any()]
    return tuple(dict.fromkeys([*chosen, *offered]))


def _promises(
    scenario: LoadedScenario, government: str, days: Sequence[date], as_of: date | None, *, worlds: int, seed: int
) -> tuple[Floats, Bools]:
    """Return gains (k, p) of a government signing on each day, and where they are in the zone of agreement.

    Worlds of all who may face it on each of the days, one below the other.
    """
    model = scenario.model
    deadline = recorded_deadline(model, as_of)
    pairs = [
        pair
        for day in days
        if day <= deadline
        for pair in bargaining_set(scenario, worlds=worlds, seed=seed, day=day, as_of=as_of).pairs
        if isinstance(pair, PairSet) and government in pair.pairing.principals
    ]
    if not pairs:
        return np.zeros((0, 0)), np.zeros((0, 0), dtype=np.bool_)
    gains = [pair.gain[:, pair.pairing.principals.index(government)] for pair in pairs]
    return np.concatenate(gains), np.concatenate([pair.zone for pair in pairs])
