"""What people do at a table: moves as data, and why a move cannot be made."""

from __future__ import annotations

from dataclasses import dataclass

from sim.arguments import is_among
from sim.engine.person import MoveKind, Obstacle
from sim.errors import InputError, did_you_mean, shown
from sim.results.naming import Naming
from sim.results.titles import the

__all__ = ["HAND_OVER", "MOVES", "TableMove", "kind_of", "say_obstacle"]

HAND_OVER = ("mind", "person")
"""Who may take a chair."""

MOVES = tuple(kind.value for kind in MoveKind)


@dataclass(frozen=True)
class TableMove:
    """One thing a person did, or a chair handed over.

    Parameters
    ----------
    day : int
        Days since the start.
    seat : str
        Whose seat it is.
    kind : str
        One of `MOVES`, or of `HAND_OVER`: who takes the chair.
    package : tuple of (issue, option), str or None
        What it is about; to ``do`` something, the name of one of the scenario's moves.
    """

    day: int
    seat: str
    kind: str
    package: tuple[tuple[str, str], ...] | str | None = None


def kind_of(given: object) -> MoveKind:
    """Return the kind of a move by its name.

    Raises
    ------
    InputError
        For any other name.
    """
    if not is_among(given, MOVES):
        hint = did_you_mean(str(given), MOVES)
        raise InputError(f"move: no such move (found {shown(given)}; allowed {', '.join(MOVES)}).{hint}")
    return MoveKind(given)


_OVER = "the talks are over"

_WORDS = {
    Obstacle.OVER: _OVER,
    Obstacle.ASKED: "the principals have agreed: wait for the text, or for the third parties asked",
    Obstacle.BARRED: "a third party whose assent it needs has refused",
    Obstacle.HELD: "{seat} {stands} by it already",
    Obstacle.NOT_HELD: "{seat} {does} not stand by it",
    Obstacle.NOT_TABLED: "none of the others has it on the table",
    Obstacle.AGREED: "{seat} {has} agreed to it already, and {waits} for the others",
    Obstacle.ANSWERED: "{seat} {has} answered it already",
    Obstacle.NO_SAY: "{seat} {is} a mediator, who has no say in it",
    Obstacle.NOT_ASKED: "the next later deadline does not depend on {seat}",
    Obstacle.FOR_IT: "{seat} {is} for prolonging the talks already",
    Obstacle.NOT_OPEN: "{seat} {has} done it already, or its day or what it waits for has not come or is past",
}

_VERBS = ("stands", "does", "has", "is", "waits")
"""Verbs of these reasons, in the number of the seat that moves."""


def say_obstacle(obstacle: Obstacle, kind: MoveKind, *, naming: Naming, seat: str, about: str, until: str) -> str:
    """Return why a move cannot be made today, in a line.

    Parameters
    ----------
    obstacle, kind
        What stands in the way of what.
    naming : Naming
        What the scenario's things are called.
    seat : str
        Whose move it is.
    about : str
        What it is about, in words; empty for nothing.
    until : str
        The day on which it can be tried again, in words, where that is known.
    """
    if obstacle is Obstacle.APART:
        why = f"there is no contact before {until}"
    elif obstacle is Obstacle.NOT_ITS_TURN:
        why = f"the principals propose in turn, and {the(naming.seat(seat))} may again from {until}"
    elif obstacle is Obstacle.TOO_EARLY:
        why = f"a later deadline can be agreed from {until}" if until else "the scenario knows no later deadline"
    else:
        verbs = {verb: naming.seat_verb(seat, verb) for verb in _VERBS}
        why = _WORDS[obstacle].format(seat=the(naming.seat(seat)), **verbs)
    return f"{kind.value}{about and ' '}{about}: cannot be done now: {why}"
