"""Advice to a seat: what each package does on each day, and what each change of mind does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.lines import Line2D

from sim.analysis.advice.words import say_change, say_events
from sim.plots.canvas import canvas, explain
from sim.plots.labels import cut
from sim.plots.nothing import nothing, say_nothing
from sim.plots.provenance import dated, footer, say_plays
from sim.plots.style import GRID, INK, MUTED
from sim.results.estimates import Z
from sim.results.naming import Naming, say_day
from sim.results.titles import inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from sim.analysis.advice.advise import SeatAdvice
    from sim.analysis.advice.effect import Effect

__all__ = ["NO_CHANGES", "plot_changes", "plot_tablings"]

_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7")
"""Of days, in their order: Okabe and Ito (2008)."""

_MARKERS = ("o", "s", "^", "D", "v", "P")

NO_CHANGES = nothing("none of the changes of mind that were tried changes how any play ends")

_ROW, _SHARED = 0.13, 0.7
"""Inches that a mark needs; the part of a row that the days of a package share."""

_NAME_WIDTH, _LINES = 44, 3
_AXIS = "points more or less than with its own course,\nwith 95% intervals; filled: excludes 0"


def plot_tablings(advice: SeatAdvice, *, ax: Axes | None = None) -> Axes:
    """Draw, for each package and day, what tabling it is worth, and what saying nothing before events is.

    Parameters
    ----------
    advice : SeatAdvice
    ax : Axes, optional
        Where to draw; a picture of its own by default.
    """
    naming = Naming(advice.scenario.model, advice.scenario.packages)
    days = list(dict.fromkeys(each.day for each in advice.tablings))
    names = [naming.package(package, whole=True) for package in advice.packages]
    names += [f"nothing before {say_events(naming, wait.events)}" for wait in advice.waits]
    height = 2.4 + len(advice.packages) * max(0.5, _ROW * (len(days) + 1)) + 0.42 * len(advice.waits)
    subtitle = "what it may table and stand by, and on which day; what it may wait for"
    title = f"Advice to {inside(naming.seat(advice.seat))}: {advice.scenario.model.title}"
    with canvas(ax, title=title, subtitle=subtitle, footer=_footer(advice), height=height) as axes:
        for place, day in enumerate(days):
            found = {each.package: each.effect for each in advice.tablings if each.day == day}
            aside = _SHARED * ((place + 0.5) / len(days) - 0.5)
            rows = [row + aside for row, package in enumerate(advice.packages) if package in found]
            _draw(axes, rows, [found[package] for package in advice.packages if package in found], place)
        first = len(advice.packages)
        _draw(axes, range(first, first + len(advice.waits)), [wait.effect for wait in advice.waits], None)
        _finish(axes, names)
        explain(axes, [_sign(place, say_day(day)) for place, day in enumerate(days)], columns=3)
    return axes


def plot_changes(advice: SeatAdvice, *, ax: Axes | None = None) -> Axes:
    """Draw what giving up each of its red lines, and each change of another's mind, is worth.

    Parameters
    ----------
    advice : SeatAdvice
    ax : Axes, optional
        Where to draw; a picture of its own by default.
    """
    naming = Naming(advice.scenario.model, advice.scenario.packages)
    changes = [tried for tried in (*advice.red_lines, *advice.minds) if tried.effect.changes]
    own = [row for row, tried in enumerate(changes) if tried.change.government == advice.government]
    others = [row for row in range(len(changes)) if row not in own]
    described = [say_change(advice.scenario, tried.change) for tried in changes]
    names = [f"{words[:1].upper()}{words[1:]}" for words in described]
    title = f"Minds to change, for {inside(naming.seat(advice.seat))}: {advice.scenario.model.title}"
    subtitle = "what it is worth to give up a red line, and to change the minds of others"
    height = 2.4 + 0.5 * max(2, len(changes))
    with canvas(ax, title=title, subtitle=subtitle, footer=_footer(advice), height=height) as axes:
        if not changes:
            say_nothing(axes, NO_CHANGES)
            return axes
        for place, rows in enumerate((own, others)):
            _draw(axes, rows, [changes[row].effect for row in rows], place)
        _finish(axes, names)
        signs = [_sign(0, "its own red line given up, by its present preferences"), _sign(1, "another's mind")]
        explain(axes, [sign for sign, rows in zip(signs, (own, others), strict=True) if rows], columns=2)
    return axes


def _draw(axes: Axes, rows: Sequence[float], effects: Sequence[Effect], place: int | None) -> None:
    """Draw effects with their intervals; filled where these exclude 0."""
    colour, marker = (MUTED, "X") if place is None else _look(place)
    for row, effect in zip(rows, effects, strict=True):
        axes.errorbar(
            effect.points,
            row,
            xerr=Z * effect.error,
            fmt=marker,
            color=colour,
            ecolor=MUTED,
            elinewidth=1,
            markersize=6,
            markeredgecolor=INK if effect.is_clear else colour,
            markerfacecolor=colour if effect.is_clear else "white",
        )


def _look(place: int) -> tuple[str, str]:
    return _COLOURS[place % len(_COLOURS)], _MARKERS[place % len(_MARKERS)]


def _sign(place: int, label: str) -> Line2D:
    colour, marker = _look(place)
    return Line2D([], [], linestyle="none", marker=marker, color=colour, label=label)


def _finish(axes: Axes, names: Sequence[str]) -> None:
    axes.axvline(0, color=MUTED, linewidth=1, zorder=0)
    axes.set_yticks(range(len(names)), cut(names, _NAME_WIDTH, lines=_LINES))
    axes.set_ylim(max(len(names), 1) - 0.4, -0.6)
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.tick_params(length=0)
    axes.set_xlabel(_AXIS, color=MUTED)
    axes.spines[["left", "bottom"]].set_visible(False)


def _footer(advice: SeatAdvice) -> str:
    played = say_plays(advice.size.worlds, advice.size.replications)
    return f"{footer(dated(advice.scenario.whole_digest, advice.as_of), advice.size.seed)} · {played}"
