"""The deadline: a day, or several possible ones of which chance picks one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from sim.quantity import Day, Number, ScenarioPart
from sim.scenario.event import Between

__all__ = ["Deadline", "DeadlineOneOf", "PossibleDeadline", "chances_of_days", "last_looks_of", "say_deadline"]


class PossibleDeadline(ScenarioPart):
    """One of several possible deadlines."""

    date: Day
    """The day."""

    weight: Annotated[Number, Field(gt=0)] = 1.0
    """How likely it is, beside the others' weights."""


def _is_possible(value: Any) -> str:
    return "weighted" if isinstance(value, dict | PossibleDeadline) else "day"


PossibleDay = Annotated[
    Annotated[Day, Tag("day")] | Annotated[PossibleDeadline, Tag("weighted")], Discriminator(_is_possible)
]
"""A day, or a day with its weight."""


class DeadlineOneOf(ScenarioPart):
    """A deadline that falls on one of several days, by their weights."""

    one_of: Annotated[tuple[PossibleDay, ...], Field(max_length=100, json_schema_extra={"minItems": 2})]
    """The possible days in their order: a date, of weight 1, or a date with its weight."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        days = [_day(each) for each in self.one_of]
        if len(days) < 2 or days != sorted({*days}):
            raise PydanticCustomError("one_of", "one_of: needs two or more different days, in their order")
        return self


def _day(possible: date | PossibleDeadline) -> date:
    return possible.date if isinstance(possible, PossibleDeadline) else possible


def _is_uncertain(value: Any) -> str:
    if isinstance(value, Between | DeadlineOneOf):
        return "one_of" if isinstance(value, DeadlineOneOf) else "between"
    if isinstance(value, dict):
        return next((form for form in ("one_of", "between") if form in value), "day")
    return "day"


Deadline = Annotated[
    Annotated[Day, Tag("day")] | Annotated[Between, Tag("between")] | Annotated[DeadlineOneOf, Tag("one_of")],
    Discriminator(_is_uncertain),
]
"""A day, any day of a span, or one of several days."""


def chances_of_days(deadline: date | Between | DeadlineOneOf) -> dict[date, float]:
    """Return the possible days, in their order, and how likely each is.

    Examples
    --------
    >>> chances_of_days(DeadlineOneOf(one_of=(date(2024, 6, 1), PossibleDeadline(date=date(2024, 6, 8), weight=3))))
    {datetime.date(2024, 6, 1): 0.25, datetime.date(2024, 6, 8): 0.75}
    """
    if isinstance(deadline, Between):
        first, last = deadline.between
        count = (last - first).days + 1
        return {first + timedelta(days=k): 1 / count for k in range(count)}
    if isinstance(deadline, DeadlineOneOf):
        weights = {_day(each): each.weight if isinstance(each, PossibleDeadline) else 1.0 for each in deadline.one_of}
        *_, total = accumulate(weights.values())
        return {day: weight / total for day, weight in weights.items()}
    return {deadline: 1.0}


def last_looks_of(deadline: date | Between | DeadlineOneOf) -> list[date]:
    """Return the days on which every seat has a last look at the table: each may be the last, or the last safe one.

    Of a span these are its first and its last day: nobody reviews the table on every day of it (an assumption).
    """
    days = [*chances_of_days(deadline)]
    return sorted({days[0], days[-1]}) if isinstance(deadline, Between) else days


def say_deadline(deadline: date | Between | DeadlineOneOf, after: date = date.min) -> str:
    """Return the deadline in words, given that it has not passed by a day.

    Examples
    --------
    >>> say_deadline(date(2024, 6, 1)), say_deadline(Between(between=(date(2024, 6, 1), date(2024, 6, 9))))
    ('2024-06-01', 'any day from 2024-06-01 to 2024-06-09')
    >>> say_deadline(DeadlineOneOf(one_of=(date(2024, 6, 1), date(2024, 6, 8))))
    '2024-06-01 (50%) or 2024-06-08 (50%)'
    >>> say_deadline(Between(between=(date(2024, 6, 1), date(2024, 6, 9))), date(2024, 6, 4))
    'any day from 2024-06-05 to 2024-06-09'
    """
    left = {day: chance for day, chance in chances_of_days(deadline).items() if day > after}
    if len(left) < 2:
        return str(max(left, default=deadline))
    if isinstance(deadline, Between):
        return f"any day from {min(left)} to {max(left)}"
    return " or ".join(f"{day} ({100 * chance / sum(left.values()):.0f}%)" for day, chance in left.items())
