"""What becomes of each outcome as a quantity varies: lines with their errors, or a map for two quantities."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.sweeps.sweep import RARE
from sim.analysis.wording import say_place
from sim.figures import joined, percent
from sim.plots.canvas import Picture, canvas, explain, lay_out
from sim.plots.fitting import rewrite
from sim.plots.labels import cut, spread
from sim.plots.leaders import leader
from sim.plots.provenance import dated, footer, say_plays
from sim.plots.style import BAND, GRID, INK, MUTED, line_colour, looks
from sim.results.estimates import Z

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from sim.analysis.sweeps.sweep import Axis, Sweep

__all__ = ["describe_sweep", "plot_sweep"]

_NAME_WIDTH = 24
_LABEL = 11.5
"""Height of a label's line, in points."""

_NAMES = 0.4
"""Part of the axes that names beside the lines may take."""

_OWN_COLOUR, _INSIDE = "#d55e00", 0.014
"""Of marks along the edges of a map, and how far inside a single value stands."""

_OWN = 0.55
"""How strong the range that is the scenario's own is drawn, behind pale lines."""

_DODGE = 0.6
"""Part of a column that the outcomes share where values are words."""

_MOST_NUMBERS = 121
"""Cells of a map that have room for a number."""

_DARK = 0.55
"""Cells darker than this have white numbers."""


