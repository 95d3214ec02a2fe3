"""Which sources carry the forecast: what moves without each of them; data and picture."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.influence.drops import Drop
from sim.analysis.influence.influence import Influence, Influenced
from sim.analysis.influence.shapley import DocumentValue
from sim.analysis.wording import say_place
from sim.answer import Detail
from sim.figures import counted, joined, percent, run_size_in_words
from sim.rendering.page import Part, Rows
from sim.scenario.claimed_numbers import Path

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.plots.saving import Drawing
    from sim.scenario.scenario import ScenarioModel

__all__ = ["FORMAT", "data", "descriptions", "drawings", "frame", "parts", "pictures"]

FORMAT = "negotiation-sim influence 1"

_FRAME = ("kind", "name", "said", "statements", "outcome", "shift", "error", "low", "high", "clear", "clear_of_all")

_COLUMNS = 4
"""Outcomes a table has room for."""

_WIDTH = 14
"""Letters of an outcome's name in a line: a cell is as wide."""

_LEGEND = (
    "Each cell: by how many points the outcome's probability changes when the row is dropped, all luck being the "
    "same, ± its 95% margin over paired worlds. * the interval excludes 0; ** it would, were all {count} "
    "intervals to hold together. Of so many, about {chance} bear one star by chance."
)
_KEPT = (
    "With a claim falls what rests on nothing else: statements, values of numbers told by claims, orders of options, "
    "adjustments, options that are not foreseen, spans of days that say what they are otherwise. Other options, and "
    "other numbers that cite it, stay: there is nothing to put in their place."
)


_SHAPLEY = (
    "What each document adds, whatever others are at hand: the mean over all orders in which they could have come "
    "(Shapley 1953), in points, ± its 95% margin. The values add up to what all documents together make."
)


def parts(
    found: Influence, detail: Detail, *, outcome: str | None = None, everything: bool = False
) -> Iterator[Part]:
    """Yield the largest shift, a table of shifts, and what moves nothing.

    Parameters
    ----------
    found : Influence
    detail : {"short", "full"}
        In short, what moves nothing is left out.
    outcome : str, optional
        Shown first; the likeliest by default.
    everything : bool
        Whether to show every outcome, not only those that move most.
    """
    size = found.size
    yield "title", f"{found.scenario.model.title}: which sources carry the forecast"
    yield "small", run_size_in_words(size.worlds, size.replications, size.seed)
    yield "lead", _headline(found, found.place(outcome))
    columns = _outcomes(found, found.place(outcome))
    for first in range(0, len(columns) if everything else 1, _COLUMNS):
        yield _table(found, columns[first : first + _COLUMNS])
    if found.documents:
        yield _documents(found, columns[:_COLUMNS])
        yield "small", _SHAPLEY
    if detail == "full":
        for sentence in _still(found):
            yield "line", sentence
    count = found.comparisons
    yield "end", _LEGEND.format(count=count, chance=max(1, round(0.05 * count))) + " " + _KEPT
    if found.undone:
        yield "warning", f"Interrupted: {len(found.undone)} not done: {_names(found.undone)}."


def _headline(found: Influence, k: int) -> str:
    name, share = found.names[k], found.probability[k]
    moved = [row for row in found.rows if row.shift is not None and row.shift.excludes_zero[k]]
    if not moved:
        return f"“{name}” ({percent(share)} with all evidence): nothing dropped by itself moves it beyond its error."
    rows = [(float(row.shift.difference[k]), row) for row in moved if row.shift is not None]
    change, row = max(rows, key=lambda pair: abs(pair[0]))
    return (
        f"“{name}” ({percent(share)} with all evidence) would come at {percent(share + change)} without "
        f"{row.drops[0].description.removesuffix('.')}: the largest shift of it."
    )


def _outcomes(found: Influence, k: int) -> list[int]:
    """Return outcomes by their largest shift, the chosen one first; those that never move are left out."""
    moved = [np.abs(row.shift.difference) for row in found.rows if row.shift is not None]
    largest = np.max([np.zeros(len(found.names)), *moved], axis=0)
    order = [int(place) for place in np.argsort(-largest, kind="stable") if largest[place] > 0 and place != k]
    return [k, *order]


def _table(found: Influence, columns: list[int]) -> Rows:
    head = ("Dropped", *(f"{_narrow(found.names[k])}\n{percent(found.probability[k])}" for k in columns))
    rows = tuple(
        (_name(row, found.scenario.model), *(_cell(found, row, k) for k in columns))
        for row in found.rows
        if _moves(row)
    )
    return Rows(head, rows)


