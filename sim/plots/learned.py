"""What the record tells of drawn numbers: before worlds are weighed by it, and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.forecasts.learned import LearnedNumber, learned_numbers
from sim.plots.canvas import canvas, explain
from sim.plots.labels import cut
from sim.plots.nothing import nothing, say_nothing
from sim.plots.provenance import footer_of
from sim.plots.style import BAND, INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.forecasts.forecast import Forecast
    from sim.results.outcomes import Outcomes

__all__ = ["describe_learned", "plot_learned"]

_MOST = 12

_NAME_WIDTH = 44
"""Letters of a line of a number's name; two lines at most."""


def plot_learned(forecast: Forecast, ax: Axes | None = None) -> Axes:
    """Draw mean and 10th to 90th percentile of the numbers that the record tells most of, before and after.

    Parameters
    ----------
    forecast : Forecast
        From `sim.forecast`, with weights; its last date is shown.
    ax : Axes, optional
        Where to draw; a picture of its own by default.
    """
    run = next((each for each in reversed(forecast.runs) if each.weights is not None), forecast.runs[-1])
    numbers = learned_numbers(run)[:_MOST]
    title = f"What the record tells: {run.provenance.title}, as of {run.provenance.as_of}"
    subtitle = "in units of the spread before; bars: 10th to 90th percentile, dots: means"
    height = 1.8 + 0.4 * max(len(numbers), 1)
    with canvas(ax, title=title, subtitle=subtitle, footer=footer_of(run), height=height) as axes:
        if not numbers:
            say_nothing(axes, _why_nothing(run))
            return axes
        for place, number in enumerate(reversed(numbers)):
            for colour, wide, summary in ((BAND, 9, number.prior), (INK, 2, number.posterior)):
                mean, low, high = ((value - number.prior[0]) / _unit(number) for value in summary)
                axes.plot([low, high], [place] * 2, color=colour, linewidth=wide, solid_capstyle="butt")
                axes.plot([mean], [place], "o", color=MUTED if colour == BAND else INK, markersize=5)
        names = cut([each.axis for each in reversed(numbers)], _NAME_WIDTH, lines=2)
        axes.set_yticks(np.arange(len(numbers)), names, size=9)
        axes.axvline(0, color=MUTED, linewidth=0.6)
        axes.plot([], [], "o-", color=BAND, linewidth=9, label="before: worlds not weighed")
        axes.plot([], [], "o-", color=INK, label="after: weighed by the record")
        explain(axes, axes.get_legend_handles_labels()[0], columns=2)
    return axes


def _why_nothing(run: Outcomes) -> str:
    if run.weights is None:
        return nothing("worlds were not weighed by the record")
    return nothing("no number is drawn that the record could tell of")


def _unit(number: LearnedNumber) -> float:
    """Return the half of the span from the 10th to the 90th percentile before, or what stands in for it."""
    span = (number.prior[2] - number.prior[1]) / 2
    return span if span > 0 else max(abs(number.prior[0]), 1e-9)


def describe_learned(forecast: Forecast) -> str:
    """Return the picture in words."""
    run = next((each for each in reversed(forecast.runs) if each.weights is not None), forecast.runs[-1])
    numbers = learned_numbers(run)[:3]
    moved = "; ".join(
        f"{each.axis}: mean {each.prior[0]:.3g} before, {each.posterior[0]:.3g} after" for each in numbers
    )
    return f"What the record tells most of: {moved}." if moved else _why_nothing(run)
