"""Outcomes: their probabilities with all errors, what was signed by when, what it is worth; data and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sim.answer import Detail
from sim.figures import percent
from sim.rendering.page import Part, Rows
from sim.results.saving import load, save
from sim.results.showing import COLUMNS, headline, legend, notes, rows
from sim.results.summary import FORMAT, summarise

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.sensitivity.sensitivity import Sensitivity
    from sim.analysis.sensitivity.variance import VarianceSplit
    from sim.plots.saving import Drawing
    from sim.results.outcomes import Outcomes

__all__ = [
    "FORMAT",
    "data",
    "drawings",
    "load",
    "parts",
    "pictures",
    "save",
    "sensitivity",
    "summarise",
    "variance_split",
]


def parts(outcomes: Outcomes, detail: Detail) -> Iterator[Part]:
    """Yield headline, table, dates and legend."""
    yield "title", headline(outcomes)
    yield Rows(COLUMNS, tuple(rows(outcomes)))
    for line in notes(outcomes):
        yield "line", line
    yield "small", legend(outcomes)


def data(outcomes: Outcomes) -> dict[str, Any]:
    """Return the run in plain data."""
    made = outcomes.provenance
    return {"title": made.title, "scenario": made.scenario, "seed": made.seed, **summarise(outcomes)}


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.outcomes import plot_outcomes  # late: loads matplotlib
    from sim.plots.timing import plot_timing
    from sim.plots.values import plot_values

    return {"outcomes": plot_outcomes, "timing": plot_timing, "values": plot_values}


def drawings(outcomes: Outcomes) -> Iterator[Drawing]:
    """Yield its pictures."""
    from sim.plots.saving import Drawing
    from sim.plots.values import WHY_NOTHING

    title = outcomes.provenance.title
    odds = "; ".join(f"{name} {percent(share)}" for name, share in outcomes.probabilities()["probability"].items())
    tally, plot = outcomes.tally, outcomes.plot
    by_day = "Share of plays agreed by each day, by outcome; "
    by_day += f"{percent(tally.share(tally.signed))} signed by the deadline."
    gains = "Agreements and proposals by what each side gains over no deal."
    if not tally.share(tally.in_force):
        proposed = "Named proposals by what each side gains over no deal; no play is agreed in time."
        gains = proposed if outcomes.scenario.model.proposals else WHY_NOTHING
    yield Drawing("outcomes", plot, f"Outcomes of {title}", lambda: f"Probability of each outcome: {odds}.")
    yield Drawing("timing", plot.timing, f"Agreement by date in {title}", lambda: by_day)
    yield Drawing("values", plot.values, f"Values to the sides in {title}", lambda: gains)


def variance_split(outcomes: Outcomes) -> VarianceSplit:
    """Return `sim.analysis.sensitivity.variance.variance_split`."""
    from sim.analysis.sensitivity.variance import variance_split as split  # late: a run does without

    return split(outcomes)


def sensitivity(outcomes: Outcomes, outcome: str | None) -> Sensitivity:
    """Return `sim.analysis.sensitivity.sensitivity.sensitivity`."""
    from sim.analysis.sensitivity.sensitivity import sensitivity as find

    return find(outcomes, outcome)
