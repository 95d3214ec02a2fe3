"""What weighing worlds by the record comes to: by date, by move, and what it tells of each drawn number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.analysis.forecasts.learned import LearnedNumber, learned_numbers
from sim.answer import plain_data
from sim.figures import joined, percent, rounded
from sim.rendering.page import Part, Rows
from sim.results.explained_record import STARVED, explained_moves, say_starved, say_weights
from sim.results.weights import TEMPERED

if TYPE_CHECKING:
    from sim.analysis.forecasts.forecast import Forecast
    from sim.results.outcomes import Outcomes

__all__ = ["learned_as_data", "weights_parts"]

_MOST = 12
"""Numbers shown in a table; all are in ``--json``."""


_MOST_DAYS = 3
"""Days that are named in a line."""


def weights_parts(found: Forecast, *, full: bool) -> Iterator[Part]:
    """Yield the forecasts of the outcome that moves most, unweighed, tempered and weighed; and what was learned."""
    weighed = [run for run in found.runs if run.weights is not None]
    if not weighed:
        for run in found.runs[-1:]:
            yield from (("line", line) for line in say_weights(run))
        return
    k = _shown(found)
    head = ("as of", "not weighed", f"beta {TEMPERED:g}", "weighed", "ESS", "log Z")
    yield Rows((found.names[k], *head[1:]), tuple(_by_date(run, k) for run in found.runs))
    if full:
        last = weighed[-1]
        moves = tuple(
            (each.day.isoformat(), f"{each.words}{' *' * each.hard}", percent(each.chance))
            for each in explained_moves(last)
        )
        yield Rows(("move of the record", "by whom", "chance"), moves, words=2)
        yield "small", _LEGEND
        rows = tuple(_row(each) for each in learned_numbers(last)[:_MOST])
        yield Rows((f"as of {last.provenance.as_of}: told by the record", "before", "after"), rows, words=1)
    starved = [run for run in weighed if _effective(run) < STARVED]
    if starved:
        days = f"{len(starved)} of {len(weighed)} days that are weighed"
        if len(starved) <= _MOST_DAYS:
            days = joined([str(run.provenance.as_of) for run in starved])
        fewest = min(starved, key=_effective)
        yield "line", f"{days}: {say_starved(_effective(fewest), fewest.provenance.worlds)}"


def _effective(run: Outcomes) -> float:
    return run.provenance.worlds if run.weights is None else run.weights.size()


_LEGEND = (
    "Worlds count for more the better they explain what was done (ESS: as good as so many worlds; few: too few to "
    "tell; log Z: how likely the record is on average). chance: of each move, given those before it, on average over "
    "worlds so weighed; * hard to believe for the model: an answer below 5%, an offer less likely than by a blind "
    "choice among all packages."
)


def _shown(found: Forecast) -> int:
    """Return the outcome that is shown: what happened, or else the likeliest in the end."""
    return found.actual if found.actual is not None else int(found.probability[-1].argmax())


def _by_date(run: Outcomes, k: int) -> tuple[str, ...]:
    day, weights = str(run.provenance.as_of), run.weights
    if weights is None:
        return (day, percent(run.estimates.probability[k]), "-", "-", "-", "-")
    shares = (percent(run.estimates_at(beta).probability[k]) for beta in (0.0, TEMPERED, 1.0))
    return (
        day,
        *shares,
        f"{weights.size():,.0f}{' few' * (weights.size() < STARVED)}",
        f"{weights.log_evidence:.1f}",
    )


def _row(each: LearnedNumber) -> tuple[str, str, str]:
    return each.axis, _say(each, each.prior), _say(each, each.posterior)


def _say(each: LearnedNumber, summary: tuple[float, float, float]) -> str:
    """Return a mean, and in brackets the 10th and 90th percentile."""
    scale = 100 if each.percent else 1
    mean, low, high = (rounded(scale * value) for value in summary)
    return f"{mean}{'%' * each.percent} ({low} to {high})"


def learned_as_data(found: Forecast) -> list[Any]:
    """Return for each date what the record tells of each number, as plain data; empty where it tells nothing."""
    return [plain_data([vars(each) for each in learned_numbers(run)], digits=10) for run in found.runs]
