"""Seats in which people may sit."""

from __future__ import annotations

from collections.abc import Iterable

from sim.errors import InputError, did_you_mean
from sim.scenario.scenario import ScenarioModel

__all__ = ["check_principal", "people_of", "principals_of"]


def principals_of(model: ScenarioModel) -> list[str]:
    """Return the principals' seats."""
    return [name for name, seat in model.seats.items() if seat.principal]


def people_of(model: ScenarioModel, people: object) -> tuple[str, ...]:
    """Return the seats in which people sit at the start, as a caller names them; by default the first principal's.

    Raises
    ------
    InputError
        For what is not a principal's seat.
    """
    if people is None:
        return (principals_of(model)[0],)
    given = (people,) if isinstance(people, str) else people
    if not isinstance(given, Iterable):
        raise InputError(f"people: must be names of seats (found {people!r})")
    return tuple(dict.fromkeys(check_principal(model, name, "people") for name in given))


def check_principal(model: ScenarioModel, seat: object, argument: str = "seat") -> str:
    """Return a principal's seat.

    Raises
    ------
    InputError
        For anything else.
    """
    principals = principals_of(model)
    if seat not in principals:
        hint = did_you_mean(str(seat), principals)
        raise InputError(
            f"{argument}: no principal has this seat (found {seat!r}; allowed {', '.join(principals)}).{hint}"
        )
    return str(seat)
