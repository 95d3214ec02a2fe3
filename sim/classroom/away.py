"""What the model's mind did in the chair of a student who was away."""

from __future__ import annotations

from datetime import date, timedelta

from sim.classroom.game import Game
from sim.engine.record import Move
from sim.figures import joined
from sim.results.naming import say_day

__all__ = ["mind_moves"]

_VERBS = {"offer": "offered", "withdraw": "withdrew", "accept": "accepted", "refuse": "refused"}


def mind_moves(game: Game, seat: str) -> list[str]:
    """Return a sentence for each time that a mind held a chair: from when to when, and what it did.

    Parameters
    ----------
    game : Game
        The table.
    seat : str
        The chair.
    """
    return [_sentence(game, seat, *span) for span in _spans(game, seat)]


def _spans(game: Game, seat: str) -> list[tuple[int, int | None]]:
    """Return first and last day of each time; None where the mind still sits there."""
    spans: list[tuple[int, int | None]] = []
    for move in game.table.moves:
        if move.seat == seat and move.kind == "mind":
            spans.append((move.day, None))
        elif move.seat == seat and move.kind == "person" and spans and spans[-1][1] is None:
            spans[-1] = (spans[-1][0], move.day)
    return spans


def _sentence(game: Game, seat: str, first: int, last: int | None) -> str:
    table, naming = game.table, game.naming
    until = (table.day - table.scenario.model.start).days if last is None else last
    own = _made_by_hand(game, seat)
    done = []
    for move in table.public_moves():
        what = _what(game, seat, move)
        if what is not None and first <= move.day <= until and (move.day, *what) not in own:
            kind, about = what
            words = (
                f"did “{naming.move(about)}”" if isinstance(about, str) else f"{_VERBS[kind]} {naming.package(about)}"
            )
            done.append(f"{words} on {say_day(_date(game, move.day))}")
    ended = "" if last is None else f" to {say_day(_date(game, last))}"
    since = f"From {say_day(_date(game, first))}{ended} the model's mind held the chair"
    return f"{since}, and {joined(done)}." if done else f"{since}, and made no move."


def _made_by_hand(game: Game, seat: str) -> set[tuple[int, str, int | str | None]]:
    """Return day, kind and object of what the student did."""
    packages = game.table.scenario.packages
    return {
        (move.day, move.kind, packages.index(dict(move.package)) if isinstance(move.package, tuple) else move.package)
        for move in game.table.moves
        if move.seat == seat
    }


def _what(game: Game, seat: str, move: Move) -> tuple[str, int | str] | None:
    """Return kind and object of a move of the seat's that is told; None for another."""
    if move.who == seat and move.kind in _VERBS:
        return move.kind, move.package
    if move.kind in ("ready", "move") and list(game.table.scenario.model.seats)[int(move.numbers["seat"])] == seat:
        return "do", move.who
    return None


def _date(game: Game, day: int) -> date:
    return game.table.scenario.model.start + timedelta(days=day)
