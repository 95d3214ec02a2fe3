"""Scenarios side by side: how likely each outcome is in every one, and how far that is from the first."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D

from sim.analysis.wording import say_place
from sim.figures import plain
from sim.plots.canvas import canvas, explain
from sim.plots.labels import cut
from sim.plots.provenance import dated, footer, say_plays
from sim.plots.style import BAND, GRID, INK, MUTED, Look, looks
from sim.results.estimates import Z

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from numpy.typing import NDArray

    from sim.analysis.comparison.comparison import Comparison

__all__ = ["describe_comparison", "footer_of_runs", "name_of_run", "plot_comparison", "plot_differences"]

_NAME_WIDTH, _TITLE_WIDTH = 22, 58
_LINE = 0.185
"""Inches of a line of an outcome's name."""

_ROW = 0.8
"""Part of an outcome's row that its scenarios share."""

_UNPAIRED = "#c9c9c9"
_LEGEND = {
    "run": "luck of a finite run (95% interval)",
    "both": "95% interval; filled: a difference that excludes 0",
    "band": "what the evidence leaves open: 8 of 10 worlds",
    "paired": "difference, same luck (95%); filled: excludes 0",
    "unpaired": "its interval, were the luck not the same",
}


def plot_comparison(comparison: Comparison, *, ax: Axes | None = None) -> Axes:
    """Draw each outcome's probability in every scenario, and beside it the differences against the first.

    Parameters
    ----------
    comparison : Comparison
        What `sim.compare` returns.
    ax : Axes, optional
        Where to draw the probabilities alone; a picture of its own, with both, by default.
    """
    shown = _shown(comparison)
    height = 2.6 + _rows(comparison, shown)
    own = ax is None
    with canvas(
        ax, title=_title(comparison), subtitle=_plays(comparison), footer=footer_of_runs(comparison), height=height
    ) as axes:
        if own:
            figure = axes.figure
            grid = figure.add_gridspec(1, 2, width_ratios=[1.1, 1.0])
            axes.set_subplotspec(grid[0])
            beside = figure.add_subplot(grid[1], sharey=axes)
            _draw_differences(beside, comparison, shown)
            beside.set_title(
                f"percentage points above “{name_of_run(comparison, comparison.base)}”", size=10, weight="normal"
            )
            beside.tick_params(axis="y", labelleft=False)
            axes.set_title("probability", size=10, weight="normal")
        _draw_probabilities(axes, comparison, shown)
        _name_outcomes(axes, shown)
        explain(axes, _signs(comparison, differences=own), columns=2)
    return axes


def plot_differences(comparison: Comparison, *, ax: Axes | None = None) -> Axes:
    """Draw the differences in each outcome's probability against the first scenario.

    Parameters
    ----------
    comparison : Comparison
        What `sim.compare` returns.
    ax : Axes, optional
        Where to draw; a picture of its own by default.
    """
    shown = _shown(comparison)
    height = 2.3 + _rows(comparison, shown)
    with canvas(
        ax, title=_title(comparison), subtitle=_plays(comparison), footer=footer_of_runs(comparison), height=height
    ) as axes:
        _draw_differences(axes, comparison, shown)
        _name_outcomes(axes, shown)
        axes.set_xlabel(f"percentage points above “{name_of_run(comparison, comparison.base)}”")
        explain(axes, _signs(comparison, differences=True, probabilities=False), columns=2)
    return axes


def describe_comparison(comparison: Comparison) -> str:
    """Return the picture in words, for a screen reader."""
    found = comparison.differences()
    sentences = []
    for name in comparison.variations:
        rows = found.loc[name]
        moved = [f"{outcome} {100 * row['difference']:+.0f}" for outcome, row in rows[rows["flagged"]].iterrows()]
        sentences.append(f"{name}: {', '.join(moved) or 'no difference that stands out from luck'}.")
    return f"Differences from {comparison.base} in percentage points. {' '.join(sentences)}"


def name_of_run(comparison: Comparison, name: str) -> str:
    """Return what a scenario of a comparison is called: a file's name or a setting in words."""
    place, equals, value = name.partition("=")
    model = comparison.runs[comparison.base].scenario.model
    return f"{say_place(model, place)}: {plain(value)}" if equals else plain(name)


def footer_of_runs(comparison: Comparison) -> str:
    """Return version, scenarios and seed in a line."""
    digests = ", ".join(run.provenance.scenario for run in comparison.runs.values())
    day = comparison.runs[comparison.base].provenance.as_of
    return footer(dated(textwrap.shorten(digests, 90, placeholder=" …"), day), comparison.made[2])


def _title(comparison: Comparison) -> str:
    return f"What changes: {comparison.runs[comparison.base].scenario.model.title}"


def _plays(comparison: Comparison) -> str:
    worlds, replications, _ = comparison.made
    return (
        f"{say_plays(worlds, replications).replace(' plays:', ' plays of each scenario:', 1)}; the same luck in all"
    )


def _shown(comparison: Comparison) -> list[str]:
    """Return the outcomes that come about in any scenario."""
    most = comparison.probabilities()["probability"].groupby("outcome").max()
    return [outcome for outcome in comparison.names if most[outcome] > 0]


def _scenario_looks(comparison: Comparison) -> dict[str, Look]:
    order = list(comparison.runs)
    given = looks([f"scenario {name}" for name in order])
    return {name: given[f"scenario {name}"] for name in order}


def _offsets(comparison: Comparison) -> dict[str, float]:
    """Return where in an outcome's row each scenario stands."""
    count = len(comparison.runs)
    return {name: _ROW * ((place + 0.5) / count - 0.5) for place, name in enumerate(comparison.runs)}


