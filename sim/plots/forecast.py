"""Forecasts over the calendar: each outcome's chance as of each day, with what had happened by then."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.forecasts.as_of import last_day, news, say_entries
from sim.answer import FRAMING
from sim.figures import percent
from sim.plots.calendar import Mark, deadline_marks, draw_marks, position, set_days, short_day
from sim.plots.canvas import canvas, explain, lay_out
from sim.plots.ends import name_ends, part_names
from sim.plots.labels import shorten, spread
from sim.plots.leaders import LEADER
from sim.plots.provenance import footer
from sim.plots.style import ACTUAL, BAND, GRID, INK, MUTED, Look, line_colour, looks
from sim.scenario.as_of import recorded_deadline

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from sim.analysis.forecasts.forecast import Forecast
    from sim.scenario.scenario import ScenarioModel

__all__ = ["describe_forecast", "plot_forecast"]

_NEVER_MUCH = 0.08
"""Outcomes that no forecast puts higher are drawn together."""

_KEY_WIDTH, _LONG, _NARROW = 68, 100, 54
_KEY_LINE, _AROUND = 0.18, 5.3
"""Inches: of a line of the key, and of everything else."""

_KEY_SHARE = 0.35
"""Of the height of axes of the caller that the key of numbered days may take."""

_NUMBER = 13
"""Pixels that a number above the axes takes, at 100 to the inch."""


class Curve(NamedTuple):
    """One line of the picture: its name, probabilities and 95% intervals by date, and look."""

    name: str
    probability: NDArray[np.float64]
    low: NDArray[np.float64] | None
    high: NDArray[np.float64] | None
    look: Look


def plot_forecast(forecast: Forecast, ax: Axes | None = None) -> Axes:
    """Draw each outcome's chance over the calendar, as it was forecast from each day.

    Parameters
    ----------
    forecast : Forecast
        From `sim.analysis.forecasts.forecast.forecast`.
    ax : Axes, optional
        Where to draw; a picture of its own by default.

    Returns
    -------
    Axes
        A notebook shows the picture when they are the last line of a cell.

    Notes
    -----
    The evidence band is drawn for the outcome that really came, or else for the likeliest at the end. Outcomes that
    are never above 8% are drawn as one line, their sum. Numbers above the axes are days of the record, named below;
    axes of the caller, and a `figsize`, that are too low for these names go without.
    """
    model, made = forecast.scenario.model, forecast.runs[0].provenance
    entries = _numbered(forecast)
    if len(entries) > _key_room(ax):
        entries = []
    subtitle = (
        f"Chance of each outcome by what was known on the day "
        f"({made.worlds:,} worlds x {made.replications:,} plays, the same luck on every day)"
    )
    below = footer(made.scenario, made.seed, version=made.version)
    key = _key(forecast, entries)
    lines = [1 + str(sign.get_label()).count("\n") for sign in key]
    half = -(-len(key) // 2)
    height = _AROUND + _KEY_LINE * max(sum(lines[:half]) - 1, sum(lines[half:]))
    with canvas(
        ax, title=f"Forecast day by day: {model.title}", subtitle=subtitle, footer=below, height=height
    ) as axes:
        curves = _curves(forecast)
        _draw_band(axes, forecast)
        for curve in curves:
            _draw_curve(axes, curve, forecast)
        _set_scales(axes, forecast)
        names = name_ends(axes, _ends(forecast, curves))
        explain(axes, key, columns=2)
        lay_out(axes)
        marks = _marks(forecast)
        draw_marks(axes, marks, above=1 if entries else 0)
        lay_out(axes)
        _draw_numbers(axes, [day for day, _ in entries], [mark.day for mark in marks])
        part_names(axes, names)
    return axes


def _key_room(ax: Axes | None) -> float:
    """Return how many lines of a key axes of the caller, or a picture of the size asked for, have room for."""
    if ax is None:
        size = FRAMING.get().figsize
        return math.inf if size is None else _KEY_SHARE * (size[1] - _AROUND / 2) / _KEY_LINE
    figure = ax.get_figure(root=True)
    return _KEY_SHARE * ax.get_window_extent().height / (_KEY_LINE * figure.dpi) if figure is not None else 0.0


def describe_forecast(forecast: Forecast) -> str:
    """Return the picture in words, for those who cannot see it."""
    sentences = []
    for day, chances in zip(forecast.dates, forecast.probability, strict=True):
        likely = sorted(zip(chances, forecast.names, strict=True), reverse=True)[:3]
        sentences.append(f"{day}: " + ", ".join(f"{name} {percent(chance)}" for chance, name in likely))
    return f"Likeliest outcomes as of each day. {'; '.join(sentences)}."


def _curves(forecast: Forecast) -> list[Curve]:
    """Return an entry for each outcome that is ever likely, and one for all others together."""
    given, rare = looks(forecast.names), []
    curves = []
    for k, name in enumerate(forecast.names):
        chances = forecast.probability[:, k]
        if chances.max() < _NEVER_MUCH and k != forecast.actual:
            rare.append(k)
            continue
        low, high = (np.array([getattr(run.estimates, side)[k] for run in forecast.runs]) for side in ("low", "high"))
        curves.append(Curve(name, chances, low, high, given[name]))
    together = forecast.probability[:, rare].sum(axis=1)
    if len(rare) == 1:
        curves.append(Curve(forecast.names[rare[0]], together, None, None, given[forecast.names[rare[0]]]))
    elif together.any():
        curves.append(Curve(f"{len(rare)} other outcomes together", together, None, None, Look(MUTED, "", ".")))
    return curves


def _draw_band(axes: Axes, forecast: Forecast) -> None:
    k = _shown_band(forecast)
    low, high = (
        [100 * getattr(run.estimates, side)[k] for run in forecast.runs] for side in ("band_low", "band_high")
    )
    if not np.isnan([*low, *high]).any():
        when = [position(day) for day in forecast.dates]
        axes.fill_between(when, low, high, facecolor=BAND, alpha=0.6, linewidth=0, zorder=1, label="_band")
        for limit in (low, high):
            axes.plot(when, limit, color=MUTED, linewidth=0.7, zorder=1.2, label="_band edge")


def _shown_band(forecast: Forecast) -> int:
    return int(forecast.probability[-1].argmax()) if forecast.actual is None else forecast.actual


def _draw_curve(axes: Axes, curve: Curve, forecast: Forecast) -> None:
    when, colour = [position(day) for day in forecast.dates], line_colour(curve.look)
    actual = forecast.actual is not None and curve.name == forecast.names[forecast.actual]
    if curve.low is not None and curve.high is not None:
        axes.fill_between(
            when, 100 * curve.low, 100 * curve.high, color=colour, alpha=0.22, linewidth=0, zorder=2, label="_luck"
        )
    width = 2.6 if actual else 1.6 if curve.low is not None else 1.0
    axes.plot(
        when, 100 * curve.probability, color=colour, linewidth=width, marker=curve.look.marker,
        markersize=6.5 if actual else 5, markeredgecolor="white", markeredgewidth=0.6, zorder=4,
        label=f"_{curve.name}",
    )  # fmt: skip
    # what was forecast last stood until the end
    until = [when[-1], position(last_day(forecast.scenario.model))]
    axes.plot(until, [100 * curve.probability[-1]] * 2, color=colour, linewidth=1.2, linestyle=":", zorder=3)


def _set_scales(axes: Axes, forecast: Forecast) -> None:
    axes.set_ylim(0, 100)
    axes.set_yticks(np.arange(0, 101, 20), [f"{tick}%" for tick in range(0, 101, 20)])
    axes.set_ylabel("chance as of that day")
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    model = forecast.scenario.model
    set_days(axes, model.start, _until(model))
    axes.tick_params(axis="y", length=0, labelcolor=MUTED)


def _until(model: ScenarioModel) -> date:
    """Return the last day shown: the deadline, nearer where the record says so, or the last day to forecast."""
    return max(min(model.deadline_day, recorded_deadline(model, date.max)), last_day(model))


def _ends(forecast: Forecast, curves: Sequence[Curve]) -> list[tuple[str, float, str]]:
    actual = None if forecast.actual is None else forecast.names[forecast.actual]
    return [
        (
            f"{ACTUAL + ' ' if curve.name == actual else ''}{curve.name}  {percent(curve.probability[-1])}",
            100 * float(curve.probability[-1]),
            INK,
        )
        for curve in curves
    ]


def _marks(forecast: Forecast) -> list[Mark]:
    """Return the deadline, the real signature, and events whose result the record gives."""
    model = forecast.scenario.model
    nearer = recorded_deadline(model, date.max) < model.deadline_day
    marks = deadline_marks(model, date.max if nearer else None)
    if model.actual and model.actual.signed:
        signed = model.actual.signed
        marks.append(Mark(signed, f"{ACTUAL} really signed, {short_day(signed)}", signed, "actual"))
    for entry in model.record:
        if entry.event is not None and model.start <= entry.day <= _until(model):
            label = f"{say_entries(forecast.scenario, [entry])}, {short_day(entry.day)}"
            marks.append(Mark(entry.day, shorten(label, 40), entry.day, "event"))
    return sorted(marks, key=lambda mark: mark.day)


def _numbered(forecast: Forecast) -> list[tuple[date, str]]:
    """Return the days of recorded moves, and what was done on each, in words."""
    model = forecast.scenario.model
    moves = [entry for entry in model.record if entry.event is None and model.start <= entry.day <= last_day(model)]
    days = sorted({entry.day for entry in moves})
    by_day = news(model.model_copy(update={"record": tuple(moves)}), days)
    texts = [
        f"{short_day(day)}: {say_entries(forecast.scenario, entries)}"
        for day, entries in zip(days, by_day, strict=True)
    ]
    width = _NARROW if max(map(len, texts), default=0) > _LONG else _KEY_WIDTH
    return [(day, textwrap.fill(text, width)) for day, text in zip(days, texts, strict=True)]


def _draw_numbers(axes: Axes, days: Sequence[date], marked: Sequence[date]) -> None:
    """Write numbers above the axes at `days`: on the same side of the lines at `marked` days, and parted."""
    figure = axes.get_figure(root=True)
    if figure is None or not days:
        return
    size = _NUMBER * figure.dpi / 100
    box = axes.get_window_extent()
    place = {day: float(axes.transData.transform((position(day), 0))[0]) for day in {*days, *marked}}
    edges = [box.x0 - size, *sorted(place[day] for day in set(marked)), box.x1 + 2 * size]
    number = 0
    for left, right in pairwise(edges):
        here = [day for day in days if left <= place[day] < right]
        wanted = [place[day] for day in here]
        for day, middle in zip(here, spread(wanted, [size] * len(here), low=left, high=right), strict=True):
            number += 1
            moved = (middle - place[day]) * 72 / figure.dpi
            axes.annotate(
                str(number), (position(day), 1), xycoords=("data", "axes fraction"), xytext=(moved, 5),
                textcoords="offset points", ha="center", va="bottom", size=8, color=INK, annotation_clip=False,
                arrowprops=LEADER | {"relpos": (0.5, 0)}, zorder=6,
            )  # fmt: skip
            axes.axvline(position(day), color=MUTED, linewidth=0.6, linestyle=(0, (1, 2.5)), zorder=1.5, label="_day")


def _key(forecast: Forecast, entries: Sequence[tuple[date, str]]) -> list[Artist]:
    shown = forecast.names[_shown_band(forecast)]
    signs: list[Artist] = [
        Patch(facecolor=MUTED, alpha=0.3, label="shade of a line: luck of a finite run (95% margin of error)"),
        Patch(
            facecolor=BAND,
            alpha=0.6,
            label=textwrap.fill(f"what the evidence leaves open of “{shown}” (10-90%)", _NARROW + 6),
        ),
    ]
    numbers: list[Artist] = [
        Line2D([], [], linestyle="", label=f"{number}  {text}") for number, (_, text) in enumerate(entries, start=1)
    ]
    return [*signs, *numbers]
