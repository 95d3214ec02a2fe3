"""A series of forecasts: probabilities by date, and scores; its data, table and picture."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.analysis.forecasts.as_of import claims_known, news, say_entries
from sim.analysis.forecasts.climatology import CASES, CLASSES, actual_class
from sim.answer import Detail, plain_data
from sim.figures import margin_in_words, percent, plain
from sim.present.weights import learned_as_data, weights_parts
from sim.rendering.page import Part, Rows
from sim.results.csv_text import csv_text
from sim.results.estimates import Z
from sim.results.explained_record import weights_as_data

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.forecasts.forecast import Forecast
    from sim.plots.saving import Drawing
    from sim.results.outcomes import Outcomes

__all__ = ["FORMAT", "data", "descriptions", "drawings", "files", "parts", "pictures"]

FORMAT = "negotiation-sim forecast 1"

_NEVER = 0.005
"""Outcomes that no forecast puts higher are named in a line instead of a column."""

_CELL = 10
"""Columns of a terminal that a probability with its error takes."""

_CLAIMS = 5
"""Claims named of those that became known between two days; all are in ``--json``."""

_RANGES = 4
"""Outcomes whose range is shown: what happened, and those that vary most."""

_RANGE = (
    "In brackets the structural range: the least and the greatest probability under each reading of what decides it, "
    "one at a time: the other prior of preferences, the other rule of choice, each value alone of numbers of which "
    "claims known by then tell several. "
    "More plays do not make it smaller."
)

_PLAYS = (
    "In %, ± the 95% margin of Monte Carlo error (where an outcome never came, or always: a limit). All days have "
    "the same luck."
)


def parts(found: Forecast, detail: Detail) -> Iterator[Part]:
    """Yield the probabilities by date and, where it is known what happened, the scores."""
    made, full = found.runs[0].provenance, detail == "full"
    size = f"{made.worlds:,} worlds x {made.replications:,} replications a day, seed {made.seed}"
    days = "1 day" if len(found.dates) == 1 else f"{len(found.dates)} days"
    settings = "".join(f", {setting}" for setting in made.settings)
    yield "title", f"{made.title}: forecasts from {days}, {size}{settings}"
    yield from _chances(found, full=full)
    yield from _structural(found, full=full)
    yield from weights_parts(found, full=full)
    if full:
        yield from _by_date(found)
    if found.actual is not None:
        yield _class_scores(found)
        others = found.averages.drop("uniform")
        scores = tuple((str(who), *(f"{score:.3f}" for score in row)) for who, row in others.iterrows())
        yield Rows(("scores in the scenario's own outcomes", *map(str, others.columns)), scores)
    if full and found.actual is not None:
        yield "small", _say_scores(found, found.actual)
    if full and len(found.published):
        yield _published(found)


def _class_scores(found: Forecast) -> Rows:
    """Return the chances and scores in the classes common to all cases, the series' mean beside climatology."""
    rows = found.class_averages
    came = actual_class(found.scenario.model)
    head = [f"{'* ' * (place == came)}{name}" for place, name in enumerate(CLASSES)]
    body = tuple(
        (str(who), *(percent(row[name]) for name in CLASSES), f"{row['brier']:.3f}", f"{row['log']:.3f}")
        for who, row in rows.iterrows()
    )
    return Rows(("scores in classes common to all cases", *head, "brier", "log"), body)


def _chances(found: Forecast, *, full: bool) -> Iterator[Part]:
    """Yield probabilities by date, in full with margins, and without outcomes that are next to never seen."""
    shown = [k for k, chances in enumerate(found.probability.T) if not full or chances.max() >= _NEVER]
    names = [f"{'* ' * (k == found.actual)}{found.names[k]}" for k in shown]
    cell = _with_margin if full else _share
    body = tuple(
        (day.isoformat(), *(cell(run, k) for k in shown)) for day, run in zip(found.dates, found.runs, strict=True)
    )
    yield Rows(("as of", *names), body, width=_CELL if full else 0)
    if full:
        if never := [name for k, name in enumerate(found.names) if k not in shown]:
            yield "line", f"Never above {100 * _NEVER:g}%: {', '.join(never)}."
        yield "small", _PLAYS


