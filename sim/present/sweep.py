"""A sweep: the table of its points, what moves most, how sure it is; its data and picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.analysis.comparison.differences import brief
from sim.analysis.sweeps.sweep import RARE
from sim.answer import Detail, as_of_data, plain_data
from sim.figures import as_of_words, joined, percent, run_size_in_words
from sim.rendering.page import Part, Rows
from sim.results.estimates import largest_errors
from sim.results.explained_record import STARVED, say_starved
from sim.results.showing import say_margin

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.sweeps.sweep import Axis, Sweep
    from sim.plots.saving import Drawing

__all__ = ["FORMAT", "data", "descriptions", "drawings", "parts", "pictures"]

FORMAT = "negotiation-sim sweep 1"

LEGEND = (
    "Every point has the same worlds, replications and luck, so that steps from point to point are surer than the "
    "errors suggest (±: 95% margins in points; a limit where an outcome never came, or always), which are those of a "
    "finite run and say nothing of what the evidence leaves open."
)

_CELL = 10
"""Width of a column of probabilities."""

_WEIGHED = "Worlds are weighed by the record, at each point by itself; they are as good as {:,.0f} to {:,.0f}."


def parts(sweep: Sweep, detail: Detail, *, outcome: str | None = None) -> Iterator[Part]:
    """Yield the parts of a sweep: for one quantity a table of all outcomes, for two that of one outcome.

    Parameters
    ----------
    sweep : Sweep
        With one or two quantities.
    detail : {"short", "full"}
        The same in both.
    outcome : str, optional
        For two quantities; the likeliest by default.
    """
    title = f"{sweep.scenario.model.title}{as_of_words(sweep.as_of)}"
    yield (
        "title",
        f"{title}: {joined([axis.name for axis in sweep.axes])} varied; "
        f"{sweep.points} points, each {run_size_in_words(sweep.worlds, sweep.replications, sweep.seed)}",
    )
    for axis in sweep.axes:
        moved = f" (with {joined(axis.paths[1:])})" if len(axis.paths) > 1 else ""
        yield (
            "line",
            f"{axis.name}{moved}: the scenario's own is {'nothing' if axis.own is None else brief(axis.own)}.",
        )
    if found := sweep.effective_worlds:
        yield "line", _WEIGHED.format(*found)
        if found[0] < STARVED:
            yield "line", say_starved(found[0], sweep.worlds)
    if len(sweep.axes) == 1:
        yield from _say_line(sweep)
        points = sweep.table
    else:
        shown = outcome or sweep.likeliest
        yield from _say_map(sweep, shown)
        points = sweep.table[sweep.table["outcome"] == shown]
    margin, limit = (100 * each for each in largest_errors(points))
    of = "limit where an outcome never came, or always" if limit > margin else "margin"
    yield (
        "line",
        f"The Monte Carlo error of a point (95% {of}) is at most {max(margin, limit):.1f} percentage points.",
    )
    yield "end", LEGEND


def _say_line(sweep: Sweep) -> Iterator[Part]:
    (axis,), table = sweep.axes, sweep.table
    found = {name: _line(sweep, name) for name in sweep.names}
    shown = [name for name, series in found.items() if series.max() >= RARE]
    rare = [name for name in sweep.names if name not in shown]
    body = [
        (
            _say_value(value),
            *(_say_share(table[(table["outcome"] == name) & (table[axis.name] == value)]) for name in shown),
        )
        for value in _values(sweep, axis)
    ]
    yield Rows((axis.name.rpartition(".")[2], *shown), tuple(body), width=_CELL)
    if rare:
        yield "line", f"Nowhere above {RARE:.0%}: {joined(rare)}."
    if len(body) > 1:
        known = [name for name, series in found.items() if series.iloc[[0, -1]].notna().all()]
        ends = {name: (percent(found[name].iloc[0]), percent(found[name].iloc[-1])) for name in known}
        moved = sorted(known, key=lambda name: -abs(found[name].iloc[-1] - found[name].iloc[0]))[:2]
        phrases = [
            f"{name} from {ends[name][0]} to {ends[name][1]}" for name in moved if ends[name][0] != ends[name][1]
        ]
        yield "line", f"From {body[0][0]} to {body[-1][0]}: {joined(phrases) or 'no change'}."


def _line(sweep: Sweep, outcome: str) -> pd.Series[float]:
    """Return an outcome's probability at every value, missing where the outcome is not one."""
    (axis,) = sweep.axes
    rows = sweep.table[sweep.table["outcome"] == outcome]
    series: pd.Series[float] = rows.set_index(axis.name)["probability"]
    return series.reindex(_values(sweep, axis))


def _say_share(points: pd.DataFrame) -> str:
    """Return the probability of a point, with its 95% margin in points; or a limit, or a dash for no point."""
    if points.empty:
        return percent(float("nan"))
    share, error, low, high = points[["probability", "standard_error", "low", "high"]].to_numpy(dtype=float)[0]
    margin = say_margin(share, error, low, high, sign="±")
    return margin if share in (0, 1) else f"{percent(share)} {margin}"


def _say_map(sweep: Sweep, outcome: str) -> Iterator[Part]:
    first, second = sweep.axes
    rows, columns = (_values(sweep, axis) for axis in sweep.axes)
    table = sweep.table[sweep.table["outcome"] == outcome]
    yield "line", f"Probability of “{outcome}”; rows: {first.name}, columns: {second.name}"
    body = [
        (
            _say_value(value),
            *(_say_share(table[(table[first.name] == value) & (table[second.name] == other)]) for other in columns),
        )
        for value in rows
    ]
    yield Rows(("", *(_say_value(value) for value in columns)), tuple(body), width=_CELL)


def _say_value(value: object) -> str:
    """Return a value of the table in words: a text is so already."""
    return value if isinstance(value, str) else brief(value)


def _values(sweep: Sweep, axis: Axis) -> list[object]:
    """Return the values that were run, fewer than asked for after an interrupt."""
    return list(dict.fromkeys(sweep.table[axis.name]))


def data(sweep: Sweep) -> dict[str, Any]:
    """Return the sweep in plain data; numbers have ten digits, as the last ones depend on the order of summing."""
    return {
        "title": sweep.scenario.model.title,
        "scenario": sweep.scenario.digest,
        **as_of_data(sweep.as_of),
        "settings": list(sweep.scenario.settings),
        "seed": sweep.seed,
        "worlds": sweep.worlds,
        "replications": sweep.replications,
        "quantities": [
            {"paths": list(axis.paths), "values": axis.labels, "own": brief(axis.own)} for axis in sweep.axes
        ],
        "points": plain_data(sweep.table.to_dict(orient="records"), digits=10),
    }


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.sweep import plot_sweep  # late: loads matplotlib

    return {"sweep": plot_sweep}


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the function that says what it shows."""
    from sim.plots.sweep import describe_sweep

    return {"sweep": describe_sweep}


def drawings(sweep: Sweep, *, outcome: str | None = None) -> Iterator[Drawing]:
    """Yield its picture."""
    from sim.plots.saving import Drawing

    title = f"A sweep of {sweep.scenario.model.title}"
    yield Drawing("sweep", lambda: sweep.plot(outcome=outcome), title)
