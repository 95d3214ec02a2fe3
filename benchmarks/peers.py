"""The block engine against its slow twin and against NegMAS, replication by replication."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any

import numpy as np

from benchmarks.interleaved import Contestant, Timed, seconds, take_turns
from benchmarks.sizes import Size
from benchmarks.twin import Twin
from sim.engine.play import play_block
from sim.ensemble.batches import split
from sim.ensemble.part import play_batch
from sim.scenario.load import LoadedScenario
from sim.worlds.draw import WorldSource
from sim.worlds.preferences import POOL_SIZE

__all__ = ["compare_with_peers", "decisions"]

Tell = Callable[[str], object]


def compare_with_peers(
    scenario: LoadedScenario, size: Size, *, with_negmas: bool, whole_run: Callable[[], float], tell: Tell
) -> dict[str, Any]:
    """Return seconds per replication and their ratios to the block engine's on one core.

    Parameters
    ----------
    whole_run : callable
        Makes the whole run on all cores and returns its seconds per replication.
    """
    source = WorldSource(scenario.model, scenario.packages, seed=1)
    source.draw([0])  # pools are drawn once for all: a row of their own in the table of whole runs
    twin = Twin(scenario, source, replications=size.twin_replications)
    played = decisions(scenario, source)
    contestants = [
        Contestant(f"block engine, one core, {size.many:,} a world", _engine(source, size.many, size.lanes)),
        Contestant(f"block engine, one core, {size.few:,} a world", _engine(source, size.few, size.lanes)),
        Contestant("block engine, whole run on all cores", lambda _: whole_run(), every=2),
        Contestant("slow twin, games solved already", twin.play),
    ]
    if with_negmas:
        contestants += _negmas(scenario, source, size, played)
    timed = take_turns(contestants, size.rounds, tell=tell)
    timed[4:4] = [twin.with_games(timed[3], size.few), twin.with_games(timed[3], size.many)]
    return {
        "seconds_per_replication": [_as_data(each, timed[0]) for each in timed],
        "twin": {"seconds_per_world_for_games": twin.games_seconds, "lanes": twin.lanes, "alike": twin.alike},
        "per_play": played,
    }


def _as_data(timed: Timed, reference: Timed) -> dict[str, Any]:
    ratios = timed.ratios(reference)
    return {
        "name": timed.name,
        "seconds": timed.median,
        "ratio": timed.ratio(reference),
        "least_ratio": min(ratios),
        "greatest_ratio": max(ratios),
        "rounds": len(ratios),
    }


def _engine(source: WorldSource, replications: int, lanes: int) -> Callable[[int], float]:
    """Return a sample of the engine: a batch of worlds, another each round, drawn, foreseen and played."""
    batches = split(POOL_SIZE, replications, lanes=lanes)

    def sample(number: int) -> float:
        batch = batches[(number + 1) % len(batches)]
        return seconds(lambda: play_batch(source, batch)) / batch.lanes

    return sample


def _negmas(scenario: LoadedScenario, source: WorldSource, size: Size, played: dict[str, float]) -> list[Contestant]:
    from benchmarks.negmas_domain import Domain  # late: an extra of its own

    domain = Domain(scenario, source)
    rounds = {
        "a round a day": scenario.model.days,
        "as many decisions as a play": ceil(played["reviews"] / 2),
        "as many offers as a play": max(1, ceil(played["offers"] / 2)),
    }

    def sampler(steps: int) -> Callable[[int], float]:
        first, count = 100, size.negmas_negotiations
        return lambda number: domain.negotiate(first + count * (number + 1), count, rounds=steps)

    return [
        Contestant(f"NegMAS {domain.version}, {part} ({steps} rounds)", sampler(steps))
        for part, steps in rounds.items()
    ]


def decisions(scenario: LoadedScenario, source: WorldSource) -> dict[str, float]:
    """Return how often a play's seats review the table, and how many offers they make, on average."""
    worlds, replications = 50, 4
    row = np.repeat(np.arange(worlds), replications)
    played = play_block(
        scenario.model,
        scenario.packages,
        source.draw(np.arange(worlds)),
        row=row,
        replication=np.tile(np.arange(replications), worlds),
        seed=source.seed,
        log=True,
    )
    assert played.log is not None
    kinds = [move.kind for n in range(len(row)) for move in played.log.of_lane(n, reviews=True)]
    return {"reviews": kinds.count("review") / len(row), "offers": kinds.count("offer") / len(row)}
