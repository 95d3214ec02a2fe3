"""A number, or a distribution standing where a number stands: drawn once per world."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from sim.arrays import Floats
from sim.distributions import (
    DISTRIBUTIONS,
    Beta,
    ByClaim,
    ClaimedValue,
    Distribution,
    Lognormal,
    Normal,
    OneOf,
    Triangular,
    Uniform,
)
from sim.scenario_part import LARGEST, Day, Flag, Number, ScenarioPart, Whole, by_only_key, tagged_by_key

__all__ = [
    "DISTRIBUTIONS",
    "LARGEST",
    "Beta",
    "ByClaim",
    "Chance",
    "ClaimedValue",
    "Day",
    "Days",
    "Distribution",
    "Flag",
    "Lognormal",
    "Normal",
    "NotNegative",
    "Number",
    "OneOf",
    "Positive",
    "Quantity",
    "ScenarioPart",
    "Share",
    "Spread",
    "Triangular",
    "Uniform",
    "Whole",
    "bounds",
    "by_only_key",
    "quantile",
    "tagged_by_key",
]

if TYPE_CHECKING:
    Quantity: TypeAlias = float | Distribution
else:
    *_first, _last = DISTRIBUTIONS
    Quantity = tagged_by_key(
        DISTRIBUTIONS,
        plain=Number,
        called="number",
        error="quantity",
        message=f"must be a number or one distribution: {', '.join(_first)} or {_last}",
    )
"""A number or a distribution."""


def quantile(quantity: float | Distribution, u: ArrayLike) -> Floats:
    """Return the values of `quantity` at probabilities `u` (a number is the same everywhere).

    Examples
    --------
    >>> quantile(3, [0.1, 0.9])
    array([3., 3.])
    >>> quantile(Uniform(uniform=(10, 20)), [0.1, 0.5])
    array([11., 15.])
    """
    u = np.asarray(u, dtype=float)
    return np.full_like(u, quantity) if isinstance(quantity, int | float) else quantity.quantile(u)


def bounds(quantity: float | Distribution) -> tuple[float, float]:
    """Return the smallest and the largest value `quantity` can take (infinite for open tails).

    Examples
    --------
    >>> bounds(Uniform(uniform=(10, 20)))
    (10.0, 20.0)
    """
    return quantity.bounds() if isinstance(quantity, Distribution) else (float(quantity), float(quantity))


def _within(low: float, high: float, message: str) -> AfterValidator:
    """Refuse quantities that can take a value outside [low, high]."""

    def check(value: Any) -> Any:
        least, most = bounds(value)
        if least < low or most > high:
            raise PydanticCustomError("bounds", "{message}", {"message": message})
        return value

    return AfterValidator(check)


Chance = Annotated[Quantity, _within(0, 1, "must lie between 0 and 1")]
"""A probability, or a distribution over probabilities, between 0 and 1."""

Share = Chance
"""A share of a whole, between 0 and 1."""


def _is_not_negative(value: Any) -> Any:
    least, _ = bounds(value)
    if least == -math.inf:
        kind = {"kind": next(iter(type(value).model_fields))}
        message = "may be negative: a {kind} distribution has no lower bound, a lognormal or triangular one has"
        raise PydanticCustomError("open_tail", message, kind)
    if least < 0:
        raise PydanticCustomError("negative", "must not be negative")
    return value


NotNegative = Annotated[Quantity, AfterValidator(_is_not_negative)]
"""A number, or a distribution over numbers, of at least 0."""

Days = NotNegative
"""How long something takes."""

Positive = Annotated[Quantity, _within(0.01, math.inf, "must be at least 0.01")]
"""A number that something is divided by."""

Spread = Annotated[Quantity, _within(0, 3, "must lie between 0 and 3")]
"""Standard deviation of a logarithm; at 3 one in six is twenty times the median or more."""
