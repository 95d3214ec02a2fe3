"""Outcomes of lanes that were played at hand, by no run of batches."""

from __future__ import annotations

from collections.abc import Sequence

from sim.ensemble.execution import RunSize
from sim.ensemble.part import Part
from sim.results.lanes import PlayedLanes
from sim.results.outcomes import Outcomes
from sim.results.provenance import Provenance, libraries_in_use
from sim.results.tables import worlds_columns
from sim.scenario.load import LoadedScenario
from sim.version import VERSION
from sim.worlds.draw import WorldSource

__all__ = ["outcomes_of_parts"]


def outcomes_of_parts(
    scenario: LoadedScenario,
    source: WorldSource,
    parts: Sequence[Part],
    size: RunSize,
    *,
    as_of: str | None = None,
) -> Outcomes:
    """Return the outcomes of all lanes of a size.

    Parameters
    ----------
    scenario : LoadedScenario
        As played.
    source : WorldSource
        Of the worlds.
    parts : sequence of Part
        The lanes, by world and replication, and their worlds 0 to w - 1.
    size : RunSize
        How many there are, and of which seed.
    as_of : str, optional
        ISO date up to which what happened was fixed.
    """
    played = PlayedLanes(scenario, size.worlds, parts)
    made = Provenance(
        version=VERSION,
        title=scenario.model.title,
        scenario=scenario.digest,
        seed=size.seed,
        worlds=size.worlds,
        replications=size.replications,
        settings=scenario.settings,
        as_of=as_of,
        pools=source.pools,
        libraries=libraries_in_use(),
    )
    return Outcomes(played, worlds_columns(played.drawn, played.tally.shares, played.names), made, scenario)
