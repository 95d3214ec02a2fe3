"""Where a picture is drawn: on the caller's axes, or on a figure of its own with a heading and a footer.

A figure of its own goes through pyplot only where a script has loaded that and there are windows: nothing is left
open in a long run and no display is needed. A notebook shows each that a cell draws, once.
"""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import combinations
from typing import Any
from weakref import WeakSet

import matplotlib as mpl
from kiwisolver import UnsatisfiableConstraint
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine, LayoutEngine
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.transforms import Transform, offset_copy

from sim.answer import FRAMING
from sim.errors import InputError, shown
from sim.plots.fitting import (
    as_given,
    fit_heights,
    fit_texts,
    names_of,
    narrow_ticks,
    part_ticks,
    room_of,
    shown_texts,
    unit_height,
)
from sim.plots.ground import all_artists, follow_ground
from sim.plots.labels import Box, shorten
from sim.plots.letters import find_letters, keep_directions
from sim.plots.notebook import new_picture, show_after_cell
from sim.plots.style import INK, MUTED, styled

__all__ = ["WIDTH", "Picture", "below_ticks", "canvas", "canvases", "explain", "fit_names", "lay_out", "row_height"]

WIDTH = 9.0
"""Inches: 900 pixels in a README."""

_TOP, _BOTTOM = 0.62, 0.30
_NOTEBOOK_DPI = 200
_TITLE_WIDTH = 96
_KEY_SIZE = 7.5
"""Of what explains signs on axes of the caller, in points."""

_SMALLER_KEYS = None, 8.0, 7.5
"""Sizes of what explains signs below a small picture, in points, that are tried before it gets fewer columns."""

_LETTER = 0.6
"""Width of a letter for its size, about."""

_NARROWEST, _LOWEST = 0.25, 0.2
"""Parts of a picture's width and height that its widest and its tallest axes must have (ASSUMPTION)."""

_SIDE = 0.55
"""Part of a picture's width that names at the side may take."""

_COVERED = 0.2
"""Part of the smaller of two texts that the other may cover."""

_TOUCHING = 0.9
"""Part of their height that lines of names may be apart: letters do not fill it."""

_FEWEST = 16
"""Letters in a line of what explains signs, however little room there is."""

_MOST_WORDS = 600
"""Letters of what a screen reader says in place of a picture."""

_MOST_LINES = 3
"""Of a title or of the name of an axis, where it is too long for one."""

_OURS: WeakSet[Axes] = WeakSet()
_KEYS: WeakSet[Legend] = WeakSet()
"""Axes of callers on which a picture was drawn, and the keys below them."""

_LEAST_SHARE = 0.75
"""Headings are written smaller by this much at most; what is still longer is cut."""

_LEFT = 0.012
"""Where headings begin, as a part of the width."""


class Picture(Figure):
    """A figure that a notebook shows by itself, and that is saved as it was drawn, in the house's look.

    Attributes
    ----------
    was_seen : bool
        Whether it was shown or saved.
    was_laid_out : bool
        Whether its axes are as large as they are drawn.
    heading : str
        Its title.
    describe : callable, optional
        Returns what it shows in words, for who cannot see it.
    """

    was_seen = False
    was_laid_out = False
    heading = ""
    describe: Callable[[], str] | None = None

    def savefig(self, *args: Any, **kwargs: Any) -> None:
        """Save it; see `matplotlib.figure.Figure.savefig`."""
        self.was_seen = True
        with styled():
            super().savefig(*args, **kwargs)

    def _repr_png_(self) -> tuple[bytes, dict[str, Any]]:
        page = BytesIO()
        self.savefig(page, format="png", dpi=_NOTEBOOK_DPI)
        width, height = self.get_size_inches() * 100
        words = self.describe() if self.describe is not None else ""
        alt = shorten(f"{self.heading.rstrip('.')}: {words}", _MOST_WORDS)
        return page.getvalue(), {"width": round(width), "height": round(height), "alt": alt}


