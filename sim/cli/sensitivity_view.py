"""What a forecast hangs on, on a terminal: drawn quantities, chance events, assumed numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.influence.assumed import AssumedNumbers, Attempt
from sim.analysis.sensitivity.sensitivity import Hinge, Sensitivity
from sim.analysis.sensitivity.sobol import SobolIndices
from sim.analysis.sensitivity.variance import VarianceSplit
from sim.figures import percent
from sim.results.estimates import Z

__all__ = ["show_assumed", "show_sensitivity", "show_sobol"]

_BESIDE = 5
"""Quantities shown after those that matter."""

_LEAST = 0.001
"""Shifts below it, a tenth of a point, are told in a line."""

_LEGEND = (
    "weight: share of what the evidence leaves open (the variance between worlds) that knowing the quantity would "
    "settle, ± its 95% margin; in brackets where it is no more than chance (5%, all quantities counted). low, "
    "high: its mean in the lowest and highest fifth of worlds, or no and yes, and the outcome's probability there. "
    "Quantities are drawn together and some follow from others: weights overlap. Fixed numbers: --assumed."
)
_ASSUMED_LEGEND = (
    "Each assumed number by itself at half and at double (chances and credences: their odds; ranges: their width), "
    "all luck being the same; by how many points the probability changes, ± its 95% margin over paired worlds. "
    "* the interval excludes 0. Distributions are not tried: sim sensitivity without --assumed tells of them."
)


_SOBOL_LEGEND = (
    "alone: share of the variance over all runs that knowing this number would remove. in all: share that would be "
    "left if all the others were known; more than alone where it acts together with them. ± 95% margins: wide ones "
    "ask for more --points. Numbers vary evenly between their bounds, independently; all runs share their luck."
)


def show_sensitivity(
    found: Sensitivity, split: VarianceSplit | None, *, everything: bool = False
) -> Iterator[RenderableType]:
    """Yield the parts of the report on drawn quantities.

    Parameters
    ----------
    found : Sensitivity
    split : VarianceSplit or None
        Of the same run; None where there is too little of it.
    everything : bool
        Whether to show all quantities, not only those that matter and a few more.
    """
    made = found.made.provenance
    yield Text(f"{made.title}: what “{found.outcome}” hangs on", style="bold")
    yield Text(f"{made.worlds:,} worlds x {made.replications:,} replications, seed {made.seed}", style="dim")
    yield ""
    if split is not None:
        yield Text(split.sentence(found.outcome))
    yield Text(found.headline())
    mattering = sum(hinge.matters for hinge in found.hinges)
    yield _drawn_table(found.hinges if everything else found.hinges[: mattering + _BESIDE])
    yield from _show_events(found)
    yield Text(_LEGEND + ("" if everything else " --all shows all quantities."), style="dim")


def _drawn_table(hinges: tuple[Hinge, ...]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("Drawn by world", ratio=1, overflow="fold")
    for title in ("weight", "low", "there", "high", "there"):
        table.add_column(title, justify="right", no_wrap=True)
    for hinge in hinges:
        ends = (hinge.ends[0], percent(hinge.at_low), hinge.ends[1], percent(hinge.at_high))
        table.add_row(hinge.said, _weight(hinge), *ends, style="" if hinge.matters else "dim")
    return table


def _weight(hinge: Hinge) -> str:
    if np.isnan(hinge.index):
        return "-"
    told = f"{100 * max(hinge.index, 0.0):.0f}% ±{100 * Z * hinge.error:.0f}"
    return told if hinge.matters else f"({told})"


def _show_events(found: Sensitivity) -> Iterator[RenderableType]:
    for event in found.events:
        yield Text(
            f"Luck: {event.said}: {percent(event.happens)} where it happens, {percent(event.does_not)} where it does "
            f"not; {percent(event.share)} of all variance between plays."
        )
    if found.events:
        yield ""


def show_assumed(found: AssumedNumbers, *, everything: bool = False) -> Iterator[RenderableType]:
    """Yield the parts of the report on assumed numbers.

    Parameters
    ----------
    found : AssumedNumbers
    everything : bool
        Whether to show also numbers that change nothing.
    """
    size = found.size
    yield Text(f"{found.scenario.model.title}: which assumed numbers move “{found.outcome}”", style="bold")
    told = f"{size.worlds:,} worlds x {size.replications:,} replications, seed {size.seed}"
    yield Text(f"{told}; {100 * found.probability[found.k]:.1f}% as assumed", style="dim")
    shown = [lever for lever in found.levers if everything or lever.largest(found.k) >= _LEAST]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("Assumed", ratio=1, overflow="fold")
    for title in ("value", "tried", "change"):
        table.add_column(title, justify="right", no_wrap=True)
    for lever in shown:
        tried = [one.alternative.other for one in lever.attempts]
        changes = Text("\n").join(_change(one, found.k) for one in lever.attempts)
        name = Text.assemble((lever.place, "cyan"), "\n", (lever.meaning, "dim"))
        table.add_row(name, lever.value, "\n".join(tried), changes)
    yield table
    rest = [lever.place for lever in found.levers if lever not in shown]
    if rest:
        yield Text(f"Less than a tenth of a point either way: {', '.join(rest)}.")
    for lever in shown:
        for one in (one for one in lever.attempts if one.refused):
            yield Text(f"{lever.place} = {one.alternative.other} cannot be: {one.refused}", style="yellow")
    if found.undone:
        yield Text(f"Interrupted: {found.undone} runs not done.", style="yellow")
    yield Text(_ASSUMED_LEGEND, style="dim")


def _change(attempt: Attempt, k: int) -> Text:
    if attempt.refused:
        return Text("cannot be", style="yellow")
    shift = attempt.shift
    if shift is None or (shift.difference[k] == 0 and shift.standard_error[k] == 0):
        return Text("0        ", style="dim")
    star = "*" if shift.excludes_zero[k] else " "
    told = f"{100 * shift.difference[k]:+.1f} ±{100 * Z * shift.standard_error[k]:.1f} {star}"
    return Text(told, style="bold" if shift.excludes_zero[k] else "")


def show_sobol(found: SobolIndices) -> Iterator[RenderableType]:
    """Yield the parts of the report on Sobol indices of a scenario's outcome."""
    title = found.scenario.model.title if found.scenario else ""
    yield Text(f"{title}: which numbers move “{found.outcome}” when all of them vary", style="bold")
    yield Text(found.headline())
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("Varied", ratio=1, overflow="fold")
    for column in ("alone", "in all"):
        table.add_column(column, justify="right", no_wrap=True)
    for path, *numbers in found.table().itertuples():
        first, first_margin, total, total_margin = (f"{100 * number:.0f}" for number in numbers)
        table.add_row(path, f"{first}% ±{first_margin}", f"{total}% ±{total_margin}")
    yield table
    yield Text(_SOBOL_LEGEND, style="dim")
