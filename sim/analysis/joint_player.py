"""Plays several runs of the same worlds at once, on this core or on more of this machine's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.analysis.joint_runs import Ready, Runs
from sim.ensemble.batches import Batch
from sim.ensemble.execution import Execution, RunSize
from sim.ensemble.footprint import WORLDS_PER_BATCH
from sim.ensemble.part import Part
from sim.ensemble.play import play_here
from sim.errors import NO_MEMORY, ExecutionError, SimError

__all__ = ["JointPlayer", "play_at_once"]

_KEPT = 8
"""Blocks kept of each batch of worlds: some 100 megabytes in all (ASSUMPTION)."""


@dataclass(frozen=True)
class JointPlayer:
    """Plays some worlds of several scenarios at once.

    Parameters
    ----------
    runs : sequence of Ready
        The scenarios, and where their worlds come from.
    size : RunSize
        Of the run of each.
    kept : dict of Batch to Runs
        What was played of these worlds before, in this process.
    worlds_at_once : int
        Most worlds in a block.
    """

    runs: Sequence[Ready]
    size: RunSize
    kept: dict[Batch, Runs] = field(default_factory=dict)
    worlds_at_once: int = WORLDS_PER_BATCH

    def __call__(self, batch: Batch) -> list[Part]:
        """Return what was played of each.

        Raises
        ------
        ProblemsError
            For statements that contradict each other.
        """
        if batch not in self.kept:
            numbers = range(batch.first_world, batch.stop_world)
            self.kept[batch] = Runs(self.size, numbers, blocks=_KEPT, worlds_at_once=self.worlds_at_once)
        found = []
        for each in self.kept[batch].parts_of_all(self.runs):
            if isinstance(each, SimError):
                raise each
            found.append(each.part)
        return found


def play_at_once(player: JointPlayer, batches: Sequence[Batch], execution: Execution) -> list[list[Part]]:
    """Return the parts of each run of a player, one for each batch; progress is in plays.

    Raises
    ------
    ExecutionError
        Where there is too little memory.
    KeyboardInterrupt
        On Ctrl-C.
    """
    found, done, count = dict[int, list[Part]](), 0, len(player.runs)
    total = sum(batch.lanes for batch in batches) * count

    def keep(number: int, parts: list[Part]) -> None:
        nonlocal done
        found[number] = parts
        done += batches[number].lanes * count
        if execution.progress:
            execution.progress(done, total)

    try:
        play_here(player, dict(enumerate(batches)), workers=execution.workers, keep=keep)
    except MemoryError:
        raise ExecutionError(NO_MEMORY) from None
    return [[found[number][k] for number in range(len(batches))] for k in range(count)]
