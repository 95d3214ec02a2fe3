"""What the model's mind did in the chair of a student who was away."""

from __future__ import annotations

from datetime import date, timedelta

from sim.classroom.game import Game
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
    own = {
        (move.day, move.kind, table.scenario.packages.index(dict(move.package)))
        for move in table.moves
        if move.seat == seat and move.package is not None
    }
    done = [
        f"{_VERBS[move.kind]} {naming.package(move.package)} on {say_day(_date(game, move.day))}"
        for move in table.public_moves()
        if move.who == seat and move.kind in _VERBS and first <= move.day <= until
        if (move.day, move.kind, move.package) not in own
    ]
    ended = "" if last is None else f" to {say_day(_date(game, last))}"
    since = f"From {say_day(_date(game, first))}{ended} the model's mind held the chair"
    return f"{since}, and {joined(done)}." if done else f"{since}, and made no move."


def _date(game: Game, day: int) -> date:
    return game.table.scenario.model.start + timedelta(days=day)
