"""Where labels go so that none covers another: pure arithmetic on positions and boxes."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "bar_boxes", "columns", "cut", "minus", "place_boxes", "shorten", "spread", "stagger"]


def minus(text: str) -> str:
    """Return a text whose numbers below 0 have the sign that is as wide as a plus; days and names stay.

    Examples
    --------
    >>> minus("-12.5 to 62.5, on 2024-01-05"), minus("+3")
    ('\u221212.5 to 62.5, on 2024-01-05', '+3')
    """
    return re.sub(r"(?<![\w-])-(?=[\d.])", "\N{MINUS SIGN}", text)


def columns(text: str) -> int:
    """Return how many letters wide a text is: those of Chinese, Japanese and Korean are as wide as two.

    Examples
    --------
    >>> columns("five years"), columns("\u4e94\u5e74")
    (10, 4)
    """
    return len(text) + sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)


def shorten(text: str, width: int) -> str:
    """Return the beginning of a text in at most `width` letters: whole words, or part of one that is alone too long.

    Examples
    --------
    >>> shorten("a short name", 20), shorten("the first of many words", 12), shorten("x" * 20, 6)
    ('a short name', 'the first …', 'xxxx …')
    """
    words = " ".join(text.split())
    if columns(words) <= width:
        return words
    if width < 3:
        return "…"
    return f"{_head(words, max(1, (width - 2) * len(words) // columns(words)))} …"


def cut(names: Sequence[str], width: int, *, lines: int = 1) -> list[str]:
    """Wrap names to lines of `width` letters; cut longer ones in the middle, so that they stay different.

    Beginning and end stay; of names that would still read alike, what stays is where they differ, or else a number.

    Examples
    --------
    >>> cut(["a short name", "variant of the plan, number 1", "variant of the plan, number 2"], 18)
    ['a short name', 'varian … number 1', 'varian … number 2']
    """
    first = [_cut(name, width, lines, tail=None) for name in names]
    labels = []
    for name, words in zip(names, first, strict=True):
        alike = [other for other, others in zip(names, first, strict=True) if others == words and other != name]
        same = min((_common(name, other) for other in alike), default=0)
        labels.append(_cut(name, width, lines, tail=len(name) - same + 1) if alike else words)
    again = [labels[:place].count(words) for place, words in enumerate(labels)]
    return [f"{words} ({count + 1})" if count else words for words, count in zip(labels, again, strict=True)]


def _common(one: str, other: str) -> int:
    """Return how many letters two names begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _cut(name: str, width: int, lines: int, *, tail: int | None) -> str:
    """Return a name in lines; where it is cut, `tail` is how far from its end the part begins that must stay."""
    width = max(2, width * len(name) // max(columns(name), 1)) if name else width
    wrapped = textwrap.wrap(name, width, break_on_hyphens=False) or [name]
    room = width * lines
    while len(wrapped) > lines and room > 8:
        kept = room // 2
        start = len(name) - kept if tail is None else min(len(name) - tail, len(name) - kept)
        words = f"{_head(name, room - kept - 3)} … {_tail(name, start, kept, tail)}"
        wrapped = textwrap.wrap(words, width, break_on_hyphens=False)
        room -= 1
    return "\n".join(wrapped[:lines])


def _head(name: str, end: int) -> str:
    """Return the beginning of a name in whole words, where it has several."""
    head = name[:end]
    whole = head.rpartition(" ")[0] if name[end : end + 1].strip() else head
    return (whole if len(whole) > end // 2 else head).rstrip()


def _tail(name: str, start: int, kept: int, tail: int | None) -> str:
    """Return the end of a name in whole words, where it has several; what tells it apart stays."""
    end = name[start : start + kept]
    if name[start + kept : start + kept + 1].strip() and " " in end.strip():
        end = end.strip().rpartition(" ")[0]  # the rest is left out, too: no part of a word
    whole = end.partition(" ")[2] if start and name[start - 1].strip() and end[:1].strip() else end
    left = len(name) - tail if tail is not None else len(name)
    return (whole if len(whole) > kept // 2 and start + kept - len(whole) <= left else end).strip()


class Box(NamedTuple):
    """A rectangle, in any unit that grows to the right and upward."""

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: Box) -> float:
        """Return the area shared with another box."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(width, 0.0) * max(height, 0.0)

    @property
    def area(self) -> float:
        """Return the area."""
        return (self.right - self.left) * (self.top - self.bottom)


def spread(wanted: Sequence[float], sizes: Sequence[float], *, low: float, high: float) -> list[float]:
    """Move the centres of labels of these sizes as little as needed to part them, between `low` and `high`.

    Least squares: labels that would touch are pooled, and their pile centred where they want to be on average
    (pool adjacent violators). Labels too many for the room overlap evenly.

    Examples
    --------
    >>> spread([40, 42, 90], [10, 10, 10], low=0, high=100)
    [36.0, 46.0, 90.0]
    """
    crowding = min(1.0, (high - low) / (sum(sizes) or 1.0))
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    piles: list[tuple[float, float, list[int]]] = []  # bottom, height, labels
    for place in order:
        size = sizes[place] * crowding
        pile = (_within(wanted[place] - size / 2, low, high - size), size, [place])
        while piles and piles[-1][0] + piles[-1][1] > pile[0]:
            bottom, height, below = piles.pop()
            joined, tall = below + pile[2], height + pile[1]
            shares = (len(below) * bottom + len(pile[2]) * (pile[0] - height)) / len(joined)
            pile = (_within(shares, low, high - tall), tall, joined)
        piles.append(pile)
    placed = [0.0] * len(wanted)
    for bottom, _, labels in piles:
        floor = bottom
        for place in labels:
            placed[place] = floor + sizes[place] * crowding / 2
            floor += sizes[place] * crowding
    return placed


def _within(value: float, low: float, high: float) -> float:
    return min(max(float(value), low), max(high, low))


def stagger(spans: Sequence[tuple[float, float]], *, gap: float = 0.0, rows: int = 6) -> list[int]:
    """Give each label over (left, right) the lowest row where it touches no other and no line runs through it.

    Every label stands on a line at its left end, which runs up through the rows below it. From right to left, labels
    so make stairs; where `rows` are not enough for that, lines may run behind labels.

    Examples
    --------
    >>> stagger([(0, 10), (5, 15), (12, 20)])
    [2, 1, 0]
    >>> stagger([(0, 4), (5, 15)])
    [0, 0]
    """
    given: dict[int, int] = {}
    for place in sorted(range(len(spans)), key=lambda place: -spans[place][0]):
        near = [other for other in given if spans[other][0] < spans[place][1] + gap]
        clear = 1 + max((given[other] for other in near), default=-1)
        if clear >= rows:
            taken = {given[other] for other in near}
            clear = next(row for row in range(len(spans)) if row not in taken)
        given[place] = clear
    return [given[place] for place in range(len(spans))]


_COMPASS = [(1, 1), (1, 0), (1, -1), (0, 1), (0, -1), (-1, 1), (-1, 0), (-1, -1)]
_FAR = 6
_BAR = 2
"""Half of what a bar takes, in pixels."""

_STEPS = (7, 12, 18, 26, 36, 48, 62, 80, 100, 124)

_ROUNDS = 4
"""How often boxes are placed anew at most, each with all others where they are, where some have no room at first."""


def place_boxes(
    anchors: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    *,
    within: Box,
    avoid: Sequence[Box] = (),
    dodge: Sequence[Box] = (),
) -> list[Box]:
    """Place a box of each size (width, height) near its anchor (x, y), in pixels.

    Boxes keep off each other and off `avoid` and stay `within` where there is room at all; they stay near their
    anchors, and off `dodge` if that does not take them far.

    Examples
    --------
    >>> room = Box(0, 0, 100, 100)
    >>> first, second = place_boxes([(50, 50), (50, 50)], [(20, 10), (20, 10)], within=room)
    >>> first.overlap(second)
    0.0
    """
    dodged = np.array(dodge, dtype=float).reshape(-1, 4)
    placed: list[Box] = []
    for anchor, size in zip(anchors, sizes, strict=True):
        placed.append(_best_box(anchor, size, within, [*avoid, *placed], dodged))
    if not any(_shut(box, _others(placed, place, avoid), within) for place, box in enumerate(placed)):
        return placed
    for _ in range(_ROUNDS):
        before = [*placed]
        for place, (anchor, size) in enumerate(zip(anchors, sizes, strict=True)):
            placed[place] = _best_box(anchor, size, within, _others(placed, place, avoid), dodged)
        if placed == before:
            break
    return placed


def _others(placed: Sequence[Box], place: int, avoid: Sequence[Box]) -> list[Box]:
    return [*avoid, *placed[:place], *placed[place + 1 :]]


def _best_box(
    anchor: tuple[float, float],
    size: tuple[float, float],
    within: Box,
    taken: Sequence[Box],
    dodged: NDArray[np.float64],
) -> Box:
    """Return the box of a size near its anchor that costs least."""
    best, least = within, float("inf")
    for step in _STEPS:
        if _FAR * step >= least:
            break
        for direction in _COMPASS:
            box = _beside(*anchor, size, direction, step)
            cost = _FAR * step + 20 * _shut(box, taken, within) + _shared(box, dodged)
            if cost < least:
                best, least = box, cost
    return best


def _shut(box: Box, taken: Sequence[Box], within: Box) -> float:
    """Return the area of a box that lies on others or beyond the room."""
    return sum(box.overlap(other) for other in taken) + box.area - box.overlap(within)


def bar_boxes(
    low: Sequence[tuple[float, float]], mean: Sequence[tuple[float, float]], high: Sequence[tuple[float, float]]
) -> list[Box]:
    """Return where bars across and up through means (x, y) are, from `low` to `high`, in pixels.

    Examples
    --------
    >>> bar_boxes([(0, 5)], [(10, 20)], [(15, 40)])
    [Box(left=0, bottom=18, right=15, top=22), Box(left=8, bottom=5, right=12, top=40)]
    """
    ends = list(zip(low, mean, high, strict=True))
    across = [Box(left, y - _BAR, right, y + _BAR) for (left, _), (_, y), (right, _) in ends]
    return across + [Box(x - _BAR, bottom, x + _BAR, top) for (_, bottom), (x, _), (_, top) in ends]


def _shared(box: Box, others: NDArray[np.float64]) -> float:
    """Return the area a box shares with others (n, 4), one by one."""
    sides = np.minimum([box.right, box.top], others[:, 2:]) - np.maximum([box.left, box.bottom], others[:, :2])
    return float(np.maximum(sides, 0.0).prod(axis=1).sum())


def _beside(x: float, y: float, size: tuple[float, float], direction: tuple[int, int], step: float) -> Box:
    """Return a box `step` away from a point in a compass direction."""
    (width, height), (right, up) = size, direction
    left = x + right * step - width * (1 - right) / 2
    bottom = y + up * step - height * (1 - up) / 2
    return Box(left, bottom, left + width, bottom + height)