def plot_sweep(sweep: Sweep, *, outcome: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw a line for each outcome; for two quantities, a map of one outcome.

    Parameters
    ----------
    sweep : Sweep
        What `sim.sweep` returns.
    outcome : str, optional
        Draw this one alone; by default all lines, or the map of the likeliest.
    ax : Axes, optional
        Where to draw; a picture of its own by default.

    Raises
    ------
    InputError
        If there is no such outcome.
    """
    if outcome is not None:
        sweep.of(outcome)
    return _plot_lines(sweep, outcome, ax) if len(sweep.axes) == 1 else _plot_map(sweep, outcome, ax)


def describe_sweep(sweep: Sweep, outcome: str | None = None) -> str:
    """Return the picture in words, for a screen reader."""
    shown = [outcome] if outcome else list(sweep.names)
    rows = sweep.table[sweep.table["outcome"].isin(shown)].groupby("outcome", sort=False)["probability"]
    phrases = [
        f"{name} {percent(low)} to {percent(high)}" for name, low, high in rows.agg(["min", "max"]).itertuples()
    ]
    names = joined([_short(sweep, axis) for axis in sweep.axes])
    return f"Probability of outcomes as {names} varies: {'; '.join(phrases)}."


def _plot_lines(sweep: Sweep, outcome: str | None, ax: Axes | None) -> Axes:
    (axis,) = sweep.axes
    title = f"Outcomes by {_short(sweep, axis)}: {sweep.scenario.model.title}"
    with canvas(
        ax,
        title=title,
        subtitle=_subtitle(sweep),
        footer=footer(dated(sweep.scenario.digest, sweep.as_of), sweep.seed),
        height=5.0,
    ) as axes:
        names = [outcome] if outcome else list(sweep.names)
        _mark_own(axes, axis)
        for place, name in enumerate(names):
            aside = 0.0 if axis.is_numeric else _DODGE * ((place + 0.5) / len(names) - 0.5)
            _draw_line(axes, sweep, axis, name, aside=aside)
        _scale(axes.xaxis, axis)
        axes.set(xlabel=_long(sweep, axis), ylabel="share of plays that end so")
        axes.set_ylim(0, None)
        axes.yaxis.set_major_formatter(lambda share, _: f"{100 * share:.0f}%")
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        axes.spines[["left", "right", "top"]].set_visible(False)
        axes.tick_params(length=0, labelcolor=MUTED)
        explain(axes, [*([] if axis.is_numeric else _markers(sweep, names)), *_signs(axis)], columns=2)
        if axis.is_numeric:
            _name_lines(axes, sweep, axis, names)
    return axes


def _draw_line(axes: Axes, sweep: Sweep, axis: Axis, name: str, *, aside: float) -> None:
    """Draw an outcome's line with its error; where values are words, points beside each other."""
    look = looks(sweep.names)[name]
    rows = sweep.table[sweep.table["outcome"] == name]
    x = _positions(axis, rows[axis.name]) + aside
    with_line = axis.is_numeric and len(x) > 1
    if with_line:
        axes.fill_between(x, rows["low"], rows["high"], color=line_colour(look), alpha=0.22, linewidth=0, zorder=2)
    else:
        axes.vlines(x, rows["low"], rows["high"], color=INK, linewidth=1.2, zorder=2)
    axes.plot(
        x,
        rows["probability"],
        color=line_colour(look),
        linestyle="-" if with_line else "none",
        linewidth=1.8,
        marker=look.marker,
        markersize=5 if with_line else 7,
        markeredgecolor=INK,
        markeredgewidth=0.4,
        clip_on=False,
        zorder=3,
        label=f"_{name}",
    )


def _markers(sweep: Sweep, names: list[str]) -> list[Artist]:
    given = looks(sweep.names)
    return [
        Line2D([], [], linestyle="none", marker=look.marker, color=line_colour(look), mec=INK, label=name)
        for name, look in ((name, given[name]) for name in names)
    ]


def _positions(axis: Axis, values: Any) -> NDArray[np.float64]:
    """Return where values of the table stand on the axis."""
    places = dict(zip(axis.labels, axis.positions, strict=True))
    return np.array([float(value) if axis.is_numeric else places[value] for value in values])


def _name_lines(axes: Axes, sweep: Sweep, axis: Axis, names: list[str]) -> None:
    """Write the names of the lines at their right ends, parted where they would touch."""
    ends, labels = [], []
    for name in names:
        rows = sweep.table[sweep.table["outcome"] == name]
        if float(rows["probability"].max()) >= RARE or len(names) == 1:
            ends.append(float(rows["probability"].iloc[-1]))
            labels.append(name)
    labels = cut(labels, _NAME_WIDTH, lines=2)
    figure = axes.get_figure(root=True)
    if figure is None:
        return
    right = max(_positions(axis, sweep.table[axis.name]))
    shown = [axes.text(right, end, name, size=9, va="center") for end, name in zip(ends, labels, strict=True)]
    if isinstance(figure, Picture):
        _leave_room(axes, shown)
    lay_out(axes)
    low, high = axes.get_ylim()
    per_point = (high - low) * figure.dpi / 72 / axes.get_window_extent().height
    sizes = [_LABEL * (1 + text.get_text().count("\n")) * per_point for text in shown]
    crowding = max(1.0, sum(sizes) / (high - low))
    sizes = [size / crowding for size in sizes]
    for text, end, y in zip(shown, ends, spread(ends, sizes, low=low, high=high + sizes[0]), strict=True):
        text.set_visible(False)
        axes.annotate(
            text.get_text(),
            (right, end),
            xytext=(16, (y - end) / per_point),
            textcoords="offset points",
            va="center",
            size=9 / crowding,
            annotation_clip=False,
            arrowprops=leader(0.6, color=MUTED, relpos=(0, 0.5)),
        )


def _leave_room(axes: Axes, shown: list[Any]) -> None:
    """Widen the axis so that names fit at the right."""
    lay_out(axes)
    room = axes.get_window_extent().width
    rewrite(shown, _NAMES * room, lines=2)
    width = max(text.get_window_extent().width for text in shown) + 34
    low, high = axes.dataLim.intervalx
    span = (high - low) or 1.0
    axes.set_xlim(low - 0.02 * span, high + span * width / max(room - width, 1.0))


def _mark_own(axes: Axes, axis: Axis) -> None:
    """Mark what the scenario itself says: a number, or the range of its distribution."""
    for low, high in axis.own_spans:
        if low == high:
            axes.axvline(low, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
        else:
            axes.axvspan(low, high, color=BAND, alpha=_OWN, linewidth=0, zorder=0)


def _signs(axis: Axis) -> list[Artist]:
    handles: list[Artist] = []
    if axis.is_numeric:
        handles.append(Patch(facecolor=MUTED, alpha=0.3, linewidth=0, label="luck of a finite run (95% interval)"))
    else:
        handles.append(Line2D([], [], color=INK, linewidth=1.2, label="luck of a finite run (95% interval)"))
    label = f"the scenario's own: {_say_own(axis)}"
    if any(low == high for low, high in axis.own_spans):
        handles.append(Line2D([], [], color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)), label=label))
    elif axis.own_spans:
        handles.append(Patch(facecolor=BAND, alpha=_OWN, linewidth=0, label=label))
    return handles


def _say_own(axis: Axis) -> str:
    return joined([f"{low:g}" if low == high else f"{low:g} to {high:g}" for low, high in axis.own_spans], "or")


