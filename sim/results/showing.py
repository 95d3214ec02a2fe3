"""Results in words: the headline, the rows of the table, the lines below it, what the columns mean."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.figures import margin_in_words, percent, plain, run_size_in_words
from sim.results.estimates import FEW, Z
from sim.results.explained_record import say_weights
from sim.results.incidence import milestones
from sim.results.worth import say_worth
from sim.scenario.as_of import last_recorded_deadline, recorded_course
from sim.scenario.deadline import say_deadline
from sim.scenario.remarks import hindsight

if TYPE_CHECKING:
    from sim.results.outcomes import Outcomes

__all__ = ["COLUMNS", "EDGE", "headline", "legend", "notes", "rows", "say_hindsight", "say_margin"]

COLUMNS = ("outcome", "probability", "95% margin", "evidence band", "ignorance")

LEGEND = (
    "95% margin: Monte Carlo error in points, which more worlds make smaller (where an outcome never came: a limit). "
    "evidence band: 10th to 90th percentile of the worlds' own probabilities, which only better evidence makes "
    "narrower. ignorance: share of the variance that lies between worlds, with its 95% margin (a dash where fewer "
    f"than {FEW} worlds tell); the rest is luck."
)

RARE, NEARLY_SURE = "rare", "nearly sure"

_RARE = " rare: 9 of 10 worlds give it next to no chance; its probability comes from the others."
_NEARLY_SURE = " nearly sure: 9 of 10 worlds give it next to no chance of not happening."
_OUTSIDE = " A probability outside its band: a few worlds hold most of it."

EDGE = 0.005
"""Distance from 0 and 1 below which an end of the band is rounded to them."""


def headline(outcomes: Outcomes) -> str:
    """Return title, size and seed of the run."""
    made = outcomes.provenance
    settings = "".join(f", {setting}" for setting in made.settings)
    return f"{made.dated_title}: {run_size_in_words(made.worlds, made.replications, made.seed)}{settings}"


def rows(outcomes: Outcomes) -> list[tuple[str, ...]]:
    """Return the table of outcomes in words, in the order of `COLUMNS`."""
    found = outcomes.estimates
    return [
        (
            name,
            percent(found.probability[k]),
            say_margin(found.probability[k], found.standard_error[k], found.low[k], found.high[k]),
            _span(found.probability[k], found.band_low[k], found.band_high[k]),
            _ignorance(found.epistemic_share[k], found.share_error[k]),
        )
        for k, name in enumerate(outcomes.names)
    ]


def notes(outcomes: Outcomes) -> list[str]:
    """Return the lines below the table; what there is nothing to say of is left out."""
    more = filter(None, [say_hindsight(outcomes), outcomes.more_runs()])
    return [*_dates(outcomes), say_worth(outcomes), *say_weights(outcomes), *more]


def say_hindsight(outcomes: Outcomes) -> str:
    """Say how much of what was played became known after the start; "" for nothing, or as of a day."""
    late = "" if outcomes.provenance.as_of else hindsight(outcomes.scenario)
    return f"With hindsight: {late}." if late else ""


def _dates(outcomes: Outcomes) -> list[str]:
    """Say how much was signed before each date that may change the talks, and by the deadline."""
    tally, model = outcomes.tally, outcomes.scenario.model
    lines = [
        f"Signed before “{each.title}”{each.doubt} on {each.day.isoformat()}: {percent(each.signed_before)}"
        for each in milestones(model, tally, as_of=outcomes.provenance.day)
    ]
    signed, in_force = tally.share(tally.signed), tally.share(tally.in_force)
    day = outcomes.provenance.day
    deadline = last_recorded_deadline(model, day).isoformat()
    used, on_record = (0, ()) if day is None else recorded_course(model, day)
    for name, count in tally.made.items():
        if name in on_record:
            continue
        move = model.moves[name].title or plain(name)
        lines.append(f"Moves made ({move}): {percent(count / tally.lanes)}")
    last = model.end_word
    if model.prolongations:
        before = model.deadlines[used].isoformat()
        lines += [f"Prolonged beyond {before}: {percent(n / tally.lanes)}" for n in tally.prolonged[used : used + 1]]
        last = "last deadline"
    if not model.deadline_is_certain and not used:
        late = f"; once prolonged, {deadline}" if model.prolongations else ""
        deadline = f"({say_deadline(model.deadline, after=day or model.start)}{late})"
    return [*lines, f"Signed by the {last} {deadline}: {percent(signed)}; in force by then: {percent(in_force)}"]


def say_margin(share: float, error: float, low: float, high: float, *, sign: str = "\u00b1 ") -> str:
    """Return the 95% margin in points, or the interval; a limit where an outcome never or always came."""
    if share in (0, 1):
        return f"\u2264 {percent(high)}" if share == 0 else f"\u2265 {percent(low)}"
    return margin_in_words(share, Z * error, low, high, sign=sign)


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


def _ignorance(share: float, error: float) -> str:
    """Return the share of ignorance with its 95% margin; a dash where too few worlds hold the outcome to tell.

    Examples
    --------
    >>> _ignorance(0.384, 0.021), _ignorance(0.31, math.nan), _ignorance(0.96, 0.03)
    ('38% ± 4', '-', '96% (90 to 100)')
    """
    if math.isnan(error):
        return "-"
    return f"{100 * share:.0f}% {margin_in_words(share, Z * error, sign='± ', digits=0)}"


def legend(outcomes: Outcomes) -> str:
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