def _draw_probabilities(axes: Axes, comparison: Comparison, shown: list[str]) -> None:
    found, given, offsets = comparison.probabilities(), _scenario_looks(comparison), _offsets(comparison)
    for name, look in given.items():
        rows = 100 * found.loc[name].loc[shown]
        y = np.arange(len(shown)) + offsets[name]
        axes.hlines(y, rows["band_low"], rows["band_high"], color=BAND, linewidth=6, zorder=1)
        axes.hlines(y, rows["low"], rows["high"], color=INK, linewidth=1.2, zorder=2)
        axes.plot(rows["probability"], y, **_marker(look), label=f"_{name}")
    axes.set_xlim(-2, 102)
    axes.set_xticks(range(0, 101, 20), [f"{tick}%" for tick in range(0, 101, 20)])
    _finish(axes)


def _draw_differences(axes: Axes, comparison: Comparison, shown: list[str]) -> None:
    found, given, offsets = comparison.differences(), _scenario_looks(comparison), _offsets(comparison)
    axes.axvline(0, color=MUTED, linewidth=1, zorder=1)
    for name in comparison.variations:
        rows = found.loc[[name]].droplevel(0).loc[shown]
        y = np.arange(len(shown), dtype=np.float64) + offsets[name]
        centre, apart = 100 * rows["difference"], 100 * Z * rows["unpaired_error"]
        axes.hlines(y, centre - apart, centre + apart, color=_UNPAIRED, linewidth=5, zorder=2)
        axes.hlines(y, 100 * rows["low"], 100 * rows["high"], color=INK, linewidth=1.3, zorder=3)
        for flagged in (True, False):
            chosen = (rows["flagged"] == flagged).to_numpy()
            axes.plot(centre[chosen], y[chosen], **_marker(given[name], filled=flagged), label=f"_{name} {flagged}")
        _write_differences(axes, rows, y)
    low, high = axes.get_xlim()
    reach = 1.12 * max(abs(low), abs(high), 5)  # room for the numbers
    axes.set_xlim(-reach if low < -1 else -0.15 * reach, reach if high > 1 else 0.15 * reach)
    axes.xaxis.set_major_formatter(lambda value, _: _signed(value))
    _finish(axes)


def _write_differences(axes: Axes, rows: pd.DataFrame, y: NDArray[np.floating[Any]]) -> None:
    """Write the differences that stand out beside their intervals."""
    ends = 100 * rows[["high"]].assign(apart=rows["difference"] + Z * rows["unpaired_error"]).max(axis=1)
    for place, (difference, flagged) in enumerate(zip(rows["difference"], rows["flagged"], strict=True)):
        if flagged:
            axes.annotate(
                _signed(100 * difference),
                (ends.iloc[place], y[place]),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                size=8,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
            )


def _signed(points: float) -> str:
    """Return a number of points with its sign.

    Examples
    --------
    >>> _signed(-41.9), _signed(1.68), _signed(0)
    ('\u221242', '+1.7', '0')
    """
    text = f"{points:+.1f}" if 0 < abs(points) < 9.95 and points != round(points) else f"{points:+.0f}"
    return text.replace("-", "\u2212") if points else "0"


def _marker(look: Look, *, filled: bool = True) -> dict[str, Any]:
    return {
        "linestyle": "none",
        "marker": look.marker,
        "markersize": 6,
        "markerfacecolor": look.colour if filled else "white",
        "markeredgecolor": INK,
        "markeredgewidth": 0.7 if filled else 1.0,
        "zorder": 4,
    }


def _finish(axes: Axes) -> None:
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.spines[["left", "bottom", "top", "right"]].set_visible(False)
    axes.tick_params(axis="x", length=0, labelcolor=MUTED)
    axes.tick_params(axis="y", length=0)


def _rows(comparison: Comparison, shown: list[str]) -> float:
    """Return the inches that the rows of outcomes and the key's lines of scenarios take."""
    lines = max((name.count("\n") + 1 for name in _names(shown)), default=1)
    return 0.2 * len(comparison.runs) + len(shown) * max(0.16 + 0.13 * len(comparison.runs), _LINE * lines)


def _names(shown: list[str]) -> list[str]:
    return cut(shown, _NAME_WIDTH, lines=3)


def _name_outcomes(axes: Axes, shown: list[str]) -> None:
    names = _names(shown)
    axes.set_yticks(np.arange(len(shown)), names)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    figure: Figure | SubFigure = axes.figure
    for panel in figure.axes if len(figure.axes) == 2 else [axes]:
        for edge in range(1, len(shown)):
            panel.axhline(edge - 0.5, color=GRID, linewidth=0.8, zorder=0)


def _signs(comparison: Comparison, *, differences: bool, probabilities: bool = True) -> list[Artist]:
    """Return what the signs mean: scenarios first, then lines."""
    handles: list[Artist] = []
    for name, look in _scenario_looks(comparison).items():
        if not probabilities and name == comparison.base:
            continue
        title = textwrap.fill(
            f"{name_of_run(comparison, name)}: {comparison.runs[name].scenario.model.title}", _TITLE_WIDTH
        )
        handles.append(Line2D([], [], **_marker(look), label=title))
    if probabilities:
        line = "both" if differences else "run"
        handles.append(Line2D([], [], color=INK, linewidth=1.2, label=_LEGEND[line]))
        handles.append(Line2D([], [], color=BAND, linewidth=6, label=_LEGEND["band"]))
    if differences:
        if not probabilities:
            handles.append(Line2D([], [], color=INK, linewidth=1.3, label=_LEGEND["paired"]))
        handles.append(Line2D([], [], color=_UNPAIRED, linewidth=5, label=_LEGEND["unpaired"]))
    return handles
