"""A number, or a distribution standing where a number stands: drawn once per world.

Every distribution is turned into values by its quantile function, so that one named uniform makes one value.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
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

from sim.normal import normal_quantile

__all__ = ["Chance", "Day", "Distribution", "Noun", "Number", "Quantity", "bounds", "quantile"]

FloatArray = NDArray[np.float64]
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


Number = Annotated[float, Strict()]


def _iso_day(value: Any) -> Any:
    """Accept a date or its ISO text; everything else is not a day."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if type(value) is not date:
        raise PydanticCustomError("iso_day", "must be a date, YYYY-MM-DD")
    return value


Day = Annotated[date, BeforeValidator(_iso_day)]


class Uniform(Noun):
    """Every value between two bounds, equally likely."""

    uniform: tuple[Number, Number]
    """Lower and upper bound."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        return _require(self, self.uniform[0] <= self.uniform[1], "uniform: [a, b] needs a <= b")

    def quantile(self, u: FloatArray) -> FloatArray:
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

    def quantile(self, u: FloatArray) -> FloatArray:
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

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return the values at probabilities `u`."""
        mean, sd = self.normal
        return np.asarray(mean + sd * normal_quantile(u))


class Lognormal(Noun):
    """A median and a spread: the standard deviation of the logarithm."""

    lognormal: tuple[Number, Number]
    """Median and spread."""

    @model_validator(mode="after")
    def _positive(self) -> Self:
        median, spread = self.lognormal
        return _require(self, median > 0 and spread >= 0, "lognormal: [median, spread] needs median > 0, spread >= 0")

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return the values at probabilities `u`."""
        median, spread = self.lognormal
        return np.asarray(median * np.exp(spread * normal_quantile(u)))


class Beta(Noun):
    """A beta distribution on [0, 1]."""

    beta: tuple[Number, Number]
    """The two shape parameters."""

    @model_validator(mode="after")
    def _positive(self) -> Self:
        return _require(self, min(self.beta) > 0, "beta: [a, b] needs a > 0 and b > 0")

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return the values at probabilities `u`."""
        from scipy.special import betaincinv

        return np.asarray(betaincinv(*self.beta, u))


class OneOf(Noun):
    """One of a list of values, equally likely."""

    one_of: Annotated[tuple[Number, ...], Field(min_length=1)]
    """The values."""

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return the values at probabilities `u`."""
        values = np.asarray(self.one_of)
        return np.asarray(values[np.minimum((u * len(values)).astype(int), len(values) - 1)])


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


def quantile(quantity: float | Distribution, u: ArrayLike) -> FloatArray:
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


def _is_chance(value: Any) -> Any:
    low, high = bounds(value)
    if low < 0 or high > 1:
        raise PydanticCustomError("chance", "must lie between 0 and 1")
    return value


Chance = Annotated[Quantity, AfterValidator(_is_chance)]
"""A probability, or a distribution over probabilities, between 0 and 1."""
