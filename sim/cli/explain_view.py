"""An explanation on a terminal: sentences first, then how each box did."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.explanation.explanation import Explained, Explanation
from sim.analysis.explanation.words import say_condition
from sim.figures import percent
from sim.results.estimates import Z

__all__ = ["show_explanation"]

_LEGEND = (
    "Conditions were searched on half the worlds and judged on the other half, set aside; shares in the sentences "
    "are of the latter. Probability: of the outcome, where the conditions hold (± the 95% margin of Monte Carlo "
    "error, in points). Coverage: share of the plays in question that the conditions hold. Mass: share of all plays. "
    "Quasi-p: the chance of doing as well without the condition, on the worlds set aside (Bryant & Lempert 2010). A "
    "box after the first is of the plays that those before it left."
)


def show_explanation(found: Explanation) -> Iterator[RenderableType]:
    """Yield the parts of the report, to be printed one after the other."""
    made = found.provenance
    kind = "unlikely" if found.unlikely else "likely"
    settings = "".join(f", {setting}" for setting in made.settings)
    yield Text(f"{made.title}: what would make “{found.outcome}” {kind}", style="bold")
    size = f"{made.worlds:,} worlds x {made.replications:,} replications, seed {made.seed}{settings}"
    yield Text(f"{size}; {len(found.told)} factors searched", style="dim")
    yield ""
    for said in found.sentences:
        yield Text(said)
    if found.boxes:
        yield _table(found)
        those = "do not end so" if found.unlikely else "end so"
        yield Text(f"The plays in question are those that {those}. {_LEGEND}", style="dim")


def _table(found: Explanation) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("", justify="right")
    table.add_column("conditions")
    table.add_column("quasi-p", justify="right", no_wrap=True)
    table.add_column("worlds", no_wrap=True)
    for name in ("probability", "coverage", "mass"):
        table.add_column(name, justify="right", no_wrap=True)
    for number, explained in enumerate(found.boxes, start=1):
        _add_box(table, number, explained, found)
    return table


def _add_box(table: Table, number: int, explained: Explained, found: Explanation) -> None:
    """Add a row for each condition; the first two carry the measures."""
    told = [
        (say_condition(found.told[each.name], each), _quasi_p(p))
        for each, p in zip(explained.box, explained.quasi_p, strict=True)
    ]
    measures = [("set aside", explained.held_out), ("searched", explained.found)]
    count = max(len(told), len(measures))
    for row in range(count):
        words, p = told[row] if row < len(told) else ("", "")
        cells = ["", "", "", ""]
        if row < len(measures):
            which, each = measures[row]
            share = f"{percent(found.likelihood(each))} ± {100 * Z * each.density_error:.1f}"
            cells = [which, share, percent(each.coverage), percent(each.mass)]
        table.add_row(str(number) if row == 0 else "", Text(words), p, *cells, end_section=row == count - 1)


def _quasi_p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
