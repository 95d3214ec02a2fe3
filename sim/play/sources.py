"""The source of worlds of the scenario last played: many tables of one scenario draw from one."""

from __future__ import annotations

from sim.scenario.load import LoadedScenario
from sim.worlds.draw import WorldSource

__all__ = ["source_of"]

_last: list[tuple[LoadedScenario, int, WorldSource]] = []
"""The last one asked for, or nothing: reading a pool of preference models takes longer than drawing from it."""


def source_of(scenario: LoadedScenario, seed: int) -> WorldSource:
    """Return the source of a scenario's worlds under a seed; the one before, if it is the same scenario.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation; the same object, not one that is equal.
    seed : int
        Of the play.
    """
    for kept, of_seed, source in _last:
        if kept is scenario and of_seed == seed:
            return source
    found = WorldSource(scenario.model, scenario.packages, seed=seed)
    _last[:] = [(scenario, seed, found)]
    return found
