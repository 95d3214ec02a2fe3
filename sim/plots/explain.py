"""What would have to be true: worlds by two factors, by how often they ended so, and the box."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from sim.analysis.explanation.conditions import Box, Cases, Factor, Restriction, inside
from sim.analysis.explanation.factors import FactorDescription
from sim.analysis.explanation.prim import FEW, ranked_restrictions
from sim.analysis.explanation.words import say_condition
from sim.arrays import Bools, Floats
from sim.figures import joined, measured, percent
from sim.plots.canvas import canvas, explain
from sim.plots.nothing import say_nothing
from sim.plots.provenance import dated, footer, say_plays
from sim.plots.style import BAND, GRID, INK, MUTED
from sim.streams import uniforms

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from sim.analysis.explanation.explanation import Explanation

__all__ = ["describe", "drawn_factors", "plot_explanation"]

_SHADES = LinearSegmentedColormap.from_list("share", ["#f2f6f9", "#7fb4d6", "#0072b2", "#002b45"])
"""From pale to dark: as good in grey."""

_ALL = (("", "all worlds"), (" ", ""))

_SPREAD = 0.62
"""Part of a strip's height over which dots are strewn, so that they do not hide each other."""


@dataclass(frozen=True, eq=False)
class _Shown:
    """The cases that meet the conditions not drawn, and where they lie on each axis."""

    cases: Cases
    share: Floats
    first: FactorDescription
    second: FactorDescription
    box: Box

    def restriction(self, description: FactorDescription) -> Restriction | None:
        return next((each for each in self.box if each.name == description.factor.name), None)


def plot_explanation(explanation: Explanation, *, ax: Axes | None = None) -> Axes:
    """Draw the worlds by the two factors that distinguish most, and the first box.

    Parameters
    ----------
    explanation : Explanation
        From `sim.explain`.
    ax : Axes, optional
        Where to draw; a picture of its own by default.

    Returns
    -------
    Axes
        A notebook shows the picture when they are the last line of a cell.

    Notes
    -----
    A dot is a world, or the plays of a world in which chance events went one way. Two numbers make a plane, on which
    dots are darker and larger the likelier the outcome; a number and a category, strips along the number; two
    categories, or numbers of few values, a strip for each combination, along the probability itself. Where the box
    has more than two conditions, only worlds that meet the others are drawn.
    """
    made = explanation.provenance
    title = f"What would have to be true: {explanation.outcome}"
    below = footer(dated(made.scenario, made.as_of), made.seed, version=made.version)
    subtitle = f"{made.title}. {say_plays(made.worlds, made.replications)}"
    if explanation.probability in (0, 1):
        with canvas(ax, title=title, subtitle=subtitle, footer=below, height=2.4) as axes:
            say_nothing(axes, explanation.sentences[0])
        return axes
    shown = _shown(explanation)
    strips = _few(shown.first) and _few(shown.second)
    rows = len(_values(shown.first, shown)) * len(_values(shown.second, shown)) if strips else 0
    with canvas(ax, title=title, subtitle=subtitle, footer=below, height=2.4 + 0.8 * rows if strips else 6.4) as axes:
        handles = _draw_strips(axes, shown, explanation) if strips else _draw_plane(axes, shown, explanation)
        explain(axes, [*handles, *_also(shown, explanation)], columns=1 if _also(shown, explanation) else 2)
    return axes


def drawn_factors(explanation: Explanation) -> tuple[FactorDescription, FactorDescription]:
    """Return the two factors to draw: those of the first box that it would miss most, else the next best alone."""
    described, cases = explanation.descriptions, explanation.cases
    names: list[str] = []
    held = np.ones(len(cases), dtype=bool)
    if explanation.boxes:
        first = explanation.boxes[0]
        order = sorted(range(len(first.box)), key=lambda place: first.quasi_p[place])
        names = list(dict.fromkeys(first.box[place].name for place in order))[:2]
        held = inside(first.box, cases)
    for rows in (held, np.ones(len(cases), dtype=bool)):
        names += [name for name, _, _ in ranked_restrictions(cases, rows) if name not in names][: 2 - len(names)]
    across, up = [*(described[name] for name in names), *_nothing(cases)][:2]
    return across, up


def _nothing(cases: Cases) -> list[FactorDescription]:
    """Return what to draw where there is no factor: the same for all worlds."""
    return [
        FactorDescription(Factor(name, np.zeros(len(cases)), (words,)), "", levels=(words,)) for name, words in _ALL
    ]


def describe(explanation: Explanation) -> str:
    """Return what a screen reader says in place of the picture."""
    return " ".join(explanation.sentences)


