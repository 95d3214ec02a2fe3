"""When they sign: the share of plays with an agreement by each day, against the calendar."""

from __future__ import annotations

import textwrap
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from sim.plots.canvas import canvas, explain, lay_out
from sim.plots.labels import spread, stagger
from sim.plots.provenance import footer, plays
from sim.plots.style import ACTUAL, GRID, INK, MUTED, Look, looks, percent
from sim.results.estimates import estimate
from sim.scenario.event import Between
from sim.worlds.calendar import has_effect

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

    from sim.results.estimates import Estimates
    from sim.results.outcomes import Outcomes
    from sim.scenario.event import Event
    from sim.scenario.scenario import ScenarioModel

__all__ = ["Mark", "marks", "plot_timing", "signed_shares"]

_ROW = 13
"""Points between rows of labels above the axes."""

_LABEL_WIDTH = 30
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOST_MARKS = 10
_LUCK = (0, (2, 1))
_LEADER = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.7, "shrinkA": 1, "shrinkB": 1, "relpos": (0, 0.5)}


class Mark(NamedTuple):
    """A day worth a line: what it is called, its last day if chance picks it, whether it really happened."""

    day: date
    label: str
    last: date
    kind: str


def plot_timing(outcomes: Outcomes, *, ax: Axes | None = None) -> Axes:
    """Draw the cumulative incidence of agreement by date, stacked by outcome, with the calendar's events.

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
    Every play counts by the outcome in which it ends, from the day of signature on. The gap to 100% at the deadline
    is never signed at all.
    """
    model = outcomes.scenario.model
    shares, total = signed_shares(outcomes)
    title, subtitle = f"When they sign: {model.title}", plays(outcomes)
    with canvas(ax, title=title, subtitle=subtitle, footer=footer(outcomes), height=5.6) as axes:
        _draw_layers(axes, shares, total, given=looks(outcomes.names))
        _set_scales(axes, model)
        names = _name_layers(axes, shares)
        _explain(axes)
        lay_out(axes)
        _draw_marks(axes, marks(model))
        lay_out(axes)
        _part_names(axes, names)
    return axes


def signed_shares(outcomes: Outcomes) -> tuple[pd.DataFrame, Estimates]:
    """Return what is plotted: shares signed by each day, and their total with its Monte Carlo interval.

    Returns
    -------
    shares : DataFrame
        A row per date, a column per outcome that some play signs, in the scenario's order.
    total : Estimates
        Of the share signed by each date, whatever the outcome.
    """
    curves, table = outcomes.agreed_by(), outcomes.table
    days, worlds = len(curves), outcomes.provenance.worlds
    signed = table["signed"].notna().to_numpy()
    place = table["world"].to_numpy()[signed] * days + table["signed"].to_numpy(dtype=np.int64, na_value=0)[signed]
    counts = np.bincount(place, minlength=worlds * days).reshape(worlds, days)
    replications = outcomes.provenance.replications
    return curves.loc[:, curves.iloc[-1] > 0], estimate(counts.cumsum(axis=1) / replications, replications)


def marks(model: ScenarioModel) -> list[Mark]:
    """Return the days to mark: deadline, real signature, and the events that shape the play, by date.

    Where there are too many, changes of government and chance events stay, then other events with effects.
    """
    events = []
    for name, event in model.events.items():
        first, last = event.date.between if isinstance(event.date, Between) else (event.date, event.date)
        label = textwrap.shorten(event.title or name.replace("_", " "), _LABEL_WIDTH, placeholder=" …")
        events.append((_rank(event), Mark(first, label, last, "event")))
    events.sort(key=lambda pair: pair[0])  # stable: the calendar's order within a rank
    chosen = [mark for _, mark in events[:_MOST_MARKS]]
    chosen.append(Mark(model.deadline, f"deadline, {_short(model.deadline)}", model.deadline, "deadline"))
    if model.actual and model.actual.signed:
        signed = model.actual.signed
        chosen.append(Mark(signed, f"{ACTUAL} really signed, {_short(signed)}", signed, "actual"))
    return sorted(chosen, key=lambda mark: mark.day)


def _rank(event: Event) -> int:
    if event.install:
        return 0
    if event.chance != 1.0:
        return 1
    return 2 if has_effect(event) else 3


def _short(day: date) -> str:
    """Return a date as a reader says it, whatever the machine's language.

    Examples
    --------
    >>> _short(date(2021, 2, 5))
    '5 Feb'
    """
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _position(day: date) -> float:
    """Return where a day is on the axis."""
    return float(date2num(day))  # type: ignore[no-untyped-call]


