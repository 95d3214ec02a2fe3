"""A library of cases, forecast and scored: first the criterion, then tables, its data and pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sim.analysis.validation.baselines import BASELINES
from sim.analysis.validation.case_forecast import BEFORE
from sim.analysis.validation.validation import CRITERION, FORMAT
from sim.answer import Detail, plain_data
from sim.figures import counted, percent
from sim.present import validation_record as record
from sim.present.validation_page import page
from sim.present.validation_rows import (
    SHORT,
    average_rows,
    case_rows,
    coding_rows,
    criterion,
    days_before,
    families_in_words,
    reliability_rows,
)
from sim.rendering.page import Part, Rows
from sim.results.csv_text import csv_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.validation.validation import Validation
    from sim.plots.saving import Drawing

__all__ = ["FORMAT", "data", "descriptions", "drawings", "files", "parts", "pictures"]


def parts(found: Validation, detail: Detail) -> Iterator[Part]:
    """Yield the criterion, the cases, and the mean scores; in full all there is."""
    made = found.made
    families = families_in_words(len({case.family for case in found.cases}))
    cases, forecasts = counted(len(found.cases), "deadline"), counted(len(found.forecasts), "forecast")
    size = f"{made.worlds:,} worlds x {made.replications:,}, seed {made.seed}"
    yield "title", f"{cases} of {families}: {forecasts}, {size}"
    yield "line", criterion(found)
    yield "small", f"Defaults {made.defaults}, coding rules {made.rules}, version {made.version}."
    yield Rows(
        ("case", "before", *SHORT.values(), "ended", "brier", "not weighed"), case_rows(found, full=detail == "full")
    )
    yield "small", "Worlds weighed by what was done; not weighed: the Brier score without that."
    yield from _averages(found, full=detail == "full")
    if detail == "full":
        yield from _in_full(found)


_AVERAGE_HEAD = ("days before", "n", "brier", "log", "ranked", "days", "model less it [95%]")


def _averages(found: Validation, *, full: bool) -> Iterator[Part]:
    for before in BEFORE if full else CRITERION[:1]:
        if rows := average_rows(found, before):
            yield Rows((days_before(before), *_AVERAGE_HEAD[1:]), rows)
    yield (
        "small",
        "Means over families of cases (n: cases/families), 0 is best; days: of the day of the end (CRPS). Baselines "
        "know the other families' ends alone.",
    )
    gaps = [found.difference(rival) for rival in CRITERION[1]]
    if not any(math.isnan(gap.detectable) for gap in gaps):
        least = ", ".join(f"{gap.detectable:.2f} ({rival})" for rival, gap in zip(CRITERION[1], gaps, strict=True))
        yield "small", f"The least mean difference that so few families show in four of five samples: {least}."


def _in_full(found: Validation) -> Iterator[Part]:
    if len(found.reliability):
        yield "heading", "Reliability, worlds weighed"
        yield Rows(("chance given", "forecasts", "mean", "came true"), reliability_rows(found))
        yield "small", f"Sharpness: the likeliest class is given {percent(found.sharpness)} on average."
    if len(found.codings):
        yield "heading", "Two coders"
        yield Rows(("case", "before", "moves", "first", "second", "pooled"), coding_rows(found))
        yield "small", "moves: how much of the chance the second coding puts elsewhere; the rest are Brier scores."
    if found.agreement:
        yield Rows(record.AGREEMENT_HEAD, record.agreement_rows(found))
        yield "small", record.AGREEMENT_LEGEND
        yield Rows(record.PAIRS_HEAD, record.pair_rows(found), words=4)
    yield "heading", "What was done, and how likely the model finds it"
    yield Rows(record.MOVES_HEAD, record.moves_rows(found))
    yield "small", record.MOVES_LEGEND
    if hard := record.hard_moves(found):
        yield "line", "Hard to believe for the model:"
        yield from (("item", f"{line}.") for line in hard)
    if found.conduct:
        yield "heading", "Conduct"
        yield Rows(record.RECORD_HEAD, record.record_rows(found))
        yield "small", record.RECORD_LEGEND
        yield Rows(record.CONDUCT_HEAD, record.conduct_rows(found))
        yield "small", record.CONDUCT_LEGEND
    yield from _crowd(found)
    yield from _remarks(found)


def _crowd(found: Validation) -> Iterator[Part]:
    if not found.crowd:
        return
    yield "heading", "Published odds of an agreement in time"
    yield Rows(record.CROWD_HEAD, record.crowd_rows(found), words=3)
    yield "small", record.CROWD_LEGEND


def _remarks(found: Validation) -> Iterator[Part]:
    if left_out := [case for case in found.cases if not case.counts]:
        yield "heading", "Not counted"
        for case in left_out:
            yield "item", f"{case.name}: {case.because}."
    if broken := [case for case in found.cases if case.breaches]:
        yield "heading", "What breaks the coding rules"
        for case in broken:
            for breach in case.breaches:
                yield "item", f"{case.name}: {breach}."
    if undated := record.undated_lines(found):
        yield "heading", "What could not be dated"
        yield "line", record.UNDATED
        yield from (("item", line) for line in undated)


def data(found: Validation) -> dict[str, Any]:
    """Return it in plain data; `sim.analysis.validation.saved` reads it back."""
    gaps = {rival: found.difference(rival)._asdict() for rival in BASELINES}
    return {
        **vars(found.made),
        "scenario": found.digest,
        "criterion": {
            "met": found.is_forecaster,
            "text": criterion(found),
            "differences": plain_data(gaps, digits=10),
        },
        "averages": plain_data(found.averages.to_dict("records"), digits=10),
        "reliability": plain_data(found.reliability.to_dict("records"), digits=10),
        "sharpness": plain_data(found.sharpness, digits=10),
        "codings": plain_data(found.codings.to_dict("records"), digits=10),
        "cases": [case.as_dict() for case in found.cases],
        "forecasts": [each.as_dict() for each in found.forecasts],
        "crowd": [each.as_dict() for each in found.crowd],
        "conduct": [each.as_dict() for each in found.conduct],
        "agreement": [each.as_dict() for each in found.agreement],
    }


def files(found: Validation) -> dict[str, str]:
    """Return the texts that are saved."""
    return {"validation.json": found.to_json(), "validation.csv": csv_text(found.scores), "README.md": page(found)}


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.validation import plot_cases, plot_reliability  # late: loads matplotlib

    return {"cases": plot_cases, "reliability": plot_reliability}


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the functions that say what pictures show."""
    from sim.plots.validation import describe_cases, describe_reliability

    return {"cases": describe_cases, "reliability": describe_reliability}


def drawings(found: Validation) -> Iterator[Drawing]:
    """Yield its pictures."""
    from sim.plots.saving import Drawing

    yield Drawing("cases", found.plot.cases, "Forecasts of every case")
    title = "Chances given, and how often it came true"
    yield Drawing("reliability", found.plot.reliability, title)
