"""Rows of the tables of a library of cases, for terminal, notebook and page alike; and the criterion in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.analysis.forecasts.climatology import CLASSES
from sim.analysis.validation.ends import MODEL, UNWEIGHED
from sim.analysis.validation.validation import CRITERION, LEAST_FAMILIES
from sim.figures import counted, percent

if TYPE_CHECKING:
    from sim.analysis.validation.families import MeanDifference
    from sim.analysis.validation.validation import Validation

__all__ = [
    "SHORT",
    "average_rows",
    "case_rows",
    "coding_rows",
    "criterion",
    "days_before",
    "families_in_words",
    "reliability_rows",
]

SHORT = {"agreed in time": "agreed", "prolonged": "prolonged", "lapsed": "lapsed"}
"""Names of the classes for narrow columns."""


def criterion(found: Validation) -> str:
    """Say in two sentences whether the criterion that was stated beforehand is met."""
    before, rivals = CRITERION
    gaps = [(rival, found.difference(rival)) for rival in rivals]
    shown = "; ".join(f"against {rival} {_gap(gap, digits=3)}" for rival, gap in gaps)
    families = gaps[0][1].families
    if not families:
        return f"Criterion: not met, no case that counts was forecast {before} days before its deadline."
    size = f"{families_in_words(families)} of cases, {before} days before the deadline"
    verdict = (
        "met. Both intervals lie below zero"
        if found.is_forecaster
        else f"not met: a laboratory of mechanisms, not a forecaster (both intervals would have to lie below zero, "
        f"by {LEAST_FAMILIES} families at least)"
    )
    return f"Criterion, stated beforehand: {verdict}. Mean Brier score, {size}: {shown}."


def families_in_words(number: int) -> str:
    """Return a number of families in words."""
    return "1 family" if number == 1 else f"{number} families"


def _gap(gap: MeanDifference, *, digits: int = 2) -> str:
    """Return a difference with its interval.

    Examples
    --------
    >>> from sim.analysis.validation.families import MeanDifference
    >>> _gap(MeanDifference(-0.123, -0.3, 0.05, 0.2, 6)), _gap(MeanDifference(-0.1, *[math.nan] * 3, 1))
    ('-0.12 [-0.30, 0.05]', '-0.10')
    >>> _gap(MeanDifference(-0.001, -0.004, 0.003, 0.2, 6))
    '0.00 [0.00, 0.00]'
    """
    mean, low, high = (f"{end:z.{digits}f}" for end in (gap.mean, gap.low, gap.high))  # z: no minus before a zero
    return mean if math.isnan(gap.low) else f"{mean} [{low}, {high}]"


def case_rows(found: Validation, *, full: bool) -> tuple[tuple[str, ...], ...]:
    """Return the model's forecasts, worlds weighed; unless in full those of the criterion's day, or the nearest."""
    first = found.scores[found.scores["coder"] == "first"]
    own = first[first["forecaster"] == MODEL]
    plain = first[first["forecaster"] == UNWEIGHED].set_index(["case", "before"])["brier"]
    rows = []
    for case, group in own.groupby("case", sort=False):
        days = [min(group["before"], key=lambda day: abs(day - CRITERION[0]))] if not full else list(group["before"])
        for row in group[group["before"].isin(days)].to_dict("records"):
            left_out = "" if row["counts"] else " (not counted)"
            chances = (percent(row[name]) for name in CLASSES)
            ended = SHORT[row["ended"]]
            scores = (f"{row['brier']:.3f}", f"{plain[case, row['before']]:.3f}")
            rows.append((f"{case}{left_out}", f"{row['before']} d", *chances, ended, *scores))
    return tuple(rows)


def average_rows(found: Validation, before: int) -> tuple[tuple[str, ...], ...]:
    """Return mean scores by forecaster at some days before the deadline, and the model's difference to each."""
    here = found.averages[found.averages["before"] == before]
    rows = []
    for row in here.to_dict("records"):
        who = row["forecaster"]
        gap = "" if who == MODEL else _gap(found.difference(who, before=before))
        scores = (f"{row['brier']:.3f}", f"{row['log']:.3f}", f"{row['ranked']:.3f}", f"{row['days']:.1f}")
        rows.append((who, f"{row['cases']}/{row['families']}", *scores, gap))
    return tuple(rows)


def days_before(number: int) -> str:
    """Return days before a deadline in words."""
    return f"{counted(number, 'day')} before"


def reliability_rows(found: Validation) -> tuple[tuple[str, ...], ...]:
    """Return chances given, how many, their mean, and how often it came true."""
    return tuple(
        (f"{percent(low)} to {percent(high)}", str(int(number)), percent(mean), percent(came))
        for low, high, number, mean, came in found.reliability.to_numpy(dtype=float).tolist()
    )


def coding_rows(found: Validation) -> tuple[tuple[str, ...], ...]:
    """Return what a second coding makes of the forecasts, a row each."""
    rows = found.codings.to_dict("records")
    scores = ("first", "second", "pooled")
    return tuple(
        (row["case"], f"{row['before']} d", percent(row["difference"]), *(f"{row[name]:.3f}" for name in scores))
        for row in rows
    )