def _structural(found: Forecast, *, full: bool) -> Iterator[Part]:
    """Yield by date what outcomes come to under any reading; in full, under each as of the last date."""
    if not found.readings:
        return
    ranges = {k: found.structural_range(k) for k in range(len(found.names))}
    widths = {k: max(high[0] - low[0] for low, high in each) for k, each in ranges.items()}
    shown = sorted((k for k in widths if k != found.actual), key=lambda k: -widths[k])
    shown = [*([] if found.actual is None else [found.actual]), *shown][:_RANGES]
    names = [f"{'* ' * (k == found.actual)}{found.names[k]}" for k in shown]
    rows = tuple(
        (day.isoformat(), *(_range(found.probability[place][k], *ranges[k][place]) for k in shown))
        for place, day in enumerate(found.dates)
    )
    yield Rows(("range, as of", *names), rows, width=16)
    if full:
        last, others = found.dates[-1], found.readings[-1]
        whole = [("as coded", found.probability[-1]), *((each.what, each.probability) for each in others)]
        body = tuple((what, *(percent(chances[k]) for k in shown)) for what, chances in whole)
        yield Rows((f"as of {last}, with", *names), body, words=1, width=_CELL)
    yield "small", _RANGE


def _range(own: float, low: tuple[float, str], high: tuple[float, str]) -> str:
    """Return a probability as coded, and its least and greatest under any reading, in per cent.

    Examples
    --------
    >>> _range(0.25, (0.0, "one"), (0.5, "other"))
    '25% (0 to 50)'
    """
    return f"{percent(own)} ({percent(low[0]).removesuffix('%')} to {percent(high[0]).removesuffix('%')})"


def _share(run: Outcomes, k: int) -> str:
    return percent(run.estimates.probability[k])


def _with_margin(run: Outcomes, k: int) -> str:
    """Return a probability and its 95% margin in points of a hundred; a limit where it never came, or always."""
    found = run.estimates
    share = found.probability[k]
    if share in (0, 1):
        return f"≤ {100 * found.high[k]:.1f}" if share == 0 else f"≥ {100 * found.low[k]:.1f}"
    margin = margin_in_words(share, Z * found.standard_error[k], found.low[k], found.high[k])
    return f"{100 * share:.1f} {margin}"


def _by_date(found: Forecast) -> Iterator[Part]:
    """Yield what became known by each date and, where it is known what happened, the scores of each."""
    entries, known = news(found.scenario.model, found.dates), claims_known(found.scenario, found.dates)
    fresh = [
        "; ".join(filter(None, [say_entries(found.scenario, listed), _say_claims(claims)]))
        for listed, claims in zip(entries, known, strict=True)
    ]
    days = [day.isoformat() for day in found.dates]
    listed = tuple((day, each) for day, each in zip(days, fresh, strict=True) if each)
    if listed:
        yield Rows(("by", "new: record, claims"), listed, words=2)
    if found.actual is not None:
        head = ["came true" if name == "probability" else str(name) for name in found.scores]
        body = [
            (day, percent(row[0]), *(f"{score:.3f}" for score in row[1:]))
            for day, row in zip(days, found.scores.itertuples(index=False), strict=True)
        ]
        yield Rows(("as of", *head), tuple(body))


def _place_of(claim: str) -> list[tuple[int, str]]:
    """Return where a claim comes in order: its numbers count as numbers.

    Examples
    --------
    >>> sorted(["c-17", "c-2", "b-9"], key=_place_of)
    ['b-9', 'c-2', 'c-17']
    """
    return [(len(part), part) if place % 2 else (0, part) for place, part in enumerate(re.split(r"(\d+)", claim))]


def _say_claims(known: Sequence[str]) -> str:
    """Return which claims became known, the first few by name.

    Examples
    --------
    >>> _say_claims(["i-3"]), _say_claims([f"r-{number}" for number in range(8)])
    ('claim i-3 known', 'claims r-0, r-1, r-2, r-3, r-4 and 3 more known')
    """
    known = sorted(known, key=_place_of)
    if not known:
        return ""
    more = f" and {len(known) - _CLAIMS} more" if len(known) > _CLAIMS else ""
    return f"claim{'s' if len(known) > 1 else ''} {', '.join(known[:_CLAIMS])}{more} known"


