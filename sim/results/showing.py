"""Results for the eye: plain text, a rich table for the terminal, HTML for a notebook."""

from __future__ import annotations

import html
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.results.outcomes import Outcomes

__all__ = ["as_html", "as_rich", "as_text"]

COLUMNS = ("outcome", "probability", "error", "evidence band", "ignorance")

LEGEND = (
    "error: Monte Carlo standard error, which more worlds make smaller (where an outcome never came: a 95% limit). "
    "evidence band: 10th to 90th percentile of the worlds' own probabilities, which only better evidence makes "
    "narrower. ignorance: share of the variance that lies between worlds; the rest is luck."
)


def as_text(outcomes: Outcomes) -> str:
    """Return headline, table and dates in plain text."""
    table = [COLUMNS, *_rows(outcomes)]
    first, *widths = (max(len(row[k]) for row in table) for k in range(len(COLUMNS)))
    lines = [
        "  ".join([name.ljust(first), *(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))])
        for name, *cells in table
    ]
    return "\n".join([_headline(outcomes), *lines, *_dates(outcomes), outcomes.more_runs()])


def as_html(outcomes: Outcomes) -> str:
    """Return headline, table and dates as HTML."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in COLUMNS)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in _rows(outcomes)
    )
    dates = "<br>".join(html.escape(line) for line in [*_dates(outcomes), outcomes.more_runs()])
    return (
        f"<p><strong>{html.escape(_headline(outcomes))}</strong></p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{dates}</p><p><small>{html.escape(LEGEND)}</small></p>"
    )


def as_rich(outcomes: Outcomes) -> RenderableType:
    """Return headline, table, dates and legend for a terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for k, name in enumerate(COLUMNS):
        table.add_column(name, justify="left" if k == 0 else "right", no_wrap=k > 0)
    for row in _rows(outcomes):
        table.add_row(*(Text(cell) for cell in row))
    told = [Text(line) for line in [*_dates(outcomes), outcomes.more_runs()]]
    return Group(Text(_headline(outcomes), style="bold"), table, *told, Text(LEGEND, style="dim"))


def _headline(outcomes: Outcomes) -> str:
    made = outcomes.provenance
    settings = "".join(f", {setting}" for setting in made.settings)
    as_of = f", as of {made.as_of}" if made.as_of else ""
    size = f"{made.worlds:,} worlds x {made.replications:,} replications, seed {made.seed}"
    return f"{made.title}{as_of}: {size}{settings}"


def _rows(outcomes: Outcomes) -> list[tuple[str, ...]]:
    """Return the table of outcomes in words, in the order of `COLUMNS`."""
    found = outcomes.estimates
    return [
        (
            name,
            _percent(found.probability[k]),
            _error(found.probability[k], found.standard_error[k], found.low[k], found.high[k]),
            _span(found.band_low[k], found.band_high[k]),
            _percent(found.share_between[k]),
        )
        for k, name in enumerate(outcomes.names)
    ]


def _dates(outcomes: Outcomes) -> list[str]:
    """Say how much was signed before each date that may change the talks, and by the deadline."""
    lines = [
        f"Signed before {day.date().isoformat()} ({event}): {_percent(share)}"
        for day, event, share in outcomes.milestones().itertuples()
    ]
    signed, in_force = outcomes.table["signed"].notna().mean(), outcomes.table["in_force"].mean()
    deadline = outcomes.scenario.model.deadline.isoformat()
    return [*lines, f"Signed by the deadline {deadline}: {_percent(signed)}; in force by then: {_percent(in_force)}"]


def _error(share: float, error: float, low: float, high: float) -> str:
    if share in (0, 1):
        return f"\u2264 {_percent(high)}" if share == 0 else f"\u2265 {_percent(low)}"
    return f"\u00b1 {_percent(error)}"


def _percent(share: float) -> str:
    return "-" if math.isnan(share) else f"{100 * share:.1f}%"


def _span(low: float, high: float) -> str:
    return "-" if math.isnan(low) else f"{100 * low:.0f} to {100 * high:.0f}%"
