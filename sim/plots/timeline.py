"""One play as a picture: offers and what became of them, against the calendar; below, what waiting was worth."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.colors import to_rgb
from matplotlib.dates import date2num
from matplotlib.lines import Line2D
from matplotlib.transforms import offset_copy

from sim.plots.calendar import set_days
from sim.plots.canvas import canvas, explain, lay_out
from sim.plots.labels import columns, cut, shorten, stagger
from sim.plots.offers import Fate, Row, rows_of
from sim.plots.provenance import dated, footer
from sim.plots.style import INK, Look, looks
from sim.plots.waiting import draw_waiting, name_lines
from sim.results.naming import Naming, say_day

if TYPE_CHECKING:
    from datetime import date

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from sim.results.narrative import Story

__all__ = ["describe_timeline", "plot_timeline"]

_ROW, _WAITING, _AROUND = 0.29, 1.5, 2.3
"""Inches: of a row, of the panel below, of everything around them."""

_LABEL_WIDTH = 32
_EVENT_WIDTH, _OUTSIDE_WIDTH = 40, 22
"""Letters of an event's name, and of a name beside its band."""

_LEAST_BAR = 0.01
"""Part of the calendar that an agreement's bar takes, where it is in force on the day it is signed."""

_EVENT_ROW = 13
"""Points between rows of labels above the axes."""


class _Band(NamedTuple):
    """Who sits in a seat: the name, where the band begins and ends, and whether that is at the deadline."""

    name: Text
    left: float
    right: float
    last: bool


class Mark(NamedTuple):
    """How a sign is drawn, and what it says."""

    marker: str
    size: float
    edge: float
    label: str


_MARKS: dict[Fate, Mark] = {
    "offered": Mark("|", 14, 2.4, "offered"),
    "refused": Mark("X", 8, 1, "refused"),
    "withdrawn": Mark("D", 5, 1, "withdrawn"),
    "void": Mark("s", 5.5, 1, "void: its author left, or a third party refused"),
    "accepted": Mark("*", 15, 1, "accepted"),
}


def plot_timeline(story: Story, ax: Axes | None = None) -> Axes:
    """Draw the offers of a play, what became of each, the events, and the agreement's way into force.

    Parameters
    ----------
    story : Story
        From `sim.results.narrative.tell`.
    ax : Axes, optional
        Where to draw; by default a picture of its own, with a panel below that shows what each side would settle for.

    Returns
    -------
    Axes
        Those of the offers. A notebook shows the picture when they are the last line of a cell.
    """
    model, rows = story.scenario.model, rows_of(story)
    given = looks([seat for seat, body in model.seats.items() if body.principal])
    lines = len(rows) + 1.5 * len(given) + (story.ending.package >= 0)
    title = f"How it went: {model.title}"
    subtitle = (
        f"One play of many (world {story.world}, replication {story.replication}). The end: {story.ending.outcome}"
    )
    made = footer(dated(story.scenario.whole_digest, story.as_of), story.seed)
    with canvas(ax, title=title, subtitle=subtitle, footer=made, height=_AROUND + _WAITING + _ROW * lines) as axes:
        bands = _draw_offers(axes, story, rows, given)
        below = _panel_below(axes, ratio=_WAITING / (_ROW * lines)) if ax is None else None
        ends = draw_waiting(below, story, given) if below else []
        set_days(below or axes, story.date(0), story.date(story.deadline))
        explain(axes, _signs(rows, waiting=below is not None), columns=3)
        lay_out(axes)
        if below:
            name_lines(below, story, ends)
            lay_out(axes)
        _fit_bands(axes, bands)
        lay_out(axes)
        _draw_events(axes, below, story)
    return axes


def describe_timeline(story: Story) -> str:
    """Return the picture in words, for those who cannot see it."""
    return " ".join(story.sentences)


def _panel_below(axes: Axes, *, ratio: float) -> Axes:
    """Make room below the axes for a panel that shares their days."""
    figure = axes.get_figure()
    if figure is None:
        raise RuntimeError("axes without a figure")
    grid = figure.add_gridspec(2, 1, height_ratios=[1, ratio])
    axes.set_subplotspec(grid[0])
    below = figure.add_subplot(grid[1], sharex=axes)
    axes.tick_params(axis="x", labelbottom=False, length=0)
    axes.spines["bottom"].set_visible(False)
    return below


def _at(story: Story, day: int) -> float:
    return float(date2num(story.date(day)))  # type: ignore[no-untyped-call]