def _shown(explanation: Explanation) -> _Shown:
    first, second = drawn_factors(explanation)
    if _few(first) and not _few(second):
        first, second = second, first  # the number goes along the bottom
    box = explanation.boxes[0].box if explanation.boxes else ()
    drawn = {first.factor.name, second.factor.name}
    given = explanation.cases
    extra = tuple(
        description.factor
        for description in (first, second)
        if description.factor.name not in explanation.descriptions
    )
    given = replace(given, factors=given.factors + extra)
    met = given.take(inside([each for each in box if each.name not in drawn], given))
    cases = _pooled(met, [description for description in (first, second) if description.by_play])
    share = 1 - cases.response if explanation.unlikely else cases.response
    return _Shown(cases, share, first, second, box)


def _pooled(cases: Cases, split: list[FactorDescription]) -> Cases:
    """Return the cases of each world as one, but for the chance events that are drawn."""
    code = cases.world
    for description in split:
        code = code * (len(description.factor.levels) + 1) + cases[description.factor.name].values.astype(np.int64)
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    weight, ended = (
        np.bincount(place, weights=each).astype(float) for each in (cases.weight, cases.weight * cases.response)
    )
    factors = tuple(Factor(each.name, each.values[first], each.levels) for each in cases.factors)
    return Cases(factors, ended / weight, weight, cases.world[first])


def _few(description: FactorDescription) -> bool:
    return bool(description.factor.levels) or len(np.unique(description.factor.values)) <= FEW


def _values(description: FactorDescription, shown: _Shown) -> list[float]:
    return [float(value) for value in np.unique(shown.cases[description.factor.name].values)]


def _say_value(description: FactorDescription, value: float) -> str:
    if description.factor.levels:
        return description.levels[int(value)]
    scaled = 100 * value if description.unit == "%" else value
    return f"{description.lead} {measured(scaled, description.unit)}{description.tail}"


def _strewn(cases: Cases) -> Floats:
    """Return offsets around a strip's middle, by world: the same picture every time."""
    return (uniforms(0, "plots/explain", cases.world) - 0.5) * _SPREAD


def _meets(shown: _Shown, description: FactorDescription, value: float) -> bool:
    restriction = shown.restriction(description)
    return restriction is None or bool(restriction.holds(np.array([value]))[0])


def _draw_strips(axes: Axes, shown: _Shown, explanation: Explanation) -> list[Artist]:
    """Draw a strip for each combination of values, and their means."""
    combinations = list(product(_values(shown.first, shown), _values(shown.second, shown)))
    means = [_mean(shown, rows) for rows in (_rows(shown, each) for each in combinations)]
    order = sorted(range(len(combinations)), key=lambda place: means[place])
    labels, total = [], shown.cases.weight.sum()
    for height, place in enumerate(order):
        values = combinations[place]
        rows = _rows(shown, values)
        if shown.box and _meets(shown, shown.first, values[0]) and _meets(shown, shown.second, values[1]):
            axes.axhspan(height - 0.45, height + 0.45, color=BAND, linewidth=0, zorder=0)
        here = shown.cases.take(rows)
        axes.scatter(
            shown.share[rows], height + _strewn(here), s=10, c=shown.share[rows], cmap=_SHADES, vmin=0, vmax=1,
            edgecolors=INK, linewidths=0.35, alpha=0.8, zorder=2, clip_on=False,
        )  # fmt: skip
        if rows.any():
            axes.plot(means[place], height, marker="D", markersize=9, color="white", markeredgecolor=INK,
                      markeredgewidth=1.8, zorder=4, clip_on=False)  # fmt: skip
        of_all = f"{percent(means[place])} in {percent(here.weight.sum() / total)} of plays" if rows.any() else "none"
        axes.annotate(of_all, (1.03, height), xycoords=("axes fraction", "data"), va="center", size=9.5, color=INK)
        pairs = zip((shown.first, shown.second), values, strict=True)
        lines = [textwrap.fill(_say_value(each, value), 42) for each, value in pairs]
        labels.append("\n".join(line for line in lines if line))
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.55, len(labels) - 0.45))
    axes.set_xticks(np.linspace(0, 1, 6), [percent(tick) for tick in np.linspace(0, 1, 6)])
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_xlabel(f"probability of “{explanation.outcome}” in a world")
    mean = Line2D([], [], linestyle="none", marker="D", color="white", markeredgecolor=INK, markeredgewidth=1.8,
                  markersize=8, label="mean over plays")  # fmt: skip
    return [_dot(shown), mean, *_box_sign(explanation)]


def _rows(shown: _Shown, values: tuple[float, float]) -> Bools:
    held: Bools = np.ones(len(shown.cases), dtype=bool)
    for description, value in zip((shown.first, shown.second), values, strict=True):
        held &= shown.cases[description.factor.name].values == value
    return held


