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
    "descriptions",
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


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the functions that say what pictures show."""
    return {"outcomes": _describe, "timing": _describe_timing, "values": _describe_values}


def _describe(outcomes: Outcomes) -> str:
    odds = "; ".join(f"{name} {percent(share)}" for name, share in outcomes.probabilities()["probability"].items())
    return f"Probability of each outcome: {odds}."


def _describe_timing(outcomes: Outcomes) -> str:
    signed = percent(outcomes.tally.share(outcomes.tally.signed))
    return f"Share of plays agreed by each day, by outcome; {signed} signed by the deadline."


def _describe_values(outcomes: Outcomes, pair: tuple[str, str] | None = None) -> str:
    from sim.plots.values import WHY_NOTHING

    if outcomes.tally.share(outcomes.tally.in_force):
        return "Agreements and proposals by what each side gains over no deal."
    proposed = "Named proposals by what each side gains over no deal; no play is agreed in time."
    return proposed if outcomes.scenario.model.proposals else WHY_NOTHING


def drawings(outcomes: Outcomes) -> Iterator[Drawing]:
    """Yield its pictures."""
    from sim.plots.saving import Drawing

    title, plot = outcomes.provenance.title, outcomes.plot
    yield Drawing("outcomes", plot, f"Outcomes of {title}")
    yield Drawing("timing", plot.timing, f"Agreement by date in {title}")
    yield Drawing("values", plot.values, f"Values to the sides in {title}")


def variance_split(outcomes: Outcomes) -> VarianceSplit:
    """Return `sim.analysis.sensitivity.variance.variance_split`."""
    from sim.analysis.sensitivity.variance import variance_split as split  # late: a run does without

    return split(outcomes)


def sensitivity(outcomes: Outcomes, outcome: str | None) -> Sensitivity:
    """Return `sim.analysis.sensitivity.sensitivity.sensitivity`."""
    from sim.analysis.sensitivity.sensitivity import sensitivity as find

    return find(outcomes, outcome)
