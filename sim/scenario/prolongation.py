"""Prolongations: a later deadline that principals agree on, third parties grant or chance brings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.quantity import Chance, Day, NotNegative, Quantity, ScenarioPart, Whole
from sim.scenario.bargain import GovernmentName, Names, Ref, Shift

__all__ = ["MOST_PROLONGATIONS", "Prolongation", "asked_in_turn", "deadlines_of", "in_turn"]

MOST_PROLONGATIONS = 20
"""Most prolongations in all, ASSUMPTION: each is one more game to foresee."""


class Prolongation(ScenarioPart):
    """A later deadline, agreed on by principals unless third parties grant it or chance decides; offers stay."""

    to: Day | None = None
    """The new deadline; or `days`."""

    days: Annotated[Whole, Field(ge=1, le=3650)] | None = None
    """Days by which the deadline moves; or `to`."""

    times: Annotated[Whole, Field(ge=1, le=MOST_PROLONGATIONS)] = 1
    """How often in a row, where it is by `days`."""

    last_days: Annotated[Whole, Field(ge=0, le=3650)] = 14
    """Days before the deadline within which it can be agreed or granted, or chance decides. ASSUMPTION: 14."""

    consent: Annotated[Names, Ref("seat")] = ()
    """Principals that must be for it; all of them where nobody is named."""

    assent: Annotated[Names, Ref("seat")] = ()
    """Third parties that are asked once the principals are for it, and without whose assent it does not happen."""

    granted_by: Annotated[Names, Ref("seat")] = ()
    """Third parties that prolong the talks by themselves, all of them together, whatever the principals want."""

    chance: Chance | None = None
    """How likely it is that somebody whose preferences nobody knows prolongs the talks, such as a court."""

    cost: dict[GovernmentName, NotNegative] = {}
    """For each government: points that it pays for prolonging."""

    gain: dict[GovernmentName, NotNegative] = {}
    """For each government: points that an interim accord, by which the talks are prolonged, brings it."""

    shift: dict[GovernmentName, Shift] = {}
    """Points added to options from then on, by government and issue: the next stage has another menu."""

    shift_no_deal: dict[GovernmentName, Quantity] = {}
    """Points added to no-deal values from then on, by government."""

    title: str = ""
    """How the prolongation is called in tables and stories; its name by default."""

    claims: tuple[str, ...] = ()
    """Claims the prolongation rests on."""

    note: str = ""
    """Anything a reader should know."""

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.to is None) == (self.days is None):
            raise PydanticCustomError("prolongation", "a prolongation says either to, a date, or days")
        if self.to is not None and self.times > 1:
            raise PydanticCustomError("prolongation", "only a prolongation by days can be repeated")
        if bool(self.consent or self.assent) + bool(self.granted_by) + (self.chance is not None) > 1:
            raise PydanticCustomError(
                "prolongation",
                "a prolongation is agreed on (consent, assent), granted (granted_by) or left to chance (chance)",
            )
        return self

    @property
    def agreed(self) -> bool:
        """Whether principals agree on it."""
        return not self.granted_by and self.chance is None


def asked_in_turn(
    prolongations: Mapping[str, Prolongation], principals: Mapping[str, bool]
) -> list[tuple[bool, ...]]:
    """Return for each prolongation in turn which of the seats at the table must be for it: none where it is granted.

    Parameters
    ----------
    prolongations : mapping of str to Prolongation
        As the scenario lists them.
    principals : mapping of str to bool
        The seats at the table, and whether each is a principal's.
    """
    return [
        tuple(
            step.agreed and (seat in step.consent if step.consent else principal)
            for seat, principal in principals.items()
        )
        for _, step in in_turn(prolongations)
    ]


def in_turn(prolongations: Mapping[str, Prolongation]) -> list[tuple[str, Prolongation]]:
    """Return the prolongations in the order in which they can be used, repeated ones as often as they can be.

    Examples
    --------
    >>> steps = in_turn({"short": Prolongation(days=5, times=2), "last": Prolongation(days=1)})
    >>> [name for name, _ in steps]
    ['short', 'short', 'last']
    """
    return [(name, step) for name, step in prolongations.items() for _ in range(step.times)]


def deadlines_of(deadline: date, prolongations: Mapping[str, Prolongation]) -> list[date]:
    """Return the deadline, and after each prolongation used the next.

    Examples
    --------
    >>> for day in deadlines_of(date(2024, 5, 1), {"more": Prolongation(days=10, times=2)}):
    ...     print(day)
    2024-05-01
    2024-05-11
    2024-05-21
    """
    found = [deadline]
    for _, step in in_turn(prolongations):
        found.append(step.to or found[-1] + timedelta(days=step.days or 0))
    return found