def _draw_offers(axes: Axes, story: Story, rows: list[Row], given: dict[str, Look]) -> list[_Band]:
    """Draw for each principal seat who sits in it and a row per offer; last the agreement."""
    naming = Naming(story.scenario.model, story.scenario.packages)
    names: list[tuple[float, str, bool]] = []
    bands: list[_Band] = []
    y = 0.0
    for seat, look in given.items():
        bands += _draw_band(axes, story, seat, y, look)
        names.append((y, cut([naming.seat(seat)], _LABEL_WIDTH, lines=2)[0], True))
        for row in (row for row in rows if row.seat == seat):
            y += 1
            wrapped = textwrap.wrap(naming.short(row.package), _LABEL_WIDTH, max_lines=2, placeholder=" …")
            names.append((y, "\n".join(wrapped), False))
            _draw_row(axes, story, row, y, look)
        y += 1.5
    if story.ending.package >= 0:
        names.append((y, "agreement", True))
        _draw_agreement(axes, story, y)
        y += 1
    axes.set_yticks([place for place, _, _ in names], [name for _, name, _ in names])
    for label, (_, _, bold) in zip(axes.get_yticklabels(), names, strict=True):
        label.set(fontsize=8 if "\n" in label.get_text() else 9, fontweight="bold" if bold else "normal")
    axes.set_ylim(y - 0.4, -0.7)
    axes.tick_params(axis="y", length=0, pad=8)
    axes.spines["left"].set_visible(False)
    return bands


def _draw_band(axes: Axes, story: Story, seat: str, y: float, look: Look) -> list[_Band]:
    """Draw who sits in a seat when."""
    naming = Naming(story.scenario.model, story.scenario.packages)
    found = []
    for place, term in enumerate(term for term in story.terms if term.seat == seat):
        left, right = _at(story, term.first), _at(story, term.last)
        alpha = 0.25 if place % 2 == 0 else 0.55
        axes.barh(y, right - left, left=left, height=0.9, color=look.colour, alpha=alpha, linewidth=0, zorder=1)
        pale = tuple(1 - alpha * (1 - part) for part in to_rgb(look.colour))
        box = {"facecolor": pale, "edgecolor": "none", "pad": 0.8}  # no line of an event strikes the name
        name = axes.text(
            (left + right) / 2, y, naming.government(term.government), ha="center", va="center", zorder=7
        )
        name.set(size=8.5, bbox=box, in_layout=False)
        found.append(_Band(name, left, right, last=term.last == story.deadline))
    return found


def _fit_bands(axes: Axes, bands: list[_Band]) -> None:
    """Cut names to the width of their bands; where the last band of a row is short, its name stands beside it."""
    for name, left, right, last in bands:
        ends = axes.transData.transform([(left, 0), (right, 0)])[:, 0]
        room, words = float(ends[1] - ends[0]) - 4, name.get_text()
        letters = int(columns(words) * room / max(1.0, name.get_window_extent().width))
        if letters >= columns(words):
            continue
        if last and letters < _OUTSIDE_WIDTH:
            name.set(text=cut([words], _OUTSIDE_WIDTH, lines=2)[0], ha="left", x=right, bbox=None)
            name.set_transform(offset_copy(axes.transData, fig=axes.get_figure(root=True), x=5, units="points"))
            name.set_in_layout(True)
        else:
            name.set_text(shorten(words, max(letters, 1)))


def _draw_row(axes: Axes, story: Story, row: Row, y: float, look: Look) -> None:
    for first, last in row.spans:
        axes.plot([_at(story, first), _at(story, last)], [y, y], color=look.colour, linewidth=3, zorder=3)
    for sign in row.signs:
        mark = _MARKS[sign.fate]
        axes.plot(
            [_at(story, sign.day)], [y], linestyle="none", marker=mark.marker, markersize=mark.size,
            markerfacecolor="white", markeredgecolor=INK, markeredgewidth=mark.edge, clip_on=False,
            zorder=6 if sign.fate == "accepted" else 5,
        )  # fmt: skip


