"""Whose agreement is enough: all principals, a majority, weights that add up, or one of several groups."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from sim.quantity import Number, ScenarioPart
from sim.scenario.bargain import SeatName

__all__ = ["AgreementRule", "AnyOf", "Threshold"]


class Threshold(ScenarioPart):
    """Principals whose weights add up to enough: ``{at_least: 255, weights: {germany: 29, malta: 3}}``."""

    at_least: Annotated[Number, Field(gt=0)]
    """Weight that the principals who agree must reach together."""

    weights: dict[SeatName, Annotated[Number, Field(ge=0)]] = {}
    """What each principal's agreement weighs, every principal named; each weighs 1 where nothing is said."""


_Group = Annotated[tuple[SeatName, ...], Field(min_length=1)]


class AnyOf(ScenarioPart):
    """Groups of principals of which one is enough: ``{any_of: [[north, south], [east, west]]}``."""

    any_of: Annotated[tuple[_Group, ...], Field(min_length=1, max_length=8)]
    """The groups; a package is agreed once all of one group agree to it."""


def _kind(value: Any) -> str:
    if isinstance(value, AnyOf) or (isinstance(value, dict) and "any_of" in value):
        return "groups"
    return "threshold" if isinstance(value, dict | Threshold) else "word"


AgreementRule: TypeAlias = Annotated[
    Annotated[Literal["all", "majority"], Tag("word")]
    | Annotated[Threshold, Tag("threshold")]
    | Annotated[AnyOf, Tag("groups")],
    Discriminator(_kind),
]
"""``all``, ``majority`` (more than half of the principals), a threshold, or groups."""
