"""A person in a principal's seat: silent but for what it does after the minds' reviews of a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.reference.slow_history import refuse_one

if TYPE_CHECKING:
    from tests.reference.slow_play import Play


class Person:
    """The moves (day, kind, package) of one person, in order; each is one that the rules allow."""

    def __init__(self, play: Play, seat: str, moves: list[tuple[int, str, int]]) -> None:
        self.play, self.seat, self.moves = play, seat, moves
        for day in sorted({day for day, _, _ in moves}):
            play.env.process(self._day(day))

    def _day(self, day: int) -> Iterator[Any]:
        from tests.reference.slow_play import REVIEW

        principals = self.play.world.principals
        yield self.play.at(day, REVIEW, len(principals) + principals.index(self.seat))
        for then, kind, package in self.moves:
            if then == day:
                self._do(kind, package)

    def _do(self, kind: str, package: int) -> None:
        play, seat = self.play, self.seat
        if kind == "offer":
            play.put(seat, package)
            play.offers[seat] += 1
            play.announce(seat, package)
        elif kind == "withdraw":
            play.take(seat, package)
        elif kind == "refuse":
            refuse_one(play, seat, package)
        elif kind == "accept":
            play.consents.discard(seat)
            play.seats[seat].accept(package)
        elif kind == "do":
            play.take_step(play.world.steps[package])
        elif kind == "prolong":
            play.note("consent", seat)
            play.consents.add(seat)
            play.seats[seat].answer_prolonging(True, True)
