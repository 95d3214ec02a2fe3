"""Distributions that may stand where a number stands.

Every distribution is turned into values by its quantile function, so that one named uniform makes one value.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Self, TypeAlias, TypeVar

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.arrays import Floats
from sim.elementary import exp
from sim.figures import joined, measured
from sim.normal import normal_quantile
from sim.scenario_part import Number, ScenarioPart, by_only_key, tagged_by_key

__all__ = [
    "DISTRIBUTIONS",
    "Beta",
    "ByClaim",
    "ClaimedValue",
    "Distribution",
    "Lognormal",
    "Normal",
    "OneOf",
    "Triangular",
    "Uniform",
]

Model = TypeVar("Model", bound=ScenarioPart)

_BETA_DECIMALS = 9
"""Decimals kept of a beta distribution's quantile, fewer than versions of scipy agree on."""


class Distribution(ScenarioPart):
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

    def in_words(self, unit: str = "") -> str:
        """Return it in words; `unit` with a space before it."""
        (numbers,) = self.model_dump().values()
        words = [f"{number:g}" for number in numbers]
        return self.wording.format(*words, all=", ".join(words), unit=unit)


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


_SIMPLE = by_only_key(Uniform, Triangular, Normal, Lognormal, Beta, OneOf)

if TYPE_CHECKING:
    _Value: TypeAlias = float | Distribution
else:
    _Value = tagged_by_key(
        _SIMPLE,
        plain=Number,
        called="number",
        error="quantity",
        message=f"must be a number or one distribution: {joined([*_SIMPLE], 'or')}",
    )


class ClaimedValue(ScenarioPart):
    """A value that a number may have, and the claims that say so."""

    value: _Value
    """What the number is then; a distribution other than `by_claim`."""

    weight: Annotated[Number, Field(gt=0)] = 1.0
    """How much it counts against the others."""

    claims: tuple[str, ...] = ()
    """The claims that say so. A value without any counts only while those of no other value are known."""

    note: str = ""
    """Why it is what it is."""


class ByClaim(Distribution):
    """Values beside by claims: as of a day only those count that were known by then."""

    signs, wording = "[{value: x, claims: [a-1]}, ...]", "{all}"

    by_claim: Annotated[tuple[ClaimedValue, ...], Field(min_length=1)]
    """The values, by their weights. One without claims is what one would say knowing none of the others'."""

    @property
    def counting(self) -> tuple[ClaimedValue, ...]:
        """The values that count: those with claims, or else those without."""
        return tuple(each for each in self.by_claim if each.claims) or self.by_claim

    def quantile(self, u: Floats) -> Floats:
        """Return the values at probabilities `u`: each value has its weight's share of them, in the order listed."""
        ends = np.cumsum([each.weight for each in self.counting])
        place = np.minimum(np.searchsorted(ends, u * ends[-1], side="right"), len(ends) - 1)
        values = np.empty_like(u)
        for number, each in enumerate(self.counting):
            here = place == number
            inside = (u[here] * ends[-1] - (ends[number] - each.weight)) / each.weight
            at = np.clip(inside, 0.0, 1.0)
            values[here] = each.value if isinstance(each.value, int | float) else each.value.quantile(at)
        return values

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest value that counts."""
        values = [each.value for each in self.counting]
        ends = [(each, each) if isinstance(each, int | float) else each.bounds() for each in values]
        return float(min(low for low, _ in ends)), float(max(high for _, high in ends))

    def in_words(self, unit: str = "") -> str:
        """Return it in words; `unit` with a space before it."""
        return self._listed(self.counting, unit)

    def others_in_words(self, unit: str = "") -> str:
        """Return the values without claims that do not count beside others; nothing if there are none."""
        return self._listed([each for each in self.by_claim if each not in self.counting], unit)

    @staticmethod
    def _listed(values: Sequence[ClaimedValue], unit: str) -> str:
        even = len({each.weight for each in values}) == 1
        words = []
        for each in values:
            value = measured(each.value, unit) if isinstance(each.value, int | float) else each.value.in_words(unit)
            beside = [*([] if even else [f"weight {each.weight:g}"]), *each.claims]
            words.append(value + (f" ({', '.join(beside)})" if beside else ""))
        return " or ".join(words)


DISTRIBUTIONS = {**_SIMPLE, **by_only_key(ByClaim)}
"""Every distribution, by its key: all that reads, says or documents them goes by this."""
