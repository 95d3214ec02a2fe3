"""Sobol indices: how much of the variance each number makes, alone and with the others; data and picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sim.answer import Detail
from sim.figures import as_of_words
from sim.rendering.page import Part, Rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.sensitivity.sobol import SobolIndices
    from sim.plots.saving import Drawing

__all__ = ["FORMAT", "data", "descriptions", "drawings", "parts", "pictures"]

FORMAT = "negotiation-sim sobol indices 1"

_LEGEND = (
    "alone: share of the variance over all runs that knowing this number would remove. in all: share that would be "
    "left if all the others were known; more than alone where it acts together with them. ± 95% margins: wide ones "
    "ask for more --points. Numbers vary evenly between their bounds, independently; all runs share their luck."
)

_IMPOSSIBLE = (
    "Shares beyond 100%, or larger alone than in all, by more than their margins cannot be: so few points tell "
    "neither shares nor margins. Give more --points."
)


def parts(found: SobolIndices, detail: Detail) -> Iterator[Part]:
    """Yield how far the response moves, and both indices of each input."""
    if found.scenario is not None:
        title = f"{found.scenario.model.title}{as_of_words(found.as_of)}"
        yield "title", f"{title}: which numbers move “{found.outcome}” when all of them vary"
    yield "line", found.headline()
    rows, table = [], found.table()
    for path, *numbers in table.itertuples():
        first, first_margin, total, total_margin = (f"{100 * number:.0f}" for number in numbers)
        rows.append((path, f"{first}% ±{first_margin}", f"{total}% ±{total_margin}"))
    yield Rows(("Varied", "alone", "in all"), tuple(rows))
    if any(_cannot_be(*numbers) for numbers in table.itertuples(index=False)):
        yield "warning", _IMPOSSIBLE
    yield "small", _LEGEND


def _cannot_be(alone: float, its_margin: float, of_all: float, margin_of_all: float) -> bool:
    """Tell whether shares contradict what they are by more than their margins.

    Examples
    --------
    >>> _cannot_be(0.3, 0.1, 0.4, 0.1), _cannot_be(2.06, 0.14, 2.71, 0.25), _cannot_be(0.5, 0.1, 0.2, 0.1)
    (False, True, True)
    """
    return alone > 1 + its_margin or of_all > 1 + margin_of_all or alone > of_all + its_margin + margin_of_all


def data(found: SobolIndices) -> dict[str, Any]:
    """Return it in plain data; of a function there is no scenario."""
    scenario = found.scenario
    return {
        "title": None if scenario is None else scenario.model.title,
        "scenario": None if scenario is None else scenario.digest,
        "outcome": found.outcome,
        "seed": found.seed,
        "evaluations": found.evaluations,
        "mean": found.mean,
        "deviation": found.deviation,
        "inputs": found.table().reset_index().to_dict("records"),
    }


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.sobol import plot_sobol  # late: loads matplotlib

    return {"sobol": plot_sobol}


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the function that says what it shows."""
    return {"sobol": lambda found: found.headline()}


def drawings(found: SobolIndices) -> Iterator[Drawing]:
    """Yield its picture."""
    from sim.plots.saving import Drawing

    title = f"Sobol indices of {found.outcome or 'the response'}"
    if found.scenario is not None:
        title = f"{title}: {found.scenario.model.title}"
    yield Drawing("sobol", found.plot, title)
