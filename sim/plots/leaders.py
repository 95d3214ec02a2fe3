"""Leaders: the lines from labels to what they name."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from sim.plots.style import INK, MUTED

__all__ = ["LEADER", "leader", "straight"]

_Point = tuple[float, float]


def straight(
    start: _Point,
    end: _Point,
    shrinkA: float = 2.0,
    shrinkB: float = 2.0,
    patchA: Patch | None = None,
    patchB: Patch | None = None,
) -> Path:
    """Return the line from a label's edge to what it names, in pixels: a matplotlib ``connectionstyle``.

    Matplotlib's own halves a curve until it finds the edge, for every drawing: a tenth of a picture's time.
    """
    line = np.array([start, end], dtype=float)
    along = line[1] - line[0]
    length = float(np.hypot(*along))
    if length == 0:
        return Path(line)
    box = None if patchA is None else patchA.get_window_extent()
    first = (_leaves(box, line[0], along) if box is not None else 0.0) + shrinkA / length
    last = 1 - shrinkB / length
    if first < last:
        line = line[0] + np.array([[first], [last]]) * along
    return Path(line)


def _leaves(box: Bbox, start: np.ndarray[Any, Any], along: np.ndarray[Any, Any]) -> float:
    """Return how far along a line from a point in a box it leaves it, as a part of its length; 0 from outside."""
    if not (box.x0 <= start[0] <= box.x1 and box.y0 <= start[1] <= box.y1):
        return 0.0
    edges = np.where(along > 0, [box.x1, box.y1], [box.x0, box.y0])
    parts = [(edge - at) / step for edge, at, step in zip(edges, start, along, strict=True) if step]
    return min(1.0, *parts) if parts else 0.0


def leader(width: float = 0.7, *, color: str = INK, shrink: float = 4, **more: Any) -> dict[str, Any]:
    """Return the ``arrowprops`` of a line to a label that ends `shrink` points before what is named."""
    line = {"arrowstyle": "-", "connectionstyle": straight, "color": color, "linewidth": width}
    return {**line, "shrinkA": 0, "shrinkB": shrink, **more}


LEADER = leader(color=MUTED, shrink=1, shrinkA=1, relpos=(0, 0.5))
"""The line from a label to what it names, from the label's left."""
