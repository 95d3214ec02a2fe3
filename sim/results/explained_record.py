"""How well the weighed worlds explain each move of the record, in words and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.figures import counted, joined, percent, plain
from sim.results.naming import Naming
from sim.results.observation import undecided
from sim.results.titles import inside
from sim.scenario.event import RecordEntry

if TYPE_CHECKING:
    from sim.results.outcomes import Outcomes
    from sim.scenario.scenario import ScenarioModel

__all__ = [
    "STARVED",
    "ExplainedMove",
    "check_effective",
    "explained_moves",
    "say_about_time",
    "say_effective",
    "say_starved",
    "say_weights",
    "weights_as_data",
]

STARVED = 20
"""Effective worlds below which a weighed forecast says next to nothing. ASSUMPTION: as few as hold a rare outcome
(`sim.results.estimates.FEW`)."""

HARD = 0.05
"""Chance of an answer or withdrawal below which the model finds it hard to believe. ASSUMPTION."""

_VERBS = {"tables": "offers", "withdraws": "withdraws", "refuses": "refuses", "accepts": "accepts"}


@dataclass(frozen=True)
class ExplainedMove:
    """A move of the record, and its chance given those before it, on average over worlds so weighed.

    Parameters
    ----------
    day : date
    words : str
        What happened.
    chance : float
    hard : bool
        Whether the model finds it hard to believe: an answer of a chance below `HARD`, or an offer that a blind
        choice among all packages would have hit sooner.
    """

    day: date
    words: str
    chance: float
    hard: bool


def explained_moves(outcomes: Outcomes) -> list[ExplainedMove]:
    """Return the moves that worlds are weighed by, in order of their days; none where they are not weighed."""
    weights, record = outcomes.weights, outcomes.scenario.model.record
    if weights is None:
        return []
    naming = Naming(outcomes.scenario.model, outcomes.scenario.packages)
    found = []
    for place in sorted((k for k in weights.moves if k >= 0), key=lambda place: (record[place].day, place)):
        entry, chance = record[place], weights.evidence_of(place)
        least = min(HARD, 1 / len(outcomes.scenario.packages)) if entry.tables is not None else HARD
        found.append(ExplainedMove(entry.day, _words(outcomes, naming, entry), chance, chance < least))
    return found


def _words(outcomes: Outcomes, naming: Naming, entry: RecordEntry) -> str:
    if entry.event is not None:
        return naming.event(entry.event) + ("" if entry.happened else ": not")
    if entry.prolongs or entry.declines:
        seat = str(entry.seat)
        return f"{naming.seat(seat)} {naming.seat_verb(seat, say_about_time(outcomes.scenario.model, entry))}"
    verb, package = next((_VERBS[field], each) for field in _VERBS if (each := getattr(entry, field)) is not None)
    position = outcomes.scenario.packages.index(package)
    seat = entry.seat or ""
    return f"{naming.seat(seat)} {naming.seat_verb(seat, verb)} {naming.short(position or 0)}"


def say_about_time(model: ScenarioModel, entry: RecordEntry) -> str:
    """Say what a seat does about a prolongation, by an entry of the record; its verb is the first word, of one."""
    name, no = str(entry.prolongs or entry.declines), entry.declines is not None
    step = model.prolongations[name]
    if model.seats[str(entry.seat)].at_table:
        does, what = "is against" if no else "is for", "prolonging the talks"
    elif step.granted_by:
        does, what = "does not grant" if no else "grants", "more time"
    else:
        does, what = "does not assent to" if no else "assents to", "more time"
    return f"{does} {what} ({step.title or plain(name)})"


def say_weights(outcomes: Outcomes) -> list[str]:
    """Say how far worlds are weighed by the record, and which moves the model finds hard to believe."""
    made, weights = outcomes.provenance, outcomes.weights
    if made.weights is None or made.day is None:
        return []
    if open_ := undecided(outcomes.scenario.model, made.day):
        naming = Naming(outcomes.scenario.model, outcomes.scenario.packages)
        named = joined([naming.event(name) for name in open_])
        return [f"Worlds are not weighed: the record does not say whether this happened: {named}."]
    if weights is None:
        return []
    moves = explained_moves(outcomes)
    lines = [
        f"Worlds weighed by {counted(len(moves), 'move')} of the record ({made.weights}): as good as "
        f"{weights.size():,.0f} of {made.worlds:,} worlds (ESS); log Z {weights.log_evidence:.1f}."
    ]
    if weights.size() < STARVED:
        lines.append(say_starved(weights.size(), made.worlds))
    if hard := [
        f"{each.day.isoformat()} {inside(each.words)} ({percent(each.chance)})" for each in moves if each.hard
    ]:
        lines.append(f"Hard to believe for the model: {'; '.join(hard)}.")
    return lines


def say_starved(effective: float, worlds: int) -> str:
    """Say that so few effective worlds, of so many, are too few, and what to do.

    Examples
    --------
    >>> print(say_starved(3.2, 500))
    Starved: as good as 3 worlds, the weighed forecast says next to nothing, nor does its margin. Play more worlds \
(--worlds 3200 or more for 20 effective ones), or go by the forecast that is not weighed (--no-weights).
    """
    needed = -(-STARVED * worlds // max(effective, 1.0))
    step = 10 ** max(0, len(f"{needed:.0f}") - 2)
    return (
        f"Starved: as good as {counted(round(effective), 'world')}, the weighed forecast says next to nothing, nor "
        f"does its margin. Play more worlds (--worlds {-(-needed // step) * step:.0f} or more for {STARVED} "
        "effective ones), or go by the forecast that is not weighed (--no-weights)."
    )


def say_effective(effective: float | None, *, brief: bool = False) -> str:
    """Return for the end of a line how many worlds weighed ones are as good as; nothing where none are weighed.

    Where they are too few it is said, unless in `brief`.

    Examples
    --------
    >>> say_effective(68.2), say_effective(None)
    ('; weighed by the record, as good as 68 worlds', '')
    >>> say_effective(3.2)
    '; weighed by the record, as good as 3 worlds (too few to tell much: play more, --worlds)'
    """
    if effective is None:
        return ""
    few = " (too few to tell much: play more, --worlds)" if effective < STARVED and not brief else ""
    return f"; weighed by the record, as good as {counted(round(effective), 'world')}{few}"


def check_effective(outcomes: Outcomes, least: int, why: str) -> None:
    """Refuse weighed worlds that are as good as fewer than a question takes.

    Raises
    ------
    InputError
    """
    if outcomes.weights is not None and (effective := outcomes.weights.size()) < least:
        raise InputError(
            f"weights: the worlds weighed are as good as {effective:.0f}, {why} (allowed {least} up): play more "
            "worlds (--worlds), or ask without weights"
        )


def weights_as_data(outcomes: Outcomes) -> dict[str, Any]:
    """Return the same as plain data; nothing where worlds are not weighed."""
    weights = outcomes.weights
    if weights is None:
        return {}
    moves = [{**vars(each), "day": each.day.isoformat()} for each in explained_moves(outcomes)]
    found = {
        "model": outcomes.provenance.weights,
        "effective_worlds": weights.size(),
        "log_evidence": weights.log_evidence,
        "moves": moves,
    }
    return {"weights": found}
