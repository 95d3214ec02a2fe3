"""Results for the eye: plain text, a rich table for the terminal, HTML for a notebook."""

from __future__ import annotations

import html
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.results.outcomes import Outcomes

__all__ = ["as_html", "as_rich", "as_text", "headline", "rows"]

COLUMNS = ("outcome", "probability", "error", "95% interval", "evidence band", "ignorance")
"""Columns of the table of outcomes; the last is the share of the variance that is not luck."""

LEGEND = (
    "error: one Monte Carlo standard error, which more worlds make smaller. evidence band: 10th to 90th percentile "
    "of the worlds' own probabilities, which only better evidence makes narrower. ignorance: share of the variance "
    "between worlds; the rest is luck."
)


def headline(outcomes: Outcomes) -> str:
    """Return the run in one line."""
    made = outcomes.provenance
    return f"{made.title}: {made.worlds:,} worlds x {made.replications:,} replications, seed {made.seed}"


def rows(outcomes: Outcomes) -> list[tuple[str, ...]]:
    """Return the table of outcomes in words, in the order of `COLUMNS`."""
    found = outcomes.estimates
    return [
        (
            name,
            _percent(found.probability[k]),
            f"± {_percent(found.standard_error[k])}",
            _span(found.low[k], found.high[k], digits=1),
            _span(found.band_low[k], found.band_high[k], digits=0),
            _percent(found.share_between[k]),
        )
        for k, name in enumerate(outcomes.names)
    ]


def _percent(share: float) -> str:
    return "-" if math.isnan(share) else f"{100 * share:.1f}%"


def _span(low: float, high: float, *, digits: int) -> str:
    return "-" if math.isnan(low) else f"{100 * low:.{digits}f} to {100 * high:.{digits}f}%"


def as_text(outcomes: Outcomes) -> str:
    """Return headline and table in plain text."""
    table = [COLUMNS, *rows(outcomes)]
    widths = [max(len(row[k]) for row in table) for k in range(len(COLUMNS))]
    lines = [
        "  ".join(
            [name.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))]
        )
        for name, *cells in table
    ]
    return "\n".join([headline(outcomes), *lines, outcomes.more_runs()])


def as_html(outcomes: Outcomes) -> str:
    """Return headline and table as HTML."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in COLUMNS)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows(outcomes)
    )
    return (
        f"<p><strong>{html.escape(headline(outcomes))}</strong></p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{html.escape(outcomes.more_runs())}</p><p><small>{html.escape(LEGEND)}</small></p>"
    )


def as_rich(outcomes: Outcomes) -> RenderableType:
    """Return headline, table and legend for a terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for k, name in enumerate(COLUMNS):
        table.add_column(name, justify="left" if k == 0 else "right", no_wrap=k > 0)
    for row in rows(outcomes):
        table.add_row(*(Text(cell) for cell in row))
    return Group(Text(headline(outcomes), style="bold"), table, Text(LEGEND, style="dim"), Text(outcomes.more_runs()))
