"""A story's offers as rows of a timeline: when each lay on the table, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from sim.engine.record import Move
    from sim.results.narrative import Story
    from sim.scenario.scenario import ScenarioModel

__all__ = ["Fate", "Row", "Sign", "rows_of"]

Fate = Literal["offered", "refused", "withdrawn", "void", "accepted"]
"""What a sign on a row says; `void` is an offer whose government has left, or that a third party refused."""


class Sign(NamedTuple):
    """Something that happens to an offer on a day since the start."""

    day: int
    fate: Fate


@dataclass
class Row:
    """One seat's offer of one package: the spans of days on which it lay on the table, and its signs."""

    seat: str
    package: int
    spans: list[tuple[int, int]] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    since: int | None = None

    def close(self, day: int) -> None:
        """Take the offer off the table."""
        if self.since is not None:
            self.spans.append((self.since, day))
            self.since = None


def rows_of(story: Story) -> list[Row]:
    """Return the offers of a story, seat by seat, each seat's in the order in which they were first made."""
    model = story.scenario.model
    rows: dict[tuple[str, int], Row] = {}
    for move in story.moves:
        _enter(story, rows, move)
    for row in rows.values():
        row.close(story.deadline)
    seats = list(model.seats)
    return sorted(rows.values(), key=lambda row: seats.index(row.seat))  # stable: in order within a seat


def _enter(story: Story, rows: dict[tuple[str, int], Row], move: Move) -> None:
    """Enter a move into the rows it concerns."""
    standing = [row for row in rows.values() if row.since is not None]
    if move.kind == "offer":
        row = rows.setdefault((move.who, move.package), Row(move.who, move.package))
        row.since = move.day
        row.signs.append(Sign(move.day, "offered"))
    elif move.kind in ("refuse", "accept"):
        for row in standing:
            if row.package == move.package and row.seat != move.who:
                row.signs.append(Sign(move.day, "refused" if move.kind == "refuse" else "accepted"))
    elif move.kind == "agreed":
        for row in standing:
            row.close(move.day)
    else:
        for row, fate in _ended(story, standing, move):
            row.signs.append(Sign(move.day, fate))
            row.close(move.day)


def _ended(story: Story, standing: list[Row], move: Move) -> Iterator[tuple[Row, Fate]]:
    """Yield the offers that a move takes off the table, and how."""
    model, packages = story.scenario.model, story.scenario.packages
    for row in standing:
        own = (row.seat, row.package) == (move.who, move.package)
        if move.kind == "withdraw" and own and move.day < story.deadline:  # on the deadline all offers end
            yield row, "withdrawn"
        succeeded = any(term.seat == row.seat and 0 < term.first == move.day for term in story.terms)
        if move.kind == "event" and succeeded and row.seat in model.events[move.who].install:
            yield row, "void"
        if move.kind == "veto" and _needs(model, packages.package(row.package), move.who):
            yield row, "void"


def _needs(model: ScenarioModel, package: dict[str, str], seat: str) -> bool:
    """Tell whether a package holds an option to which `seat` must assent."""
    return any(seat in model.issues[issue].options[option].needs for issue, option in package.items())