def _draw_layers(axes: Axes, shares: pd.DataFrame, total: Estimates, *, given: dict[str, Look]) -> None:
    when = np.array([_position(day) for day in shares.index])
    floor = np.zeros(len(shares))
    for outcome in shares:
        look, top = given[str(outcome)], floor + 100 * shares[outcome].to_numpy()
        layer = axes.fill_between(when, floor, top, step="post", facecolor=look.colour, hatch=look.hatch, zorder=2)
        layer.set(edgecolor="white", linewidth=0.4, label=f"_{outcome}")
        floor = top
    begun = total.probability > 0  # before the first signature the interval says only how few the worlds are
    for limit in (total.low, total.high):
        axes.step(
            when,
            np.where(begun, 100 * limit, np.nan),
            where="post",
            color=INK,
            linewidth=0.9,
            linestyle=_LUCK,
            zorder=3,
            label="_luck",
        )
    axes.step(when, 100 * total.probability, where="post", color=INK, linewidth=1.6, zorder=4, label="_signed")


def _set_scales(axes: Axes, model: ScenarioModel) -> None:
    axes.set_ylim(0, 100)
    axes.set_yticks(np.arange(0, 101, 20), [f"{tick}%" for tick in range(0, 101, 20)])
    axes.set_ylabel("share of plays signed by that day")
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_xlim(_position(model.start), _position(model.deadline))
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=8))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(FuncFormatter(_tick))
    axes.tick_params(axis="y", length=0, labelcolor=MUTED)


def _tick(position: float, place: int | None) -> str:
    """Write a date on the axis, with its year where it is first and in January."""
    day: date = num2date(position)  # type: ignore[no-untyped-call]
    return f"{_short(day)}\n{day.year}" if place == 0 or day.month == 1 else _short(day)


def _name_layers(axes: Axes, shares: pd.DataFrame) -> list[Annotation]:
    """Name every layer at its right end, and the gap above them."""
    last = shares.iloc[-1]
    tops = last.cumsum()
    ends = [
        (f"{outcome}  {percent(share)}", 100 * (top - share / 2), INK)
        for outcome, share, top in zip(last.index, last, tops, strict=True)
    ]
    never = 1 - float(last.sum())
    ends.append((f"gap: never signed  {percent(max(never, 0.0))}", 100 * (1 - never / 2), MUTED))
    return [
        axes.annotate(
            "\n".join(textwrap.wrap(words, _LABEL_WIDTH, break_on_hyphens=False)),
            (1, height),
            xycoords=("axes fraction", "data"),
            xytext=(1.035, height),
            textcoords=("axes fraction", "data"),
            va="center",
            color=colour,
            arrowprops=_LEADER,
            annotation_clip=False,
        )
        for words, height, colour in ends
    ]


def _part_names(axes: Axes, names: list[Annotation]) -> None:
    """Move the layers' names apart, as little as it takes."""
    points_per_pixel = 100 / axes.get_window_extent().height
    sizes = [1.1 * name.get_window_extent().height * points_per_pixel for name in names]
    wanted = [float(name.xy[1]) for name in names]
    for name, height in zip(names, spread(wanted, sizes, low=0, high=100), strict=True):
        name.set_position((name.get_position()[0], height))


def _draw_marks(axes: Axes, drawn: list[Mark]) -> None:
    """Mark the days by lines that end in labels, on as many rows as keep them apart."""
    texts = []
    for mark in drawn:
        weight = "normal" if mark.kind == "event" else "bold"
        where = (_position(mark.day), 1.0)
        texts.append(
            axes.annotate(
                mark.label, where, xycoords=("data", "axes fraction"), xytext=(0, 3), textcoords="offset points",
                size=8.5, weight=weight, annotation_clip=False, zorder=6,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            )
        )  # fmt: skip
        if mark.last > mark.day:
            axes.axvspan(_position(mark.day), _position(mark.last), color=INK, alpha=0.08, zorder=3)
    spans = [(box.x0, box.x1) for box in (text.get_window_extent() for text in texts)]
    rows = stagger(spans, gap=6)
    for mark, text, row in zip(drawn, texts, rows, strict=True):
        text.set_position((0, 3 + _ROW * row))
        _draw_line(axes, mark, height=_ROW * row)
    if axes.get_title(loc="left"):  # the caller's axes: their title goes above the labels
        axes.set_title(axes.get_title(loc="left"), loc="left", pad=8 + _ROW * (1 + max(rows)))


def _draw_line(axes: Axes, mark: Mark, *, height: float) -> None:
    """Draw a vertical line up to `height` points above the axes."""
    where = _position(mark.day)
    style = {"event": (0, (1, 1.5)), "deadline": "-", "actual": (0, (5, 2))}[mark.kind]
    axes.axvline(where, color=INK, linewidth=1.0, linestyle=style, zorder=5, label=f"_{mark.kind}")
    axes.annotate(
        "", (where, 1), xycoords=("data", "axes fraction"), xytext=(0, height + 3), textcoords="offset points",
        arrowprops=_LEADER | {"color": INK, "linewidth": 0.9, "linestyle": style, "shrinkA": 0, "shrinkB": 0},
        annotation_clip=False, zorder=5,
    )  # fmt: skip


def _explain(axes: Axes) -> None:
    handles = [
        Line2D([], [], color=INK, linewidth=1.4, label="all agreements together"),
        Line2D([], [], color=INK, linewidth=0.9, linestyle=_LUCK, label="luck of a finite run (95% margin of error)"),
    ]
    explain(axes, handles, columns=2)
