"""Which plays end otherwise: an alluvial picture from the endings of one scenario to those of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sim.figures import percent
from sim.plots.canvas import canvas, lay_out
from sim.plots.compare import footer_of_runs, name_of_run
from sim.plots.fitting import fit_texts
from sim.plots.labels import spread
from sim.plots.provenance import say_plays
from sim.plots.style import INK, MUTED, Look, looks

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.analysis.comparison.comparison import Comparison

__all__ = ["describe_flows", "plot_flows"]

_BAR = 0.035
"""Width of the columns; the picture is 1 wide."""

_GAP = 0.018
"""Between outcomes, as a part of all plays."""

_LABEL, _LINE = 0.05, 15.0
"""Height of a label, likewise, at least; and in points."""

_RIMMED = 0.01
"""Flows from this share up have a white rim, which would swallow thinner ones."""

_BESIDE, _WIDTH = 0.55, 8.5
"""What is left beside the columns for names, in widths of the picture between them; it is more where the axes are
narrower than so many inches."""

_SHARE_WIDTH = 42
"""Points that a share takes behind a name."""

_LEAST = 1e-4
"""Flows of fewer plays than this share would not be seen."""


def plot_flows(comparison: Comparison, name: str | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw how the plays that end one way in the first scenario end in another, under the same luck.

    Parameters
    ----------
    comparison : Comparison
        What `sim.compare` returns.
    name : str, optional
        The other scenario; the second by default.
    ax : Axes, optional
        Where to draw; a picture of its own by default.

    Notes
    -----
    Heights are shares of all plays. Plays that end alike in both run pale; those that end otherwise have the colour
    of how they end in the first scenario.
    """
    name = name or comparison.variations[0]
    share, _ = comparison.moved(name)
    title = (
        f"What becomes of the plays: {name_of_run(comparison, comparison.base)} and {name_of_run(comparison, name)}"
    )
    subtitle = f"{_plays(comparison)}; {percent(share)} end otherwise (pale: those that end alike)"
    with canvas(ax, title=title, subtitle=subtitle, footer=footer_of_runs(comparison), height=5.4) as axes:
        flows = comparison.flows(name)
        shares = flows / flows.to_numpy().sum()
        left, right = shares.sum(axis=1), shares.sum(axis=0)
        left_at, right_at = _stack(left), _stack(right)
        given = looks(comparison.names)
        axes.set_axis_off()
        lay_out(axes)
        beside = _BESIDE * min(max(_WIDTH * axes.figure.dpi / axes.get_window_extent().width, 1.0), 2.5)
        axes.set_xlim(-beside, 1 + beside)
        _draw_ribbons(axes, shares, left_at, right_at, given)
        for x, totals, at, side in ((0.0, left, left_at, "right"), (1.0 - _BAR, right, right_at, "left")):
            _draw_column(axes, x, totals, at, given)
            _write_names(axes, x, totals, at, side=side)
        _finish(axes, name_of_run(comparison, comparison.base), name_of_run(comparison, name))
    return axes


def describe_flows(comparison: Comparison, name: str | None = None) -> str:
    """Return the picture in words, for a screen reader."""
    name = name or comparison.variations[0]
    flows = comparison.flows(name)
    total = flows.to_numpy().sum()
    moved = [
        (count, f"{before} to {after} {percent(count / total)}")
        for before, row in flows.to_dict("index").items()
        for after, count in row.items()
        if before != after and count
    ]
    phrases = [words for _, words in sorted(moved, key=lambda each: -each[0])[:6]]
    return f"Plays that end otherwise in {name} than in {comparison.base}: {'; '.join(phrases) or 'none'}."


def _plays(comparison: Comparison) -> str:
    worlds, replications, _ = comparison.made
    return say_plays(worlds, replications).partition(":")[0] + " of each, with the same luck"


def _stack(totals: pd.Series[float]) -> dict[str, float]:
    """Return where each outcome's column begins, from the top (0) down."""
    place, at = 0.0, {}
    for outcome, share in totals.items():
        at[str(outcome)] = place
        place += float(share) + (_GAP if share else 0.0)
    return at


