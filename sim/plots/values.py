"""What it is worth: agreements and proposals on the plane of the two sides' gains over no deal."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.errors import InputError
from sim.figures import percent, plain
from sim.plots.canvas import canvas, canvases, explain, lay_out
from sim.plots.gains import Gains, read_gains
from sim.plots.labels import Box, cut
from sim.plots.nothing import nothing, say_nothing
from sim.plots.obstacles import dot_boxes, drawn_boxes
from sim.plots.point_names import halo, name_points
from sim.plots.provenance import footer_of, of_principals, plays
from sim.plots.style import BELOW_MARKS, INK, MUTED, looks

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

    from sim.results.outcomes import Outcomes

__all__ = ["WHY_NOTHING", "plot_values"]

WHY_NOTHING = nothing("no play is agreed in time, and no proposal has a name")

_GAIN = "#eaf3ea"
"""Ground of the quadrant in which both gain."""

_ZONE = "both gain:\nzone of agreement"
_OF_SEVERAL = "both gain"
"""The same, of two principals of several: others may lose."""

_BEYOND = 5.0
"""How much worse it is for the zone's name to leave the zone than to cover dots in it."""

_MOST_PANELS = 3

_KEY_WIDTH = 56
"""Letters of an outcome's name below the picture."""


def plot_values(outcomes: Outcomes, *, pair: tuple[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """Draw agreements in force and named proposals by what two governments gain over no deal.

    Parameters
    ----------
    outcomes : Outcomes
        The results of a run.
    pair : tuple of str, optional
        Governments of the first two principals. By default a picture has a panel for every pair that may face each
        other (the three with most agreements), and axes of the caller show the pair with most agreements.
    ax : Axes, optional
        Where to draw; a picture of its own by default.

    Returns
    -------
    Axes
        The first panel's. A notebook shows the picture when they are the last line of a cell.

    Raises
    ------
    InputError
        If `pair` cannot face each other.

    Notes
    -----
    Points are on a scale of its own for every government, and no deal is worth something else in every world; so what
    is drawn is the value above no deal, and the zone of agreement is the quadrant where both are above zero.
    """
    gains = _chosen(read_gains(outcomes), pair, most=_MOST_PANELS if ax is None else 1)
    if _is_empty(gains):
        gains = gains[:1]  # one panel to say so
    model = outcomes.scenario.model
    title, subtitle = f"What it is worth: {model.title}", f"{plays(outcomes)}{of_principals(model)}"
    if not any(each.plays for each in gains):
        subtitle += "; none is agreed in time"
    if outcomes.tally.cost:
        subtitle += "; costs of the talks aside"
    if ax is not None:
        with canvas(ax, title=title, subtitle=subtitle, footer=footer_of(outcomes), height=0) as axes:
            _draw([axes], outcomes, gains)
        return ax
    height = 2.4 if _is_empty(gains) else 6.2 + 0.2 * max(0, len(_reached(gains)) // 2 - 3)
    with canvases(len(gains), title=title, subtitle=subtitle, footer=footer_of(outcomes), height=height) as panels:
        _draw(panels, outcomes, gains)
    return panels[0]


def _is_empty(gains: list[Gains]) -> bool:
    return not any(len(each.agreements) or len(each.proposals) for each in gains)


def _chosen(gains: list[Gains], pair: tuple[str, str] | None, *, most: int) -> list[Gains]:
    """Return the gains to draw, in the order of taking office."""
    if pair is not None:
        found = [each for each in gains if each.pair == pair]
        if not found:
            known = ", ".join(f"{first} and {second}" for first, second in (each.pair for each in gains))
            raise InputError(f"pair: {pair[0]} and {pair[1]} cannot face each other (allowed {known})")
        return found
    busiest = sorted(gains, key=lambda each: -each.plays)[:most]
    return [each for each in gains if each in busiest]


def _draw(panels: list[Axes], outcomes: Outcomes, gains: list[Gains]) -> None:
    if _is_empty(gains):
        say_nothing(panels[0], WHY_NOTHING)
        return
    order = list(outcomes.names)
    frames = [frame for each in gains for frame in (each.agreements, each.proposals)]
    across, up = _limits(frames, "first"), _limits(frames, "second")
    for axes, each in zip(panels, gains, strict=True):
        axes.set(xlim=across, ylim=up)
        _draw_quadrant(axes)
        _draw_agreements(axes, each.agreements, order)
        _draw_proposals(axes, each.proposals)
        _name_axes(axes, each, gains, outcomes)
    _explain(panels[0], gains, order)
    lay_out(panels[0], last=True)
    zone = _OF_SEVERAL if of_principals(outcomes.scenario.model) else _ZONE
    for axes, each in zip(panels, gains, strict=True):
        _name_proposals(axes, each, taken=_name_zone(axes, each, zone))


def _limits(frames: list[pd.DataFrame], side: str) -> tuple[float, float]:
    """Return limits that hold zero, every bar and nearly every dot, with room for names."""
    columns = [frame[column] for frame in frames for column in frame if str(column).startswith(side)]
    values = np.concatenate([column.to_numpy(dtype=float) for column in columns] or [np.zeros(0)])
    low, high = min(values.min(initial=0), -10), max(values.max(initial=0), 10)
    room = 0.07 * (high - low)
    return float(low - room), float(high + room)


def _draw_quadrant(axes: Axes) -> None:
    right, top = axes.get_xlim()[1], axes.get_ylim()[1]
    axes.fill_between([0, right], 0, top, color=_GAIN, linewidth=0, zorder=0, label="_zone of agreement")
    for line in (axes.axhline, axes.axvline):
        line(0, color=MUTED, linewidth=1.0, zorder=1)


def _name_zone(axes: Axes, gains: Gains, name: str) -> Box:
    """Write the zone's name in the corner of it where it covers least, in few lines or words; return where."""
    x, y = axes.transAxes.inverted().transform(axes.transData.transform((0.0, 0.0)))
    dots = dot_boxes(axes, _places(gains.agreements), 4)
    found: list[tuple[float, Annotation, Box]] = []
    for words, at in product(
        (name, name.replace("\n", " "), name.partition(":")[0]), ((1.0, 1.0), (1.0, y), (x, 1.0), (x, y))
    ):
        right, top = at[0] == 1, at[1] == 1
        text = axes.annotate(
            words, at, xycoords="axes fraction", xytext=(-5 if right else 5, -5 if top else 5),
            textcoords="offset points", ha="right" if right else "left", va="top" if top else "bottom",
            color=INK, style="italic", size=9, zorder=3, path_effects=halo(color=_GAIN),
        )  # fmt: skip
        box = Box(*text.get_window_extent().extents)
        beyond = max(0.0, box.right - box.left - (1 - x) * axes.get_window_extent().width) * (box.top - box.bottom)
        found.append((_BEYOND * beyond + len(name) - len(words) + sum(box.overlap(dot) for dot in dots), text, box))
    _, kept, box = min(found, key=lambda each: each[0])
    for _, text, _ in found:
        if text is not kept:
            text.remove()
    return box


def _draw_agreements(axes: Axes, agreed: pd.DataFrame, order: list[str]) -> None:
    given = looks(order)
    for outcome in order:
        here = agreed[agreed["outcome"] == outcome]
        if len(here):
            area = 10 + 50 * here["plays"] / max(agreed["plays"].max(), 1)
            axes.scatter(
                here["first"], here["second"], s=area, c=given[outcome].colour, marker=given[outcome].marker,
                alpha=0.6, edgecolors=INK, linewidths=0.5, zorder=2, label=f"_{outcome}",
            )  # fmt: skip


def _draw_proposals(axes: Axes, proposed: pd.DataFrame) -> None:
    x, y = proposed["first"], proposed["second"]
    across = [x - proposed["first_low"], proposed["first_high"] - x]
    up = [y - proposed["second_low"], proposed["second_high"] - y]
    for colour, width, order in (("white", 3.0, BELOW_MARKS), (INK, 1.1, 3)):
        axes.errorbar(
            x, y, xerr=across, yerr=up, fmt="none", ecolor=colour, elinewidth=width, alpha=0.9, zorder=order
        )
    axes.plot(
        x, y, linestyle="none", marker="o", markersize=7, color="white", markeredgecolor=INK, markeredgewidth=1.6,
        zorder=4, label="_proposals",
    )  # fmt: skip


def _name_proposals(axes: Axes, gains: Gains, *, taken: Box) -> None:
    """Write the proposals' names near their means, clear of each other, of all means and of what is `taken`."""
    places = {str(name): (row["first"], row["second"]) for name, row in gains.proposals.iterrows()}
    means = dot_boxes(axes, _places(gains.proposals), 7)
    name_points(axes, places, size=9, top=34, avoid=means, dodge=[taken, *_obstacles(axes, gains)])


def _obstacles(axes: Axes, gains: Gains) -> list[Box]:
    """Return where agreements and the bars of proposals are, in pixels."""
    low, mean, high = (_places(gains.proposals, part) for part in ("_low", "", "_high"))
    return drawn_boxes(axes, _places(gains.agreements), (low, mean, high))


def _places(frame: pd.DataFrame, part: str = "") -> NDArray[np.float64]:
    """Return a frame's points (n, 2): their means, or one end of their bars."""
    return frame[[f"first{part}", f"second{part}"]].to_numpy(dtype=float)


def _name_axes(axes: Axes, gains: Gains, shown: list[Gains], outcomes: Outcomes) -> None:
    """Name both sides, the second beside each panel in which it is another; the title names what differs."""
    model = outcomes.scenario.model
    across, up = names = [model.governments[name].title or plain(name) for name in gains.pair]
    axes.set_xlabel(f"{across}: points above no deal")
    if gains is not shown[0]:
        axes.tick_params(labelleft=False)
    if gains is shown[0] or gains.pair[1] != shown[0].pair[1]:
        axes.set_ylabel(f"{up}: points above no deal")
    if len(shown) > 1:
        differ = [len({each.pair[side] for each in shown}) > 1 for side in (0, 1)]
        who = " and ".join(name for name, differs in zip(names, differ, strict=True) if differs)
        axes.set_title(f"{who}\n{_say_agreed(gains, outcomes)} agree in time", size=10)


def _say_agreed(gains: Gains, outcomes: Outcomes) -> str:
    """Return how many plays agree; of weighed worlds the share of all."""
    if outcomes.weights is not None:
        return f"{percent(gains.plays / len(outcomes))} of plays"
    return f"{gains.plays:,} plays" if gains.plays else "no plays"


def _reached(gains: list[Gains]) -> set[str]:
    """Return the outcomes of all agreements."""
    return {outcome for each in gains for outcome in each.agreements["outcome"].unique()}


def _explain(axes: Axes, gains: list[Gains], order: list[str]) -> None:
    """Say what the signs mean; outcomes that nobody reached are left out."""
    given = looks(order)
    shown = [outcome for outcome in order if outcome in _reached(gains)]
    handles = [
        Line2D(
            [], [], linestyle="none", marker=given[outcome].marker, color=given[outcome].colour,
            markeredgecolor=INK, markeredgewidth=0.5, label=name,
        )
        for outcome, name in zip(shown, cut(shown, _KEY_WIDTH), strict=True)
    ]  # fmt: skip
    if any(len(each.proposals) for each in gains):
        label = "a named proposal: its mean, and 8 of 10 worlds"
        sign = Line2D([], [], linewidth=1.1, marker="o", color=INK, markerfacecolor="white", label=label)
        handles.insert(0, sign)
    explain(axes, handles, columns=2)
