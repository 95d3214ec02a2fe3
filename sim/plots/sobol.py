"""Sobol indices: what each number moves alone, and together with the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import PercentFormatter

from sim.analysis.wording import say_place
from sim.plots.canvas import canvas, explain, row_height
from sim.plots.labels import cut
from sim.plots.provenance import footer
from sim.plots.style import GRID, INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.sensitivity.sobol import SobolIndices

__all__ = ["plot_sobol"]

_ALONE, _TOTAL = "#0072b2", "#e69f00"
"""Blue and orange of Okabe and Ito (2008)."""

_APART, _NAME_WIDTH = 0.14, 36

_SIGN, _SIGN_SHARE = 7.0, 0.28
"""Size of a sign in points, and as a share of a row at most: two of them stand in it."""


def plot_sobol(found: SobolIndices, *, ax: Axes | None = None) -> Axes:
    """Draw the first-order and the total index of every input, the largest total on top.

    Parameters
    ----------
    found : SobolIndices
    ax : Axes, optional
        Where to draw; a picture of its own by default.
    """
    table = found.table()
    what = f"“{found.outcome}”" if found.outcome else "the response"
    of = f": {found.scenario.model.title}" if found.scenario else ""
    with canvas(
        ax,
        title=f"Which numbers move {what}{of}",
        subtitle=found.headline(),
        footer=footer(found.scenario.digest if found.scenario else None, found.seed),
        height=2.1 + 0.5 * max(2, len(table)),
    ) as axes:
        rows = range(len(table))
        for column, shift, marker, color, label in (
            ("first", -_APART, "o", _ALONE, "alone: share of the variance that knowing the number would remove"),
            (
                "total",
                _APART,
                "D",
                _TOTAL,
                "in all: share left if all others were known (with what it does together)",
            ),
        ):
            axes.errorbar(
                table[column], [row + shift for row in rows], xerr=table[f"{column}_margin"], fmt=marker, color=color,
                ecolor=MUTED, elinewidth=1, markersize=_SIGN, label=label,
            )  # fmt: skip
        names = [say_place(found.scenario.model, each) if found.scenario else each for each in table.index]
        axes.set_yticks(rows, cut(names, _NAME_WIDTH, lines=2))
        axes.set_ylim(len(table) - 0.4, -0.6)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.grid(axis="x", color=GRID, linewidth=0.8)
        axes.tick_params(length=0)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0))
        axes.set_xlabel("share of the variance, with 95% intervals", color=MUTED)
        axes.spines[["left", "bottom"]].set_visible(False)
        explain(axes, axes.get_legend_handles_labels()[0])
        size = min(_SIGN, _SIGN_SHARE * row_height(axes))
        for bars in axes.containers:
            bars.lines[0].set_markersize(size)  # type: ignore[attr-defined]
    return axes
