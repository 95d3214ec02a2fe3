"""Conditions in words."""

from __future__ import annotations

import math

import numpy as np

from sim.analysis.explanation.conditions import Restriction
from sim.analysis.explanation.factors import FactorDescription
from sim.analysis.explanation.prim import FEW
from sim.figures import joined

__all__ = ["say_condition"]


def say_condition(description: FactorDescription, restriction: Restriction) -> str:
    """Return a condition in words.

    Parameters
    ----------
    description : FactorDescription
        The factor and its words.
    restriction : Restriction
        The range or levels.

    Examples
    --------
    >>> from sim.analysis.explanation.conditions import Factor
    >>> days = FactorDescription(Factor("d", np.array([7.0, 60.0])), "days", "Russia's own procedure takes", " days")
    >>> say_condition(days, Restriction("d", high=7))
    "Russia's own procedure takes 7 rather than 60 days"
    >>> zone = FactorDescription(Factor("z", np.array([0.0, 1.0])), "zone", "the zone holds", " packages")
    >>> say_condition(zone, Restriction("z", high=0)), say_condition(zone, Restriction("z"))
    ('the zone holds 0 rather than 1 package', 'the zone holds 0 or 1 package')
    >>> gain = FactorDescription(
    ...     Factor("g", np.arange(-50.0, 50)), "gain", "“clean” is worth", " points", " more than no deal to Moscow",
    ...     minus=("“clean” is", " worse than no deal for Moscow"),
    ... )
    >>> say_condition(gain, Restriction("g", low=12))
    '“clean” is worth at least 12 points more than no deal to Moscow'
    >>> say_condition(gain, Restriction("g", high=-20))
    '“clean” is at least 20 points worse than no deal for Moscow'
    >>> say_condition(gain, Restriction("g", low=-20, high=-5))
    '“clean” is between 5 and 20 points worse than no deal for Moscow'
    """
    if restriction.levels is not None:
        return " or ".join(description.levels[level] for level in sorted(restriction.levels))
    low, high, scale = restriction.low, restriction.high, 100 if description.unit == "%" else 1
    shown = np.unique(description.factor.values)
    lead, tail = description.lead, description.tail
    if len(shown) <= FEW:
        among = restriction.holds(shown)
        yes, no = ([_number(value, scale) for value in shown[rows]] for rows in (among, ~among))
        than = f" rather than {joined(no, 'or')}" if no else ""
        unit = description.unit.removesuffix("s") if (no or yes)[-1] == "1" else description.unit
        return f"{lead} {joined(yes, 'or')}{than}{unit}{tail}"
    below = [end for end in (low, high) if math.isfinite(end)]
    if description.minus and max(below, default=1) <= 0 > min(below, default=1):
        (lead, tail), low, high = description.minus, -high, -low
    unit = description.unit.removesuffix("s") if high == 1 or (low == 1 and math.isinf(high)) else description.unit
    return f"{lead} {_range(low, high, scale)}{unit}{tail}"


def _range(low: float, high: float, scale: int) -> str:
    if not math.isfinite(high):
        return f"at least {_number(low, scale)}"
    if not math.isfinite(low):
        return f"at most {_number(high, scale)}"
    return f"between {_number(low, scale)} and {_number(high, scale)}"


def _number(value: float, scale: int) -> str:
    return f"{scale * value:.6g}".replace("-", "−")  # noqa: RUF001 (a minus sign)
