"""Moves: what a seat may do by itself, without the others' agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from pydantic import Field

from sim.quantity import Chance, Day, Flag, NotNegative, Quantity, ScenarioPart
from sim.scenario.bargain import EventName, EventOrMoveNames, GovernmentName, Names, Ref, Shift
from sim.scenario.event import Suspension

__all__ = ["Move", "Step", "steps_of"]


class Move(ScenarioPart):
    """Something a principal may do without the others, such as walking out; once at most."""

    seats: Annotated[Names, Ref("seat"), Field(min_length=1)]
    """Who may make it; of several, it takes effect once every one of them has made it."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    """First day on which it can be made; the start by default."""

    until: Day | None = None
    """Last day; by default the last before `deadline`, or else the last of the talks."""

    if_: Annotated[EventOrMoveNames, Field(alias="if")] = ()
    """Events that must have happened, and moves that must have taken effect, first."""

    unless: EventOrMoveNames = ()
    """Events that must not have happened, and moves that must not have taken effect."""

    ends_talks: Flag = False
    """The talks end at once, without an agreement."""

    deadline: Day | None = None
    """A nearer deadline that it sets."""

    shift: dict[GovernmentName, Shift] = {}
    """For each government: points added to options of issues."""

    shift_no_deal: dict[GovernmentName, Quantity] = {}
    """For each government: points added to its no-deal value."""

    cost: dict[GovernmentName, NotNegative] = {}
    """For each government: points that it pays for the move, however the talks end."""

    cost_per_day: dict[GovernmentName, NotNegative] = {}
    """For each government: points that a day of talks costs it from then on, whatever events say."""

    suspend: Suspension | None = None
    """Contact that the move breaks off."""

    chances: dict[EventName, Chance] = {}
    """New chances for events, whatever other events make of them."""

    title: str = ""
    """How the move is called in tables and stories; its name by default."""

    claims: tuple[str, ...] = ()
    """Claims the move rests on."""

    note: str = ""
    """Anything a reader should know."""


class Step(NamedTuple):
    """One seat's part in a move.

    Parameters
    ----------
    move : str
        Its name.
    seat : str
        Who takes the step.
    ends : bool
        The talks end with it: nothing of it has to be foreseen beyond.
    """

    move: str
    seat: str
    ends: bool


def steps_of(moves: Mapping[str, Move]) -> tuple[Step, ...]:
    """Return all steps, move by move, seat by seat.

    Examples
    --------
    >>> [tuple(step) for step in steps_of({"walk_out": Move(seats="us", ends_talks=True)})]
    [('walk_out', 'us', True)]
    """
    return tuple(
        Step(name, seat, move.ends_talks and len(move.seats) == 1)
        for name, move in moves.items()
        for seat in move.seats
    )
