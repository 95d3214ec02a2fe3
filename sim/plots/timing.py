"""When they sign: the share of plays with an agreement by each day, against the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D

from sim.figures import percent
from sim.plots.calendar import Mark, deadline_marks, draw_marks, position, set_days, short_day, short_title
from sim.plots.canvas import canvas, explain, lay_out
from sim.plots.ends import name_ends, part_names
from sim.plots.provenance import footer_of, plays
from sim.plots.style import ACTUAL, GRID, INK, MUTED, Look, looks
from sim.results.estimates import margin, weighed_margin
from sim.scenario.as_of import last_recorded_deadline, recorded_deadline
from sim.scenario.certainty import certainty, decided_by
from sim.scenario.event import Between
from sim.scenario.mattering import has_effect

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from numpy.typing import NDArray

    from sim.results.estimates import Margin
    from sim.results.outcomes import Outcomes
    from sim.scenario.event import Event
    from sim.scenario.scenario import ScenarioModel

__all__ = ["Mark", "marks", "plot_timing", "signed_shares"]

_SLICE = 2**14
_MOST_MARKS = 10
_LUCK = (0, (2, 1))
_BEYOND = 0.012
"""Share of the axis by which it runs on past the deadline."""


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
    with canvas(ax, title=title, subtitle=subtitle, footer=footer_of(outcomes), height=5.6) as axes:
        _draw_layers(axes, shares, total, given=looks(outcomes.names))
        _set_scales(axes, model, outcomes.provenance.day)
        names = _name_layers(axes, shares)
        _explain(axes)
        lay_out(axes)
        draw_marks(axes, marks(model, as_of=outcomes.provenance.day))
        lay_out(axes, last=True)
        part_names(axes, names)
    return axes


def signed_shares(outcomes: Outcomes) -> tuple[pd.DataFrame, Margin]:
    """Return what is plotted: shares signed by each day, and their total with its Monte Carlo interval.

    Returns
    -------
    shares : DataFrame
        A row per date, a column per outcome that some play signs, in the scenario's order.
    total : Margin
        Of the share signed by each date, whatever the outcome.
    """
    curves, made = outcomes.agreed_by(), outcomes.provenance
    if outcomes.weights is not None:
        by_world = _share_by_world(outcomes, len(curves))
        total = weighed_margin(by_world, made.replications, outcomes.weights.at())
        return curves.loc[:, curves.iloc[-1] > 0], total
    sums, squares, holding = _signed_by_day(outcomes, len(curves))
    spread = [made.worlds * square - total**2 for total, square in zip(sums.tolist(), squares.tolist(), strict=True)]
    lanes = made.worlds * made.replications
    variance = np.array(spread, dtype=float) / max(1, made.worlds - 1) / made.worlds / made.replications**2
    total = margin(sums / lanes, variance, holding, made.worlds, made.replications)
    return curves.loc[:, curves.iloc[-1] > 0], total


def _share_by_world(outcomes: Outcomes, days: int) -> NDArray[np.float64]:
    """Return the share of each world's plays that are signed by each day, (w, t)."""
    made = outcomes.provenance
    counts = np.zeros(made.worlds * days, dtype=np.int64)
    for world, signed in _slices(outcomes):
        ever = signed >= 0
        counts += np.bincount(world[ever].astype(np.int64) * days + signed[ever], minlength=len(counts))
    shares: NDArray[np.float64] = counts.reshape(made.worlds, days).cumsum(axis=1) / made.replications
    return shares


def _signed_by_day(outcomes: Outcomes, days: int) -> NDArray[np.int64]:
    """Return what there is by each day (t,) of the plays of each world that are signed: shape (3, t).

    The sum over worlds of how many there are, that of its square, and in how many worlds there are some, or not all
    where that is fewer. They are whole numbers: a spread of nothing is nothing, and no digit depends on where a
    piece of the lanes ends.
    """
    replications = outcomes.provenance.replications
    found = np.zeros((4, days), dtype=np.int64)

    def add(by_day: NDArray[np.int64]) -> None:
        for row, each in zip(found, (by_day, by_day**2, by_day > 0, by_day < replications), strict=True):
            row += each.sum(axis=0)

    open_world, begun = -1, np.zeros(days, dtype=np.int64)  # a world that goes on in the next piece
    for world, signed in _slices(outcomes):
        first, worlds, ever = int(world[0]), int(world[-1] - world[0]) + 1, signed >= 0
        place = (world[ever].astype(np.int64) - first) * days + signed[ever]
        counts = np.bincount(place, minlength=worlds * days).reshape(worlds, days)
        if open_world == first:
            counts[0] += begun
        elif open_world >= 0:
            counts = np.concatenate([begun[None], counts])
        open_world, begun = int(world[-1]), counts[-1].copy()
        add(counts[:-1].cumsum(axis=1))
    add(begun.cumsum()[None])
    return np.array([found[0], found[1], np.minimum(found[2], found[3])])


