"""What stands below and above a bargaining set: which package each rule names most often, and what the signs mean."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.bargaining.solutions import Rule
from sim.analysis.bargaining.words import call_package
from sim.answer import FRAMING
from sim.figures import percent
from sim.plots.canvas import WIDTH, Picture, below_ticks
from sim.plots.labels import cut
from sim.plots.style import BAND, INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.bargaining.bargaining_set import PairSet

    Handle = Line2D | Patch | tuple[Patch, Line2D]
    Signs = Sequence[tuple[Handle, str]]
    KeyForm = tuple[float, int | None]

__all__ = [
    "CLOUD",
    "LINE",
    "SIGNS",
    "draw_key",
    "explain_signs",
    "key_form",
    "key_width",
    "lower_key",
    "signs_of",
    "usual_lines",
]

_KEY_WIDTH = {1: 116, 2: 58, 3: 30}
"""Characters that fit below each of so many panels."""

_KEY_SIZE = 8.0
"""Points."""

_SMALL_KEYS = ((8.0, None), (7.0, None), (7.0, 2), (7.0, 1))
"""What is tried where the picture's size is given: points, and lines of a rule."""

_KEY_SHARE = 0.25
"""Part of a picture's height, where that is given, that a key may take."""

_KEY_PLACE = -0.03, 0.0
"""Where the key begins below the ticks and the name of the axis across, in parts of a panel."""

_APART, _CLOSE = 0.5, 0.2
"""Between what is said of two rules, in sizes of a letter: usually, and where the key is small."""

_INDENT = 3
"""Spaces before the second line of a rule."""

LINE = 0.14
"""Inches of a line below a panel."""

_LEGEND_GAP = 0.1
"""Inches between the panels and what the signs mean."""

CLOUD = "#9a9a9a"
"""Of packages."""

SIGNS = {
    Rule.NASH: ("*", 21.0, "#0072b2"),
    Rule.KALAI_SMORODINSKY: ("D", 13.5, "#d55e00"),
    Rule.EGALITARIAN: ("s", 18.5, "#009e73"),
    Rule.UTILITARIAN: ("^", 24.0, "#7a4a86"),
}
"""Marker, size in points and colour of each solution: hollow and of unlike sizes, so that none hides another."""


def key_form(shown: list[PairSet], width: int) -> KeyForm:
    """Return how keys are written: smaller, and rules cut, where a picture's size is given and they would fill it."""
    figsize = FRAMING.get().figsize
    if figsize is None:
        return _KEY_SIZE, None
    for size, lines in _SMALL_KEYS:
        letters = _at_size(width, size)
        taken = max(_key_lines(pair, letters, lines) for pair in shown) * LINE * size / _KEY_SIZE
        if taken <= _KEY_SHARE * figsize[1]:
            break
    return size, lines


def _at_size(width: int, size: float) -> int:
    """Return how many letters of a size stand in a line that has `width` of the usual one."""
    return int(width * _KEY_SIZE / size)


def _key_lines(pair: PairSet, letters: int, lines: int | None = None) -> int:
    texts = [_key_heading(letters), *(text for _, text in _key_texts(pair, letters, lines))]
    return sum(text.count("\n") + 1 for text in texts)


def draw_key(axes: Axes, pair: PairSet, signs: Signs, *, width: int, form: KeyForm) -> None:
    """Say under a panel which package each rule names most often, and in what share of worlds."""
    (size, lines), letters = form, _at_size(width, form[0])
    handles: list[Handle] = [sign for sign, _ in signs]
    labels = [meaning for _, meaning in signs]
    for rule, text in _key_texts(pair, letters, lines):
        marker, points, colour = SIGNS[rule]
        labels.append(text)
        handles.append(
            Line2D(
                [], [], linestyle="none", marker=marker if pair.solution_shares[rule].packages else "",
                markersize=min(points, 13) * 0.6 * size / _KEY_SIZE, markerfacecolor="none", markeredgecolor=colour,
                markeredgewidth=1.5,
            )
        )  # fmt: skip
    axes.legend(
        handles, labels, title="" if signs else _key_heading(letters), title_fontsize=size, alignment="left",
        loc="upper left", bbox_to_anchor=_KEY_PLACE, bbox_transform=below_ticks(axes), fontsize=size,
        handletextpad=0.2, labelspacing=_APART if size == _KEY_SIZE else _CLOSE,
    )  # fmt: skip


