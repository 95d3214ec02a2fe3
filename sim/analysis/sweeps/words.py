"""A sweep in words: the table of its points, what moves most, how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from sim.analysis.comparison.differences import brief
from sim.analysis.page import Part, Rows
from sim.analysis.wording import say_list
from sim.figures import percent
from sim.results.estimates import Z

if TYPE_CHECKING:
    from sim.analysis.sweeps.sweep import Axis, Sweep

__all__ = ["RARE", "headline", "say_axis", "say_own", "say_sweep"]

RARE = 0.01
"""Outcomes that are nowhere likelier than this are listed together; their lines are drawn, but not named."""

LEGEND = (
    "Every point has the same worlds, replications and luck, so that steps from point to point are surer than the "
    "errors suggest, which are those of a finite run and say nothing of what the evidence leaves open."
)


def headline(sweep: Sweep) -> str:
    """Return what is varied, and how much is run."""
    return (
        f"{sweep.scenario.model.title}: {say_list([axis.name for axis in sweep.axes])} varied; "
        f"{sweep.points} points, each {sweep.worlds:,} worlds x {sweep.replications:,} replications, "
        f"seed {sweep.seed}"
    )


def say_axis(axis: Axis) -> str:
    """Return the places that an axis moves."""
    return say_list(axis.paths)


def say_own(axis: Axis) -> str:
    """Return what the scenario itself has in place of an axis's values."""
    return "nothing" if axis.own is None else brief(axis.own)


def say_sweep(sweep: Sweep, outcome: str | None = None) -> Iterator[Part]:
    """Yield the parts of a sweep: for one quantity a table of all outcomes, for two that of one outcome.

    Parameters
    ----------
    sweep : Sweep
        With one or two quantities.
    outcome : str, optional
        For two quantities; the likeliest by default.
    """
    yield "title", headline(sweep)
    for axis in sweep.axes:
        moved = f" (with {say_list(axis.paths[1:])})" if len(axis.paths) > 1 else ""
        yield "line", f"{axis.name}{moved}: the scenario's own is {say_own(axis)}."
    margins = Z * sweep.table.groupby("outcome", sort=False)["standard_error"].max()
    if len(sweep.axes) == 1:
        yield from _say_line(sweep)
        worst = 100 * float(margins.max())
    else:
        shown = outcome or sweep.likeliest
        yield from _say_map(sweep, shown)
        worst = 100 * float(margins[shown])
    yield "line", f"The Monte Carlo error of a point (95% margin) is at most {worst:.1f} percentage points."
    yield "end", LEGEND


def _say_line(sweep: Sweep) -> Iterator[Part]:
    (axis,) = sweep.axes
    found = {name: _line(sweep, name) for name in sweep.names}
    shown = [name for name, series in found.items() if series.max() >= RARE]
    rare = [name for name in sweep.names if name not in shown]
    body = [
        (_say_value(value), *(percent(found[name].iloc[place]) for name in shown))
        for place, value in enumerate(_values(sweep, axis))
    ]
    yield Rows((axis.name.rpartition(".")[2], *shown), tuple(body))
    if rare:
        yield "line", f"Nowhere above {RARE:.0%}: {say_list(rare)}."
    if len(body) > 1:
        known = [name for name, series in found.items() if series.iloc[[0, -1]].notna().all()]
        moved = sorted(known, key=lambda name: -abs(found[name].iloc[-1] - found[name].iloc[0]))[:2]
        told = [f"{name} from {percent(found[name].iloc[0])} to {percent(found[name].iloc[-1])}" for name in moved]
        yield "line", f"From {body[0][0]} to {body[-1][0]}: {say_list(told)}."


def _line(sweep: Sweep, outcome: str) -> pd.Series[float]:
    """Return an outcome's probability at every value, missing where the outcome is not one."""
    (axis,) = sweep.axes
    rows = sweep.table[sweep.table["outcome"] == outcome]
    series: pd.Series[float] = rows.set_index(axis.name)["probability"]
    return series.reindex(_values(sweep, axis))


def _say_map(sweep: Sweep, outcome: str) -> Iterator[Part]:
    first, second = sweep.axes
    table = sweep.of(outcome)
    if not isinstance(table, pd.DataFrame):
        raise TypeError("a map needs two quantities")
    yield "line", f"Probability of “{outcome}”; rows: {first.name}, columns: {second.name}"
    body = [
        (_say_value(value), *(percent(share) for share in row))
        for value, row in zip(table.index, table.to_numpy(), strict=True)
    ]
    yield Rows(("", *(_say_value(value) for value in table.columns)), tuple(body))


def _say_value(value: object) -> str:
    """Return a value of the table in words: a text is so already."""
    return value if isinstance(value, str) else brief(value)


def _values(sweep: Sweep, axis: Axis) -> list[object]:
    """Return the values that were run, fewer than asked for after an interrupt."""
    return list(dict.fromkeys(sweep.table[axis.name]))
