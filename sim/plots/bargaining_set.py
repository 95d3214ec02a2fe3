"""What could be agreed: packages by what both sides gain over no deal, with frontier, zone and solutions."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import Transform, offset_copy

from sim.analysis.bargaining.solutions import Rule
from sim.analysis.bargaining.words import call_package, headline, say_values, say_worlds
from sim.errors import InputError
from sim.figures import percent, plain
from sim.plots.canvas import WIDTH, Picture, canvas, canvases, fit_names, lay_out
from sim.plots.fitting import fit_texts
from sim.plots.frontier import attained
from sim.plots.labels import Box, place_boxes
from sim.plots.leaders import leader
from sim.plots.obstacles import drawn_boxes
from sim.plots.provenance import dated, of_principals
from sim.plots.provenance import footer as made_by
from sim.plots.style import BAND, BELOW_MARKS, INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.bargaining.bargaining_set import BargainingSet, PairSet

    Handle = Line2D | Patch | tuple[Patch, Line2D]
    Signs = Sequence[tuple[Handle, str]]

__all__ = ["describe", "draw_bargaining_set", "plot_bargaining_set"]

_ZONE = "#eaf3ea"
_CLOUD = "#9a9a9a"
_MOST_PANELS = 3
_NAME_SHARE = 0.45
"""How wide a proposal's name may be, as a share of a panel."""
_KEY_WIDTH = {1: 116, 2: 58, 3: 30}
"""Characters that fit below each of so many panels."""
_LEAST_ZONE = 0.3
"""The zone reaches at least this far, as a part of what lies on the other side of zero."""

_LINE, _LINES = 0.14, 9
"""Inches of a line below a panel, and how many of them there is room for in a picture of the usual height."""

_STEPS = 240
"""Points along the frontier's band."""

_LEGEND_ROOM, _LEGEND_WIDTH = 0.27, 8.5
"""Inches above the panels for what the signs mean; and how wide it is in a line."""

_SIGNS = {
    Rule.NASH: ("*", 21.0, "#0072b2"),
    Rule.KALAI_SMORODINSKY: ("D", 13.5, "#d55e00"),
    Rule.EGALITARIAN: ("s", 18.5, "#009e73"),
    Rule.UTILITARIAN: ("^", 24.0, "#7a4a86"),
}
"""Marker, size in points and colour of each solution: hollow and of unlike sizes, so that none hides another."""


def plot_bargaining_set(found: BargainingSet, *, ax: Axes | None = None) -> Axes:
    """Draw the bargaining set.

    Parameters
    ----------
    found : BargainingSet
        What `sim.analysis.bargaining.bargaining_set.bargaining_set` returns.
    ax : Axes, optional
        Where to draw the first pair of governments; without it a picture of its own, with a panel for each pair.

    Raises
    ------
    InputError
        If no pair was computed.
    """
    if ax is None:
        return draw_bargaining_set(found).axes[0]
    pair = _shown(found)[0]
    with canvas(ax, title=_title(found), subtitle="", footer="", height=0.0) as axes:
        _draw([axes], [pair], signs=_signs())
    return ax


def draw_bargaining_set(found: BargainingSet) -> Figure:
    """Draw the bargaining set with a panel for each pair of governments, three at most.

    Notes
    -----
    The frontier of a world is drawn as its attainment line: for every gain of the one side, the most the other can
    have with it. Band and line are the 10th to 90th percentile and the median of these lines over worlds. A
    solution's marker is at the mean gains of the package it names most often.
    """
    shown = _shown(found)
    height = (6.9 if len(shown) < 3 else 6.4) + _LINE * max(0, _lines(shown) - _LINES)
    footer = made_by(dated(found.scenario.whole_digest, found.as_of), found.seed)
    subtitle = f"{say_worlds(found).rsplit(', seed', 1)[0]}; {_valued(found)}"
    with canvases(len(shown), title=_title(found), subtitle=subtitle, footer=footer, height=height) as panels:
        _explain(panels[0])
        _draw(panels, shown)
    return panels[0].figure  # type: ignore[return-value]


def describe(found: BargainingSet) -> str:
    """Return the picture in words, for a screen reader."""
    headlines = [headline(pair, found.scenario) for pair in found.pairs]
    return " ".join([*headlines, say_values(found)])


def _title(found: BargainingSet) -> str:
    return f"What could be agreed: {found.scenario.model.title}"