def _draw_ribbons(
    axes: Axes, shares: pd.DataFrame, left_at: dict[str, float], right_at: dict[str, float], given: dict[str, Look]
) -> None:
    leaving, coming = dict(left_at), dict(right_at)
    for before in map(str, shares.index):
        for after, share in zip(map(str, shares.columns), shares.loc[before].to_numpy(dtype=float), strict=True):
            if share >= _LEAST:
                alike = before == after
                ribbon = _ribbon(leaving[before], coming[after], share)
                colour = given[before].colour
                axes.add_patch(
                    PathPatch(
                        ribbon, facecolor=colour, alpha=0.18 if alike else 0.72, linewidth=0, zorder=1 + (not alike)
                    )
                )
                if not alike and share >= _RIMMED:
                    axes.add_patch(PathPatch(ribbon, facecolor="none", edgecolor="white", linewidth=0.5, zorder=3))
            leaving[before] += share
            coming[after] += share


def _ribbon(start: float, end: float, share: float) -> Path:
    """Return a band from the left column to the right one that leaves and arrives level."""
    a, b, half = _BAR, 1 - _BAR, 0.5
    corners = [
        (a, start),
        (half, start),
        (half, end),
        (b, end),
        (b, end + share),
        (half, end + share),
        (half, start + share),
        (a, start + share),
        (a, start),
    ]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return Path(corners, codes)


def _draw_column(
    axes: Axes, x: float, totals: pd.Series[float], at: dict[str, float], given: dict[str, Look]
) -> None:
    for outcome, share in totals.items():
        look = given[str(outcome)]
        axes.add_patch(
            Rectangle(
                (x, at[str(outcome)]),
                _BAR,
                float(share),
                facecolor=look.colour,
                hatch=look.hatch,
                edgecolor=INK,
                linewidth=0.6,
                zorder=4,
                label=f"_{outcome}",
            )
        )


def _write_names(axes: Axes, x: float, totals: pd.Series[float], at: dict[str, float], *, side: str) -> None:
    """Write outcome and share beside the column, labels parted where they would touch."""
    shown = [str(outcome) for outcome, share in totals.items() if share > 0]
    out = -1 if side == "right" else 1
    edge = x if out < 0 else x + _BAR
    texts = [axes.text(edge + 0.036 * out, 0, outcome, ha=side, va="center", size=9) for outcome in shown]
    taken = _SHARE_WIDTH * axes.figure.dpi / 72
    bottom = max(at.values()) + float(totals.iloc[-1])
    label = _label(axes)
    lines = 2 if 2 * label * len(shown) <= bottom + 0.1 else 1
    fit_texts(texts, _pixels(axes, -axes.get_xlim()[0] - 0.036) - taken, lines=lines)
    middles = [at[outcome] + float(totals[outcome]) / 2 for outcome in shown]
    heights = [label * (text.get_text().count("\n") + 1) for text in texts]
    placed = spread(middles, heights, low=-0.05, high=bottom + 0.05)
    for outcome, text, middle, y in zip(shown, texts, middles, placed, strict=True):
        axes.plot([edge, edge + 0.022 * out, edge + 0.03 * out], [middle, y, y], color=MUTED, linewidth=0.6)
        text.set(y=y, text=f"{text.get_text()}  {percent(float(totals[outcome]))}")


def _label(axes: Axes) -> float:
    """Return the height of a label, as a part of all plays."""
    return max(_LABEL, 1.2 * _LINE / 72 * axes.figure.dpi / axes.get_window_extent().height)


def _pixels(axes: Axes, width: float) -> float:
    """Return how many pixels a part of the picture's width takes."""
    left, right = axes.get_xlim()
    return float(axes.get_window_extent().width * width / (right - left))


def _finish(axes: Axes, base: str, name: str) -> None:
    axes.relim()
    low, high = axes.dataLim.intervaly
    heads = [
        axes.text(x, -0.04 + min(np.float64(low), 0.0), label, ha=side, va="bottom", weight="bold", size=10)
        for x, label, side in ((0.0, base, "left"), (1.0, name, "right"))
    ]
    fit_texts(heads, _pixels(axes, 0.48), lines=2)
    rows = 1 + max(head.get_text().count("\n") for head in heads)
    axes.set_ylim(max(high, 1.05) + 0.02, min(low, 0.0) - 0.04 - _label(axes) * rows)
