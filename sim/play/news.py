"""What happened at a table, as everybody at it can know: no one's reasons but one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sim.engine.record import Move
from sim.play.answers import PlayAnswer

__all__ = ["News", "public"]

_PUBLIC = ("until", "lead_days", "seat")
"""Numbers that everybody knows: until when a break lasts, the talks are prolonged or a text is written; when a
signature takes effect; whose move it is."""


@dataclass(frozen=True, eq=False, repr=False)
class News(PlayAnswer, presented_by="sim.present.news"):
    """What happened, in dated sentences.

    Parameters
    ----------
    scenario, seed, world, replication
        See `PlayAnswer`.
    since, day : date
        The first day reported, and today.
    lines : tuple of (date, str)
        Sentences and their days.
    """

    since: date
    day: date
    lines: tuple[tuple[date, str], ...]

    def __len__(self) -> int:
        return len(self.lines)

    def __repr__(self) -> str:
        return f"<News: {len(self.lines)} from {self.since} to {self.day}>"


def public(moves: Sequence[Move]) -> list[Move]:
    """Return moves without the reasons behind them."""
    return [
        move._replace(numbers={name: value for name, value in move.numbers.items() if name in _PUBLIC})
        for move in moves
    ]
