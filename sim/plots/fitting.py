"""Names on a picture, broken or written smaller until they have room, as often as the room changes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from weakref import WeakKeyDictionary

from matplotlib.axes import Axes
from matplotlib.text import Text

from sim.plots.labels import columns, cut

__all__ = [
    "as_given",
    "fit_heights",
    "fit_texts",
    "keep_to_height",
    "names_of",
    "narrow_ticks",
    "part_ticks",
    "rewrite",
    "room_of",
    "shown_texts",
    "unit_height",
]

_FEWEST, _LONG_WORD = 8, 12
"""Letters in a line, however little room there is; and those of words that are not torn for it."""

_LEAST_SIZE, _READABLE = 6.0, 6.5
"""The smallest size in which names are written where room is short; below the second they rather have one line."""

_LETTER_HEIGHT, _LEAST_LABEL = 0.85, 5.0
"""Height of a line for its size, about; and the smallest size of what stands at a bar, in points."""

_HEIGHTS: WeakKeyDictionary[Text, tuple[float, float]] = WeakKeyDictionary()
"""Texts that keep to a height, in units of the axis up, and the size they were given."""

_BROKEN: WeakKeyDictionary[Text, tuple[str, str]] = WeakKeyDictionary()
"""Texts that were broken: as they are written, and as they were given."""


def fit_texts(texts: Sequence[Text], room: float, *, lines: int = 1) -> None:
    """Write texts in lines of `room` pixels, `lines` of them at most for each of their own, and cut what is longer.

    Texts of one call that differ still do so when they are cut. Those that fit stay as they are.
    """
    wide = [(text, _taken(text)) for text in texts if text.get_text().strip()]
    if all(taken <= room for _, taken in wide):
        return
    longest = {text: max(map(columns, text.get_text().split("\n"))) for text, _ in wide}
    letters = int(1.1 * min(longest[text] * room / taken for text, taken in wide))
    whole = {text: as_given(text) for text, _ in wide}
    words = [whole[text].split("\n") for text, _ in wide]
    longest_word = max(columns(word) for text in whole.values() for word in text.split())
    fewest = max(_FEWEST, min(longest_word, _LONG_WORD))
    letters = max(letters, fewest)
    while True:
        parts = iter(cut([line for each in words for line in each], letters, lines=lines))
        for (text, _), each in zip(wide, words, strict=True):
            text.set_text("\n".join(next(parts) for _ in each))
            _BROKEN[text] = text.get_text(), whole[text]
        if letters <= fewest or all(_taken(text) <= room for text, _ in wide):
            return
        letters -= 1


def as_given(text: Text) -> str:
    """Return what a text was before it was broken: broken twice, a line would leave a word on one of its own."""
    broken, whole = _BROKEN.get(text, ("", ""))
    return whole if text.get_text() == broken else text.get_text()


def _taken(text: Text) -> float:
    """Return how many pixels long the lines of a text are, whichever way it is written."""
    box = Text.get_window_extent(text)
    return float(box.height if text.get_rotation() == 90 else box.width)


def names_of(ax: Axes) -> list[Text]:
    """Return titles and the names of axes."""
    return [*(getattr(ax, name) for name in ("title", "_left_title", "_right_title")), ax.xaxis.label, ax.yaxis.label]


def rewrite(texts: Sequence[Text], room: float, *, lines: int) -> bool:
    """Break texts anew in lines of `room` pixels, where one has longer ones; tell whether one had."""
    if all(_taken(text) <= room for text in texts):
        return False
    for text in texts:
        text.set_text(text.get_text().replace("\n", " "))
    fit_texts(texts, room, lines=lines)
    return True


def keep_to_height(text: Text, height: float) -> None:
    """Have a text written smaller where its line would be higher than so many units of the axis up."""
    _HEIGHTS[text] = height, float(text.get_fontsize())


def unit_height(ax: Axes) -> float:
    """Return how high a unit of the axis up is, in points, as large as the axes are now."""
    low, high = ax.transData.transform([(0, 0), (0, 1)])[:, 1]
    figure = ax.get_figure(root=True)
    return float(72 * abs(high - low) / (figure.dpi if figure is not None else 100))


def fit_heights(ax: Axes) -> None:
    """Write smaller what keeps to a height and is higher, now that the axes have their size."""
    unit = unit_height(ax)
    for text in ax.texts:
        if text in _HEIGHTS:
            height, size = _HEIGHTS[text]
            text.set_fontsize(min(size, max(_LEAST_LABEL, height * unit / _LETTER_HEIGHT)))


def narrow_ticks(ax: Axes, room: float) -> None:
    """Break or cut names at the side that are longer than `room` pixels."""
    names = ax.get_yticklabels()
    if rewrite(names, room, lines=3):
        ax.set_yticks(ax.get_yticks(), [name.get_text() for name in names])


def part_ticks(ax: Axes) -> None:
    """Write what stands at ticks so that it does not touch: smaller, or not all of it."""
    left, right = sorted(ax.get_xlim())
    labels = zip(ax.get_xticks(), ax.get_xticklabels(), strict=False)
    across = shown_texts([label for place, label in labels if left <= place <= right])
    boxes = [each.get_window_extent() for each in across]
    if any(one.x1 + 2 > other.x0 for one, other in pairwise(boxes)):
        for each in across[1::2]:
            each.set_visible(False)
    down = shown_texts(ax.get_yticklabels())
    room = room_of(down)
    if room * min((float(each.get_fontsize()) for each in down), default=0) < _READABLE and _write_in_one_line(ax):
        room = room_of(down)
    if room < 1:
        ax.tick_params(axis="y", labelsize=max(_LEAST_SIZE, float(down[0].get_fontsize()) * room))


def _write_in_one_line(ax: Axes) -> bool:
    """Cut names at the side that have several lines to one that is no longer; tell whether one had."""
    names = [label.get_text() for label in ax.get_yticklabels()]
    if not any("\n" in name for name in names):
        return False
    width = max(columns(line) for name in names for line in name.split("\n"))
    ax.set_yticks(ax.get_yticks(), cut([name.replace("\n", " ") for name in names], width))
    return True


def room_of(names: Sequence[Text]) -> float:
    """Return how much smaller names below each other would have to be not to touch: 1 or more where they do not."""
    places = sorted((each.get_window_extent() for each in names), key=lambda box: float(box.y0))
    return min(
        ((other.y0 + other.y1 - one.y0 - one.y1) / (one.height + other.height) for one, other in pairwise(places)),
        default=1.0,
    )


def shown_texts(texts: Sequence[Text]) -> list[Text]:
    """Return those that are seen."""
    return [each for each in texts if each.get_text() and each.get_visible()]
