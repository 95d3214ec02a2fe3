"""On axes of the caller whose ground is dark: greys are turned over, so that what is written and drawn is seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_rgb, to_rgba_array
from matplotlib.text import Text
from numpy.typing import NDArray

from sim.plots.style import GRID, INK, MUTED

__all__ = ["all_artists", "follow_ground"]

_DARK = 0.4
"""Grounds of less lightness are dark."""

_GREY = 0.08
"""Colours whose parts differ by no more are greys: pale bands and zones, too."""

_LIFT = 0.6
"""Exponent that keeps pale areas apart from a dark ground, to which the eye is less finely tuned."""

_AREA, _LINE = ("facecolor", "edgecolor"), ("color", "markerfacecolor", "markeredgecolor")
"""What has colours: of patches and collections, and of lines and texts."""


def all_artists(ax: Axes) -> set[Artist]:
    """Return what is drawn on axes and on those that their figure has beside them, a scale of colours say."""
    figure = ax.get_figure(root=True)
    return {artist for each in {ax, *(figure.axes if figure else ())} for artist in each.findobj()}


def follow_ground(ax: Axes, before: Collection[Artist]) -> None:
    """Where the ground is dark, turn the greys of what was not there `before`, and our inks of what was."""
    ground = _ground(ax)
    if ground.mean() >= _DARK:
        return
    over_cells = {*ax.texts, *ax.collections} if any(isinstance(each, QuadMesh) for each in ax.collections) else set()
    for artist in all_artists(ax) - over_cells:
        _turn(artist, ground, old=artist in before)
    for axis in (ax.xaxis, ax.yaxis):
        if labels := axis.get_ticklabels():
            grid = axis.get_gridlines()[0].get_color()
            axis.set_tick_params(labelcolor=labels[0].get_color(), grid_color=grid)  # of ticks to come, too


def _ground(ax: Axes) -> NDArray[np.float64]:
    """Return the colour behind axes: their own, or where that is none, the figure's."""
    behind = [each.get_facecolor() for each in (ax, ax.get_figure(), ax.get_figure(root=True)) if each is not None]
    grounds = to_rgba_array([*behind, "white"])
    ground: NDArray[np.float64] = grounds[np.argmax(grounds[:, 3] > 0.5), :3]
    return ground


def _turn(artist: Artist, ground: NDArray[np.float64], *, old: bool) -> None:
    """Turn the greys of an artist; of an `old` one, which is the caller's, our inks alone."""
    own: Any = artist
    if isinstance(own, Text) and own.get_bbox_patch() is not None and not old:
        box = to_rgba_array(own.get_bbox_patch().get_facecolor())  # type: ignore[union-attr]
        if box[0, 3] and np.ptp(box[0, :3]) > _GREY:
            return  # written on a colour that stays
    mapped = getattr(own, "get_array", lambda: None)() is not None
    names = ("edgecolor",) if mapped else _AREA if hasattr(own, "get_facecolor") else _LINE
    found = {name: to_rgba_array(getattr(own, f"get_{name}")()) for name in names if hasattr(own, f"get_{name}")}
    for name, colours in found.items():  # all are read first: a mark's may be its line's
        turns = _turns(colours, old=old)
        if turns.any():
            grey = colours[:, :3].mean(axis=1, keepdims=True)
            lifted = np.column_stack([ground + (1 - ground) * (1 - grey) ** _LIFT, colours[:, 3]])
            put = [tuple(each) for each in np.where(turns[:, None], lifted, colours).tolist()]
            getattr(own, f"set_{name}")(put if len(put) > 1 else put[0])
    for effect in own.get_path_effects() or ():
        _turn_halo(effect, ground)
    for part in _parts(own):
        _turn(part, ground, old=old)


def _turn_halo(effect: Any, ground: NDArray[np.float64]) -> None:
    """Give the stroke around letters the colour of the ground: a pale one would hide pale letters."""
    stroke = getattr(effect, "_gc", {})
    if "foreground" in stroke:
        stroke["foreground"] = tuple(ground.tolist())


def _parts(artist: Any) -> Iterable[Artist]:
    """Return what belongs to a text and is not found by itself: its box, and the line to what it names."""
    if not isinstance(artist, Text):
        return ()
    return filter(None, (artist.get_bbox_patch(), getattr(artist, "arrow_patch", None)))


def _turns(colours: NDArray[np.float64], *, old: bool) -> NDArray[np.bool_]:
    """Tell which colours (n, 4) are to be turned."""
    parts = colours[:, :3]
    if not old:
        greys: NDArray[np.bool_] = (np.ptp(parts, axis=1) <= _GREY) & (colours[:, 3] > 0)
        return greys
    return np.array([any(np.allclose(each, to_rgb(ink)) for ink in (INK, MUTED, GRID)) for each in parts], dtype=bool)