def _slices(outcomes: Outcomes) -> Iterator[tuple[NDArray[np.integer[Any]], NDArray[np.integer[Any]]]]:
    """Give world and day of signature of all lanes, a few at a time: a count for each world and day takes room."""
    for piece in outcomes.lanes.pieces():
        for start in range(0, len(piece["world"]), _SLICE):
            yield piece["world"][start : start + _SLICE], piece["signed"][start : start + _SLICE]


def marks(model: ScenarioModel, *, as_of: date | None = None) -> list[Mark]:
    """Return the days to mark: deadline, real signature, and the events that shape the play, by date.

    An event that can never happen is left out, as of a date also one that the record says did not.
    Where there are too many, changes of government and chance events stay, then other events with effects.
    """
    events, certain = [], certainty(model.events, decided_by(model, as_of), model.last_deadline)
    for name, event in model.events.items():
        if certain[name] == "never":
            continue
        first, last = event.date.between if isinstance(event.date, Between) else (event.date, event.date)
        label = short_title(event, name)
        label += " (may happen)" if certain[name] == "maybe" else ""
        events.append((_rank(event), Mark(first, label, last, "event")))
    events.sort(key=lambda pair: pair[0])  # stable: the calendar's order within a rank
    chosen = [mark for _, mark in events[:_MOST_MARKS]]
    chosen += deadline_marks(model, as_of)
    now, last = recorded_deadline(model, as_of), last_recorded_deadline(model, as_of)
    later = [day for day in model.deadlines if now < day <= last]
    chosen += [Mark(day, f"if prolonged, {short_day(day)}", day, "deadline") for day in later]
    if model.actual and model.actual.signed:
        signed = model.actual.signed
        chosen.append(Mark(signed, f"{ACTUAL} really signed, {short_day(signed)}", signed, "actual"))
    return sorted(chosen, key=lambda mark: mark.day)


def _rank(event: Event) -> int:
    if event.install:
        return 0
    if event.chance != 1.0:
        return 1
    return 2 if has_effect(event) else 3


def _draw_layers(axes: Axes, shares: pd.DataFrame, total: Margin, *, given: dict[str, Look]) -> None:
    days = [position(day) for day in shares.index]
    when = np.array([*days, days[-1] + _past(days)])  # a step's level is drawn to the next day: the deadline has none
    floor = np.zeros(len(when))
    for outcome in shares:
        look, top = given[str(outcome)], floor + 100 * _held(shares[outcome].to_numpy())
        layer = axes.fill_between(when, floor, top, step="post", facecolor=look.colour, hatch=look.hatch, zorder=2)
        layer.set(edgecolor="white", linewidth=0.4, label=f"_{outcome}")
        floor = top
    begun = total.probability > 0  # before the first signature the interval says only how few the worlds are
    for limit in (total.low, total.high):
        axes.step(
            when,
            _held(np.where(begun, 100 * limit, np.nan)),
            where="post",
            color=INK,
            linewidth=0.9,
            linestyle=_LUCK,
            zorder=3,
            label="_luck",
        )
    axes.step(when, _held(100 * total.probability), where="post", color=INK, linewidth=1.6, zorder=4, label="_signed")


def _past(days: Sequence[float]) -> float:
    """Return how far the deadline's level is drawn past it, so that what is signed on the last day can be seen."""
    return _BEYOND * (days[-1] - days[0])


def _held(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return levels with the last one once more."""
    return np.append(levels, levels[-1])


def _set_scales(axes: Axes, model: ScenarioModel, as_of: date | None) -> None:
    axes.set_ylim(0, 100)
    axes.set_yticks(np.arange(0, 101, 20), [f"{tick}%" for tick in range(0, 101, 20)])
    axes.set_ylabel("share of plays signed by that day")
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    set_days(axes, model.start, last_recorded_deadline(model, as_of))
    begin, end = axes.get_xlim()
    axes.set_xlim(begin, end + _past([begin, end]))
    axes.tick_params(axis="y", length=0, labelcolor=MUTED)


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
    return name_ends(axes, ends)


def _explain(axes: Axes) -> None:
    handles = [
        Line2D([], [], color=INK, linewidth=1.4, label="all agreements together"),
        Line2D([], [], color=INK, linewidth=0.9, linestyle=_LUCK, label="luck of a finite run (95% margin of error)"),
    ]
    explain(axes, handles, columns=2)
