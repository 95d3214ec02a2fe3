"""A comparison: rows of its tables, sentences on timing and pairing; its data and pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.answer import Detail, as_of_data, plain_data
from sim.figures import bracketed, joined, margin_in_words, percent, plain, run_size_in_words
from sim.rendering.page import Part, Rows
from sim.results.estimates import Z
from sim.results.explained_record import STARVED, say_starved
from sim.results.naming import say_day
from sim.results.titles import inside

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.comparison.comparison import Comparison
    from sim.plots.saving import Drawing

__all__ = ["FORMAT", "data", "descriptions", "drawings", "parts", "pictures"]

FORMAT = "negotiation-sim comparison 1"

LEGEND = (
    "Differences are in percentage points. paired: 95% margin of the difference, world by world under the same "
    "luck; unpaired: what it would be with luck of their own. * marks differences whose 95% interval excludes 0; of "
    "twenty true zeros luck marks one. A dash: no play of either ended so, or every one did; the interval is what so "
    "few leave open. ± is a 95% margin, too. All are errors of a finite run, which more worlds make smaller; they "
    "say nothing of what the evidence leaves open."
)

FLOW_LEGEND = (
    "Rows: how plays end in “{base}”; columns: how the same plays end here; in brackets those that end alike. "
    "Numbers of plays, · for none."
)

_WEIGHED = (
    "Worlds are weighed by the record, in each scenario by itself; they are as good as so many: {}. Counts of plays "
    "weigh worlds as the first does."
)

_ERRORS = ["standard_error", "unpaired_error"]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LONGEST_HEAD = 24
"""Letters of a name at the head of a column; a longer one stands in the heading above alone."""

_MOST_TEXTS = 3


def _headline(comparison: Comparison) -> str:
    """Return what is compared, and on how much."""
    day = comparison.runs[comparison.base].provenance.as_of
    return (
        f"{joined(comparison.variations)} against {comparison.base}{f', as of {day}' if day else ''}: "
        f"{run_size_in_words(*comparison.made)}, the same luck in all"
    )


def parts(comparison: Comparison, detail: Detail) -> Iterator[Part]:
    """Yield the parts of the comparison, to be shown one after the other."""
    yield "title", _headline(comparison)
    if weighed := [f"{name} {run.weights.size():,.0f}" for name, run in comparison.runs.items() if run.weights]:
        yield "small", _WEIGHED.format(joined(weighed))
        least = min(run.weights.size() for run in comparison.runs.values() if run.weights)
        if least < STARVED:
            yield "line", say_starved(least, comparison.made[0])
    for name in comparison.variations:
        yield "heading", f"{name}: {comparison.runs[name].scenario.model.title}"
        yield from _say_changes(comparison, name)
        yield _difference_rows(comparison, name)
        yield "line", _say_timing(comparison, name)
        share, error = comparison.moved(name)
        yield (
            "line",
            f"{percent(share)} of plays{_plus_minus(share, error)} end otherwise than in “{comparison.base}”:",
        )
        yield _flow_rows(comparison, name)
        yield "small", FLOW_LEGEND.format(base=comparison.base)
        yield "line", _say_pairing(comparison, name)
    yield "end", LEGEND


def _say_changes(comparison: Comparison, name: str) -> Iterator[Part]:
    found = comparison.changes(name)
    yield "line", f"What differs from “{comparison.base}”:" if found.changes else f"What differs: {found}."
    for change in found.changes:
        yield "item", str(change)
    if found.texts:
        shown, more = found.texts[:_MOST_TEXTS], len(found.texts) - _MOST_TEXTS
        others = [*shown, f"{more} more"] if more > 0 else list(shown)
        yield "small", f"Besides, notes or the claims cited: {joined(others)}."


def _difference_rows(comparison: Comparison, name: str) -> Rows:
    here = name if len(name) <= _LONGEST_HEAD else "here"
    head = ("outcome", comparison.base, here, "difference", "95% interval", "paired", "unpaired")
    probabilities = comparison.probabilities()["probability"]
    body, marked = [], set()
    for number, (outcome, row) in enumerate(comparison.differences().loc[name].iterrows()):
        shown = [percent(probabilities[each, outcome]) for each in (comparison.base, name)]
        if math.isnan(row["difference"]):
            cells = ["-", "only in one", "-", "-"]
        else:
            cells = [
                _points(row["difference"]) + ("*" if row["flagged"] else " "),
                f"{_points(row['low'])} to {_points(row['high'])}",
                *([_margin(row[key]) for key in _ERRORS] if row["unpaired_error"] else ["-", "-"]),
            ]
        body.append((str(outcome), *shown, *cells))
        if row["flagged"]:
            marked.add(number)
    return Rows(head, tuple(body), frozenset(marked))


def _flow_rows(comparison: Comparison, name: str) -> Rows:
    """Return the flow table with a letter for each outcome; outcomes that no play has on either side are left out."""
    flows = comparison.flows(name)
    letter = {outcome: _LETTERS[place % 26] * (1 + place // 26) for place, outcome in enumerate(comparison.names)}
    rows = [outcome for outcome in flows.index if flows.loc[outcome].any()]
    columns = [outcome for outcome in flows.columns if flows[outcome].any()]
    body = [
        (
            f"{letter[outcome]}  {outcome}",
            *(_count(flows.at[outcome, other], outcome == other) if outcome in rows else "·" for other in columns),
        )
        for outcome in comparison.names
        if outcome in rows or outcome in columns
    ]
    return Rows(("", *(letter[other] for other in columns)), tuple(body))


def _say_timing(comparison: Comparison, name: str) -> str:
    timing = comparison.timing().to_dict("index")
    base, own = timing[comparison.base], timing[name]
    line = (
        f"Signed: {percent(base['signed'])} of plays in “{comparison.base}”{_median(base)}; "
        f"{percent(own['signed'])} in “{name}”{_median(own)}."
    )
    if math.isnan(own["median_shift_days"]):
        return f"{line} No play is signed in both."
    days = own["median_shift_days"]
    when = "on the same day" if days == 0 else f"{abs(days):g} days {'later' if days > 0 else 'earlier'}"
    return f"{line} Plays signed in both ({percent(own['signed_in_both'])}) are signed {when} here (median)."


def _median(row: Mapping[Any, Any]) -> str:
    day = row["median_signed"]
    return "" if pd.isna(day) else f", median day {say_day(day.date())}"


def _say_pairing(comparison: Comparison, name: str) -> str:
    correlation = comparison.correlation(name)
    line = f"Pairing: the worlds' shares correlate {correlation:.2f}"
    if math.isnan(correlation):
        line = "Pairing: nothing varies between worlds"
    elif 0 < correlation < 1:
        line += f"; with luck of their own the runs would need {1 / (1 - correlation):.1f} times the worlds"
    names = comparison.preferences_differ(name)
    if not names:
        return f"{line}. World by world, preferences are the same in both."
    titles = {
        each: government.title or plain(each)
        for run in comparison.runs.values()
        for each, government in run.scenario.model.governments.items()
    }
    who = joined([inside(titles[each]) for each in names])
    return (
        f"{line}. The evidence on {who} differs, so that a world of the same number holds another draw of their "
        "preferences: it is paired by number and luck only."
    )


def data(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison in plain data; numbers have ten digits: the last ones depend on the order of summing."""
    worlds, replications, seed = comparison.made
    made = comparison.runs[comparison.base].provenance
    return {
        "scenario": made.scenario,
        **as_of_data(made.as_of),
        "seed": seed,
        "worlds": worlds,
        "replications": replications,
        "base": comparison.base,
        "scenarios": {
            name: {
                "title": run.provenance.title,
                "scenario": run.provenance.scenario,
                "settings": list(run.provenance.settings),
            }
            for name, run in comparison.runs.items()
        },
        "probabilities": _records(comparison.probabilities()),
        "differences": _records(comparison.differences()),
        "compared": {name: _compared(comparison, name) for name in comparison.variations},
        "timing": _records(comparison.timing()),
    }


