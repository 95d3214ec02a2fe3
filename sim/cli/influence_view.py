"""The influence of the evidence on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.influence.drops import Drop
from sim.analysis.influence.influence import Influence, Influenced
from sim.analysis.wording import say_list
from sim.figures import percent
from sim.results.estimates import Z

__all__ = ["show_influence"]

_COLUMNS = 4
"""Outcomes a table has room for."""

_LEGEND = (
    "Each cell: by how many points the outcome's probability changes when the row is dropped, all luck being the "
    "same, ± its 95% margin over paired worlds. * the interval excludes 0; ** it would, were all {count} "
    "intervals to hold together. Of so many, about {chance} bear one star by chance."
)
_KEPT = (
    "A claim falls only with statements that rest on nothing else. Orders of options, and numbers that cite a claim, "
    "stay: there is nothing to put in their place."
)


def show_influence(
    found: Influence, outcome: str | None = None, *, everything: bool = False
) -> Iterator[RenderableType]:
    """Yield the parts of the report, to be printed one after the other.

    Parameters
    ----------
    found : Influence
    outcome : str, optional
        Told first; the likeliest by default.
    everything : bool
        Whether to show every outcome, not only those that move most.
    """
    size = found.size
    yield Text(f"{found.scenario.model.title}: which sources carry the forecast", style="bold")
    yield Text(f"{size.worlds:,} worlds x {size.replications:,} replications, seed {size.seed}", style="dim")
    yield ""
    yield Text(_headline(found, found.place(outcome)))
    columns = _outcomes(found, found.place(outcome))
    for first in range(0, len(columns) if everything else 1, _COLUMNS):
        yield _table(found, columns[first : first + _COLUMNS])
    yield from _still(found)
    count = found.comparisons
    yield Text(_LEGEND.format(count=count, chance=max(1, round(0.05 * count))) + " " + _KEPT, style="dim")
    if found.undone:
        yield Text(f"Interrupted: {len(found.undone)} not done: {_names(found.undone)}.", style="yellow")


def _headline(found: Influence, k: int) -> str:
    name, share = found.names[k], found.probability[k]
    moved = [row for row in found.rows if row.shift is not None and row.shift.excludes_zero[k]]
    if not moved:
        return f"“{name}” ({percent(share)} with all evidence): nothing dropped by itself moves it beyond its error."
    rows = [(float(row.shift.difference[k]), row) for row in moved if row.shift is not None]
    change, row = max(rows, key=lambda pair: abs(pair[0]))
    return (
        f"“{name}” ({percent(share)} with all evidence) would come at {percent(share + change)} without "
        f"{row.drops[0].said}: the largest shift of it."
    )


def _outcomes(found: Influence, k: int) -> list[int]:
    """Return outcomes by their largest shift, the chosen one first; those that never move are left out."""
    moved = [np.abs(row.shift.difference) for row in found.rows if row.shift is not None]
    largest = np.max([np.zeros(len(found.names)), *moved], axis=0)
    order = [int(place) for place in np.argsort(-largest, kind="stable") if largest[place] > 0 and place != k]
    return [k, *order]


def _table(found: Influence, columns: list[int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("Dropped", ratio=1, overflow="fold")
    for k in columns:
        table.add_column(f"{found.names[k]}\n{100 * found.probability[k]:.1f}%", justify="right", max_width=13)
    for row in found.rows:
        if _moves(row):
            table.add_row(_name(row), *(_cell(found, row, k) for k in columns))
    table.expand = True
    return table


def _moves(row: Influenced) -> bool:
    return row.shift is not None and bool(row.shift.standard_error.any())


def _name(row: Influenced) -> Text:
    first, *others = row.drops
    whole = first.kind in ("statement", "government")
    facts = [] if whole else [f"{len(row.removes)} statement{'s' if len(row.removes) > 1 else ''}"]
    facts += [f"same as {drop.kind} {drop.name}" for drop in others]
    told = f"  ({'; '.join(facts)})" if facts else ""
    return Text.assemble(first.said, (told, "dim"))


def _cell(found: Influence, row: Influenced, k: int) -> Text:
    shift = row.shift
    if shift is None or (shift.difference[k] == 0 and shift.standard_error[k] == 0):
        return Text(".   ", style="dim")
    stars = int(shift.excludes_zero[k]) + int(found.clear_of_all(shift)[k])
    told = f"{100 * shift.difference[k]:+.1f} ±{100 * Z * shift.standard_error[k]:.1f} {'*' * stars:<2}"
    return Text(told, style="bold" if stars else "")


def _still(found: Influence) -> Iterator[RenderableType]:
    implied = [row.drops[0] for row in found.rows if row.shift is None]
    if implied:
        yield Text(
            "Nothing at all changes without these, as the other statements and the orders say as much: "
            f"{_names(implied)}."
        )
    idle = [row.drops[0] for row in found.rows if row.shift is not None and not _moves(row)]
    if idle:
        yield Text(f"No play of these worlds ends otherwise without these: {_names(idle)}.")
    claims = [drop for drop in found.silent if drop.kind == "claim"]
    if claims:
        yield Text(
            f"No influence by itself: {len(claims)} claims, as every statement that cites one rests on others too: "
            f"{', '.join(drop.name for drop in claims)}."
        )
    others = [drop for drop in found.silent if drop.kind != "claim"]
    if others:
        yield Text(f"Nor have these, as a whole: {_names(others)}.")
    yield ""


def _names(drops: Sequence[Drop]) -> str:
    return say_list([f"{drop.kind} {drop.name}" for drop in drops])
