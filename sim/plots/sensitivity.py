"""What an outcome depends on: its probability at both ends of the drawn quantities that matter most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.lines import Line2D

from sim.figures import percent
from sim.plots.canvas import canvas, explain
from sim.plots.labels import cut, minus
from sim.plots.nothing import nothing, say_nothing
from sim.plots.provenance import footer_of, plays
from sim.plots.style import GRID, INK, MUTED
from sim.results.estimates import Z

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.sensitivity.sensitivity import FactorSensitivity, Sensitivity

__all__ = ["WHY_NOTHING", "plot_sensitivity"]

_MOST, _BESIDE = 10, 4
"""Rows a picture has room for; rows of no weight shown for comparison."""

WHY_NOTHING = nothing("no number that could move it differs between worlds")
"""Where there is no quantity at all."""

_NAME_WIDTH = 44
_LOW, _HIGH = "#e69f00", "#0072b2"


def plot_sensitivity(found: Sensitivity, *, ax: Axes | None = None) -> Axes:
    """Draw the outcome's probability at the low and the high end of each quantity, the weightiest on top.

    Parameters
    ----------
    found : Sensitivity
    ax : Axes, optional
        Where to draw; a picture of its own by default.
    """
    mattering = sum(factor.matters for factor in found.factors)
    shown = found.factors[: min(_MOST, mattering + _BESIDE)]
    with canvas(
        ax,
        title=f"What “{found.outcome}” depends on: {found.made.scenario.model.title}",
        subtitle=plays(found.made),
        footer=footer_of(found.made),
        height=2.35 + 0.46 * max(2, len(shown)),
    ) as axes:
        if not shown:
            say_nothing(axes, WHY_NOTHING)
            return axes
        for row, factor in enumerate(shown):
            _draw(axes, row, factor)
        _set_scales(axes, shown, found.probability)
        _explain(axes)
    return axes


def _draw(axes: Axes, row: int, factor: FactorSensitivity) -> None:
    low, high = 100 * factor.at_low, 100 * factor.at_high
    axes.plot([low, high], [row, row], color=INK if factor.matters else MUTED, linewidth=2.2, zorder=2)
    reach = [
        (min(100 * Z * error, place), min(100 * Z * error, 100 - place))  # no share is below nothing or above all
        for place, error in ((low, factor.at_low_error), (high, factor.at_high_error))
    ]
    for place, sides, marker, face, edge in (
        (low, reach[0], "o", "white", _LOW),
        (high, reach[1], "D", _HIGH, _HIGH),
    ):
        axes.errorbar(place, row, xerr=[[side] for side in sides], ecolor=MUTED, elinewidth=1, zorder=3, fmt="none")
        axes.plot(
            place, row, marker=marker, markersize=7, markerfacecolor=face, markeredgecolor=edge, markeredgewidth=2,
            linestyle="none", zorder=4,
        )  # fmt: skip
    for place, (below, above), text, leftmost in (
        (low, reach[0], factor.ends[0], low <= high),
        (high, reach[1], factor.ends[1], high < low),
    ):
        axes.annotate(
            minus(text), (place - below if leftmost else place + above, row), xytext=(-8 if leftmost else 8, 0),
            textcoords="offset points", ha="right" if leftmost else "left", va="center", size=8, color=MUTED,
        )  # fmt: skip
    weight = f"{100 * max(factor.index, 0):.0f}%" if factor.matters else "–"  # noqa: RUF001
    axes.annotate(
        weight, (1, row), xycoords=("axes fraction", "data"), xytext=(6, 0), textcoords="offset points", va="center",
        weight="bold" if factor.matters else "normal", size=10, annotation_clip=False,
    )  # fmt: skip


def _set_scales(axes: Axes, shown: tuple[FactorSensitivity, ...], probability: float) -> None:
    names = cut([factor.description for factor in shown], _NAME_WIDTH, lines=3)
    axes.set_yticks(range(len(shown)), names)
    axes.set_ylim(len(shown) - 0.4, -0.75)
    axes.set_xlim(-14, 114)  # room for what the ends are, beside them
    axes.set_xticks(range(0, 101, 20), [f"{tick}%" for tick in range(0, 101, 20)])
    axes.tick_params(axis="y", length=0, labelsize=8.5)
    axes.tick_params(axis="x", length=0, labelcolor=MUTED)
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.axvline(100 * probability, color=INK, linewidth=1, linestyle=(0, (3, 2)), zorder=1)
    axes.set_xlabel(f"its probability (dashed: in all worlds, {percent(probability)})", color=MUTED)
    axes.annotate(
        "weight", (1, 1), xycoords="axes fraction", xytext=(6, 2), textcoords="offset points", color=MUTED, size=8.5,
        annotation_clip=False,
    )  # fmt: skip
    axes.spines[["left", "bottom"]].set_visible(False)


def _explain(axes: Axes) -> None:
    low = Line2D(
        [], [], marker="o", markersize=7, markerfacecolor="white", markeredgecolor=_LOW, markeredgewidth=2,
        linestyle="none", label="in the fifth of worlds where the quantity is lowest (or: no)",
    )  # fmt: skip
    high = Line2D(
        [], [], marker="D", markersize=7, color=_HIGH, linestyle="none",
        label="in the fifth where it is highest (or: yes); beside the marks its mean there",
    )  # fmt: skip
    weight = Line2D(
        [], [], linestyle="none",
        label="weight: share of what the evidence leaves open that knowing it would settle; –: no more than chance",  # noqa: RUF001
    )  # fmt: skip
    explain(axes, [low, high, weight])
