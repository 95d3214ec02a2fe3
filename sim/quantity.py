"""A number, or a distribution standing where a number stands: drawn once per world.

Every distribution is turned into values by its quantile function, so that one named uniform makes one value.
"""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from sim.arrays import Floats
from sim.elementary import exp
from sim.normal import normal_quantile

__all__ = [
    "Chance",
    "Day",
    "Days",
    "Distribution",
    "Flag",
    "NotNegative",
    "Noun",
    "Number",
    "Positive",
    "Quantity",
    "Share",
    "Spread",
    "Whole",
    "bounds",
    "quantile",
]

Model = TypeVar("Model", bound="Noun")


class Noun(BaseModel):
    """Base of everything a scenario file holds: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def meanings(cls) -> dict[str, str]:
        """Return what its fields mean: the docstrings under them, by the fields' names.

        Notes
        -----
        Read when asked for: pydantic's `use_attribute_docstrings` reads the source of every model at every start.

        Examples
        --------
        >>> Uniform.meanings()
        {'uniform': 'Lower and upper bound.'}
        """
        models = [base for base in reversed(cls.__mro__) if issubclass(base, Noun)]
        return {field: meaning for model in models for field, meaning in _docstrings_under_fields(model).items()}


@cache
def _docstrings_under_fields(model: type[Noun]) -> dict[str, str]:
    """Return the docstrings under the fields that `model` itself declares."""
    (declared,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    told = {}
    for field, under in pairwise(declared.body):  # type: ignore[attr-defined]
        match field, under:
            case ast.AnnAssign(target=ast.Name(name)), ast.Expr(value=ast.Constant(value=str(text))):
                told[name] = inspect.cleandoc(text)
    return told


Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]

LARGEST = 1_000_000.0
"""How far from zero a number may lie. ASSUMPTION: points are near 100 and days near 1,000, and arithmetic on what is
much larger loses the digits that decide."""

FIRST_YEAR, LAST_YEAR = 1000, 2999
"""Years a date may lie in, so that years have four digits and a century can be added."""

_BETA_DECIMALS = 9
"""Decimals kept of a beta distribution's quantile, fewer than versions of scipy agree on."""

Number = Annotated[float, Strict(), Field(ge=-LARGEST, le=LARGEST)]


def _iso_day(value: Any) -> Any:
    """Accept a date or its ISO text; everything else is not a day."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if type(value) is not date:
        raise PydanticCustomError("iso_day", "must be a date, YYYY-MM-DD")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise PydanticCustomError("year", "must lie in the years {first} to {last}", years)
    return value


Day = Annotated[date, BeforeValidator(_iso_day)]


class Uniform(Noun):
    """Every value between two bounds, equally likely."""

    uniform: tuple[Number, Number]
    """Lower and upper bound."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        return _require(self, self.uniform[0] <= self.uniform[1], "uniform: [a, b] needs a <= b")

    def quantile(self, u: Floats) -> Floats:
        """Return the values at probabilities `u`."""
        low, high = self.uniform
        return low + u * (high - low)


