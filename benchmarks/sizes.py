"""How much to measure."""

from __future__ import annotations

from dataclasses import dataclass

from sim.ensemble.batches import LANES_PER_BATCH

__all__ = ["SIZES", "Size"]


@dataclass(frozen=True)
class Size:
    """One size of the benchmark.

    Parameters
    ----------
    rounds : int
        Turns that each contestant takes.
    many, few : int
        Replications a world of the large run and of a default one.
    lanes : int
        Lanes at most in a block of the engine that is compared with its peers.
    worlds : int
        Worlds of the large run.
    default_worlds : int
        Worlds of a default run.
    twin_replications, negmas_negotiations : int
        How many of the slow to time in a round.
    starts : int
        How often to start the command line from cold.
    growth_rounds, growth_lanes : int
        Turns, and lanes to play at most, of each point of the growth curves.
    """

    rounds: int
    many: int
    few: int
    lanes: int
    worlds: int
    default_worlds: int
    twin_replications: int
    negmas_negotiations: int
    starts: int
    growth_rounds: int
    growth_lanes: int


SIZES = {
    "full": Size(
        rounds=5,
        many=1000,
        few=20,
        lanes=LANES_PER_BATCH,
        worlds=1000,
        default_worlds=500,
        twin_replications=10,
        negmas_negotiations=20,
        starts=5,
        growth_rounds=3,
        growth_lanes=32_768,
    ),
    "quick": Size(
        rounds=3,
        many=1000,
        few=20,
        lanes=LANES_PER_BATCH,
        worlds=100,
        default_worlds=500,
        twin_replications=5,
        negmas_negotiations=6,
        starts=2,
        growth_rounds=1,
        growth_lanes=4_096,
    ),
    "smoke": Size(
        rounds=1,
        many=10,
        few=2,
        lanes=40,
        worlds=4,
        default_worlds=4,
        twin_replications=2,
        negmas_negotiations=2,
        starts=1,
        growth_rounds=1,
        growth_lanes=16,
    ),
}
"""``full`` for the record, ``quick`` while working, ``smoke`` for the tests: that nothing here rots."""
