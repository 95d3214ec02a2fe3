"""What an outcome depends on: drawn quantities by their weight, and chance events; data and picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.sensitivity.sensitivity import FactorSensitivity, Sensitivity
from sim.analysis.sensitivity.variance import variance_split
from sim.answer import Detail, plain_data
from sim.figures import percent
from sim.present.page import Part, Rows
from sim.results.estimates import Z

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.plots.saving import Drawing

__all__ = ["FORMAT", "data", "drawings", "parts", "pictures"]

FORMAT = "negotiation-sim sensitivity 1"

_BESIDE = 5
"""Quantities shown in full after those that matter."""

_LEGEND = (
    "weight: share of what the evidence leaves open (the variance between worlds) that knowing the quantity would "
    "settle, ± its 95% margin; in brackets where it is no more than chance (5%, all quantities counted). low, "
    "high: its mean in the lowest and highest fifth of worlds, or no and yes, and the outcome's probability there. "
    "Quantities are drawn together and some follow from others: weights overlap. Fixed numbers: --assumed."
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
    yield "title", f"{made.title}: what “{found.outcome}” hangs on"
    yield "small", f"{made.worlds:,} worlds x {made.replications:,} replications, seed {made.seed}"
    if made.replications > 1:
        yield "lead", variance_split(found.made).sentence(found.outcome)
    yield "line", found.headline()
    mattering = sum(hinge.matters for hinge in found.hinges)
    shown = found.hinges if everything else found.hinges[: mattering + (_BESIDE if detail == "full" else 0)]
    if shown:
        yield _table(shown)
    for event in found.events:
        yield (
            "line",
            f"Luck: {event.said}: {percent(event.happens)} where it happens, {percent(event.does_not)} where it does "
            f"not; {percent(event.share)} of all variance between plays.",
        )
    yield "end", _LEGEND + (" --all shows all quantities." if detail == "full" and not everything else "")


def _table(hinges: tuple[FactorSensitivity, ...]) -> Rows:
    rows = [
        (hinge.said, _weight(hinge), hinge.ends[0], percent(hinge.at_low), hinge.ends[1], percent(hinge.at_high))
        for hinge in hinges
    ]
    marked = frozenset(place for place, hinge in enumerate(hinges) if hinge.matters)
    return Rows(("Drawn by world", "weight", "low", "there", "high", "there"), tuple(rows), marked)


def _weight(hinge: FactorSensitivity) -> str:
    if np.isnan(hinge.index):
        return "-"
    told = f"{100 * max(hinge.index, 0.0):.0f}% ±{100 * Z * hinge.error:.0f}"
    return told if hinge.matters else f"({told})"


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
        "open_share": plain_data(found.open_share),
        "drawn": [plain_data(vars(hinge)) for hinge in found.hinges],
        "events": [plain_data(vars(event)) for event in found.events],
    }


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.sensitivity import plot_sensitivity  # late: loads matplotlib

    return {"sensitivity": plot_sensitivity}


def drawings(found: Sensitivity, **_: Any) -> Iterator[Drawing]:
    """Yield its picture."""
    from sim.plots.saving import Drawing

    title = f"What {found.outcome} hangs on: {found.made.provenance.title}"
    sentences = [found.headline(), *(hinge.sentence() for hinge in found.hinges if hinge.matters)]
    yield Drawing("sensitivity", found.plot, title, lambda: "\n".join(sentences))
