"""What a run's plays are worth to the governments on average, in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.figures import joined
from sim.results.naming import Naming
from sim.results.titles import the
from sim.scenario.as_of import recorded_course
from sim.scenario.certainty import happened_by
from sim.scenario.offices import offices

if TYPE_CHECKING:
    from datetime import date

    from sim.arrays import Floats
    from sim.results.outcomes import Outcomes
    from sim.scenario.scenario import ScenarioModel
    from sim.worlds.worlds import Worlds

__all__ = ["no_deal_by_record", "say_worth"]


_NOTHING = 0.05
"""Points that are written as 0, of which nothing is said."""


def say_worth(outcomes: Outcomes) -> str:
    """Return the mean points of each government that may sit in a principal's seat, and those of no deal.

    Notes
    -----
    Means are over all plays, as their worlds weigh; no deal is as at the start, before any event shifts it, or as of
    a day with what events, moves and prolongations on record have made of it. It bears none of what talks cost.
    """
    naming = Naming(outcomes.scenario.model, outcomes.scenario.packages)
    phrases: list[str] = []
    for name in _parties(outcomes):
        label = " (no deal {})" if not phrases else " ({})"
        brackets = label.format(_points(_no_deal(outcomes, name)))
        worth = _points(outcomes.tally.mean_value(name))
        phrases.append(f"{worth} to {the(naming.government(name))}{brackets}")
    return f"Worth on average, in points: {joined(phrases)}{_say_costs(outcomes, naming)}"


def _say_costs(outcomes: Outcomes, naming: Naming) -> str:
    """Return what the talks have taken off the parties' points, or added to them, on average, if they may do so."""
    costs = {name: outcomes.tally.mean_cost(name) for name in _parties(outcomes) if name in outcomes.tally.cost}
    taken = [
        f"{_points(cost)} from {the(naming.government(name))}" for name, cost in costs.items() if cost > _NOTHING
    ]
    added = [
        f"{_points(-cost)} to {the(naming.government(name))}" for name, cost in costs.items() if cost < -_NOTHING
    ]
    both = (("taken off for the talks", taken), ("added by the talks", added))
    return "".join(f"; {what}: {joined(phrases)}" for what, phrases in both if phrases)


def _parties(outcomes: Outcomes) -> list[str]:
    """Return the governments that may sit in a principal's seat, as of a day from then on."""
    model, day = outcomes.scenario.model, outcomes.provenance.day
    seated = {name for seat, body in model.seats.items() if body.principal for name in offices(model, seat, day)}
    return [name for name in model.governments if name in seated]


def _no_deal(outcomes: Outcomes, government: str) -> float:
    """Return the mean over worlds of what no deal is worth; where it is not drawn it is the same in every world."""
    drawn, day = f"no_deal_{government}", outcomes.provenance.day
    weights = None if outcomes.weights is None else outcomes.weights.at()
    if day is not None and _is_shifted(outcomes.scenario.model, day):
        worlds = outcomes.world_source().draw(np.arange(outcomes.provenance.worlds), imagined=False)
        no_deal = no_deal_by_record(outcomes.scenario.model, worlds, day)
        return float(np.average(no_deal[worlds.governments.index(government)], weights=weights))
    if drawn in outcomes.by_world:
        return float(np.average(outcomes.by_world[drawn], weights=weights))
    worlds = outcomes.world_source().draw([0])
    return float(worlds.no_deal[worlds.governments.index(government), 0])


def _is_shifted(model: ScenarioModel, day: date) -> bool:
    """Tell whether anything that has happened by a day, as the record says, shifts what no deal is worth."""
    used, made = recorded_course(model, day)
    return (
        any(model.events[name].shift_no_deal for name in happened_by(model, day))
        or any(model.moves[name].shift_no_deal for name in made)
        or any(step.shift_no_deal for step in list(model.prolongations.values())[:used])
    )


def no_deal_by_record(model: ScenarioModel, worlds: Worlds, day: date) -> Floats:
    """Return what no deal is worth (g, w) on a day, by what the record says has happened by then."""
    used, made = recorded_course(model, day)
    places = [worlds.calendar.place(name) for name in (*happened_by(model, day), *made)]
    shifts = [*map(worlds.shift_no_deal.get, places), *map(worlds.stage_shift_no_deal.get, range(used))]
    return np.asarray(worlds.no_deal + sum(shift for shift in shifts if shift is not None))


def _points(value: float) -> str:
    return f"{round(value, 1) + 0.0:,.1f}".removesuffix(".0")  # adding zero takes the sign from minus zero
