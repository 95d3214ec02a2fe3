"""What an outcome depends on: drawn quantities by their weight, and chance events; data and picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.sensitivity.sensitivity import ChanceEvent, FactorSensitivity, Sensitivity
from sim.analysis.sensitivity.variance import variance_split
from sim.answer import Detail, plain_data
from sim.figures import margin_in_words, percent, run_size_in_words
from sim.rendering.page import Part, Rows
from sim.results.estimates import Z
from sim.results.explained_record import say_effective

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.plots.saving import Drawing

__all__ = ["FORMAT", "data", "descriptions", "drawings", "parts", "pictures"]

FORMAT = "negotiation-sim sensitivity 1"

_BESIDE = 5
"""Quantities shown in full after those that matter."""

_LEGEND = (
    "weight: share of what the evidence leaves open (the variance between worlds) that knowing the quantity would "
    "settle, ± its 95% margin, or its interval (the classes of the quantity taken as given: somewhat too small); all "
    "in brackets where it is no more than chance (5%, all quantities counted). low, high: its mean in the lowest and "
    "highest fifth of worlds, or no and yes, and the outcome's probability there. Quantities are drawn together and "
    "some follow from others: weights overlap. Fixed numbers: --assumed."
)


def parts(found: Sensitivity, detail: Detail, *, everything: bool = False) -> Iterator[Part]:
    """Yield what the uncertainty is made of, the quantities that matter, and the chance events.

    Parameters
    ----------
    found : Sensitivity
    detail : {"short", "full"}
        In full with a few quantities that do not matter.
    everything : bool
        Whether to show all quantities.
    """
    made = found.made.provenance
    yield "title", f"{made.dated_title}: what “{found.outcome}” depends on"
    weights = found.made.weights
    size = run_size_in_words(made.worlds, made.replications, made.seed)
    yield "small", size + say_effective(None if weights is None else weights.size())
    if made.replications > 1:
        yield "lead", variance_split(found.made).sentence(found.outcome)
    yield "line", found.headline()
    mattering = sum(factor.matters for factor in found.factors)
    shown = found.factors if everything else found.factors[: mattering + (_BESIDE if detail == "full" else 0)]
    if shown:
        yield _table(shown)
    for event in found.events:
        yield (
            "line",
            f"Luck: {event.description}: {percent(event.happens)} where it happens, {percent(event.does_not)} "
            f"where it does not; {percent(event.share)} of all variance between plays.",
        )
    yield "end", _LEGEND + (" --all shows all quantities." if detail == "full" and not everything else "")


def _table(factors: tuple[FactorSensitivity, ...]) -> Rows:
    rows = [
        (
            factor.description,
            _weight(factor),
            factor.ends[0],
            percent(factor.at_low),
            factor.ends[1],
            percent(factor.at_high),
        )
        for factor in factors
    ]
    marked = frozenset(place for place, factor in enumerate(factors) if factor.matters)
    return Rows(("Drawn by world", "weight", "low", "there", "high", "there"), tuple(rows), marked)


def _weight(factor: FactorSensitivity) -> str:
    if np.isnan(factor.index):
        return "-"
    index = min(max(factor.index, 0.0), 1.0)
    share, margin = f"{100 * index:.0f}%", margin_in_words(index, Z * factor.error, digits=0)
    if factor.matters:
        return f"{share} {margin}"
    return f"({share}, {margin[1:]}" if margin.startswith("(") else f"({share} {margin})"


def data(found: Sensitivity) -> dict[str, Any]:
    """Return it in plain data."""
    made = found.made.provenance
    return {
        "title": made.title,
        "scenario": made.scenario,
        "seed": made.seed,
        "provenance": made.as_dict(),
        "outcome": found.outcome,
        "probability": found.probability,
        "open_share": plain_data(found.epistemic_share),
        "drawn": [_data(factor) for factor in found.factors],
        "events": [_data(event) for event in found.events],
    }


def _data(each: FactorSensitivity | ChanceEvent) -> Any:
    """Return its fields; what it is in words is called ``said``."""
    return plain_data({"said" if name == "description" else name: value for name, value in vars(each).items()})


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.sensitivity import plot_sensitivity  # late: loads matplotlib

    return {"sensitivity": plot_sensitivity}


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the function that says what it shows."""
    return {"sensitivity": _describe}


def _describe(found: Sensitivity) -> str:
    from sim.plots.sensitivity import WHY_NOTHING

    if not found.factors:
        return f"{found.headline()}\n{WHY_NOTHING}"
    return "\n".join([found.headline(), *(factor.sentence() for factor in found.factors if factor.matters)])


def drawings(found: Sensitivity, **_: Any) -> Iterator[Drawing]:
    """Yield its picture."""
    from sim.plots.saving import Drawing

    title = f"What {found.outcome} depends on: {found.made.provenance.title}"
    yield Drawing("sensitivity", found.plot, title)
