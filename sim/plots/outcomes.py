"""How it ends: the probability of each outcome, with two uncertainties that must not be confused."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.figures import percent
from sim.plots.canvas import canvas, explain
from sim.plots.labels import cut
from sim.plots.provenance import footer_of, plays
from sim.plots.style import ACTUAL, BAND, GRID, INK, MUTED, looks
from sim.results.showing import EDGE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from sim.results.outcomes import Outcomes

__all__ = ["plot_outcomes"]

_NAME_WIDTH, _NAME_LINES = 26, 3
_ROW, _LINE = 0.44, 0.167
"""Inches: a row at least, and a line of a name."""
_BAR, _BAND = 0.42, 0.80
_LEGEND = {
    "bar": "bar: the share of all plays that end this way",
    "whisker": "thin line: luck of a finite run (95% margin of error); more worlds make it shorter",
    "band": "wide pale band: what the evidence leaves open; 8 of 10 worlds lie in it, however long the run",
    "rare": "no band: rare; 9 of 10 worlds give it next to no chance, its share comes from the others",
}


def plot_outcomes(outcomes: Outcomes, *, ax: Axes | None = None) -> Axes:
    """Draw the probability of each outcome as a bar, in the scenario's order.

    Parameters
    ----------
    outcomes : Outcomes
        The results of a run.
    ax : Axes, optional
        Where to draw; a picture of its own by default.

    Returns
    -------
    Axes
        A notebook shows the picture when they are the last line of a cell.

    Notes
    -----
    The thin whisker is the Monte Carlo error of a run of this size; the wide band runs from the 10th to the 90th
    percentile of the probabilities that single worlds give the outcome (docs/model.md, "Outcomes and errors").
    """
    shares = outcomes.probabilities()
    model = outcomes.scenario.model
    names = cut([str(outcome) for outcome in shares.index], _NAME_WIDTH, lines=_NAME_LINES)
    row = max(_ROW, _LINE * (1 + max(name.count("\n") for name in names)) + 0.1)
    height = 1.95 + row * len(shares)
    with canvas(
        ax, title=f"How it ends: {model.title}", subtitle=plays(outcomes), footer=footer_of(outcomes), height=height
    ) as axes:
        _draw_bars(axes, shares)
        _draw_uncertainty(axes, shares)
        _write_shares(axes, shares, actual=model.actual.outcome if model.actual else None)
        _set_scales(axes, shares, names)
        rare = (shares["probability"] > 0) & (shares["band_high"] < EDGE)
        _explain(axes, band=bool(shares["band_high"].notna().any()), rare=bool(rare.any()))
    return axes


def _draw_bars(axes: Axes, shares: pd.DataFrame) -> None:
    given = looks([str(outcome) for outcome in shares.index])
    for row, (outcome, share) in enumerate(shares["probability"].items()):
        look = given[str(outcome)]
        bar = axes.barh(row, 100 * share, height=_BAR, color=look.colour, hatch=look.hatch, zorder=2)
        bar[0].set(edgecolor=INK, linewidth=0.6, label=f"_{outcome}")


def _draw_uncertainty(axes: Axes, shares: pd.DataFrame) -> None:
    rows = np.arange(len(shares))
    low, high = 100 * shares["band_low"].fillna(0.0), 100 * shares["band_high"].fillna(0.0)
    bands = axes.barh(rows, high - low, left=low, height=_BAND, color=BAND, zorder=1, label="_evidence band")
    for band in bands:
        band.set_linewidth(0)
    centre = 100 * shares["probability"]
    errors = [
        (centre - 100 * shares["low"]).clip(lower=0),
        (100 * shares["high"] - centre).clip(lower=0),
    ]
    for colour, width in (("white", 3.2), (INK, 1.3)):  # a white rim shows the line on a dark bar
        axes.errorbar(
            centre,
            rows,
            xerr=errors,
            fmt="none",
            ecolor=colour,
            elinewidth=width,
            capsize=4,
            capthick=width,
            zorder=3,
        )


def _write_shares(axes: Axes, shares: pd.DataFrame, *, actual: str | None) -> None:
    ends = 100 * shares[["probability", "high", "band_high"]].max(axis=1)
    for row, (outcome, share) in enumerate(shares["probability"].items()):
        happened = outcome == actual
        axes.annotate(
            percent(share) + (f"   {ACTUAL} what really happened" if happened else ""),
            (ends.iloc[row], row),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            weight="bold",
            size=10,
            annotation_clip=False,
        )


def _set_scales(axes: Axes, shares: pd.DataFrame, names: list[str]) -> None:
    axes.set_yticks(np.arange(len(shares)), names)
    axes.set_ylim(len(shares) - 0.45, -0.55)
    axes.tick_params(axis="y", length=0)
    reach = 100 * float(shares[["probability", "high", "band_high"]].max().max())
    limit = min(100, max(40, 20 * math.ceil(reach / 20)))
    axes.set_xticks(np.arange(0, 101, 20), [f"{tick}%" for tick in range(0, 101, 20)])
    axes.set_xlim(0, limit)
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(axis="x", length=0, labelcolor=MUTED)
    axes.axvline(0, color=MUTED, linewidth=0.8, zorder=4)


def _explain(axes: Axes, *, band: bool, rare: bool) -> None:
    handles: list[Artist] = [
        Patch(facecolor=looks(["bar"])["bar"].colour, edgecolor=INK, linewidth=0.6, label=_LEGEND["bar"]),
        Line2D([], [], color=INK, linewidth=1.3, marker="|", markersize=7, label=_LEGEND["whisker"]),
    ]
    if band:  # one world says nothing of others
        handles.append(Patch(facecolor=BAND, linewidth=0, label=_LEGEND["band"]))
    if rare:
        handles.append(Line2D([], [], linestyle="none", label=_LEGEND["rare"]))
    explain(axes, handles)
