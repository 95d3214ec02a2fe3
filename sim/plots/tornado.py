"""Tornado pictures: how far one change at a time moves an outcome's probability, the farthest on top."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.wording import say_place
from sim.figures import counted, percent
from sim.plots.canvas import canvas, explain
from sim.plots.fitting import keep_to_height
from sim.plots.labels import cut, minus
from sim.plots.nothing import nothing, say_nothing
from sim.plots.provenance import footer, say_plays
from sim.plots.style import GRID, INK, MUTED

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from sim.analysis.influence.assumed import AssumedNumbers, AssumedParameter
    from sim.analysis.influence.influence import Influence, Influenced
    from sim.ensemble.execution import RunSize
    from sim.scenario.load import LoadedScenario

__all__ = ["Bar", "plot_assumed", "plot_influence", "shown_row", "why_no_influence", "why_nothing_assumed"]

_UP, _DOWN = "#0072b2", "#e69f00"
"""Blue and orange of Okabe and Ito (2008): which the colour-blind can distinguish, and by lightness in grey."""

_NAME_WIDTH = 54
_MOST = 14
"""Rows a picture has room for."""

_BAR, _FILLED = 0.62, 0.86
"""Part of a row that its bars take, and of its share that each of several fills."""


@dataclass(frozen=True)
class Bar:
    """One bar: its row, the shift in percentage points, the 95% interval, and what stands at its end."""

    row: float
    shift: float
    low: float
    high: float
    label: str = ""
    height: float = _BAR

    @property
    def significant(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0 or self.high < 0


def plot_influence(found: Influence, outcome: str | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw how far an outcome's probability moves without each part of the evidence.

    Parameters
    ----------
    found : Influence
    outcome : str, optional
        The likeliest by default.
    ax : Axes, optional
        Where to draw; a picture of its own by default.
    """
    k = found.place(outcome)
    rows = sorted((row for row in found.rows if _points(row, k)), key=lambda row: abs(_points(row, k)), reverse=True)
    shown = rows[:_MOST]
    bars = [_bar(place, row, k) for place, row in enumerate(shown)]
    left_out = len(found.rows) - len(shown)
    note = f"{counted(left_out, 'more row')} of no more weight" if left_out else ""
    return _draw(
        ax,
        bars,
        [shown_row(row) for row in shown],
        title=f"Which sources carry “{found.names[k]}”: {found.scenario.model.title}",
        base=f"with all evidence: {percent(float(found.probability[k]))}",
        moved="without it",
        note=note,
        why=why_no_influence(found, k),
        scenario=found.scenario,
        size=found.size,
    )


def plot_assumed(found: AssumedNumbers, *, ax: Axes | None = None) -> Axes:
    """Draw how far an outcome's probability moves with half and double of each assumed number.

    Parameters
    ----------
    found : AssumedNumbers
    ax : Axes, optional
        Where to draw; a picture of its own by default.
    """
    k = found.k
    shown = [parameter for parameter in found.parameters if parameter.largest(k) > 0][:_MOST]
    bars = [bar for place, parameter in enumerate(shown) for bar in _parameter_bars(place, parameter, k)]
    left_out = len(found.parameters) - len(shown)
    return _draw(
        ax,
        bars,
        [f"{say_place(found.scenario.model, parameter.place)}: {parameter.value}" for parameter in shown],
        title=f"Which assumed numbers move “{found.outcome}”: {found.scenario.model.title}",
        base=f"as assumed: {percent(float(found.probability[k]))}",
        moved="with the value written at the bar",
        note=f"{counted(left_out, 'more number')} of no more weight" if left_out else "",
        why=why_nothing_assumed(found),
        scenario=found.scenario,
        size=found.size,
    )


def why_no_influence(found: Influence, k: int) -> str:
    """Say why no row moves an outcome; nothing where one does."""
    if any(_points(row, k) for row in found.rows):
        return ""
    if not found.rows:
        return nothing("the scenario has no evidence that could be left out")
    return nothing(f"its probability is the same without any part of the evidence ({len(found.rows)} tried)")


def why_nothing_assumed(found: AssumedNumbers) -> str:
    """Say that no number moves the outcome; nothing where one does."""
    moved = any(parameter.largest(found.k) > 0 for parameter in found.parameters)
    return "" if moved else nothing("no number marked as assumed moves it")


def shown_row(row: Influenced) -> str:
    """Return what a row of influence is called: its statement, or whatever takes out the same statements."""
    first, *others = row.drops
    also = "" if not others else f" (= {', '.join(f'{drop.kind} {drop.name}' for drop in others)})"
    several = len(row.removes) > 1 and first.kind != "government"
    count = f" ({len(row.removes)} statements)" if several else ""
    return f"{first.description}{also}{count}"