def _plot_map(sweep: Sweep, outcome: str | None, ax: Axes | None) -> Axes:
    outcome = outcome or sweep.likeliest
    shares = np.asarray(sweep.of(outcome), dtype=float)
    first, second = sweep.axes
    title = f"“{outcome}”: {sweep.scenario.model.title}"
    worst = 100 * Z * float(sweep.table.loc[sweep.table["outcome"] == outcome, "standard_error"].max())
    subtitle = f"{_subtitle(sweep)}; 95% margins up to ±{worst:.1f} points"
    with canvas(
        ax,
        title=title,
        subtitle=subtitle,
        footer=footer(dated(sweep.scenario.digest, sweep.as_of), sweep.seed),
        height=5.4,
    ) as axes:
        x, y = np.array(second.positions), np.array(first.positions[: len(shares)])
        image = axes.pcolormesh(_edges(x), _edges(y), shares, cmap="Blues", vmin=0, vmax=_top(shares), zorder=1)
        if shares.size <= _MOST_NUMBERS:
            _write_numbers(axes, x, y, shares)
        elif min(shares.shape) >= 3 and first.is_numeric and second.is_numeric:
            lines = axes.contour(x, y, shares, levels=np.arange(0.1, 1, 0.1), colors=INK, linewidths=0.7, zorder=2)
            axes.clabel(lines, fmt=lambda level: f"{100 * level:.0f}%", fontsize=8)
        _scale(axes.xaxis, second)
        _scale(axes.yaxis, first)
        _mark_own_edges(axes, first, second)
        axes.set(xlabel=_long(sweep, second), ylabel=_long(sweep, first))
        axes.tick_params(length=0, labelcolor=MUTED)
        axes.spines[:].set_visible(False)
        bar = axes.figure.colorbar(image, ax=axes, fraction=0.04, pad=0.02)
        bar.ax.yaxis.set_major_formatter(lambda share, _: f"{100 * share:.0f}%")
        bar.outline.set_visible(False)
        bar.ax.tick_params(length=0, labelcolor=MUTED, labelsize=8.5)
    return axes


def _top(shares: NDArray[np.float64]) -> float:
    """Return the share that has the darkest shade: the next tenth above all."""
    return float(min(1.0, np.ceil(10 * np.nanmax(shares) + 1e-9) / 10))


def _edges(centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the edges of cells around their centres.

    Examples
    --------
    >>> _edges(np.array([0.0, 1.0, 3.0])).tolist()
    [-0.5, 0.5, 2.0, 4.0]
    """
    if len(centres) == 1:
        return np.array([centres[0] - 0.5, centres[0] + 0.5])
    middles = (centres[1:] + centres[:-1]) / 2
    return np.concatenate([[2 * centres[0] - middles[0]], middles, [2 * centres[-1] - middles[-1]]])


def _write_numbers(axes: Axes, x: NDArray[np.float64], y: NDArray[np.float64], shares: NDArray[np.float64]) -> None:
    top = _top(shares)
    for (row, column), share in np.ndenumerate(shares):
        if not np.isnan(share):
            colour = "white" if share > _DARK * top else INK
            share_text = f"{100 * share:.0f}"
            axes.text(
                float(x[column]),
                float(y[row]),
                share_text,
                ha="center",
                va="center",
                size=8.5,
                color=colour,
                zorder=3,
            )


def _mark_own_edges(axes: Axes, first: Axis, second: Axis) -> None:
    """Mark along both edges of a map what the scenario itself says: no number is struck."""
    handles = []
    for axis, transform in ((second, axes.get_xaxis_transform()), (first, axes.get_yaxis_transform())):
        for low, high in axis.own_spans:
            along, at = [low, high], [0.0 if low < high else _INSIDE] * 2
            x, y = (along, at) if axis is second else (at, along)
            handles += axes.plot(
                x, y, transform=transform, color=_OWN_COLOUR, linewidth=6, marker="D" if low == high else "",
                markersize=8, solid_capstyle="butt", clip_on=False, zorder=6,
            )  # fmt: skip
    if handles:
        own = "; ".join(_say_own(axis) for axis in (first, second) if axis.own_spans)
        explain(axes, [Patch(facecolor=_OWN_COLOUR, label=f"along the edges, the scenario's own: {own}")])


def _scale(scale: Any, axis: Axis) -> None:
    if not axis.is_numeric:
        scale.set_ticks(axis.positions, [textwrap.fill(label, 18) for label in axis.labels])
    elif len(axis.values) <= 12 and max(map(len, axis.labels)) <= 5:
        scale.set_ticks(axis.positions, axis.labels)


def _short(sweep: Sweep, axis: Axis) -> str:
    return joined([say_place(sweep.scenario.model, path) for path in axis.paths])


def _long(sweep: Sweep, axis: Axis) -> str:
    return " = ".join(say_place(sweep.scenario.model, path) for path in axis.paths)


def _subtitle(sweep: Sweep) -> str:
    weighed = "; weighed by the record" if sweep.effective_worlds else ""
    return say_plays(sweep.worlds, sweep.replications).replace(" plays:", " plays at each point:", 1) + weighed