class Triangular(Noun):
    """A lowest, a likeliest and a highest value."""

    triangular: tuple[Number, Number, Number]
    """Lowest, likeliest, highest."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        low, mode, high = self.triangular
        return _require(self, low <= mode <= high, "triangular: [a, m, b] needs a <= m <= b")

    def quantile(self, u: Floats) -> Floats:
        """Return the values at probabilities `u`."""
        low, mode, high = self.triangular
        if low == high:
            return np.full_like(u, low)
        rising = low + np.sqrt(u * (high - low) * (mode - low))
        falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
        return np.where(u < (mode - low) / (high - low), rising, falling)


class Normal(Noun):
    """A mean and a standard deviation."""

    normal: tuple[Number, Number]
    """Mean and standard deviation."""

    @model_validator(mode="after")
    def _positive(self) -> Self:
        return _require(self, self.normal[1] >= 0, "normal: [mean, sd] needs sd >= 0")

    def quantile(self, u: Floats) -> Floats:
        """Return the values at probabilities `u`."""
        mean, sd = self.normal
        return mean + _deviations(sd, u)


class Lognormal(Noun):
    """A median and a spread: the standard deviation of the logarithm."""

    lognormal: tuple[Number, Number]
    """Median and spread."""

    @model_validator(mode="after")
    def _positive(self) -> Self:
        median, spread = self.lognormal
        sound = median > 0 and 0 <= spread <= 3
        return _require(self, sound, "lognormal: [median, spread] needs median > 0 and a spread from 0 to 3")

    def quantile(self, u: Floats) -> Floats:
        """Return the values at probabilities `u`."""
        median, spread = self.lognormal
        return np.asarray(median * exp(_deviations(spread, u)))


class Beta(Noun):
    """A beta distribution on [0, 1]."""

    beta: tuple[Number, Number]
    """The two shape parameters."""

    @model_validator(mode="after")
    def _positive(self) -> Self:
        return _require(self, min(self.beta) >= 0.01, "beta: [a, b] needs a >= 0.01 and b >= 0.01")

    def quantile(self, u: Floats) -> Floats:
        """Return the values at probabilities `u`."""
        from scipy.special import betaincinv

        # the last digits depend on the version of scipy
        return np.round(betaincinv(*self.beta, u), _BETA_DECIMALS)


class OneOf(Noun):
    """One of a list of values, equally likely."""

    one_of: Annotated[tuple[Number, ...], Field(min_length=1)]
    """The values."""

    def quantile(self, u: Floats) -> Floats:
        """Return the values at probabilities `u`."""
        values = np.asarray(self.one_of)
        return np.asarray(values[np.minimum((u * len(values)).astype(int), len(values) - 1)])


def _deviations(sd: float, u: Floats) -> Floats:
    """Return how far a normal value at probabilities `u` lies from its mean."""
    return sd * normal_quantile(u) if sd else np.zeros_like(u)  # 0 times the infinity at u = 0 would be no number


def _require(model: Model, holds: bool, message: str) -> Model:
    if not holds:
        raise PydanticCustomError("quantity", "{message}", {"message": message})
    return model


_KINDS: dict[str, type[Noun]] = {
    "uniform": Uniform,
    "triangular": Triangular,
    "normal": Normal,
    "lognormal": Lognormal,
    "beta": Beta,
    "one_of": OneOf,
}


def _kind(value: Any) -> str | None:
    """Tell a number from a distribution, and one distribution from another, by its key."""
    if isinstance(value, dict):
        return next((key for key in value if key in _KINDS), None)
    return next((key for key, kind in _KINDS.items() if isinstance(value, kind)), "number")


Distribution = Uniform | Triangular | Normal | Lognormal | Beta | OneOf
Quantity = Annotated[
    Annotated[Number, Tag("number")]
    | Annotated[Uniform, Tag("uniform")]
    | Annotated[Triangular, Tag("triangular")]
    | Annotated[Normal, Tag("normal")]
    | Annotated[Lognormal, Tag("lognormal")]
    | Annotated[Beta, Tag("beta")]
    | Annotated[OneOf, Tag("one_of")],
    Discriminator(
        _kind,
        custom_error_type="quantity",
        custom_error_message="must be a number or one distribution: "
        "uniform, triangular, normal, lognormal, beta or one_of",
    ),
]
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
    low, high = quantile(quantity, [0.0, 1.0])
    if isinstance(quantity, OneOf):
        return min(quantity.one_of), max(quantity.one_of)
    return float(low), float(high)


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
    if isinstance(value, Normal) and value.normal[1] > 0:
        message = "may be negative: a normal distribution has no lower bound, a lognormal or triangular one has"
        raise PydanticCustomError("open_tail", message)
    if bounds(value)[0] < 0:
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
