"""Names beside points: clear of each other, of the points and as far as can be of what else is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import AbstractPathEffect, withStroke
from matplotlib.text import Text

from sim.figures import plain
from sim.plots.fitting import as_given, fit_texts
from sim.plots.labels import Box, place_boxes
from sim.plots.leaders import leader

__all__ = ["halo", "name_points"]

_NAME_SHARE = 0.45
"""How wide a name may be, as a share of the axes."""

_SMALLER = 0.9, 0.8
"""Sizes that are tried where names have no room in their own, as shares of it."""

_PAD = 2
"""Pixels around a name."""

_HALO = 2.4
"""Width of the stroke around letters, in points: half of it is seen."""

_FAR = 45
"""Pixels from a name to its point, beyond which smaller letters are tried as well."""

_TOUCHED = 0.05
"""Part of a name's area that others may touch before it is written smaller."""


def halo(width: float = _HALO, *, color: str = "white") -> list[AbstractPathEffect]:
    """Return the ``path_effects`` that part letters from what is drawn behind them, and hide no more of it."""
    return [withStroke(linewidth=width, foreground=color)]


def name_points(
    axes: Axes,
    places: Mapping[str, tuple[float, float]],
    *,
    size: float,
    top: float,
    avoid: Sequence[Box] = (),
    dodge: Sequence[Box] = (),
    line: float = 0.7,
) -> list[Text]:
    """Write names near points, with lines to them.

    Parameters
    ----------
    axes : Axes
        As large as they will be drawn.
    places : mapping of str to tuple of float
        Where each name's point is, in the units of the axes.
    size : float
        Of letters, in points; smaller where there is no room.
    top : float
        Pixels to leave free at the top.
    avoid, dodge : sequence of Box
        What names keep off, and what they keep off where that does not take them far, in pixels.
    line : float
        Width of the lines, in points.
    """
    if not places:
        return []
    texts: list[Text] = [
        axes.annotate(
            plain(name), place, xytext=(0, 0), textcoords="offset points", ha="left", va="bottom", size=size,
            weight="bold", zorder=6, path_effects=halo(), arrowprops=leader(line),
        )
        for name, place in places.items()
    ]  # fmt: skip
    points = [(float(x), float(y)) for x, y in axes.transData.transform(np.array([*places.values()]))]
    frame = axes.get_window_extent()
    for text in texts:
        text.get_window_extent()  # an annotation finds out where it stands
    room = Box(frame.x0 + 2, frame.y0 + 2, frame.x1 - 2, frame.y1 - top)
    for share in (1.0, *_SMALLER):
        for text in texts:
            text.set(text=as_given(text), size=share * size)
        fit_texts(texts, _NAME_SHARE * frame.width, lines=2)
        extents = [Text.get_window_extent(text) for text in texts]
        sizes = [(box.width + 2 * _PAD, box.height + 2 * _PAD) for box in extents]
        boxes = place_boxes(points, sizes, within=room, avoid=avoid, dodge=dodge)
        if _are_clear(boxes, avoid, room) and _are_near(boxes, points):
            break
    figure = axes.get_figure(root=True)
    scale = 72 / (figure.dpi if figure is not None else 100)
    for text, box, (x, y) in zip(texts, boxes, points, strict=True):
        text.set_position(((box.left + _PAD - x) * scale, (box.bottom + _PAD - y) * scale))
    return texts


def _are_clear(boxes: Sequence[Box], avoid: Sequence[Box], room: Box) -> bool:
    pairs = [*combinations(boxes, 2), *((box, other) for box in boxes for other in avoid)]
    beyond = [box.area - box.overlap(room) > _TOUCHED * box.area for box in boxes]
    return not any(beyond) and all(one.overlap(other) <= _TOUCHED * min(one.area, other.area) for one, other in pairs)


def _are_near(boxes: Sequence[Box], points: Sequence[tuple[float, float]]) -> bool:
    """Tell whether every box is near its point."""
    away = [
        max(box.left - x, x - box.right, box.bottom - y, y - box.top)
        for box, (x, y) in zip(boxes, points, strict=True)
    ]
    return max(away) <= _FAR