class PictureAxes(Axes):
    """Axes that a notebook shows as the picture they belong to."""

    def _repr_png_(self) -> tuple[bytes, dict[str, Any]]:
        figure = self.get_figure(root=True)
        return figure._repr_png_() if isinstance(figure, Picture) else (b"", {})


@contextmanager
def canvas(ax: Axes | None, *, title: str, subtitle: str, footer: str, height: float) -> Iterator[Axes]:
    """Give axes to draw on, in the house's look: those of the caller, or a picture's own.

    Parameters
    ----------
    ax : Axes or None
        The caller's axes: they get the title alone. None makes a picture.
    title, subtitle, footer : str
        What it shows; of what; where it comes from.
    height : float
        Inches, of a picture.
    """
    title, figsize = FRAMING.get().title or title, FRAMING.get().figsize
    if ax is not None:
        if not isinstance(ax, Axes):
            raise InputError(f"ax: must be axes of matplotlib (found {shown(ax)})")
        if figsize is not None:
            raise InputError("figsize: your own axes (ax) have a size already")
        hinting = mpl.rcParams["text.hinting"]  # as it will be saved
        with styled(), mpl.rc_context({"text.hinting": hinting}):
            ax.set_title(title)  # broken as all names are, when the axes have their size
            ax.spines[["top", "right"]].set_visible(False)
            before, drawn = {*ax.texts}, all_artists(ax)
            yield ax
            _as_it_stands(ax, besides=before)
            keep_directions(ax)
            find_letters(ax)
            _OURS.add(ax)
            _settle(ax)
            follow_ground(ax, drawn)
        return
    with canvases(1, title=title, subtitle=subtitle, footer=footer, height=height) as (own,):
        yield own


@contextmanager
def canvases(count: int, *, title: str, subtitle: str, footer: str, height: float) -> Iterator[list[Axes]]:
    """Give the axes, side by side and on one scale, of a picture of its own."""
    title = shorten(FRAMING.get().title or title, _TITLE_WIDTH)
    size = FRAMING.get().figsize or (WIDTH, height)
    height = size[1]
    with styled():
        picture = new_picture(Picture, size)
        picture.heading = title
        _leave_room(picture, bottom=_BOTTOM)
        for text in (
            picture.text(_LEFT, 1 - 0.10 / height, title, va="top", size=13, weight="bold", color=INK),
            picture.text(_LEFT, 1 - 0.37 / height, subtitle, va="top", size=10, color=MUTED),
            picture.text(_LEFT, 0.09 / height, footer, va="bottom", size=8, color=MUTED),
        ):
            _fit(text, picture)
        first = picture.add_subplot(1, count, 1, axes_class=PictureAxes)
        rest = [
            picture.add_subplot(1, count, place, axes_class=PictureAxes, sharex=first, sharey=first)
            for place in range(2, count + 1)
        ]
        yield [first, *rest]
        if FRAMING.get().figsize is not None:
            for each in picture.axes:
                lay_out(each)
                narrow_ticks(each, _SIDE * picture.bbox.width)
                part_ticks(each)
        lay_out(first, last=True)
        for each in picture.axes:
            fit_heights(each)
        if FRAMING.get().figsize is not None and _is_cramped(picture):
            raise _too_small(picture)
        show_after_cell(picture)


def _letters(ax: Axes, size: float) -> int:
    """Return how many letters of a size in points fit the width of the caller's axes."""
    figure = ax.get_figure(root=True)
    width = 72 * ax.get_window_extent().width / figure.dpi if figure is not None else 300.0
    return max(18, int(width / (_LETTER * size)))