def _valued(found: BargainingSet) -> str:
    valued = "packages in force, without the clock" if found.day is None else f"signed on {found.day}, with the clock"
    more = len(found.computed)
    sets = f"; {_MOST_PANELS} of {more} sets of governments" if more > _MOST_PANELS else ""
    return f"{valued}{of_principals(found.scenario.model)}{sets}"


def _shown(found: BargainingSet) -> list[PairSet]:
    if not found.computed:
        raise InputError("nothing to draw: no governments that may face each other were computed")
    return list(found.computed[:_MOST_PANELS])


def _draw(panels: list[Axes], shown: list[PairSet], signs: Signs = ()) -> None:
    limits = [_limits(shown, side) for side in (0, 1)]
    for axes, pair in zip(panels, shown, strict=True):
        axes.set(xlim=limits[0], ylim=limits[1])
        _draw_zone(axes)
        _draw_frontier(axes, pair)
        _draw_packages(axes, pair)
        _draw_proposals(axes, pair)
        _draw_solutions(axes, pair)
        _name_axes(axes, pair, shown, first=axes is panels[0])
    for axes, pair in zip(panels, shown, strict=True):
        _key(axes, pair, signs, width=_key_width(axes, len(panels)))
    lay_out(panels[0])
    lowered = [_lower_key(axes) for axes in panels]
    if any(lowered):
        lay_out(panels[0])
    for axes, pair in zip(panels, shown, strict=True):
        _name_proposals(axes, pair)


def _limits(shown: list[PairSet], side: int) -> tuple[float, float]:
    """Return limits that hold zero, all packages' means and all bars, with room for names and to see the zone."""
    values = [np.zeros(1)]
    for pair in shown:
        values.append(pair.mean_gain[side])
        values += [standing.gain[side] for standing in pair.proposals.values()]
    low, high = min(np.concatenate(values).min(), -5.0), max(np.concatenate(values).max(), 5.0)
    high = max(high, -_LEAST_ZONE * low)
    room = 0.08 * (high - low)
    return float(low - room), float(high + room)


def _draw_zone(axes: Axes) -> None:
    right, top = axes.get_xlim()[1], axes.get_ylim()[1]
    axes.fill_between([0, right], 0, top, color=_ZONE, linewidth=0, zorder=0, label="_zone of agreement")
    for line in (axes.axhline, axes.axvline):
        line(0, color=MUTED, linewidth=1.0, zorder=1.5)
    axes.annotate(
        "both gain", (1, 1), xycoords="axes fraction", xytext=(-5, -4), textcoords="offset points",
        ha="right", va="top", color=MUTED, style="italic", size=9, zorder=7,
    )  # fmt: skip


def _draw_frontier(axes: Axes, pair: PairSet) -> None:
    across = np.linspace(*axes.get_xlim(), _STEPS)
    possible = np.where(pair.assent, pair.gain[:, 1], -np.inf)
    low, middle, high = attained(pair.gain[:, 0], possible, across, (0.1, 0.5, 0.9), pair.weights)
    floor = axes.get_ylim()[0] - 100  # what nothing attains is off the picture
    low, middle, high = (np.maximum(line, floor) for line in (low, middle, high))
    axes.fill_between(across, low, high, color=BAND, alpha=0.75, linewidth=0, zorder=1, label="_frontier band")
    axes.plot(across, middle, color=MUTED, linewidth=1.4, linestyle=(0, (5, 2)), zorder=1.2, label="_frontier")


def _draw_packages(axes: Axes, pair: PairSet) -> None:
    mean = pair.mean_gain
    axes.scatter(mean[0], mean[1], s=13, color=_CLOUD, linewidths=0, zorder=2, label="_packages")


def _draw_proposals(axes: Axes, pair: PairSet) -> None:
    if not pair.proposals:
        return
    gain = np.stack([standing.gain[:2] for standing in pair.proposals.values()])  # proposal, side, mean and band
    (x, y), (x_low, y_low), (x_high, y_high) = (gain[:, :, part].T for part in range(3))
    across, up = [x - x_low, x_high - x], [y - y_low, y_high - y]
    for colour, width, order in (("white", 2.6, BELOW_MARKS), (INK, 0.9, 3)):
        axes.errorbar(x, y, xerr=across, yerr=up, fmt="none", ecolor=colour, elinewidth=width, zorder=order)
    axes.plot(x, y, linestyle="none", marker="o", markersize=6, color=INK, markeredgecolor="white", zorder=4)


