"""The slow twin of the tests as a contestant: one SimPy environment for each replication, scalar Python."""

from __future__ import annotations

from statistics import median

from benchmarks.interleaved import Timed, seconds
from sim.ensemble.batches import Batch
from sim.ensemble.part import play_batch
from sim.scenario.load import LoadedScenario
from sim.worlds.draw import WorldSource
from tests.reference.slow_play import Play, Told
from tests.reference.slow_world import World

__all__ = ["Twin"]


class Twin:
    """Plays a world's first replications twice: the second time its games are solved and its tables made.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    source : WorldSource
        Its worlds, the same as the engine's; drawing them is not charged to the twin.
    replications : int
        Replications of a world to play.
    """

    def __init__(self, scenario: LoadedScenario, source: WorldSource, *, replications: int) -> None:
        self._scenario, self._source, self._replications = scenario, source, replications
        self._games: dict[int, float] = {}
        self.lanes = self.alike = 0

    @property
    def games_seconds(self) -> float:
        """Median seconds to solve the games of a world and make its tables."""
        return median(self._games.values())

    def play(self, number: int) -> float:
        """Return the seconds per replication of the second time."""
        drawn = self._source.draw([number + 1])
        world = World(self._scenario.model, self._scenario.packages, drawn, row=0, seed=self._source.seed)
        calls: list[Told] = []
        first = seconds(lambda: self._play(world, calls))
        second = seconds(lambda: self._play(world, calls))
        if number >= 0:
            self._games[number] = max(0.0, first - second)
            self._check(number + 1, calls)
        return second / self._replications

    def with_games(self, without: Timed, replications: int) -> Timed:
        """Return what a replication costs where this many share the solving of a world's games."""
        return Timed(
            f"slow twin, {replications:,} a world sharing its games",
            {number: each + self._games[number] / replications for number, each in without.by_round.items()},
        )

    def _play(self, world: World, value: list[Told]) -> None:
        value += [Play(world, replication).run() for replication in range(self._replications)]

    def _check(self, world: int, value: list[Told]) -> None:
        """Count the lanes of which the engine tells the same end: speed for another answer would be no speed."""
        lanes = play_batch(self._source, Batch(world, world + 1, 0, self._replications)).lanes
        for n in range(self._replications):
            ours = lanes["package_number"][n], lanes["signed"][n], lanes["in_force"][n]
            theirs = value[n].package, value[n].signed_day, value[n].in_force
            self.lanes += 1
            self.alike += ours == theirs