def _narrow(name: str) -> str:
    """Return a name in lines no wider than what stands below it, so that words at the side have room."""
    return textwrap.fill(name, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _documents(found: Influence, columns: list[int]) -> Rows:
    head = ("Document: what it adds", *(_narrow(found.names[k]) for k in columns))
    rows = tuple(
        (
            each.description,
            *(f"{each.value.in_words(k)} {'*' * int(each.value.excludes_zero[k]):<1}" for k in columns),
        )
        for each in found.documents
    )
    return Rows(head, rows)


def _moves(row: Influenced) -> bool:
    return row.shift is not None and bool(row.shift.standard_error.any())


def _name(row: Influenced, model: ScenarioModel) -> str:
    first, *others = row.drops
    whole = first.kind in ("statement", "government")
    facts = [] if whole or not row.removes else [counted(len(row.removes), "statement")]
    facts += [f"a value of {say_place(model, place)}" for place in sorted({_place(path) for path, _ in row.values})]
    facts += [say_place(model, _place(path)) for path in sorted(first.parts, key=str)]
    facts += [f"same as {drop.kind} {drop.name}" for drop in others]
    return first.description + (f"  ({'; '.join(facts)})" if facts else "")


def _place(path: Path) -> str:
    """Return where a number stands, as ``--set`` takes it."""
    return ".".join(str(part) for part in path)


def _cell(found: Influence, row: Influenced, k: int) -> str:
    shift = row.shift
    if shift is None or not shift.moves(k):
        return ".   "
    stars = int(shift.excludes_zero[k]) + int(found.significant_bonferroni(shift)[k])
    return f"{shift.in_words(k)} {'*' * stars:<2}"


def _still(found: Influence) -> Iterator[str]:
    implied = [row.drops[0] for row in found.rows if row.shift is None]
    if implied:
        yield (
            "Nothing at all changes without these, as the other statements and the orders say as much: "
            f"{_names(implied)}."
        )
    idle = [row.drops[0] for row in found.rows if row.shift is not None and not _moves(row)]
    if idle:
        yield f"No play of these worlds ends otherwise without these: {_names(idle)}."
    claims = [drop for drop in found.silent if drop.kind == "claim"]
    if claims:
        yield (
            f"No influence by itself: {len(claims)} claims, as every statement that cites one rests on others too: "
            f"{', '.join(drop.name for drop in claims)}."
        )
    others = [drop for drop in found.silent if drop.kind != "claim"]
    if others:
        yield f"Nor have these, as a whole: {_names(others)}."


def _names(drops: Sequence[Drop]) -> str:
    return joined([f"{drop.kind} {drop.name}" for drop in drops])


def data(found: Influence) -> dict[str, Any]:
    """Return it in plain data."""
    return {
        "title": found.scenario.model.title,
        "scenario": found.scenario.digest,
        "worlds": found.size.worlds,
        "replications": found.size.replications,
        "seed": found.size.seed,
        "probability": dict(zip(found.names, found.probability.tolist(), strict=True)),
        "rows": [
            {
                "dropped": [{"kind": drop.kind, "name": drop.name, "said": drop.description} for drop in row.drops],
                "statements": sorted(f"{name} {found.statement_number(name, place)}" for name, place in row.removes),
                "parts": sorted(_place(path) for path in row.drops[0].parts),
                "values": sorted(_place((*path, "by_claim", place)) for path, place in row.values),
                "implied": row.shift is None,
                "shifts": found.cells(row.shift),
            }
            for row in found.rows
        ],
        **({"documents": [_document(found, each) for each in found.documents]} if found.documents else {}),
        "no_influence_alone": [f"{drop.kind} {drop.name}" for drop in found.silent],
        "undone": [f"{drop.kind} {drop.name}" for drop in found.undone],
    }


def _document(found: Influence, each: DocumentValue) -> dict[str, Any]:
    return {"documents": list(each.names), "said": each.description, "values": found.cells(each.value)}


def frame(found: Influence) -> pd.DataFrame:
    """Return a row per dropped thing and outcome."""
    import pandas as pd

    rows = [
        {"kind": drop.kind, "name": drop.name, "said": drop.description, "statements": len(drop.removes), **cell}
        for row in found.rows
        for drop in row.drops
        for cell in found.cells(row.shift)
    ]
    return pd.DataFrame(rows, columns=_FRAME)


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.tornado import plot_influence  # late: loads matplotlib

    return {"influence": plot_influence}


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the function that says what it shows."""
    return {"influence": _describe}


def _describe(found: Influence, outcome: str | None = None) -> str:
    from sim.plots.tornado import why_no_influence

    k = found.place(outcome)
    what = f"How far the probability of {found.names[k]} moves without each statement, claim, document and telling."
    return f"{what} {why_no_influence(found, k)}".rstrip()


def drawings(found: Influence, *, outcome: str | None = None, **_: Any) -> Iterator[Drawing]:
    """Yield its picture."""
    from sim.plots.saving import Drawing

    title = f"Which sources carry the forecast: {found.scenario.model.title}"
    yield Drawing("influence", lambda: found.plot(outcome), title)