def _draw_solutions(axes: Axes, pair: PairSet) -> None:
    """Mark each rule's package at its mean over the worlds in which the rule names it: within the zone there."""
    for rule, named in _named_most(pair).items():
        marker, size, colour = _SIGNS[rule]
        axes.plot(
            *named, marker=marker, markersize=size, markerfacecolor="none", markeredgecolor=colour,
            markeredgewidth=1.7, zorder=5, label=f"_{rule}",
        )  # fmt: skip


def _named_most(pair: PairSet) -> dict[Rule, tuple[float, float]]:
    """Return the mean gains of the package each rule names most often, over the worlds in which it does."""
    found = {}
    for rule, shares in pair.solution_shares.items():
        if shares.packages:
            package, _ = shares.packages[0]
            here = pair.solutions[rule].package == package
            each = None if pair.weights is None else pair.weights[here]
            across, up = np.average(pair.gain[here, :2, package], axis=0, weights=each)
            found[rule] = float(across), float(up)
    return found


def _key(axes: Axes, pair: PairSet, signs: Signs, *, width: int) -> None:
    """Say under a panel which package each rule names most often, and in what share of worlds."""
    handles: list[Handle] = [sign for sign, _ in signs]
    labels = [meaning for _, meaning in signs]
    for rule, text in _key_texts(pair, width):
        marker, size, colour = _SIGNS[rule]
        labels.append(text)
        handles.append(
            Line2D(
                [], [], linestyle="none", marker=marker if pair.solution_shares[rule].packages else "",
                markersize=min(size, 13) * 0.6, markerfacecolor="none", markeredgecolor=colour, markeredgewidth=1.5,
            )
        )  # fmt: skip
    axes.legend(
        handles, labels, title="" if signs else _key_heading(width), title_fontsize=8, alignment="left",
        loc="upper left", bbox_to_anchor=(-0.03, 0), bbox_transform=_below(axes), fontsize=8, handletextpad=0.2,
    )  # fmt: skip


def _key_width(axes: Axes, panels: int) -> int:
    """Return how many characters fit below a panel."""
    figure = axes.get_figure(root=True)
    inches = figure.get_figwidth() if isinstance(figure, Picture) else WIDTH / 8 * _inches(axes)
    return int(_KEY_WIDTH[panels] * min(1.0, inches / WIDTH))


def _inches(axes: Axes) -> float:
    return float(axes.get_window_extent().width / axes.figure.dpi)


def _key_heading(width: int) -> str:
    return textwrap.fill("named most often, marked at its mean over those worlds", width)


def _key_texts(pair: PairSet, width: int) -> list[tuple[Rule, str]]:
    """Return what each rule names most often, in lines of `width` letters."""
    texts = []
    for rule, shares in pair.solution_shares.items():
        if shares.packages:
            package, share = shares.packages[0]
            text = f"{rule}: {call_package(pair.scenario, package)}, {percent(share.share)} of worlds"
        else:
            every = "" if pair.quorum.unanimous else ", no package by which every principal gains"
            text = f"{rule}: none exists in any world{every}"
        texts.append((rule, "\n".join(textwrap.wrap(text, width, subsequent_indent="   "))))
    return texts


def _lines(shown: list[PairSet]) -> int:
    """Return how many lines stand below the panel that has most."""
    width = _KEY_WIDTH[len(shown)]
    texts = [[_key_heading(width), *(text for _, text in _key_texts(pair, width))] for pair in shown]
    return max(sum(text.count("\n") + 1 for text in each) for each in texts)


def _below(axes: Axes) -> Transform:
    """Return where the key begins: below the name of the axis across, in as many lines as that has."""
    lines = axes.get_xlabel().count("\n") + 1
    return offset_copy(axes.transAxes, fig=axes.get_figure(root=True), y=-20 - 16 * lines, units="points")


def _lower_key(axes: Axes) -> bool:
    """Move the key below a name that has been broken since; tell whether it had been."""
    legend, broken = axes.get_legend(), "\n" in axes.get_xlabel()
    if legend is not None and broken:
        legend.set_bbox_to_anchor((-0.03, 0), transform=_below(axes))
    return broken


def _signs() -> Signs:
    """Return what is drawn for packages, proposals and the frontier, and what it means."""
    band = Patch(color=BAND, alpha=0.75)
    median = Line2D([], [], color=MUTED, linestyle=(0, (5, 2)))
    return [
        (Line2D([], [], linestyle="none", marker="o", markersize=4, color=_CLOUD), "a package: its mean"),
        (Line2D([], [], marker="o", color=INK, linewidth=0.9), "a named proposal: its mean, and 8 of 10 worlds"),
        ((band, median), "frontier: its median, and 8 of 10 worlds"),
    ]


