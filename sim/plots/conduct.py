"""How often plays do what seats did: the same deed with the same package, one of the same outcome, or any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.conduct.words import say_move
from sim.plots.canvas import canvas, explain
from sim.plots.labels import cut
from sim.plots.nothing import nothing, say_nothing
from sim.plots.provenance import footer, say_plays
from sim.plots.style import GRID, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.conduct.conduct import Conduct
    from sim.analysis.conduct.rates import Rate

__all__ = ["WHY_NOTHING", "plot_conduct"]

WHY_NOTHING = nothing("the record has no moves of seats within the talks")

_SERIES = (
    ("same", "does it with the same package", "o", "#0072b2", -0.2),
    ("alike", "with one of the same outcome", "D", "#e69f00", 0.0),
    ("any_package", "with any package", "s", "#009e73", 0.2),
)
"""Blue, orange and green of Okabe and Ito (2008)."""

_NAME_WIDTH = 44


def _margins(shares: Sequence[Rate], worlds: int) -> list[list[float]]:
    """Return by how much 95% intervals reach below and above shares, in per cent: the same as in the table."""
    ends = [share.interval(worlds) for share in shares]
    below = [share.value - low for share, (low, _) in zip(shares, ends, strict=True)]
    above = [high - share.value for share, (_, high) in zip(shares, ends, strict=True)]
    return [[100 * max(each, 0.0) for each in side] for side in (below, above)]


def plot_conduct(found: Conduct, *, ax: Axes | None = None) -> Axes:
    """Draw, for each recorded move, the shares of plays that do the same around the day, with 95% margins.

    Parameters
    ----------
    found : Conduct
    ax : Axes, optional
        Where to draw; a picture of its own by default.
    """
    model, size = found.scenario.model, found.size
    title = f"What seats did, and plays do: {model.title}"
    below = footer(found.scenario.digest, size.seed)
    subtitle = f"within {found.window} days of each recorded move; {say_plays(size.worlds, size.replications)}"
    rows = range(len(found.moves))
    with canvas(ax, title=title, subtitle=subtitle, footer=below, height=2.2 + 0.45 * max(2, len(rows))) as axes:
        if not found.moves:
            say_nothing(axes, WHY_NOTHING)
            return axes
        for name, label, marker, color, shift in _SERIES:
            shares = [getattr(each, name) for each in found.moves]
            axes.errorbar(
                [100 * share.value for share in shares],
                [row + shift for row in rows],
                xerr=_margins(shares, size.worlds),
                fmt=marker,
                color=color,
                ecolor=MUTED,
                elinewidth=1,
                markersize=6,
                label=label,
            )
        names = cut([say_move(found.scenario, each.move) for each in found.moves], _NAME_WIDTH, lines=2)
        axes.set_yticks(rows, names)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(-3, 103)
        axes.grid(axis="x", color=GRID, linewidth=0.8)
        axes.tick_params(length=0)
        axes.set_xlabel("% of plays whose talks go on, with 95% intervals", color=MUTED)
        axes.spines[["left", "bottom"]].set_visible(False)
        explain(axes, axes.get_legend_handles_labels()[0], columns=3)
    return axes