def key_width(axes: Axes, panels: int) -> int:
    """Return how many characters fit below a panel."""
    figure = axes.get_figure(root=True)
    inches = figure.get_figwidth() if isinstance(figure, Picture) else WIDTH / 8 * _inches(axes)
    return int(_KEY_WIDTH[panels] * min(1.0, inches / WIDTH))


def _inches(axes: Axes) -> float:
    return float(axes.get_window_extent().width / axes.figure.dpi)


def _key_heading(width: int) -> str:
    words = "named most often, marked at its mean over those worlds"
    return words if len(words) <= width else textwrap.fill(words.replace("over those worlds", "there"), width)


def _key_texts(pair: PairSet, width: int, lines: int | None = None) -> list[tuple[Rule, str]]:
    """Return what each rule names most often, in lines of `width` letters: all it takes, or so many."""
    texts = []
    for rule, shares in pair.solution_shares.items():
        if shares.packages:
            package, share = shares.packages[0]
            name, often = call_package(pair.scenario, package), f"{percent(share.share)} of worlds"
            if lines is not None:
                (name,) = cut([name], lines * (width - _INDENT) - len(f"{rule}: , {often}"))
            text = f"{rule}: {name}, {often}"
        else:
            every = "" if pair.quorum.unanimous else ", no package by which every principal gains"
            text = f"{rule}: none exists in any world{every}"
        texts.append((rule, "\n".join(textwrap.wrap(text, width, subsequent_indent=_INDENT * " "))))
    return texts


def usual_lines(shown: list[PairSet]) -> int:
    """Return how many lines stand below the panel that has most."""
    return max(_key_lines(pair, _KEY_WIDTH[len(shown)]) for pair in shown)


def lower_key(axes: Axes) -> None:
    """Move the key below the name of the axis across, in as many lines as that has by now."""
    legend = axes.get_legend()
    if legend is not None:
        legend.set_bbox_to_anchor(_KEY_PLACE, transform=below_ticks(axes))


def signs_of(*, brief: bool = False) -> Signs:
    """Return what is drawn for packages, proposals and the frontier, and what it means."""
    band = Patch(color=BAND, alpha=0.75)
    median = Line2D([], [], color=MUTED, linestyle=(0, (5, 2)))
    worlds = ", 8 of 10 worlds" if brief else ": its mean, and 8 of 10 worlds"
    return [
        (
            Line2D([], [], linestyle="none", marker="o", markersize=4, color=CLOUD),
            f"a package{': its mean' * (not brief)}",
        ),
        (Line2D([], [], marker="o", color=INK, linewidth=0.9), f"a named proposal{worlds}"),
        ((band, median), "frontier" + worlds.replace("mean", "median")),
    ]


def explain_signs(panel: Axes) -> None:
    """Say above the panels what the signs mean: in a line, in fewer words where room is short, or in three lines."""
    figure = panel.get_figure(root=True)
    engine = figure.get_layout_engine() if figure is not None else None
    if figure is None or engine is None:
        return
    height = figure.get_figheight()
    x, bottom, wide, tall = engine.get()["rect"]
    for columns, size, brief in ((3, 8.5, False), (3, 8.0, True), (1, 8.0, True)):
        handles, labels = zip(*signs_of(brief=brief), strict=True)
        legend = figure.legend(
            handles, labels, loc="upper left", bbox_to_anchor=(0, bottom + tall), ncols=columns, fontsize=size,
            columnspacing=1.4, labelcolor=MUTED, borderaxespad=0.1,
        )  # fmt: skip
        legend.set_in_layout(False)
        box = legend.get_window_extent()
        if box.width <= figure.bbox.width or columns == 1:
            break
        legend.remove()
    room = box.height / figure.dpi + _LEGEND_GAP
    engine.set(rect=(x, bottom, wide, tall - room / height))  # type: ignore[call-arg]
