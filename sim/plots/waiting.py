"""What each side of a story would settle for, day by day, and what the best offer to it was worth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.dates import date2num
from matplotlib.transforms import offset_copy

from sim.plots.labels import cut, spread
from sim.plots.leaders import leader
from sim.plots.style import INK, MUTED, Look
from sim.results.naming import Naming

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.engine.record import Move
    from sim.results.narrative import Story
    from sim.results.telling import Term

__all__ = ["draw_waiting", "name_lines"]

Style = str | tuple[int, tuple[float, float]]
_STYLES: tuple[Style, ...] = ("-", (0, (4, 1.5)), (0, (1, 1)))
"""Lines of the first, second and third principal: told apart without colour."""

_LINE_HEIGHT, _NAME_WIDTH = 14, 24
"""Points between the names of lines; letters of a name."""


def draw_waiting(axes: Axes, story: Story, given: dict[str, Look]) -> list[tuple[str, float, float]]:
    """Draw each seat's demand as a line, broken where its government changes, and the best offers to it as dots.

    Returns
    -------
    list of (seat, day, points)
        Where the lines end.
    """
    ends = []
    for place, (seat, look) in enumerate(given.items()):
        for term in (term for term in story.terms if term.seat == seat):
            reviews = [r for r in story.reviews if r.who == seat and _within(r.day, term, story)]
            if reviews:
                days, demand = _draw_term(axes, story, reviews, look, style=_STYLES[place % len(_STYLES)])
                ends.append((seat, days[-1], demand[-1]))
    axes.set_ylabel("points", color=MUTED)
    axes.tick_params(axis="y", length=0, labelcolor=MUTED, labelsize=8.5)
    axes.grid(axis="y")
    return ends


def _within(day: int, term: Term, story: Story) -> bool:
    """Tell whether a day is in a term; on the day a term ends its successor sits already, but for the deadline."""
    return term.first <= day and (day < term.last or day == term.last == story.deadline)


def _draw_term(
    axes: Axes, story: Story, reviews: list[Move], look: Look, *, style: Style
) -> tuple[list[float], list[float]]:
    """Draw what one government would settle for, from its first to its last look at the table."""
    days = [float(date2num(story.date(review.day))) for review in reviews]  # type: ignore[no-untyped-call]
    demand = [review.numbers["demand"] for review in reviews]
    alone = "_" if len(days) == 1 else ""
    axes.plot(
        days, demand, color=look.colour, linestyle=style, linewidth=2, drawstyle="steps-post", marker=alone,
        markersize=9, markeredgewidth=2, zorder=3,
    )  # fmt: skip
    worth = [each if math.isfinite(each := review.numbers["worth"]) else math.nan for review in reviews]
    axes.plot(
        days, worth, linestyle="none", marker="o", markersize=3.5, markerfacecolor="white",
        markeredgecolor=look.colour, zorder=4,
    )  # fmt: skip
    return days, demand


def name_lines(axes: Axes, story: Story, ends: list[tuple[str, float, float]]) -> None:
    """Name each seat's line, in a column behind the last end: no leader strikes a name there."""
    naming = Naming(story.scenario.model, story.scenario.packages)
    last = {seat: (day, demand) for seat, day, demand in ends}
    low, high = axes.get_ylim()
    per_point = (high - low) / (axes.get_window_extent().height * 72 / axes.figure.dpi)
    names = cut([naming.seat(seat) for seat in last], _NAME_WIDTH, lines=2)
    sizes = [_LINE_HEIGHT * per_point * (1 + name.count("\n")) for name in names]
    heights = spread([demand for _, demand in last.values()], sizes, low=low, high=high)
    end = max((day for day, _ in last.values()), default=0.0)
    column = offset_copy(axes.transData, fig=axes.get_figure(root=True), x=14, units="points")
    for words, (day, demand), height in zip(names, last.values(), heights, strict=True):
        axes.annotate(
            words, (day, demand), xytext=(end, height), textcoords=column, va="center", size=9,
            color=INK, annotation_clip=False,
            arrowprops=leader(color=MUTED, shrink=2, shrinkA=1, relpos=(0, 0.5)),
        )  # fmt: skip
