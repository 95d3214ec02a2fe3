"""One look for all pictures: readable by the colour-blind, and printed in grey."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib import style as mpl_style

from sim.plots.letters import ignore_glyphs
from sim.results.endings import LAPSED, TOO_LATE

__all__ = ["ACTUAL", "BAND", "BELOW_MARKS", "GRID", "INK", "MUTED", "Look", "line_colour", "looks", "style", "styled"]

INK = "#222222"
"""Text and lines that carry meaning."""

MUTED = "#5f5f5f"
"""Notes and what stands behind; 6:1 on white."""

BAND = "#dfdad0"
"""What the evidence leaves open."""

GRID = "#e6e6e6"
"""Lines to read values by."""

BELOW_MARKS = 1.9
"""Order of drawing (zorder) of the white rims of lines: marks begin at 2, and a rim above would cut them."""

ACTUAL = "◆"
"""Sign of what really happened."""

_PALETTE = ("#0072b2", "#e69f00", "#009e73", "#f0e442", "#d55e00", "#56b4e9", "#cc79a7")
"""Okabe and Ito (2008), ordered so that neighbours also differ in lightness."""

_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p")
_HATCHES = ("", "////", "....", "xxxx")
_UNDER_DEADLINE = {TOO_LATE: "#8a8a8a", LAPSED: "#bdbdbd"}

_PARAMETERS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same picture on every machine
    "font.size": 10,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "hatch.linewidth": 0.8,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "text.hinting": "no_hinting",  # as wide at every resolution: what fits when laid out fits when saved
    "text.parse_math": False,  # a user's dollars are not mathematics
    "text.color": INK,
    "xtick.color": INK,
    "xtick.labelsize": 9.5,
    "ytick.color": INK,
    "ytick.labelsize": 10,
    "axes.unicode_minus": True,
    "savefig.facecolor": "white",
    "figure.facecolor": "white",
}


_AS_LINES = {"#8a8a8a": "#787878", "#bdbdbd": "#4a4a4a"}
"""Greys that fill areas, and those of thin lines and marks in their place: a pale line on a pale band is not seen."""


@dataclass(frozen=True)
class Look:
    """How an outcome is drawn, in every picture alike."""

    colour: str
    hatch: str
    marker: str


def line_colour(look: Look) -> str:
    """Return the colour of an outcome's line: its own, darker where that is a grey of areas.

    Examples
    --------
    >>> line_colour(looks(["lapsed"])["lapsed"]), line_colour(looks(["peace"])["peace"])
    ('#4a4a4a', '#0072b2')
    """
    return _AS_LINES.get(look.colour, look.colour)


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the house's look, whatever a user has set of matplotlib's, and leave that as it was."""
    with mpl_style.context("default"), mpl.rc_context({**_PARAMETERS, "timezone": "UTC"}), warnings.catch_warnings():
        ignore_glyphs()
        yield


@contextmanager
def style() -> Iterator[None]:
    """Draw pictures of your own in the look of the others: fonts, sizes, colours, no frame.

    What matplotlib was set to is back at the end.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> import sim
    >>> with sim.style():
    ...     figure, axes = plt.subplots()
    >>> axes.spines["top"].get_visible()
    False
    >>> plt.close(figure)
    """
    with styled(), mpl.rc_context({"axes.prop_cycle": cycler(color=_PALETTE)}):
        yield


def looks(outcomes: Sequence[str]) -> dict[str, Look]:
    """Give each outcome its look; what the deadline spoiled is grey.

    Examples
    --------
    >>> looks(["peace", "lapsed"])["peace"]
    Look(colour='#0072b2', hatch='', marker='o')
    """
    named = [outcome for outcome in outcomes if outcome not in _UNDER_DEADLINE]
    given = {
        outcome: Look(
            _PALETTE[place % len(_PALETTE)],
            _HATCHES[place // len(_PALETTE) % len(_HATCHES)],
            _MARKERS[place % len(_MARKERS)],
        )
        for place, outcome in enumerate(named)
    }
    given |= {outcome: Look(colour, "", "o") for outcome, colour in _UNDER_DEADLINE.items()}
    return {outcome: given[outcome] for outcome in outcomes}
