"""A series of forecasts on a terminal: probabilities by date, scores, and odds published by others."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from sim.analysis.forecasts.as_of import claims_known, news, say_entries
from sim.results.estimates import Z

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.analysis.forecasts.forecast import Forecast

__all__ = ["show_forecast"]

_NEVER = 0.005
"""Outcomes that no forecast puts higher are told in a line instead of a column."""

_DATE, _CELL = 10, 12
"""Columns of a terminal that a date and a probability with its error take, with the space between them."""

_WIDE = 90
"""Columns of a terminal from which on the record is told beside the scores."""

_PLAYS = (
    "In %, ± the 95% margin of Monte Carlo error (where an outcome never came, or always: a limit). All days have "
    "the same luck."
)


def show_forecast(found: Forecast) -> Iterator[RenderableType]:
    """Yield what is told of a series, in order."""
    made = found.runs[0].provenance
    settings = "".join(f", {setting}" for setting in made.settings)
    size = f"{made.worlds:,} worlds x {made.replications:,} replications a day, seed {made.seed}{settings}"
    days = "1 day" if len(found.dates) == 1 else f"{len(found.dates)} days"
    yield Text(f"{made.title}: forecasts from {days}, {size}", style="bold")
    yield _Chances(found)
    never = [name for name, chances in zip(found.names, found.probability.T, strict=True) if chances.max() < _NEVER]
    if never:
        yield Text(f"Never above {100 * _NEVER:g}%: {', '.join(never)}.")
    yield Text(_PLAYS, style="dim")
    yield _Scores(found)
    if found.actual is not None:
        yield from _against_others(found)
    if len(found.published):
        yield _published(found)


class _Chances:
    """Probabilities by date and outcome: in as many tables as the width of the terminal asks for."""

    def __init__(self, found: Forecast) -> None:
        self._found = found
        self._shown = [k for k, chances in enumerate(found.probability.T) if chances.max() >= _NEVER]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the tables."""
        at_once = max(1, (options.max_width - _DATE - 2) // _CELL)
        for first in range(0, len(self._shown), at_once):
            yield self._table(self._shown[first : first + at_once])

    def _table(self, outcomes: Sequence[int]) -> Table:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
        table.add_column("as of", no_wrap=True)
        for k in outcomes:
            star = "* " if k == self._found.actual else ""
            table.add_column(f"{star}{self._found.names[k]}", justify="right", width=_CELL - 2)
        for day, run in zip(self._found.dates, self._found.runs, strict=True):
            found = run.estimates
            cells = [
                _chance(found.probability[k], found.standard_error[k], found.low[k], found.high[k]) for k in outcomes
            ]
            table.add_row(day.isoformat(), *cells)
        return table


def _chance(share: float, error: float, low: float, high: float) -> str:
    """Return a probability and its 95% margin in points of a hundred.

    Examples
    --------
    >>> _chance(0.412, 0.018, 0.38, 0.45), _chance(0.0, 0.0, 0.0, 0.013)
    ('41.2 ±3.5', '≤ 1.3')
    """
    if share in (0, 1):
        return f"≤ {100 * high:.1f}" if share == 0 else f"≥ {100 * low:.1f}"
    return f"{100 * share:.1f} ±{100 * Z * error:.1f}"


class _Scores:
    """What became known by each date and, where it is known what happened, the scores.

    On a narrow terminal what became known is told below the table.
    """

    def __init__(self, found: Forecast) -> None:
        self._found = found
        told = news(found.scenario.model, found.dates)
        claims = claims_known(found.scenario, found.dates)
        self._news = [
            "; ".join(filter(None, [say_entries(found.scenario, entries), _say_claims(known)]))
            for entries, known in zip(told, claims, strict=True)
        ]
        self._columns = [str(name) for name in found.scores] if found.actual is not None else []

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the table, and what does not fit into it."""
        beside = options.max_width >= _WIDE
        if beside or self._columns:
            yield self._table(with_news=beside)
        if not beside:
            for day, told in zip(self._found.dates, self._news, strict=True):
                if told:
                    yield Text(f"New by {day}: {told}.")

    def _table(self, *, with_news: bool) -> Table:
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        table.add_column("as of", no_wrap=True)
        if with_news:
            table.add_column("new: record, claims")
        for name in self._columns:
            table.add_column("came true" if name == "probability" else name, justify="right", no_wrap=True)
        for number, (day, told) in enumerate(zip(self._found.dates, self._news, strict=True)):
            row = [float(self._found.scores[name].iloc[number]) for name in self._columns]
            cells = [f"{100 * row[0]:.1f}%", *(f"{score:.3f}" for score in row[1:])] if row else []
            table.add_row(day.isoformat(), *([told or "-"] if with_news else []), *cells)
        return table


def _say_claims(known: Sequence[str]) -> str:
    """Return which claims became known, the first few by name.

    Examples
    --------
    >>> _say_claims(["i-3"]), _say_claims([f"r-{number}" for number in range(8)])
    ('claim i-3 known', 'claims r-0, r-1, r-2, r-3, r-4 and 3 more known')
    """
    if not known:
        return ""
    more = f" and {len(known) - _CLAIMS} more" if len(known) > _CLAIMS else ""
    return f"claim{'s' if len(known) > 1 else ''} {', '.join(known[:_CLAIMS])}{more} known"


_CLAIMS = 5
"""Claims named of those that became known between two days; all are in ``--json``."""


def _against_others(found: Forecast) -> Iterator[RenderableType]:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("scores against what happened")
    for name in found.averages.columns:
        table.add_column(str(name), justify="right")
    for who, row in found.averages.iterrows():
        table.add_row(str(who), *(f"{score:.3f}" for score in row))
    yield table
    actual = found.scenario.model.actual
    how = f", signed {actual.signed}" if actual and actual.signed else ""
    yield Text(
        f"What happened: {found.names[found.actual or 0]}{how} (* above). 0 is best. brier: sum of squares over all "
        f"outcomes, 0 to 2. log: -ln of the chance given to what happened, taken to be at least {found.floor:.1g}. "
        "ranked: ranked probability score, 0 to 1; it takes the order of the outcomes in the file for a scale, which "
        "it may not be. mean of days: a forecast stands until the next one.",
        style="dim",
    )


def _published(found: Forecast) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("event, and if it happened", overflow="fold")
    for name in ("odds of", "published", "brier", "simulated", "brier"):
        table.add_column(name, justify="left" if name == "odds of" else "right", no_wrap=True)
    model = found.scenario.model
    for event, day, given, own, happened, given_score, own_score in found.published.itertuples(index=False):
        said = "" if pd.isna(happened) else ": yes" if happened else ": no"
        title = model.events[event].title or event.replace("_", " ")
        scored = (_number(given, 2), _number(given_score, 3), _number(own, 2), _number(own_score, 3))
        table.add_row(f"{title}{said}", day.date().isoformat(), *scored)
    return table


def _number(value: float, digits: int) -> str:
    return "-" if math.isnan(value) else f"{value:.{digits}f}"