def _settle(ax: Axes) -> None:
    """Fit names and keys once more to the size that axes of the caller have: those beside `ax` make room for it."""
    figure = ax.get_figure(root=True)
    if figure is None:
        return
    ours = [each for each in figure.axes if each in _OURS]
    for each in ours:
        for text in names_of(each):
            text.set_text(as_given(text))
        fit_names(each)
    figure.draw_without_rendering()
    for each in ours:
        part_ticks(each)
        fit_heights(each)
    lay_out(ax)
    for each in ours:
        if (key := each.get_legend()) is not None and key in _KEYS:
            key.set_bbox_to_anchor((0, 0), transform=below_ticks(each))


def _is_cramped(picture: Picture) -> bool:
    """Tell whether names at the side cover each other, or leave hardly any room to draw in."""
    boxes, (width, height) = [each.get_window_extent() for each in picture.axes], picture.bbox.size
    if max(box.width for box in boxes) < _NARROWEST * width or max(box.height for box in boxes) < _LOWEST * height:
        return True
    if any(room_of(shown_texts(each.get_yticklabels())) < _TOUCHING for each in picture.axes):
        return True
    texts = {text for each in picture.axes for text in (*each.texts, *each.get_yticklabels(), *names_of(each))}
    written = [Box(*Text.get_window_extent(text).extents) for text in shown_texts([*texts])]
    return any(one.overlap(other) > _COVERED * min(one.area, other.area) for one, other in combinations(written, 2))


def _fit(text: Text, picture: Picture) -> None:
    """Write a line smaller where it is wider than the picture, and cut what would be too small to read."""
    room, size = (1 - 2 * _LEFT) * picture.get_figwidth() * picture.dpi, float(text.get_fontsize())
    least = _LEAST_SHARE * size
    while (taken := text.get_window_extent().width) > room and size > least:
        size = max(least, min(size * room / taken, size - 0.1))
        text.set_fontsize(size)
    fit_texts([text], room)


def fit_names(ax: Axes) -> bool:
    """Break titles and names of axes where they are longer than what they name; tell whether one was."""
    figure, place = ax.get_figure(root=True), ax.get_subplotspec()
    if figure is None:
        return False
    box, engine = ax.get_window_extent(), figure.get_layout_engine()
    if isinstance(figure, Picture) and place is not None and not figure.was_laid_out and engine is not None:
        box = place.get_position(figure).transformed(figure.transFigure)  # what a plain grid would give
    names = names_of(ax)
    before = [text.get_text() for text in names]
    left = box.x0
    if isinstance(figure, Picture) and place is not None and place.colspan.start == 0:
        left = _LEFT * figure.bbox.width
        if ax.xaxis.label.get_window_extent().width > box.width:  # it may run on below the names at the side
            ax.xaxis.label.set(x=1, ha="right")
    room = {ax.xaxis.label: box.x1 - left, ax.yaxis.label: box.height}
    for text in names:
        fit_texts([text], room.get(text, box.width), lines=_MOST_LINES)
    return before != [text.get_text() for text in names]


def _as_it_stands(artist: Artist, besides: Collection[Artist] = ()) -> None:
    """Draw what is written as it stands: dollars begin nothing, not even on axes that were there before."""
    for text in artist.findobj(Text):
        if isinstance(text, Text) and text not in besides:
            text.set_parse_math(False)


def lay_out(ax: Axes, *, last: bool = False) -> None:
    """Fix where everything is, so that labels can be placed by what is there; the `last` time for good.

    What a picture gets after that must take no room beside the axes. Saving it then draws it once, not twice.
    """
    figure = ax.get_figure(root=True)
    if not isinstance(figure, Picture):
        if figure is not None:
            fit_names(ax)
            figure.draw_without_rendering()
        return
    if last:
        _as_it_stands(figure)
        keep_directions(figure)
        find_letters(figure)
    for each in figure.axes:
        fit_names(each)
    if (engine := figure.get_layout_engine()) is not None:
        _execute(engine, figure)
        figure.was_laid_out = True
        broken = [fit_names(each) for each in figure.axes]
        if any(broken):
            _execute(engine, figure)
        if last:
            with mpl.rc_context({"figure.autolayout": False, "figure.constrained_layout.use": False}):
                figure.set_layout_engine(None)


