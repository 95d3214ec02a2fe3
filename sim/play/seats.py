"""Seats in which people may sit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from sim.arguments import check_type, is_among, name_of
from sim.errors import InputError, did_you_mean, shown
from sim.scenario.scenario import ScenarioModel

__all__ = ["check_seat", "people_of", "seats_at_table"]


def seats_at_table(model: ScenarioModel) -> list[str]:
    """Return the seats of principals and mediators."""
    return [name for name, seat in model.seats.items() if seat.at_table]


def people_of(model: ScenarioModel, people: object) -> tuple[str, ...]:
    """Return the seats in which people sit at the start, as a caller names them; by default the first principal's.

    Raises
    ------
    InputError
        For what is not a principal's or mediator's seat.
    """
    if people is None:
        return (next(name for name, seat in model.seats.items() if seat.principal),)
    given = (people,) if isinstance(people, str) else people
    check_type("people", given, Iterable, "names of seats")
    names = cast(Iterable[object], given)
    return tuple(dict.fromkeys(check_seat(model, name, "people") for name in names))


def check_seat(model: ScenarioModel, seat: object, argument: str = "seat") -> str:
    """Return the seat of a principal or mediator.

    Raises
    ------
    InputError
        For anything else.
    """
    allowed, seat = seats_at_table(model), name_of(seat)
    if not is_among(seat, allowed):
        found, hint = shown(seat), did_you_mean(str(seat), allowed)
        raise InputError(
            f"{argument}: nobody at the table has this seat (found {found}; allowed {', '.join(allowed)}).{hint}"
        )
    return str(seat)