def _draw_agreement(axes: Axes, story: Story, y: float) -> None:
    """Draw the agreement's way from signature to force, or to the deadline where that comes first."""
    end, days = story.ending, story.deadline
    late = end.in_force < 0
    left, right = _at(story, end.signed), _at(story, days if late else min(end.in_force, days))
    width = max(right - left, _LEAST_BAR * days)
    left = min(left, _at(story, days) - width)  # one of the last day is seen, too
    right = left + width
    hatch = "xxxx" if late else "////"
    axes.barh(y, width, left=left, height=0.6, facecolor="white", edgecolor=INK, hatch=hatch, zorder=3)
    name = Naming(story.scenario.model, story.scenario.packages).short(end.package)
    name = shorten(name, _LABEL_WIDTH)
    took = "not in force by the deadline" if late else f"in force on {_short(story.date(end.in_force))}"
    words = f"{name}, {took}"
    axes.annotate(
        words, **_beside((left, right), y, inside=right - left > 0.5 * days, before=end.signed > days / 2), size=9,
        va="center", textcoords="offset points", zorder=7,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip


def _beside(bar: tuple[float, float], y: float, *, inside: bool, before: bool) -> dict[str, Any]:
    """Return where words about a bar go: inside it, before it, or behind it."""
    left, right = bar
    if inside:
        return {"xy": ((left + right) / 2, y), "xytext": (0, 0), "ha": "center"}
    if before:
        return {"xy": (left, y), "xytext": (-6, 0), "ha": "right"}
    return {"xy": (right, y), "xytext": (6, 0), "ha": "left"}


def _short(day: date) -> str:
    number, month, _ = say_day(day).split()
    return f"{number} {month[:3]}"


def _draw_events(axes: Axes, below: Axes | None, story: Story) -> None:
    """Mark what happened, what did not, and the deadline, by lines that end in labels on rows of their own."""
    naming = Naming(story.scenario.model, story.scenario.packages)
    by_day: dict[tuple[int, bool], list[str]] = {}
    for move in story.moves:
        if move.kind in ("event", "no event"):
            happened = move.kind == "event"
            by_day.setdefault((move.day, happened), []).append(("" if happened else "not: ") + naming.event(move.who))
    marks = [(day, " / ".join(names), happened) for (day, happened), names in by_day.items()]
    prolonged = [move.day for move in story.moves if move.kind == "prolonged"]
    marks += [(day, "prolonged", True) for day in prolonged]
    marks += [(move.day, naming.move(move.who), True) for move in story.moves if move.kind == "move"]
    known = any(move.kind in ("lapsed", "prolonged") for move in story.moves)
    passed = story.scenario.model.deadline_is_certain or known
    word = story.scenario.model.end_word if passed else f"last possible {story.scenario.model.end_word}"
    marks.append((story.deadline, f"{word}, {_short(story.date(story.deadline))}", True))
    texts = []
    for day, words, _ in marks:
        texts.append(
            axes.annotate(
                cut([words], _EVENT_WIDTH)[0], (_at(story, day), 1.0), xycoords=("data", "axes fraction"),
                xytext=(0, 3), textcoords="offset points", ha="center", size=8.5, annotation_clip=False, zorder=6,
                weight="bold" if day == story.deadline else "normal",
            )
        )  # fmt: skip
    for text in texts:
        if text.get_window_extent().x1 > axes.get_window_extent().x1:
            text.set(ha="right", x=0)  # up to its line, not beyond the axes
    spans = [(box.x0, box.x1) for box in (text.get_window_extent() for text in texts)]
    rows = stagger(spans, gap=6)
    if title := axes.get_title(loc="left"):  # the caller's axes: their title goes above the labels
        axes.set_title(title, loc="left", pad=8 + _EVENT_ROW * (1 + max(rows)))
    for (day, _, happened), text, row in zip(marks, texts, rows, strict=True):
        text.set_y(4 + _EVENT_ROW * row)
        style = "-" if day == story.deadline else (0, (4, 2)) if happened else (0, (1, 2))
        for panel in filter(None, (axes, below)):
            panel.axvline(_at(story, day), color=INK, linewidth=1.0, linestyle=style, zorder=2)


def _signs(rows: list[Row], *, waiting: bool) -> list[Artist]:
    """Return what the legend says: of the signs that occur only."""
    seen = {sign.fate for row in rows for sign in row.signs}
    handles: list[Artist] = [
        Line2D(
            [], [], linestyle="none", marker=mark.marker, markersize=min(mark.size, 10), markeredgecolor=INK,
            markerfacecolor="white", markeredgewidth=mark.edge, label=mark.label,
        )
        for fate, mark in _MARKS.items()
        if fate in seen
    ]  # fmt: skip
    handles.append(Line2D([], [], color=INK, linewidth=3, label="on the table"))
    if waiting:
        handles.append(Line2D([], [], color=INK, linewidth=2, label="below: the least each side would take"))
        dot = Line2D(
            [], [], linestyle="none", marker="o", markersize=3.5, markerfacecolor="white", markeredgecolor=INK
        )
        dot.set_label("below: the best offer to it")
        handles.append(dot)
    return handles