def _explain(panel: Axes) -> None:
    """Say above the panels what the signs mean."""
    figure = panel.get_figure(root=True)
    engine = figure.get_layout_engine() if figure is not None else None
    if figure is None or engine is None:
        return
    width, height = figure.get_size_inches()
    columns = 3 if width >= _LEGEND_WIDTH else 1
    x, bottom, wide, tall = engine.get()["rect"]
    room = _LEGEND_ROOM + _LINE * (len(_signs()) - 1) * (columns == 1)
    engine.set(rect=(x, bottom, wide, tall - room / height))  # type: ignore[call-arg]
    handles, labels = zip(*_signs(), strict=True)
    legend = figure.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(0, bottom + tall), ncols=columns, fontsize=8.5,
        columnspacing=1.4, labelcolor=MUTED, borderaxespad=0.1,
    )  # fmt: skip
    legend.set_in_layout(False)


def _name_axes(axes: Axes, pair: PairSet, shown: list[PairSet], *, first: bool) -> None:
    model = pair.scenario.model
    across, up = (model.governments[name].title or plain(name) for name in pair.pairing.principals[:2])
    axes.set_xlabel(f"{across}: points above no deal")
    if first or pair.pairing.principals[1] != shown[0].pairing.principals[1]:
        axes.set_ylabel(f"{up}: points above no deal")
    if not first:
        axes.tick_params(labelleft=False)
    share = percent(pair.zone_summary.exists.share)
    title = f"{_distinct(pair, shown)}: a zone in {share} of worlds".lstrip(": ")
    given = axes.get_title(loc="left")  # of the caller's axes
    axes.set_title(f"{given}\n{title}".lstrip(), size=10)
    fit_names(axes)


def _distinct(pair: PairSet, shown: list[PairSet]) -> str:
    """Return what tells a pair from the others shown: governments, or the events behind it."""
    model = pair.scenario.model
    seats = zip(*(other.pairing.principals for other in shown), strict=True)
    names = [
        model.governments[name].title or plain(name)
        for name, seat in zip(pair.pairing.principals, seats, strict=True)
        if len(set(seat)) > 1
    ]
    events = [model.events[name].title or plain(name) for name in pair.pairing.shifted]
    return ", ".join([" and ".join(names), *(f"after “{event}”" for event in events)]).lstrip(", ")


def _name_proposals(axes: Axes, pair: PairSet) -> None:
    """Write the proposals' names near their means, clear of each other, of all means and of solutions."""
    gain = {name: tuple(standing.gain[:2, 0]) for name, standing in pair.proposals.items()}
    if not gain:
        return
    texts = [
        axes.annotate(
            plain(name), place, xytext=(0, 0), textcoords="offset points", va="bottom", size=8.5, weight="bold",
            zorder=6, bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 0.6},
            arrowprops=leader(0.6),
        )
        for name, place in gain.items()
    ]  # fmt: skip
    points = axes.transData.transform(np.array(list(gain.values())))
    frame = axes.get_window_extent()
    fit_texts(texts, _NAME_SHARE * frame.width, lines=2)
    sizes = [(box.width + 4, box.height + 2) for box in (text.get_window_extent() for text in texts)]
    room = Box(frame.x0 + 2, frame.y0 + 2, frame.x1 - 2, frame.y1 - 18)
    taken = [Box(x - 7, y - 7, x + 7, y + 7) for x, y in points]
    signs = _named_most(pair)
    at = axes.transData.transform(np.array([*signs.values()]).reshape(-1, 2))
    for rule, (x, y) in zip(signs, at, strict=True):
        half = (_SIGNS[rule][1] / 2 + 1) * axes.figure.dpi / 72
        taken.append(Box(x - half, y - half, x + half, y + half))
    boxes = place_boxes([(x, y) for x, y in points], sizes, within=room, avoid=taken, dodge=_obstacles(axes, pair))
    scale = 72 / axes.figure.dpi
    for text, box, (x, y) in zip(texts, boxes, points, strict=True):
        text.set_position(((box.left + 2 - x) * scale, (box.bottom + 1 - y) * scale))


def _obstacles(axes: Axes, pair: PairSet) -> list[Box]:
    """Return where packages and the bars of proposals are, in pixels."""
    gain = np.stack([standing.gain[:2] for standing in pair.proposals.values()])
    return drawn_boxes(axes, pair.mean_gain[:2].T, (gain[:, :, 1], gain[:, :, 0], gain[:, :, 2]), radius=2)
