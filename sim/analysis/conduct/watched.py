"""What the record says seats did, and the days around it within which plays are watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sim.scenario.bargain import Name, Package
from sim.scenario.event import RecordEntry
from sim.scenario.load import LoadedScenario

__all__ = ["KINDS", "WatchedMove", "watched_moves"]

KINDS = {"tables": "offer", "withdraws": "withdraw", "refuses": "refuse", "accepts": "accept"}
"""What an entry of the record says, and what the log of a play calls it."""


@dataclass(frozen=True)
class WatchedMove:
    """One move of the record.

    Parameters
    ----------
    date : date
    seat : str
    kind : {"tables", "withdraws", "refuses", "accepts"}
    package : int
        Its number.
    first, last : int
        Days of the window, since the start.
    """

    date: date
    seat: str
    kind: str
    package: int
    first: int
    last: int


def watched_moves(scenario: LoadedScenario, window: int) -> tuple[WatchedMove, ...]:
    """Return the moves of seats in the record, by day; those that come after the last deadline are left out.

    What is dated before the start counts as done on the first day.
    """
    model = scenario.model
    found = []
    for entry in sorted(model.record, key=lambda entry: entry.day):
        day = max((entry.day - model.start).days, 0)
        if (stated := _what(entry)) is None or entry.seat is None or day > model.last_day:
            continue
        kind, named = stated
        number = scenario.packages.index(named)
        assert number is not None  # the reader refuses what an exclusion removes
        first, last = max(day - window, 0), min(day + window, model.last_day)
        found.append(WatchedMove(entry.day, entry.seat, kind, number, first, last))
    return tuple(found)


def _what(entry: RecordEntry) -> tuple[str, Name | Package] | None:
    """Return what a seat did at the table, and with which package."""
    stated: Sequence[tuple[str, Name | Package | None]] = [(kind, getattr(entry, kind)) for kind in KINDS]
    return next(((kind, named) for kind, named in stated if named is not None), None)
