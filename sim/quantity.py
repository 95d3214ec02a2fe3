"""A number, or a distribution standing where a number stands: drawn once per world.

Every distribution is turned into values by its quantile function, so that one named uniform makes one value.
"""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, TypeAlias, TypeVar, Union

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
    "DISTRIBUTIONS",
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
    "by_only_key",
    "quantile",
    "tagged_by_key",
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
        told = {field: meaning for model in models for field, meaning in _docstrings_under_fields(model).items()}
        return {field: meaning for field, meaning in told.items() if field in cls.model_fields}


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


class Distribution(Noun):
    """Base of the distributions: one field, named as it is written in a file, holds the numbers."""

    signs: ClassVar[str]
    """How the numbers are written, for the manual."""

    wording: ClassVar[str]
    """The distribution in words: numbers by place, or `all` of them; `unit` with a space before it."""

    @abstractmethod
    def quantile(self, u: Floats) -> Floats:
        """Return the values at probabilities `u`."""

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest value (infinite for open tails)."""
        low, high = self.quantile(np.array([0.0, 1.0]))
        return float(low), float(high)


class Uniform(Distribution):
    """Every value between two bounds, equally likely."""

    signs, wording = "[a, b]", "{0} to {1}{unit}, evenly"

    uniform: tuple[Number, Number]
    """Lower and upper bound."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        return _require(self, self.uniform[0] <= self.uniform[1], "uniform: [a, b] needs a <= b")

    def quantile(self, u: Floats) -> Floats:
        """Return the values at probabilities `u`."""
        low, high = self.uniform
        return low + u * (high - low)


class Triangular(Distribution):
    """A lowest, a likeliest and a highest value."""

    signs, wording = "[a, m, b]", "{0} to {2}{unit}, likeliest {1}"

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


class Normal(Distribution):
    """A mean and a standard deviation."""

    signs, wording = "[mean, sd]", "normal, mean {0}{unit}, sd {1}"

    normal: tuple[Number, Number]
    """Mean and standard deviation."""

    @model_validator(mode="after")
    def _positive(self) -> Self:
        return _require(self, self.normal[1] >= 0, "normal: [mean, sd] needs sd >= 0")

    def quantile(self, u: Floats) -> Floats:
        """Return the values at probabilities `u`."""
        mean, sd = self.normal
        return mean + _deviations(sd, u)


class Lognormal(Distribution):
    """A median and a spread: the standard deviation of the logarithm."""

    signs, wording = "[median, spread]", "lognormal, median {0}{unit}, spread {1}"

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


class Beta(Distribution):
    """A beta distribution on [0, 1]."""

    signs, wording = "[a, b]", "beta({0}, {1}){unit}"

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


class OneOf(Distribution):
    """One of a list of values, equally likely."""

    signs, wording = "[x, y, ...]", "one of {all}{unit}"

    one_of: Annotated[tuple[Number, ...], Field(min_length=1)]
    """The values."""

    def quantile(self, u: Floats) -> Floats:
        """Return the values at probabilities `u`."""
        values = np.asarray(self.one_of)
        return np.asarray(values[np.minimum((u * len(values)).astype(int), len(values) - 1)])

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest value: they may stand anywhere in the list."""
        return min(self.one_of), max(self.one_of)


def _deviations(sd: float, u: Floats) -> Floats:
    """Return how far a normal value at probabilities `u` lies from its mean."""
    return sd * normal_quantile(u) if sd else np.zeros_like(u)  # 0 times the infinity at u = 0 would be no number


def _require(model: Model, holds: bool, message: str) -> Model:
    if not holds:
        raise PydanticCustomError("quantity", "{message}", {"message": message})
    return model


def by_only_key(*kinds: type[Model]) -> dict[str, type[Model]]:
    """Return models of one field each by the name of that field: the key by which a file tells which is meant.

    Examples
    --------
    >>> by_only_key(Uniform, OneOf)
    {'uniform': <class 'sim.quantity.Uniform'>, 'one_of': <class 'sim.quantity.OneOf'>}
    """
    return {next(iter(kind.model_fields)): kind for kind in kinds}


def tagged_by_key(kinds: Mapping[str, type[Noun]], *, plain: Any, called: str, error: str, message: str) -> Any:
    """Return the annotation of what is either `plain` or a map that one of its keys tells from the others.

    Parameters
    ----------
    kinds : mapping of str to type
        Models, by the key that is in no other.
    plain : Any
        Annotation of what is no map.
    called : str
        What `plain` is called in the places of errors.
    error, message : str
        Type and text of the error for what is neither.
    """

    def kind_of(value: Any) -> str | None:
        if isinstance(value, dict):
            return next((key for key in value if key in kinds), None)
        return next((key for key, kind in kinds.items() if isinstance(value, kind)), called)

    members = [Annotated[plain, Tag(called)], *(Annotated[kind, Tag(key)] for key, kind in kinds.items())]
    choice = Discriminator(kind_of, custom_error_type=error, custom_error_message=message)
    return Annotated[Union[tuple(members)], choice]  # noqa: UP007


DISTRIBUTIONS = by_only_key(Uniform, Triangular, Normal, Lognormal, Beta, OneOf)
"""Every distribution, by its key: all that reads, says or documents them goes by this."""

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