def _say_scores(found: Forecast, actual: int) -> str:
    happened = found.scenario.model.actual
    how = f", signed {happened.signed}" if happened and happened.signed else ""
    return (
        f"What happened: {found.names[actual]}{how} (* above). {_one_trial(found)}0 is best. climatology: how often "
        f"{len(CASES)} deadlines of the past ended so, a family of cases counting once. brier: sum of squares over "
        "all outcomes, 0 to 2. log: -ln of the chance given to what happened, taken to be at least "
        f"{found.floor:.1g}. "
        "ranked: ranked probability score, 0 to 1; it takes the order of the outcomes in the file for a scale, which "
        "it may not be. mean of days: a forecast stands until the next one."
    )


def _one_trial(found: Forecast) -> str:
    """Say that several dates of one case are one trial."""
    if len(found.dates) == 1:
        return "One case is one trial: a score shows no skill. "
    return f"The {len(found.dates)} dates share one outcome and are one trial: their scores show no skill. "


def _published(found: Forecast) -> Rows:
    model = found.scenario.model
    body = []
    for event, day, given, own, happened, given_score, own_score in found.published.itertuples(index=False):
        came = "" if pd.isna(happened) else ": yes" if happened else ": no"
        title = model.events[event].title or plain(event)
        scored = (_number(given, 2), _number(given_score, 3), _number(own, 2), _number(own_score, 3))
        body.append((f"{title}{came}", day.date().isoformat(), *scored))
    head = ("event, and if it happened", "odds of", "published", "brier", "simulated", "brier")
    return Rows(head, tuple(body), words=2)


def _number(value: float, digits: int) -> str:
    return "-" if math.isnan(value) else f"{value:.{digits}f}"


def data(found: Forecast) -> dict[str, Any]:
    """Return the series in plain data."""
    known, model = found.runs[0].provenance.as_dict(), found.scenario.model
    scores = _rows(found.scores)
    rows = [
        {
            "as_of": day.isoformat(),
            "outcomes": _rows(run.probabilities().reset_index()),
            "score": scores[number] if scores else None,
        }
        for number, (day, run) in enumerate(zip(found.dates, found.runs, strict=True))
    ]
    return {
        "title": known["title"],
        "scenario": known["scenario"],
        "seed": known["seed"],
        "provenance": {name: value for name, value in known.items() if name != "as_of"},
        "forecasts": rows,
        "news": [
            [entry.model_dump(mode="json", exclude_defaults=True) for entry in entries]
            for entries in news(model, found.dates)
        ],
        "claims_known": [list(claims) for claims in claims_known(found.scenario, found.dates)],
        "classes": _rows(found.classes.reset_index(drop=True)),
        "class_averages": _rows(found.class_averages.reset_index()),
        "averages": _rows(found.averages.reset_index()),
        "log_floor": found.floor,
        **({"readings": _readings(found)} if found.readings else {}),
        "weights": [weights_as_data(run).get("weights") for run in found.runs],
        "learned": learned_as_data(found),
        "published": _rows(found.published.assign(date=found.published["date"].astype(str))),
        "actual": model.actual.model_dump(mode="json") if model.actual else None,
    }


def _rows(frame: pd.DataFrame) -> Any:
    """Return a table's rows in plain data, numbers to ten digits."""
    return plain_data(frame.to_dict("records"), digits=10)


def files(found: Forecast) -> dict[str, str]:
    """Return the texts that are saved."""
    return {"forecast.csv": csv_text(found.table), "forecast.json": found.to_json()}


def _readings(found: Forecast) -> list[Any]:
    """Return by date the probabilities under each reading."""
    return [
        {each.what: dict(zip(found.names, each.probability.tolist(), strict=True)) for each in readings}
        for readings in found.readings
    ]


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.forecast import plot_forecast  # late: loads matplotlib
    from sim.plots.learned import plot_learned

    return {"forecast": plot_forecast, "learned": plot_learned}


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the functions that say what pictures show."""
    from sim.plots.forecast import describe_forecast
    from sim.plots.learned import describe_learned

    return {"forecast": describe_forecast, "learned": describe_learned}


def drawings(found: Forecast) -> Iterator[Drawing]:
    """Yield its picture."""
    from sim.plots.saving import Drawing

    title = f"Forecasts over time: {found.scenario.model.title}"
    yield Drawing("forecast", found.plot, title)
    if any(run.weights is not None for run in found.runs):
        learned = f"What the record tells: {found.scenario.model.title}"
        yield Drawing("learned", found.plot.learned, learned)
