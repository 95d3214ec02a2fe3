"""Which assumed numbers move an outcome: each at half and at double; data and picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sim.analysis.influence.assumed import AssumedNumbers, Perturbation
from sim.answer import Detail
from sim.figures import as_of_words, percent, run_size_in_words
from sim.rendering.page import Part, Rows
from sim.results.explained_record import say_effective

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.plots.saving import Drawing

__all__ = ["FORMAT", "data", "descriptions", "drawings", "frame", "parts", "pictures"]

FORMAT = "negotiation-sim assumed numbers 1"

_COLUMNS = ("place", "value", "tried", "outcome", "shift", "error", "low", "high", "clear")

_LEAST = 0.001
"""Shifts below it, a tenth of a point, are named in a line."""

_LEGEND = (
    "Each assumed number by itself at half and at double (chances and credences: their odds; ranges: their width), "
    "all luck being the same; by how many points the probability changes, ± its 95% margin over paired worlds. "
    "* the interval excludes 0. Distributions are not tried: sim sensitivity without --assumed covers them."
)


def parts(found: AssumedNumbers, detail: Detail, *, everything: bool = False) -> Iterator[Part]:
    """Yield a table of what was tried, and what it does not show.

    Parameters
    ----------
    found : AssumedNumbers
    detail : {"short", "full"}
        In short, what cannot be is left out.
    everything : bool
        Whether to show also numbers that change nothing.
    """
    size = found.size
    yield (
        "title",
        f"{found.scenario.model.title}{as_of_words(found.as_of)}: which assumed numbers move “{found.outcome}”",
    )
    runs = run_size_in_words(size.worlds, size.replications, size.seed)
    runs += say_effective(found.effective_worlds)
    yield "small", f"{runs}; {percent(found.probability[found.k])} as assumed"
    shown = [parameter for parameter in found.parameters if everything or parameter.largest(found.k) >= _LEAST]
    rows = [
        (
            f"{parameter.place}\n{parameter.meaning}",
            parameter.value,
            "\n".join(one.alternative.other for one in parameter.perturbations),
            "\n".join(_change(one, found.k) for one in parameter.perturbations),
        )
        for parameter in shown
    ]
    yield Rows(("Assumed", "value", "tried", "change"), tuple(rows))
    rest = [parameter.place for parameter in found.parameters if parameter not in shown]
    if rest:
        yield "line", f"Less than a tenth of a point either way: {', '.join(rest)}."
    if detail == "full":
        for parameter in shown:
            for one in (one for one in parameter.perturbations if one.refused):
                yield "warning", f"{parameter.place} = {one.alternative.other} cannot be: {one.refused}"
    if found.undone:
        yield "warning", f"Interrupted: {found.undone} runs not done."
    yield "small", _LEGEND


def _change(attempt: Perturbation, k: int) -> str:
    if attempt.refused:
        return "cannot be"
    shift = attempt.shift
    if shift is None or not shift.moves(k):
        return "0        "
    return f"{shift.in_words(k)} {'*' if shift.excludes_zero[k] else ' '}"


def data(found: AssumedNumbers) -> dict[str, Any]:
    """Return it in plain data."""
    return {
        "title": found.scenario.model.title,
        "scenario": found.scenario.digest,
        "worlds": found.size.worlds,
        "replications": found.size.replications,
        "seed": found.size.seed,
        "outcome": found.outcome,
        "probability": dict(zip(found.names, found.probability.tolist(), strict=True)),
        "assumed": [
            {
                "place": parameter.place,
                "meaning": parameter.meaning,
                "value": parameter.value,
                "tried": [
                    {"value": one.alternative.other, "refused": one.refused, "shifts": found.cells(one)}
                    for one in parameter.perturbations
                ],
            }
            for parameter in found.parameters
        ],
        "undone": found.undone,
    }


def frame(found: AssumedNumbers) -> pd.DataFrame:
    """Return a row per value tried and outcome."""
    import pandas as pd

    rows = [
        {"place": parameter.place, "value": parameter.value, "tried": one.alternative.other, **cell}
        for parameter in found.parameters
        for one in parameter.perturbations
        for cell in found.cells(one)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.tornado import plot_assumed  # late: loads matplotlib

    return {"assumed": plot_assumed}


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the function that says what it shows."""
    return {"assumed": _describe}


def _describe(found: AssumedNumbers) -> str:
    from sim.plots.tornado import why_nothing_assumed  # late: loads matplotlib

    what = f"How far the probability of {found.outcome} moves with each assumed number."
    return f"{what} {why_nothing_assumed(found)}".rstrip()


def drawings(found: AssumedNumbers, **_: Any) -> Iterator[Drawing]:
    """Yield its picture."""
    from sim.plots.saving import Drawing

    yield Drawing("assumed", found.plot, f"Which assumed numbers move {found.outcome}: {found.scenario.model.title}")
