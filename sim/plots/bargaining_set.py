"""What could be agreed: packages by what both sides gain over no deal, with frontier, zone and solutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.bargaining.solutions import Rule
from sim.analysis.bargaining.words import headline, say_values, say_worlds
from sim.answer import FRAMING
from sim.errors import InputError
from sim.figures import percent, plain
from sim.plots.bargaining_key import (
    CLOUD,
    LINE,
    SIGNS,
    draw_key,
    explain_signs,
    key_form,
    key_width,
    lower_key,
    signs_of,
    usual_lines,
)  # fmt: skip
from sim.plots.canvas import WIDTH, canvas, canvases, fit_names, lay_out
from sim.plots.frontier import attained
from sim.plots.labels import Box
from sim.plots.obstacles import dot_boxes, drawn_boxes
from sim.plots.point_names import name_points
from sim.plots.provenance import dated, of_principals
from sim.plots.provenance import footer as made_by
from sim.plots.style import BAND, BELOW_MARKS, INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.bargaining.bargaining_set import BargainingSet, PairSet
    from sim.plots.bargaining_key import Signs


__all__ = ["describe", "draw_bargaining_set", "plot_bargaining_set"]

_ZONE = "#eaf3ea"
_MOST_PANELS = 3
_LEAST_ZONE = 0.3
"""The zone reaches at least this far, as a part of what lies on the other side of zero."""

_USUAL, _LEAST_SIGN = (WIDTH, 6.9), 0.6
"""Inches of the usual picture; and the size of signs in small ones, as a share of their own, at least."""

_LINES = 9
"""Lines below a panel for which there is room in a picture of the usual height."""

_STEPS = 240
"""Points along the frontier's band."""


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
        _draw([axes], [pair], signs=signs_of())
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
    height = (_USUAL[1] if len(shown) < 3 else 6.4) + LINE * max(0, usual_lines(shown) - _LINES)
    footer = made_by(dated(found.scenario.whole_digest, found.as_of), found.seed)
    subtitle = f"{say_worlds(found).rsplit(', seed', 1)[0]}; {_valued(found)}"
    with canvases(len(shown), title=_title(found), subtitle=subtitle, footer=footer, height=height) as panels:
        explain_signs(panels[0])
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
    width = key_width(panels[0], len(panels))
    form = key_form(shown, width)
    for axes, pair in zip(panels, shown, strict=True):
        draw_key(axes, pair, signs, width=width, form=form)
    lay_out(panels[0])
    for axes in panels:
        lower_key(axes)
    lay_out(panels[0], last=True)
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
    axes.scatter(mean[0], mean[1], s=13, color=CLOUD, linewidths=0, zorder=2, label="_packages")


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
        marker, _, colour = SIGNS[rule]
        axes.plot(
            *named, marker=marker, markersize=_sign_size(rule), markerfacecolor="none", markeredgecolor=colour,
            markeredgewidth=1.7, zorder=5, label=f"_{rule}",
        )  # fmt: skip


def _sign_size(rule: Rule) -> float:
    """Return how large a rule's sign is, in points: smaller in a picture that is asked to be small."""
    width, height = FRAMING.get().figsize or _USUAL
    return SIGNS[rule][1] * max(_LEAST_SIGN, min(1.0, width / _USUAL[0], height / _USUAL[1]))


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
    places = {name: (standing.gain[0, 0], standing.gain[1, 0]) for name, standing in pair.proposals.items()}
    if not places:
        return
    taken = dot_boxes(axes, np.array([*places.values()]), 7)
    for rule, place in _named_most(pair).items():
        taken += dot_boxes(axes, np.array([place]), (_sign_size(rule) / 2 + 1) * axes.figure.dpi / 72)
    name_points(axes, places, size=8.5, top=18, avoid=taken, dodge=_obstacles(axes, pair), line=0.6)


def _obstacles(axes: Axes, pair: PairSet) -> list[Box]:
    """Return where packages and the bars of proposals are, in pixels."""
    gain = np.stack([standing.gain[:2] for standing in pair.proposals.values()])
    return drawn_boxes(axes, pair.mean_gain[:2].T, (gain[:, :, 1], gain[:, :, 0], gain[:, :, 2]), radius=2)
