"""What the names of proposals keep clear of: dots of packages, and the bars through the proposals' means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.plots.labels import Box, bar_boxes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["dot_boxes", "drawn_boxes", "pixels"]


def pixels(axes: Axes, places: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return where points (n, 2) are on the canvas."""
    return [(float(x), float(y)) for x, y in axes.transData.transform(places)]


def dot_boxes(axes: Axes, dots: NDArray[np.float64], radius: float) -> list[Box]:
    """Return where dots (n, 2) of a radius in pixels are, in pixels."""
    return [Box(x - radius, y - radius, x + radius, y + radius) for x, y in pixels(axes, dots)]


def drawn_boxes(
    axes: Axes,
    dots: NDArray[np.float64],
    bars: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    *,
    radius: float = 3,
) -> list[Box]:
    """Return where dots and bars are, in pixels.

    Parameters
    ----------
    axes : Axes
    dots : ndarray, shape (n, 2)
        In the units of the axes.
    bars : tuple of ndarray, shape (m, 2)
        Their lower ends, what they go through, and their upper ends.
    radius : float
        Of a dot, in pixels.
    """
    low, mean, high = (pixels(axes, places) for places in bars)
    return dot_boxes(axes, dots, radius) + bar_boxes(low, mean, high)