def _compared(comparison: Comparison, name: str) -> dict[str, Any]:
    share, error = comparison.moved(name)
    flows = comparison.flows(name)
    return {
        **comparison.changes(name).as_dict(),
        "plays_that_end_otherwise": plain_data({"share": share, "standard_error": error}, digits=10),
        "flows": flows.to_dict("index"),
        "correlation": plain_data(comparison.correlation(name), digits=10),
        "preferences_differ": list(comparison.preferences_differ(name)),
    }


def _records(frame: pd.DataFrame) -> Any:
    return plain_data(frame.reset_index().to_dict(orient="records"), digits=10)


def _points(share: float) -> str:
    """Return a difference in points with its sign; what rounds to nothing has none."""
    return f"{100 * share:+.1f}" if round(100 * share, 1) else "0.0"


def _margin(error: float) -> str:
    return "-" if math.isnan(error) else f"{100 * Z * error:.1f}"


def _plus_minus(share: float, error: float) -> str:
    return f" {bracketed(margin_in_words(share, Z * error, sign='± '))}" if error else ""


def _count(number: Any, alike: bool) -> str:
    cell = f"{round(number):,}" if round(number) else "·"
    return f"({cell})" if alike and number else cell


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.compare import plot_comparison, plot_differences  # late: loads matplotlib
    from sim.plots.flows import plot_flows

    return {"comparison": plot_comparison, "differences": plot_differences, "flows": plot_flows}


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the functions that say what pictures show."""
    from sim.plots.compare import describe_comparison
    from sim.plots.flows import describe_flows

    return {"comparison": describe_comparison, "differences": describe_comparison, "flows": describe_flows}


def drawings(comparison: Comparison) -> Iterator[Drawing]:
    """Yield the flows to each scenario, and the comparison."""
    from sim.plots.saving import Drawing, file_stems

    for name, stem in file_stems("flows", comparison.variations).items():
        yield Drawing(stem, partial(comparison.plot.flows, name), f"Plays that end otherwise: {name}")
    title = f"Scenarios compared: {comparison.runs[comparison.base].scenario.model.title}"
    yield Drawing("comparison", comparison.plot, title)