def _mean(shown: _Shown, rows: Bools) -> float:
    return float(np.average(shown.share[rows], weights=shown.cases.weight[rows])) if rows.any() else -1.0


def _draw_plane(axes: Axes, shown: _Shown, explanation: Explanation) -> list[Artist]:
    """Draw cases on the plane of two numbers, or along a number in strips of a category."""
    x, y = (shown.cases[description.factor.name].values for description in (shown.first, shown.second))
    x = x * (100 if shown.first.unit == "%" else 1)
    y = y * (100 if shown.second.unit == "%" else 1)
    axes.set_xlabel(_axis(shown.first))
    if _few(shown.second):
        values = _values(shown.second, shown)
        labels = [textwrap.fill(_say_value(shown.second, value), 24) for value in values]
        y = np.searchsorted(values, shown.cases[shown.second.factor.name].values) + _strewn(shown.cases)
        axes.set_yticks(range(len(values)), labels)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, len(values) - 0.4)
    else:
        axes.set_ylabel(_axis(shown.second))
    order = np.argsort(shown.share, kind="stable")  # the likeliest on top
    axes.scatter(
        x[order], y[order], s=9 + 42 * shown.share[order], c=shown.share[order], cmap=_SHADES, vmin=0, vmax=1,
        edgecolors=MUTED, linewidths=0.4, alpha=0.9, zorder=2,
    )  # fmt: skip
    axes.margins(0.04)
    if shown.box:
        _draw_box(axes, shown)
    return [*_scale(), *_box_sign(explanation)]


def _axis(description: FactorDescription) -> str:
    return description.axis[:1].upper() + description.axis[1:]


def _draw_box(axes: Axes, shown: _Shown) -> None:
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    axes.set(xlim=(left, right), ylim=(bottom, top))
    low, high = _span(shown, shown.first, left, right)
    for floor, ceiling in _heights(shown, bottom, top):
        place, width, height = (low, floor), high - low, ceiling - floor
        axes.add_patch(Rectangle(place, width, height, facecolor=BAND, alpha=0.55, linewidth=0, zorder=0))
        axes.add_patch(Rectangle(place, width, height, fill=False, edgecolor=INK, linewidth=2.2, zorder=3))


def _span(shown: _Shown, description: FactorDescription, least: float, most: float) -> tuple[float, float]:
    """Return where a range begins and ends on its axis; an end that is open lies just within the frame."""
    restriction, scale = shown.restriction(description), 100 if description.unit == "%" else 1
    inset = 0.006 * (most - least)
    low, high = (restriction.low, restriction.high) if restriction else (-math.inf, math.inf)
    half = 0.5 if _counts(description) else 0.0  # the frame runs between whole numbers, not through them
    return max(scale * low - half, least + inset), min(scale * high + half, most - inset)


def _counts(description: FactorDescription) -> bool:
    values = description.factor.values
    return bool((values == np.round(values)).all())


def _heights(shown: _Shown, bottom: float, top: float) -> list[tuple[float, float]]:
    """Return the box's extent up the axis: a range, or a strip for each level."""
    if not _few(shown.second):
        return [_span(shown, shown.second, bottom, top)]
    values = _values(shown.second, shown)
    return [(k - 0.46, k + 0.46) for k, value in enumerate(values) if _meets(shown, shown.second, value)]


def _dot(shown: _Shown) -> Artist:
    split = shown.first.by_play or shown.second.by_play
    label = "a world's plays of one kind" if split else "a world"
    return Line2D(
        [], [], linestyle="none", marker="o", color=_SHADES(0.6), markeredgecolor=INK, markersize=5, label=label
    )


def _scale() -> list[Artist]:
    return [
        Line2D(
            [], [], linestyle="none", marker="o", color=_SHADES(share), markeredgecolor=MUTED, markeredgewidth=0.6,
            markersize=math.sqrt(9 + 42 * share), label=f"a world in which it is {percent(share)} likely",
        )
        for share in (0.0, 0.5, 1.0)
    ]  # fmt: skip


def _box_sign(explanation: Explanation) -> list[Artist]:
    if not explanation.boxes:
        return []
    held = explanation.boxes[0].held_out
    label = f"the conditions: {percent(explanation.likelihood(held))} on the worlds set aside"
    return [Patch(facecolor=BAND, edgecolor=INK, label=f"{label}, {percent(explanation.probability)} overall")]


def _also(shown: _Shown, explanation: Explanation) -> list[Artist]:
    """Say which conditions all worlds drawn meet."""
    drawn = {shown.first.factor.name, shown.second.factor.name}
    others = [
        say_condition(explanation.descriptions[each.name], each) for each in shown.box if each.name not in drawn
    ]
    if not others:
        return []
    text = textwrap.fill(f"only plays in which also {joined(others)}", 110)
    return [Line2D([], [], linestyle="none", label=text)]