def _points(row: Influenced, k: int) -> float:
    return 0.0 if row.shift is None else 100 * float(row.shift.difference[k])


def _bar(place: float, row: Influenced, k: int) -> Bar:
    shift = row.shift
    if shift is None:
        return Bar(place, 0.0, 0.0, 0.0)
    return Bar(place, _points(row, k), 100 * float(shift.low[k]), 100 * float(shift.high[k]))


def _parameter_bars(place: int, parameter: AssumedParameter, k: int) -> list[Bar]:
    """Return a bar per value tried, one below the other in the parameter's row."""
    tried = [one for one in parameter.perturbations if not one.refused]
    height = _BAR / max(1, len(tried))
    bars = []
    for number, one in enumerate(tried):
        row = place - _BAR / 2 + height * (number + 0.5)
        shift = one.shift
        numbers = (0.0, 0.0, 0.0) if shift is None else (shift.difference[k], shift.low[k], shift.high[k])
        points, low, high = (100 * float(value) for value in numbers)
        bars.append(Bar(row, points, low, high, one.alternative.other, height * _FILLED))
    return bars


def _draw(
    ax: Axes | None,
    bars: Sequence[Bar],
    names: Sequence[str],
    *,
    title: str,
    base: str,
    moved: str,
    note: str,
    why: str,
    scenario: LoadedScenario,
    size: RunSize,
) -> Axes:
    wrapped = cut(names, _NAME_WIDTH, lines=2)
    height = 2.45 + 0.42 * max(2, len(names))
    with canvas(
        ax,
        title=title,
        subtitle=f"{say_plays(size.worlds, size.replications)}; same luck in all",
        footer=footer(scenario.digest, size.seed),
        height=height,
    ) as axes:
        if not bars:
            say_nothing(axes, why)
            return axes
        for bar in bars:
            _draw_bar(axes, bar)
        _set_scales(axes, bars, wrapped, base=base, moved=moved, note=note)
        _explain(axes)
    return axes


def _draw_bar(axes: Axes, bar: Bar) -> None:
    rises = bar.shift > 0
    drawn = axes.barh(
        bar.row,
        bar.shift,
        height=bar.height,
        color=(_UP if rises else _DOWN) if bar.significant else "white",
        hatch="" if rises or not bar.significant else "////",
        zorder=2,
    )
    drawn[0].set(edgecolor=INK, linewidth=0.7)
    for colour, width in (("white", 3.0), (INK, 1.2)):  # a white rim shows the line on a dark bar
        axes.plot([bar.low, bar.high], [bar.row, bar.row], color=colour, linewidth=width, zorder=3)
    if bar.label:
        end = max(bar.shift, bar.high) if rises else min(bar.shift, bar.low)
        label = axes.annotate(
            minus(bar.label), (end, bar.row), xytext=(4 if rises else -4, 0), textcoords="offset points", va="center",
            ha="left" if rises else "right", size=8, color=INK,
        )  # fmt: skip
        keep_to_height(label, bar.height / _FILLED)


def _set_scales(axes: Axes, bars: Sequence[Bar], names: Sequence[str], *, base: str, moved: str, note: str) -> None:
    reach = max((max(abs(bar.low), abs(bar.high)) for bar in bars), default=1.0)
    limit = _round_up((1.4 if any(bar.label for bar in bars) else 1.12) * max(reach, 0.5))
    axes.set_xlim(-limit, limit)
    axes.set_yticks(range(len(names)), [minus(name) for name in names])
    axes.set_ylim(max(len(names), 1) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0, labelsize=8.5)
    axes.tick_params(axis="x", length=0, labelcolor=MUTED)
    axes.xaxis.set_major_formatter(lambda value, _: minus(f"{value:+.3g}") if value else "0")
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.axvline(0, color=INK, linewidth=1.0, zorder=4)
    axes.set_xlabel(f"change in percentage points {moved}\n(0: {base}){f'; {note}' if note else ''}", color=MUTED)
    axes.spines[["left", "bottom"]].set_visible(False)


def _round_up(value: float) -> float:
    step = 10.0 ** math.floor(math.log10(value)) / 2
    return step * math.ceil(value / step)


def _explain(axes: Axes) -> None:
    handles: list[Artist] = [
        Patch(facecolor=_UP, edgecolor=INK, linewidth=0.7, label="likelier"),
        Patch(facecolor=_DOWN, edgecolor=INK, hatch="////", linewidth=0.7, label="less likely"),
        Patch(facecolor="white", edgecolor=INK, linewidth=0.7, label="may be nothing: the interval holds 0"),
        Line2D([], [], color=INK, linewidth=1.2, label="95% interval, worlds paired"),
    ]
    explain(axes, handles, columns=4)
