"""Results for the eye: plain text, a rich table for the terminal, HTML for a notebook."""

from __future__ import annotations

import html
import math
from typing import TYPE_CHECKING

import numpy as np

from sim.figures import percent
from sim.results.estimates import Z
from sim.results.incidence import milestones
from sim.results.worth import say_worth

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.results.outcomes import Outcomes

__all__ = ["EDGE", "as_html", "as_rich", "as_text"]

COLUMNS = ("outcome", "probability", "95% margin", "evidence band", "ignorance")

LEGEND = (
    "95% margin: Monte Carlo error in points, which more worlds make smaller (where an outcome never came: a limit). "
    "evidence band: 10th to 90th percentile of the worlds' own probabilities, which only better evidence makes "
    "narrower. ignorance: share of the variance that lies between worlds; the rest is luck."
)

RARE, NEARLY_SURE = "rare", "nearly sure"

_RARE = " rare: 9 of 10 worlds give it next to no chance; its probability comes from the others."
_NEARLY_SURE = " nearly sure: 9 of 10 worlds give it next to no chance of not happening."
_OUTSIDE = " A probability outside its band: a few worlds hold most of it."

EDGE = 0.005
"""Distance from 0 and 1 below which an end of the band is rounded to them."""


def as_text(outcomes: Outcomes) -> str:
    """Return headline, table and dates in plain text."""
    table = [COLUMNS, *_rows(outcomes)]
    first, *widths = (max(len(row[k]) for row in table) for k in range(len(COLUMNS)))
    lines = [
        "  ".join([name.ljust(first), *(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))])
        for name, *cells in table
    ]
    return "\n".join([_headline(outcomes), *lines, *_notes(outcomes)])


def as_html(outcomes: Outcomes) -> str:
    """Return headline, table and dates as HTML."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in COLUMNS)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in _rows(outcomes)
    )
    notes = "<br>".join(html.escape(line) for line in _notes(outcomes))
    return (
        f"<p><strong>{html.escape(_headline(outcomes))}</strong></p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{notes}</p><p><small>{html.escape(_legend(outcomes))}</small></p>"
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
    told = [Text(line) for line in _notes(outcomes)]
    return Group(Text(_headline(outcomes), style="bold"), table, *told, Text(_legend(outcomes), style="dim"))


def _headline(outcomes: Outcomes) -> str:
    made = outcomes.provenance
    settings = "".join(f", {setting}" for setting in made.settings)
    as_of = f", as of {made.as_of}" if made.as_of else ""
    worlds = f"{made.worlds:,} world{'s' * (made.worlds != 1)}"
    size = f"{worlds} x {made.replications:,} replication{'s' * (made.replications != 1)}, seed {made.seed}"
    return f"{made.title}{as_of}: {size}{settings}"


def _rows(outcomes: Outcomes) -> list[tuple[str, ...]]:
    """Return the table of outcomes in words, in the order of `COLUMNS`."""
    found = outcomes.estimates
    return [
        (
            name,
            percent(found.probability[k]),
            _margin(found.probability[k], found.standard_error[k], found.low[k], found.high[k]),
            _span(found.probability[k], found.band_low[k], found.band_high[k]),
            percent(found.share_between[k]),
        )
        for k, name in enumerate(outcomes.names)
    ]


def _notes(outcomes: Outcomes) -> list[str]:
    """Return the lines below the table; what there is nothing to say of is left out."""
    return [*_dates(outcomes), say_worth(outcomes), *filter(None, [outcomes.more_runs()])]


def _dates(outcomes: Outcomes) -> list[str]:
    """Say how much was signed before each date that may change the talks, and by the deadline."""
    tally, model = outcomes.lanes.tally, outcomes.scenario.model
    lines = [
        f"Signed before {day.isoformat()} ({event}): {percent(share)}"
        for day, event, share in milestones(model, tally, as_of=outcomes.provenance.day)
    ]
    signed, in_force, deadline = tally.share(tally.signed), tally.share(tally.in_force), model.deadline.isoformat()
    return [*lines, f"Signed by the deadline {deadline}: {percent(signed)}; in force by then: {percent(in_force)}"]


def _margin(share: float, error: float, low: float, high: float) -> str:
    """Return half the width of the 95% interval in points; a limit where an outcome never or always came."""
    if share in (0, 1):
        return f"\u2264 {percent(high)}" if share == 0 else f"\u2265 {percent(low)}"
    return f"\u00b1 {100 * Z * error:.1f}"


def _span(share: float, low: float, high: float) -> str:
    """Return the evidence band in whole percent, in a word where it is a point that the probability is not.

    Examples
    --------
    >>> _span(0.4, 0.01, 0.74), _span(0.021, 0.0, 0.001), _span(0.98, 0.996, 1.0), _span(0.0, 0.0, 0.0)
    ('1 to 74%', 'rare', 'nearly sure', '0 to 0%')
    """
    if math.isnan(low):
        return "-"
    if share > 0 and high < EDGE:
        return RARE
    if share < 1 and low > 1 - EDGE:
        return NEARLY_SURE
    return f"{100 * low:.0f} to {100 * high:.0f}%"


def _legend(outcomes: Outcomes) -> str:
    """Return what the columns mean, with the words for bands that occur."""
    found = outcomes.estimates
    spans = [_span(*each) for each in zip(found.probability, found.band_low, found.band_high, strict=True)]
    outside = (found.probability < found.band_low - EDGE) | (found.probability > found.band_high + EDGE)
    worded = [span in (RARE, NEARLY_SURE) for span in spans]
    return (
        LEGEND
        + _RARE * (RARE in spans)
        + _NEARLY_SURE * (NEARLY_SURE in spans)
        + _OUTSIDE * any(outside & ~np.array(worded))
    )
