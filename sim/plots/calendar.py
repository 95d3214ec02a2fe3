"""The calendar as an axis: days as readers say them, and lines on the days worth one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.ticker import Formatter

from sim.figures import plain
from sim.plots.labels import shorten, stagger
from sim.plots.leaders import leader
from sim.plots.style import INK
from sim.scenario.as_of import recorded_deadline
from sim.scenario.deadline import chances_of_days
from sim.scenario.event import Between, Event
from sim.scenario.scenario import ScenarioModel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Mark", "deadline_marks", "draw_marks", "position", "set_days", "short_day", "short_title"]

_LABEL_WIDTH = 30
"""Letters of an event's title above an axis."""

_ROW = 13
"""Points between rows of labels above the axes."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Mark(NamedTuple):
    """A day worth a line: what it is called, its last day if chance picks it, whether it really happened."""

    day: date
    label: str
    last: date
    kind: str


def short_day(day: date) -> str:
    """Return a date as a reader says it, whatever the machine's language.

    Examples
    --------
    >>> short_day(date(2021, 2, 5))
    '5 Feb'
    """
    return f"{day.day} {_MONTHS[day.month - 1]}"


def short_title(event: Event, name: str) -> str:
    """Return an event's title, or its name, as short as there is room for above an axis."""
    return shorten(event.title or plain(name), _LABEL_WIDTH)


def position(day: date) -> float:
    """Return where a day is on the axis."""
    return float(date2num(day))  # type: ignore[no-untyped-call]


def set_days(axes: Axes, start: date, deadline: date) -> None:
    """Make the axis run from `start` to `deadline`, with days written short."""
    axes.set_xlim(position(start), position(deadline))
    axes.xaxis.set_major_locator(_WholeDays(minticks=3, maxticks=8))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(_Days())


class _WholeDays(AutoDateLocator):
    """Where dates stand on an axis; not at hours, where an axis spans few days and a day would be named often."""

    def __call__(self) -> Sequence[float]:
        """Return the places."""
        return [place for place in super().__call__() if float(place).is_integer()]  # type: ignore[no-untyped-call]


class _Days(Formatter):
    """Write dates on an axis, with the year where it is new."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return one date."""
        return short_day(num2date(x))  # type: ignore[no-untyped-call]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return all dates."""
        days: list[date] = [num2date(value) for value in values]  # type: ignore[no-untyped-call]
        before = [None, *(day.year for day in days)]
        return [
            short_day(day) if day.year == year else f"{short_day(day)}\n{day.year}"
            for day, year in zip(days, before, strict=False)
        ]


def deadline_marks(model: ScenarioModel, as_of: date | None = None) -> list[Mark]:
    """Return marks of the deadline by a day on record: its day, every possible one, or the span of them."""
    if (recorded := recorded_deadline(model, as_of)) != model.deadline_day:
        return [Mark(recorded, f"{model.end_word}, {short_day(recorded)}", recorded, "deadline")]
    if isinstance(model.deadline, Between):
        first, last = model.deadline.between
        return [Mark(first, f"deadline, {short_day(first)} to {short_day(last)}", last, "deadline")]
    chances = chances_of_days(model.deadline)
    word = model.end_word if len(chances) == 1 else f"possible {model.end_word}"
    return [Mark(day, f"{word}, {short_day(day)}", day, "deadline") for day in chances]


def draw_marks(axes: Axes, drawn: Sequence[Mark], *, above: int = 0) -> None:
    """Mark days by lines that end in labels, on as many rows as keep them apart.

    Parameters
    ----------
    axes : Axes
        Laid out already.
    drawn : sequence of Mark
        By date; kinds are event, actual and deadline.
    above : int
        Rows to leave free between the axes and the labels.
    """
    texts = []
    for mark in drawn:
        weight = "normal" if mark.kind == "event" else "bold"
        where = (position(mark.day), 1.0)
        texts.append(
            axes.annotate(
                mark.label, where, xycoords=("data", "axes fraction"), xytext=(0, 3), textcoords="offset points",
                size=8.5, weight=weight, annotation_clip=False, zorder=6,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            )
        )  # fmt: skip
        if mark.last > mark.day:
            axes.axvspan(position(mark.day), position(mark.last), color=INK, alpha=0.08, zorder=3)
    spans = [(box.x0, box.x1) for box in (text.get_window_extent() for text in texts)]
    rows = [above + row for row in stagger(spans, gap=6)]
    for mark, text, row in zip(drawn, texts, rows, strict=True):
        text.set_position((0, 3 + _ROW * row))
        _draw_line(axes, mark, height=_ROW * row)
    if axes.get_title(loc="left"):  # the caller's axes: their title goes above the labels
        axes.set_title(axes.get_title(loc="left"), loc="left", pad=8 + _ROW * (1 + max(rows)))


def _draw_line(axes: Axes, mark: Mark, *, height: float) -> None:
    """Draw a vertical line up to `height` points above the axes."""
    where = position(mark.day)
    style = {"event": (0, (1, 1.5)), "deadline": "-", "actual": (0, (5, 2))}[mark.kind]
    axes.axvline(where, color=INK, linewidth=1.0, linestyle=style, zorder=5, label=f"_{mark.kind}")
    axes.annotate(
        "", (where, 1), xycoords=("data", "axes fraction"), xytext=(0, height + 3), textcoords="offset points",
        arrowprops=leader(0.9, shrink=0, relpos=(0, 0.5), linestyle=style),
        annotation_clip=False, zorder=5,
    )  # fmt: skip
