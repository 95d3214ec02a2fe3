"""Small models of the kinds a scenario has: unions by key, words or maps, lists written as one word."""

from __future__ import annotations

import datetime
import enum
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError


class Strictly(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Number = Annotated[float, Strict()]
Name = Annotated[str, StringConstraints(pattern=r"^\w+$")]
Names = Annotated[tuple[Name, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]


class Uniform(Strictly):
    uniform: tuple[Number, Number]

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        if self.uniform[0] > self.uniform[1]:
            raise PydanticCustomError("order", "uniform: [a, b] needs a <= b")
        return self


class Normal(Strictly):
    normal: tuple[Number, Number]
    cut: Number = 0


def _kind(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((key for key in value if key in ("uniform", "normal")), None)
    return "number"


Quantity = Annotated[
    Annotated[Number, Tag("number")] | Annotated[Uniform, Tag("uniform")] | Annotated[Normal, Tag("normal")],
    Discriminator(_kind),
]


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Cat(Strictly):
    kind: Literal["cat"]
    lives: int = 9


class Dog(Strictly):
    kind: Literal["dog"]


class Talks(Strictly):
    deadline: datetime.date
    start: datetime.date | None = None
    title: str = ""
    days: Quantity = 1
    lead: int | Uniform | None = None
    chance: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.5
    speed: Literal["slow", "fast"] = "slow"
    colour: Colour = Colour.RED
    limit: float | Literal["auto"] = "auto"
    names: Names = ()
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None
    points: dict[Name, int] = {}
    condition: Annotated[str | None, Field(alias="if")] = None
    rounds: list[Talks] = []
    parts: Annotated[list[str | dict[str, int]], Field(max_length=3)] = []

    @model_validator(mode="after")
    def _in_time(self) -> Talks:
        if self.start and self.start > self.deadline:
            raise ValueError("start lies after the deadline")
        return self
