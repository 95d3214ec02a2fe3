"""Conditions and boxes in sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.explanation.conditions import Restriction
from sim.analysis.explanation.factors import Told
from sim.analysis.explanation.prim import FEW
from sim.figures import percent
from sim.results.naming import joined, sentence

if TYPE_CHECKING:
    from sim.analysis.explanation.explanation import Explained, Explanation

__all__ = ["say_box", "say_condition", "say_explanation"]


def say_condition(told: Told, restriction: Restriction) -> str:
    """Return a condition in words.

    Parameters
    ----------
    told : Told
        The factor and its words.
    restriction : Restriction
        The range or levels.

    Examples
    --------
    >>> from sim.analysis.explanation.conditions import Factor
    >>> days = Told(Factor("d", np.array([7.0, 60.0])), "days", "Russia's own procedure takes", " days")
    >>> say_condition(days, Restriction("d", high=7))
    "Russia's own procedure takes 7 rather than 60 days"
    >>> gain = Told(
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
        return " or ".join(told.levels[level] for level in sorted(restriction.levels))
    low, high, scale = restriction.low, restriction.high, 100 if told.unit == "%" else 1
    shown = np.unique(told.factor.values)
    lead, tail = told.lead, told.tail
    if len(shown) <= FEW:
        among = restriction.holds(shown)
        yes, no = ([_number(value, scale) for value in shown[rows]] for rows in (among, ~among))
        than = f" rather than {_either(no)}" if no else ""
        return f"{lead} {_either(yes)}{than}{told.unit}{tail}"
    below = [end for end in (low, high) if math.isfinite(end)]
    if told.minus and max(below, default=1) <= 0 > min(below, default=1):
        (lead, tail), low, high = told.minus, -high, -low
    unit = told.unit.removesuffix("s") if high == 1 or (low == 1 and math.isinf(high)) else told.unit
    return f"{lead} {_range(low, high, scale)}{unit}{tail}"


def _range(low: float, high: float, scale: int) -> str:
    if not math.isfinite(high):
        return f"at least {_number(low, scale)}"
    if not math.isfinite(low):
        return f"at most {_number(high, scale)}"
    return f"between {_number(low, scale)} and {_number(high, scale)}"


def _number(value: float, scale: int) -> str:
    return f"{scale * value:.6g}".replace("-", "−")  # noqa: RUF001 (a minus sign)


def _either(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def say_box(explained: Explained, explanation: Explanation, *, first: bool = True) -> str:
    """Return in a sentence how likely the outcome is in a box, when that is, and how much it accounts for."""
    found, told = explained.held_out, explanation.told
    when = joined([say_condition(told[each.name], each) for each in explained.box])
    such = "plays" if any(told[each.name].by_play for each in explained.box) else "worlds"
    share, mass = explanation.likelihood(found), percent(found.mass)
    likely, hold = _likely(share, unlikely=explanation.unlikely), _hold(found.coverage, explanation)
    if first:
        head = f"{explanation.outcome} is {likely} ({percent(share)}, against"
        head = f"{head} {percent(explanation.probability)} overall) when {when}"
        return sentence(f"{head}; these {such} are {mass} of all, and hold {hold}")
    return sentence(f"of the rest, it is {likely} ({percent(share)}) when {when}: a further {mass}, with {hold}")


def _hold(coverage: float, explanation: Explanation) -> str:
    share = "all" if coverage == 1 else percent(min(coverage, 1.0))
    return f"{share} of the plays that {'do not end' if explanation.unlikely else 'end'} so"


def _likely(share: float, *, unlikely: bool) -> str:
    if unlikely:
        return "unlikely" if share < 0.5 else "less likely"
    return "likely" if share >= 0.5 else "likelier"


def say_explanation(explanation: Explanation) -> list[str]:
    """Return everything there is to say, in sentences."""
    if not explanation.boxes:
        return [_nothing(explanation)]
    said = [say_box(each, explanation, first=place == 0) for place, each in enumerate(explanation.boxes)]
    if len(explanation.boxes) > 1:
        said.append(_together(explanation))
    luck, place = explanation.boxes[0].held_out.luck, "there" if len(explanation.boxes) == 1 else "in the first"
    if luck > 0.5:  # never so where it is not known
        said.append(
            f"Of what still varies {place}, {percent(luck)} is luck of the play, not what the worlds differ in."
        )
    return said


def _together(explanation: Explanation) -> str:
    measures = [each.held_out for each in explanation.boxes]
    mass, coverage = sum(each.mass for each in measures), sum(each.coverage for each in measures)
    return f"Together that is {percent(min(mass, 1.0))} of all, with {_hold(coverage, explanation)}."


def _nothing(explanation: Explanation) -> str:
    share, name = explanation.probability, explanation.outcome
    if share in (0, 1):
        how = "none" if share == 0 else "every one"
        return f"There is nothing to explain: “{name}” is how {how} of {explanation.plays:,} plays ended."
    kind = "unlikely" if explanation.unlikely else "likely"
    overall = f"({percent(share)} overall)"
    told = f"Nothing found makes “{name}” {overall} {kind}: no conditions beat chance on the worlds set aside."
    if explanation.luck > 0:
        told += f" {percent(explanation.luck)} of its variance is luck of the play."
    return told
