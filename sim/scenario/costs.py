"""Whom talks may cost points beside what is signed: their days, moves and prolongations."""

from __future__ import annotations

from sim.scenario.scenario import ScenarioModel

__all__ = ["governments_that_pay"]


def governments_that_pay(model: ScenarioModel) -> list[str]:
    """Return the governments whose points depend on how long talks last or on what is done in them, in file order.

    Examples
    --------
    >>> import sim
    >>> governments_that_pay(sim.example("new_start").model)
    []
    >>> governments_that_pay(sim.load("scenarios/recipes/strike.yaml").model)
    ['workers', 'board']
    """
    named = [event.cost_per_day for event in model.events.values()]
    named += [costs for move in model.moves.values() for costs in (move.cost_per_day, move.cost)]
    named += [costs for step in model.prolongations.values() for costs in (step.cost, step.gain)]
    paying = {name for costs in named for name, points in costs.items() if points}
    return [name for name, body in model.governments.items() if body.cost_per_day or name in paying]