def row_height(ax: Axes) -> float:
    """Return how high a unit of the axis up is, in points, when everything has its room."""
    lay_out(ax)
    return unit_height(ax)


def _execute(engine: LayoutEngine, picture: Picture) -> None:
    """Lay a picture out: a third of what drawing it for nothing takes. What finds no room is told the caller.

    Raises
    ------
    InputError
        If the size that was asked for is too small for what it has to hold.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="constrained_layout not applied")
        try:
            engine.execute(picture)
        except (UserWarning, UnsatisfiableConstraint):
            if FRAMING.get().figsize is not None:
                raise _too_small(picture) from None


def _too_small(picture: Picture) -> InputError:
    width, height = picture.get_size_inches()
    return InputError(f"figsize: too small for all that this picture holds (found {width:g} by {height:g} inches)")


def explain(ax: Axes, handles: Sequence[Artist], *, columns: int = 1) -> None:
    """Say below the axes what the signs mean; on axes of the caller in one column, as room is short there."""
    figure = ax.get_figure(root=True)
    if not isinstance(figure, Picture):
        _explain_below(ax, handles)
        return
    width, height = figure.get_size_inches()
    where: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0.004, _BOTTOM / height), "labelcolor": MUTED}
    legend = figure.legend(handles=handles, ncols=columns, **where)
    room = 0.99 * width * figure.dpi
    fewer = [(count, size) for count in range(columns, 1, -1) for size in _SMALLER_KEYS] + [(1, None)]
    while legend.get_window_extent().width > room and columns > 1 and width < WIDTH:
        columns, where["fontsize"] = fewer.pop(0)
        legend.remove()
        legend = figure.legend(handles=handles, ncols=columns, **where)
    letters = max((len(line) for handle in handles for line in str(handle.get_label()).split("\n")), default=0)
    while (taken := legend.get_window_extent().width) > room and letters > _FEWEST:  # names of the user's may be long
        letters = min(letters - 1, int(letters * room / taken))
        for handle in handles:
            handle.set_label(textwrap.fill(str(handle.get_label()), letters))
        legend.remove()
        legend = figure.legend(handles=handles, ncols=columns, **where)
    legend.set_in_layout(False)
    taken = _BOTTOM + legend.get_window_extent().height / figure.dpi
    _leave_room(figure, bottom=taken)


def _explain_below(ax: Axes, handles: Sequence[Artist]) -> None:
    """Say what signs mean below the ticks and the label of the caller's axes, however large these are."""
    lay_out(ax)
    letters = _letters(ax, _KEY_SIZE) - 6
    for handle in handles:
        handle.set_label(textwrap.fill(str(handle.get_label()), letters))
    where: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (0, 0), "bbox_transform": below_ticks(ax)}
    _KEYS.add(ax.legend(handles=handles, **where, labelcolor=MUTED, fontsize=_KEY_SIZE, borderaxespad=0.4))


def below_ticks(ax: Axes) -> Transform:
    """Return where what stands below the axes, their ticks and their label begins."""
    ticks = ax.xaxis.get_tightbbox() if ax.axison else None
    below = 0.0 if ticks is None else max(0.0, ax.get_window_extent().y0 - ticks.y0)
    figure = ax.get_figure(root=True)
    return offset_copy(ax.transAxes, fig=figure, y=-72 * below / (figure.dpi if figure else 100), units="points")


def _leave_room(picture: Picture, *, bottom: float) -> None:
    """Keep axes off the heading and off `bottom` inches."""
    height = picture.get_size_inches()[1]
    engine = picture.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0, bottom / height, 1, 1 - (_TOP + bottom) / height), w_pad=0.1, h_pad=0.06)
