"""What a run's plays are worth to the governments on average, in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.figures import joined
from sim.results.naming import Naming, the

if TYPE_CHECKING:
    from sim.results.outcomes import Outcomes

__all__ = ["say_worth"]


def say_worth(outcomes: Outcomes) -> str:
    """Return the mean points of each government that may sit in a principal's seat, and those of no deal.

    Notes
    -----
    Means are over all plays, as their worlds weigh; no deal is as at the start, before any event shifts it.
    """
    naming = Naming(outcomes.scenario.model, outcomes.scenario.packages)
    phrases: list[str] = []
    for name in _parties(outcomes):
        label = " (no deal {})" if not phrases else " ({})"
        brackets = label.format(_points(_no_deal(outcomes, name)))
        worth = _points(outcomes.tally.mean_value(name))
        phrases.append(f"{worth} to {the(naming.government(name))}{brackets}")
    return f"Worth on average, in points: {joined(phrases)}"


def _parties(outcomes: Outcomes) -> list[str]:
    """Return the governments that sit in a principal's seat at the start or may be installed there."""
    model = outcomes.scenario.model
    principals = {seat for seat, body in model.seats.items() if body.principal}
    seated = {model.seats[seat].government for seat in principals}
    for event in model.events.values():
        if event.chance != 0:
            seated |= {government for seat, government in event.install.items() if seat in principals}
    return [name for name in model.governments if name in seated]


def _no_deal(outcomes: Outcomes, government: str) -> float:
    """Return the mean over worlds of what no deal is worth; where it is not drawn it is the same in every world."""
    drawn = f"no_deal_{government}"
    if drawn in outcomes.by_world:
        weights = None if outcomes.weights is None else outcomes.weights.at()
        return float(np.average(outcomes.by_world[drawn], weights=weights))
    worlds = outcomes.world_source().draw([0])
    return float(worlds.no_deal[worlds.governments.index(government), 0])


def _points(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}"  # adding zero takes the sign from minus zero
