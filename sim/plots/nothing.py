"""A picture that has nothing to show says so, and why."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from sim.plots.style import MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["nothing", "say_nothing"]

_LETTERS = 12
"""In an inch of a line."""


def nothing(why: str) -> str:
    """Return the sentence that a picture has nothing to show, and why.

    Examples
    --------
    >>> nothing("no play is agreed in time")
    'Nothing to show: no play is agreed in time.'
    """
    return f"Nothing to show: {why}."


def say_nothing(axes: Axes, why: str) -> None:
    """Write a sentence in the middle of axes in place of their scales."""
    width = int(_LETTERS * axes.get_window_extent().width / axes.figure.dpi)
    axes.set_axis_off()
    axes.text(
        0.5, 0.5, textwrap.fill(why, max(16, width)), transform=axes.transAxes, ha="center", va="center", color=MUTED
    )
