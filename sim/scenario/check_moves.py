"""Checks of moves: who makes them, when, and what they bring."""

from __future__ import annotations

from sim.reading import Path
from sim.scenario.check_draft import Draft, as_day
from sim.scenario.prolongation import MOST_PROLONGATIONS

__all__ = ["MOST_PHASES", "check_moves"]

MOST_PHASES = 64
"""Most combinations of moves made and prolongations used, ASSUMPTION: each is one more game to foresee."""

_AFTER = ("deadline", "shift", "cost_per_day", "suspend", "chances")
"""What means nothing once the talks are over."""


def check_moves(draft: Draft) -> None:
    """Check everything under `moves`."""
    for name in draft.moves:
        place: Path = ("moves", name)
        if name in draft.events:
            draft.report(place, "an event has this name, too: call the move something else", at="key")
        _check_seats(draft, place)
        _check_conditions(draft, name)
        _check_days(draft, place)
        if draft.part(*place, "ends_talks") is True:
            for effect in _AFTER:
                if draft.part(*place, effect) is not None:
                    draft.report((*place, effect), "the talks are over with this move: it means nothing", at="key")
    _check_number(draft)


def _check_seats(draft: Draft, place: Path) -> None:
    for path, seat in draft.names(*place, "seats"):
        if seat in draft.seats and seat not in draft.principals + draft.mediators:
            draft.report(path, f"only principals and mediators make moves ('{seat}' is a third party)")
    draft.once(draft.names(*place, "seats"))


def _check_conditions(draft: Draft, name: str) -> None:
    needed = {each for _, each in draft.names("moves", name, "if")}
    for condition in ("if", "unless"):
        for path, other in draft.names("moves", name, condition):
            if other == name:
                draft.report(path, "a move cannot depend on itself")
            elif condition == "unless" and other in needed:
                draft.report(path, f"can never be made: '{other}' stands under both `if` and `unless`")


def _check_days(draft: Draft, place: Path) -> None:
    draft.not_before_start((*place, "from"))
    draft.not_before_start((*place, "until"))
    first, last, nearer = (as_day(draft.part(*place, key)) for key in ("from", "until", "deadline"))
    if first and last and last < first:
        draft.report((*place, "until"), f"must not come before `from` (found {last}; from {first})")
    if nearer is None:
        return
    if isinstance(draft.part("deadline"), dict):
        draft.report((*place, "deadline"), "no move brings a deadline nearer that chance picks", at="key")
    latest = last or first or draft.start
    if latest and nearer <= latest:
        draft.report(
            (*place, "deadline"), f"must come after the last day of the move (found {nearer}; that is {latest})"
        )


def _check_number(draft: Draft) -> None:
    """Refuse more combinations than can be foreseen: two for each step of a move, one more for each prolongation."""
    steps = 0
    for name in draft.moves:
        seats = len(list(draft.names("moves", name, "seats")))
        steps += seats if seats > 1 or draft.part("moves", name, "ends_talks") is not True else 0
    times = [draft.part("prolongations", name, "times") for name in draft.mapping("prolongations")]
    rounds = 1 + sum(count if type(count) is int and 1 <= count <= MOST_PROLONGATIONS else 1 for count in times)
    if (found := rounds * 2 ** min(steps, 60)) > MOST_PHASES and steps:
        message = (
            f"too many moves to foresee (found {found:,} combinations with prolongations; allowed {MOST_PHASES}, not "
            "counting those with which one seat ends the talks)"
        )
        draft.report(("moves",), message, at="key")
