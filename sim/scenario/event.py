"""What is dated: events, their conditions and effects; the record of what happened."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from sim.quantity import Chance, Day, Flag, NotNegative, Quantity, ScenarioPart, Whole
from sim.scenario.bargain import (
    AnyName,
    EventName,
    GovernmentName,
    Names,
    Package,
    Packages,
    ProlongationName,
    ProposalName,
    Ref,
    SeatName,
    Shift,
)

__all__ = ["Actual", "Between", "Event", "RecordEntry", "Suspension", "first_day"]


class Between(ScenarioPart):
    """A day that chance picks, every one equally likely."""

    between: tuple[Day, Day]
    """First and last possible day."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.between[0] > self.between[1]:
            raise PydanticCustomError("between", "between: [first, last] needs first <= last")
        return self


def _is_between(value: Any) -> str:
    return "between" if isinstance(value, dict | Between) else "day"


EventDay = Annotated[Annotated[Day, Tag("day")] | Annotated[Between, Tag("between")], Discriminator(_is_between)]
"""A day, or the days among which chance picks."""


class Suspension(ScenarioPart):
    """Contact broken off for a while."""

    days: Annotated[Whole, Field(ge=1, le=3650)]
    """Days during which no seat reviews the table."""


class Event(ScenarioPart):
    """Something dated that happens, or may happen."""

    date: EventDay
    """Its day, or the days among which chance picks."""

    chance: Chance = 1.0
    """The analyst's probability that it happens."""

    if_: Annotated[Names, Ref("event"), Field(alias="if")] = ()
    """Events that must have happened first."""

    unless: Annotated[Names, Ref("event")] = ()
    """Events that must not have happened."""

    while_open: Flag = False
    """Happens only while no agreement is signed."""

    install: dict[SeatName, GovernmentName] = {}
    """Government that takes each seat."""

    shift: dict[GovernmentName, Shift] = {}
    """For each government: points added to options of issues."""

    shift_no_deal: dict[GovernmentName, Quantity] = {}
    """For each government: points added to its no-deal value."""

    tables: dict[SeatName, Packages] = {}
    """Packages that each seat puts on the table."""

    withdraws: dict[SeatName, Packages] = {}
    """Packages that each seat takes off the table."""

    talks: Annotated[Names, Ref("seat")] = ()
    """Seats that meet on the day."""

    suspend: Suspension | None = None
    """Contact that the event breaks off."""

    ends_talks: Flag = False
    """The talks end on the day, if no agreement is signed by then."""

    chances: dict[EventName, Chance] = {}
    """New chances for other events."""

    cost_per_day: dict[GovernmentName, NotNegative] = {}
    """For each government: points that a day of talks costs it from now on, in place of what it cost before."""

    foreseen: Flag = True
    """Whether governments reckon with it beforehand."""

    title: str = ""
    """How the event is called in tables and pictures; its name by default."""

    claims: tuple[str, ...] = ()
    """Claims the event rests on."""

    note: str = ""
    """Anything a reader should know."""


def first_day(event: Event) -> date:
    """Return the first day on which an event may happen."""
    return event.date.between[0] if isinstance(event.date, Between) else event.date


class RecordEntry(ScenarioPart):
    """Something that happened, for runs as of a date. Exactly one thing happens in an entry."""

    date: Day
    """The day on which it became known."""

    seat: SeatName | None = None
    """Who acted."""

    tables: ProposalName | Package | None = None
    """A package the seat put on the table."""

    withdraws: ProposalName | Package | None = None
    """A package the seat took off the table."""

    refuses: ProposalName | Package | None = None
    """A package of the other side that the seat refused."""

    accepts: ProposalName | Package | None = None
    """A package of the other side that the principal accepted; once enough have it is agreed, and signed."""

    vetoes: ProposalName | Package | None = None
    """A package that the third party's government refused: while it sits, what needs the seat is off the table."""

    prolongs: ProlongationName | None = None
    """The prolongation, next in turn, by which the talks were prolonged; without a seat."""

    event: EventName | None = None
    """A chance event whose result became known, on its day or before: then everybody is sure of it until it comes."""

    happened: Flag | None = None
    """Whether it happened."""

    claims: tuple[str, ...] = ()
    """Claims the entry rests on."""

    note: str = ""
    """Anything a reader should know."""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        moves = [self.tables, self.withdraws, self.refuses, self.accepts, self.vetoes]
        by_seat = self.seat is not None and sum(move is not None for move in moves) == 1
        by_event = self.event is not None and self.happened is not None
        prolonged = self.prolongs is not None and self.seat is None
        if by_seat + by_event + prolonged != 1:
            raise PydanticCustomError(
                "record",
                "a record says a seat with tables, withdraws, refuses, accepts or vetoes, an event with happened, or "
                "prolongs",
            )
        return self


class Actual(ScenarioPart):
    """How the negotiation really ended."""

    outcome: AnyName
    """Name of an outcome, or ``lapsed``, or ``agreed too late``."""

    signed: Day | None = None
    """Day of agreement."""

    in_force: Day | None = None
    """Day of entry into force."""

    claims: tuple[str, ...] = ()
    """Claims the entry rests on."""
