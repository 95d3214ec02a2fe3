"""What is dated: events, their conditions and effects; the record of what happened."""

from __future__ import annotations

import datetime
from datetime import date
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from sim.evidence.claims import DateRange
from sim.quantity import Chance, Day, Flag, NotNegative, Quantity, ScenarioPart, Whole
from sim.scenario.bargain import (
    AnyName,
    EventName,
    GovernmentName,
    MoveName,
    Names,
    Package,
    Packages,
    ProlongationName,
    ProposalName,
    Ref,
    SeatName,
    Shift,
)

__all__ = ["Actual", "Between", "DayOrDays", "Event", "RecordEntry", "Suspension", "first_day", "last_day"]


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


def _day_or_range(value: Any) -> str:
    return "range" if isinstance(value, dict | DateRange) else "day"


DayOrDays = Annotated[Annotated[Day, Tag("day")] | Annotated[DateRange, Tag("range")], Discriminator(_day_or_range)]
"""A day, or the first and the last of several."""


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


def last_day(event: Event) -> date:
    """Return the last day on which an event may happen."""
    return event.date.between[1] if isinstance(event.date, Between) else event.date


class RecordEntry(ScenarioPart):
    """Something that happened, for runs as of a date. Exactly one thing happens in an entry."""

    date: DayOrDays
    """The day on which it became known, or the days {from, to} within which it happened: it counts from the last."""

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
    """A package that the third party's government refused: while it sits, that package is off the table."""

    assents: ProposalName | Package | None = None
    """A package, agreed on or signed, that the third party's government assented to, or ratified."""

    makes: MoveName | None = None
    """A move that the seat made, or its part in one of several."""

    signs: ProposalName | Package | None = None
    """The package that was signed, whatever is on the table; without a seat."""

    prolongs: ProlongationName | None = None
    """The prolongation, next in turn, by which the talks were prolonged; or, with a seat, that the seat is for."""

    declines: ProlongationName | None = None
    """The prolongation, next in turn, that the seat is against."""

    event: EventName | None = None
    """A chance event whose result became known, on its day or before: then everybody is sure of it until it comes."""

    happened: Flag | None = None
    """Whether it happened."""

    claims: tuple[str, ...] = ()
    """Claims the entry rests on."""

    note: str = ""
    """Anything a reader should know."""

    @property
    def day(self) -> datetime.date:
        """The day from which it counts."""
        return self.date.last if isinstance(self.date, DateRange) else self.date

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        acts = [self.tables, self.withdraws, self.refuses, self.accepts, self.vetoes, self.assents, self.makes]
        acts += [self.declines, self.prolongs if self.seat is not None else None]
        by_seat = self.seat is not None and sum(act is not None for act in acts) == 1
        by_event = self.event is not None and self.happened is not None
        together = sum(act is not None for act in (self.prolongs, self.signs)) * (self.seat is None)
        if by_seat + by_event + together != 1:
            raise PydanticCustomError(
                "record",
                "a record says a seat with tables, withdraws, refuses, accepts, vetoes, assents, makes, prolongs or "
                "declines, an event with happened, or prolongs or signs",
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
