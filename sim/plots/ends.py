"""Names at the right end of what they name, parted where they would touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.plots.labels import cut, spread
from sim.plots.leaders import LEADER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

__all__ = ["name_ends", "part_names"]

_WIDTH = 30
"""Letters of a line; names have two."""


def name_ends(axes: Axes, ends: Sequence[tuple[str, float, str]]) -> list[Annotation]:
    """Write names (words, height on an axis to 100, colour) to the right of the axes, each at its height.

    What stands behind two blanks, a share, is never cut.
    """
    names, _, shares = zip(*(words.rpartition("  ") for words, _, _ in ends), strict=True)
    cuts = cut([name or share for name, share in zip(names, shares, strict=True)], _WIDTH, lines=2)
    labels = [f"{words}  {share}" if name else words for words, name, share in zip(cuts, names, shares, strict=True)]
    return [
        axes.annotate(
            words,
            (1, height),
            xycoords=("axes fraction", "data"),
            xytext=(1.035, height),
            textcoords=("axes fraction", "data"),
            va="center",
            color=colour,
            arrowprops=LEADER,
            annotation_clip=False,
        )
        for words, (_, height, colour) in zip(labels, ends, strict=True)
    ]


def part_names(axes: Axes, names: Sequence[Annotation]) -> None:
    """Move names apart, as little as it takes, once everything has its place."""
    points_per_pixel = 100 / axes.get_window_extent().height
    crowding = sum(1.1 * name.get_window_extent().height for name in names) * points_per_pixel / 100
    for name in names if crowding > 1 else ():
        name.set_fontsize(float(name.get_fontsize()) / crowding)
    sizes = [1.1 * name.get_window_extent().height * points_per_pixel for name in names]
    wanted = [float(name.xy[1]) for name in names]
    for name, height in zip(names, spread(wanted, sizes, low=0, high=100), strict=True):
        name.set_position((name.get_position()[0], height))
