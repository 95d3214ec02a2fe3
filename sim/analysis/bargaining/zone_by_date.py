"""How the clock empties the zone of agreement: its size on the dates that matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sim.analysis.bargaining.pairings import Pairing, pairings, pairings_on
from sim.analysis.bargaining.stakes import Stakes
from sim.analysis.bargaining.summary import ZoneSummary, summarise_zone
from sim.arrays import Floats
from sim.by_value import ByValue
from sim.figures import plain
from sim.scenario.certainty import certainty, decided_by, happened_by
from sim.scenario.scenario import ScenarioModel

__all__ = ["DatedZones", "ZoneOnDate", "zone_by_date", "zone_day_by_day"]

_DAYS_BEFORE = (30, 14, 7)
"""Days before the deadline that are looked at besides the dates of events."""


@dataclass(frozen=True, eq=False)
class ZoneOnDate(ByValue):
    """A row of the table.

    Parameters
    ----------
    day : date
        The date.
    why : tuple of str
        What makes it a date to look at.
    zones : tuple of ZoneSummary or None
        For each pairing the zone that day; None where they cannot face each other then (not computed).
    """

    day: date
    why: tuple[str, ...]
    zones: tuple[ZoneSummary | None, ...]


@dataclass(frozen=True, eq=False)
class DatedZones(ByValue):
    """The zone of agreement by date, for every pairing that occurs on one of the dates.

    Parameters
    ----------
    pairings : tuple of Pairing
        The columns.
    rows : tuple of ZoneOnDate
        In order of date.
    unforeseen : tuple of str
        Events that nobody foresees, taken not to happen: those that would change who faces whom or what packages are
        worth.
    """

    pairings: tuple[Pairing, ...]
    rows: tuple[ZoneOnDate, ...]
    unforeseen: tuple[str, ...] = ()


def zone_by_date(model: ScenarioModel, stakes: Stakes) -> DatedZones:
    """Return the zone on the first day, on the date of every event, and as the deadline nears.

    As of a day it begins with that day.
    Values are those of signing on the day: weighed by the chance of being in force by the deadline as it stands then,
    less the cost of signing. An event counts from its own date on, a date that chance picks from its middle day on.

    Examples
    --------
    >>> from sim.analysis.bargaining.stakes import draw_stakes
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> loaded = load_scenario_text(starter_scenario())
    >>> table = zone_by_date(loaded.model, draw_stakes(loaded, worlds=20, seed=1))
    >>> [(str(row.day), row.why) for row in table.rows][:2]
    [('2024-08-01', ('start',)), ('2024-08-08', ('first round',))]
    """
    dates = _dates(model, stakes)
    as_of = stakes.standing.as_of
    present = {day: pairings_on(model, stakes.calendar, (day - model.start).days, as_of) for day in dates}
    columns = list(
        dict.fromkeys([*pairings(model, as_of), *(pairing for each in present.values() for pairing in each)])
    )
    columns = [pairing for pairing in columns if any(pairing in each for each in present.values())]
    rows = []
    for day, why in dates.items():
        number = (day - model.start).days
        zones = [
            summarise_zone(stakes.zone(pairing, number), stakes.weights) if pairing in present[day] else None
            for pairing in columns
        ]
        rows.append(ZoneOnDate(day, tuple(why), tuple(zones)))
    return DatedZones(tuple(columns), tuple(rows), _unforeseen(model, as_of))


def _unforeseen(model: ScenarioModel, as_of: date | None) -> tuple[str, ...]:
    """Return the events that nobody foresees, may still come, and would change the table."""
    known = certainty(model.events, decided_by(model, as_of), model.last_deadline)
    come = happened_by(model, as_of)
    return tuple(
        name
        for name, event in model.events.items()
        if not event.foreseen and known[name] != "never" and name not in come
        if event.install or event.shift or event.shift_no_deal
    )


def zone_day_by_day(model: ScenarioModel, stakes: Stakes) -> dict[Pairing, Floats]:
    """Return the share of worlds with a zone for signing on each day (t,) up to the deadline as it stands.

    For everyone who may face each other; NaN on days on which they cannot, and before the day of analysis.

    Examples
    --------
    >>> from sim.analysis.bargaining.stakes import draw_stakes
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> loaded = load_scenario_text(starter_scenario())
    >>> found = zone_day_by_day(loaded.model, draw_stakes(loaded, worlds=20, seed=1))
    >>> [len(shares) for shares in found.values()], [float(shares[-1]) for shares in found.values()]
    ([61, 61], [0.0, 0.0])
    """
    shares: dict[Pairing, Floats] = {}
    days, as_of = stakes.standing.deadline + 1, stakes.standing.as_of
    for day in range(_first(model, stakes), days):
        for pairing in pairings_on(model, stakes.calendar, day, as_of):
            share = shares.setdefault(pairing, np.full(days, np.nan))
            share[day] = np.average(stakes.zone(pairing, day).any(axis=1), weights=stakes.weights)
    return shares


def _first(model: ScenarioModel, stakes: Stakes) -> int:
    """Return the first day that is looked at: the start, or the day of analysis."""
    as_of = stakes.standing.as_of
    return 0 if as_of is None else (as_of - model.start).days


def _dates(model: ScenarioModel, stakes: Stakes) -> dict[date, list[str]]:
    """Return the dates of the table and why each is in it."""
    calendar, deadline = stakes.calendar, stakes.standing.deadline
    certain = not calendar.is_open(stakes.standing.now)
    first = _first(model, stakes)
    wanted = [(first, "start" if first == 0 else "as of this day")]
    for place, (name, event) in enumerate(model.events.items()):
        wanted.append(((calendar.first[place] + calendar.last[place]) // 2, event.title or plain(name)))
    end = model.end_word
    word = end if certain else f"last possible {end}"
    wanted += [] if certain else [(day, f"possible {end}") for day in calendar.last_looks[:-1]]
    wanted += [(deadline - before, f"{before} days to the {word}") for before in _DAYS_BEFORE]
    wanted.append((deadline, word))
    dates: dict[date, list[str]] = {}
    for day, why in sorted(wanted, key=lambda pair: pair[0]):
        if first <= day <= deadline:
            dates.setdefault(model.start + timedelta(days=day), []).append(why)
    return dates
