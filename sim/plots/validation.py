"""A library of cases: what was forecast of each, and how often what was given a chance came true."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.forecasts.climatology import AGREED, CLASSES, PROLONGED
from sim.analysis.validation.case_forecast import BEFORE
from sim.figures import counted, percent
from sim.plots.canvas import canvas, explain, row_height
from sim.plots.labels import cut
from sim.plots.point_names import halo
from sim.plots.provenance import footer, say_plays
from sim.plots.style import ACTUAL, GRID, INK, MUTED
from sim.results.endings import LAPSED

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from sim.analysis.validation.validation import Validation

__all__ = ["describe_cases", "describe_reliability", "plot_cases", "plot_reliability"]

_COLOURS = {AGREED: "#0072b2", PROLONGED: "#e69f00", LAPSED: "#bdbdbd"}
"""Blue and orange of Okabe and Ito (2008), and grey."""

_HATCHES = {PROLONGED: "////"}
"""In grey, orange is nearly the grey of what lapsed."""

_GAP, _BAR = 0.12, 0.66
"""Between two days, as a share of a bar; and the bar's height, as a share of a row."""

_NAME_WIDTH = 30

_SIGN, _SIGN_SHARE = 6.0, 0.55
"""Size of the sign of what came, in points, and as a share of a row at most."""

_INSET = 0.05
"""How far the sign of what came stays from the ends of its bar, as a share of it, where it was given no chance."""


def plot_cases(found: Validation, ax: Axes | None = None) -> Axes:
    """Draw for every case the chances of the three classes, as of each day before its deadline, and what came.

    Parameters
    ----------
    found : Validation
    ax : Axes, optional
        Where to draw; a picture of its own by default.

    Notes
    -----
    A bar is a forecast of the first coder, 100% wide; the sign stands in the part of what really came. Where there is
    no bar the talks had not begun, or it was settled.
    """
    made = found.made
    title = "Forecasts of every case, and what came"
    subtitle = f"as of days before the deadline; {say_plays(made.worlds, made.replications)}"
    below = footer(found.digest, made.seed, version=made.version)
    height = 2.1 + 0.36 * max(3, len(found.cases))
    with canvas(ax, title=title, subtitle=subtitle, footer=below, height=height) as axes:
        rows = {case.name: number for number, case in enumerate(found.cases)}
        for each in found.forecasts:
            if each.coder == "first":
                left = BEFORE.index(each.before) * (1 + _GAP)
                _draw_bar(axes, rows[each.case], left, each.chances, found.by_name[each.case].came)
        names = [f"{case.name}{'' if case.counts else ' *'}" for case in found.cases]
        axes.set_yticks(range(len(rows)), cut(names, _NAME_WIDTH))
        axes.set_ylim(len(rows) - 0.4, -0.6)
        middles = [number * (1 + _GAP) + 0.5 for number in range(len(BEFORE))]
        axes.set_xticks(middles, [f"{counted(before, 'day')}\nbefore" for before in BEFORE])
        axes.set_xlim(-0.02, len(BEFORE) * (1 + _GAP) - _GAP + 0.02)
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.spines[["left", "bottom"]].set_visible(False)
        signs: list[Artist] = [Patch(**_fill(name), label=name) for name in CLASSES]
        signs.append(Line2D([], [], linestyle="", marker="D", color=INK, markersize=5, label="what came"))
        if any(not case.counts for case in found.cases):
            signs.append(Line2D([], [], linestyle="", marker=(6, 2, 0), color=INK, markersize=5, label="not counted"))
        explain(axes, signs, columns=5)
        size = min(_SIGN, _SIGN_SHARE * row_height(axes))
        for sign in axes.lines:
            sign.set_markersize(size)
    return axes


def _fill(name: str) -> dict[str, Any]:
    """Return how the part of a class is filled."""
    return {"facecolor": _COLOURS[name], "hatch": _HATCHES.get(name, ""), "edgecolor": "white", "linewidth": 0.4}


def _draw_bar(axes: Axes, row: int, left: float, chances: tuple[float, ...], came: int) -> None:
    starts = np.cumsum([0.0, *chances])
    for number, name in enumerate(CLASSES):
        width = chances[number]
        axes.barh(row, width, _BAR, left=left + starts[number], **_fill(name))
    middle = left + np.clip(starts[came] + chances[came] / 2, _INSET, 1 - _INSET)
    axes.plot([middle], [row], marker="D", color=INK, markeredgecolor="white", markersize=_SIGN, zorder=5)


def describe_cases(found: Validation) -> str:
    """Return the picture in words."""
    sentences = []
    for each in found.forecasts:
        if each.coder == "first":
            case = found.by_name[each.case]
            chances = ", ".join(f"{name} {percent(p)}" for name, p in zip(CLASSES, each.chances, strict=True))
            sentences.append(f"{case.name}, {each.before} days before: {chances}; {ACTUAL} {case.ended}")
    return f"Chances of the three classes. {'; '.join(sentences)}."


def plot_reliability(found: Validation, ax: Axes | None = None) -> Axes:
    """Draw how often what was given a chance came true, over all forecasts of cases that count, with their number.

    Parameters
    ----------
    found : Validation
    ax : Axes, optional
        Where to draw; a picture of its own by default.

    Notes
    -----
    Forecasts of one case share its end, so no intervals are drawn: they would be too narrow.
    """
    made, rows = found.made, found.reliability
    title = "Chances given, and how often it came true"
    subtitle = (
        "three classes of every forecast, and how many there are at a point; a perfect forecaster's lie on the line"
    )
    below = footer(found.digest, made.seed, version=made.version)
    with canvas(ax, title=title, subtitle=subtitle, footer=below, height=5.2) as axes:
        axes.plot([0, 100], [0, 100], color=MUTED, linewidth=1, linestyle="--", zorder=1)
        size = 30 + 12 * rows["forecasts"].to_numpy(dtype=float)
        axes.scatter(100 * rows["mean"], 100 * rows["came"], s=size, color="#0072b2", alpha=0.8, zorder=3)
        for row, area in zip(rows.to_dict("records"), size, strict=True):
            above = (0, 3 + math.sqrt(area) / 2)
            here = (100 * row["mean"], 100 * row["came"])
            axes.annotate(
                str(row["forecasts"]),
                here,
                above,
                textcoords="offset points",
                ha="center",
                size=8,
                color=INK,
                path_effects=halo(),
            )
        axes.set_xlim(-4, 104)
        axes.set_ylim(-6, 112)
        axes.set_xlabel("chance given, %")
        axes.set_ylabel("came true, %")
        axes.grid(color=GRID, linewidth=0.8)
        axes.tick_params(length=0)
    return axes


def describe_reliability(found: Validation) -> str:
    """Return the picture in words."""
    rows = [
        f"given {percent(row['mean'])} on average, came true {percent(row['came'])} of {row['forecasts']}"
        for row in found.reliability.to_dict("records")
    ]
    return f"{'; '.join(rows)}."
