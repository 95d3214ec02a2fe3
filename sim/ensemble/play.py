"""Play an ensemble: all lanes of a run, on this core, on this machine's, or on any executor's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Protocol, overload

from sim.engine.orders import Order
from sim.ensemble.batches import LANES_PER_BATCH, Batch, run_size, split
from sim.ensemble.cores import usable_workers
from sim.ensemble.execution import Progress
from sim.ensemble.executors import Done, Keep, Play, places, play_on
from sim.ensemble.footprint import WORLDS_PER_BATCH, Footprint
from sim.ensemble.part import Part, join
from sim.ensemble.player import Player
from sim.ensemble.workers import forks, play_in_processes
from sim.errors import ExecutionError
from sim.minds.plugin import NO_PLUGINS, Plugins
from sim.minds.prepared import Prepared
from sim.scenario.weighing import Weighing
from sim.worlds.draw import WorldSource

__all__ = ["Ensemble", "Parts", "Store", "batch_size", "play_ensemble", "play_here"]


class Store(Protocol):
    """Where parts are kept by number: a dict, or the files of a folder."""

    def __contains__(self, number: int, /) -> bool:
        """Tell whether a part is there."""

    def __getitem__(self, number: int, /) -> Part:
        """Return a part."""

    def __setitem__(self, number: int, part: Part, /) -> None:
        """Keep a part."""


class Parts(Sequence[Part]):
    """The first `count` parts of a store, each read when it is asked for."""

    def __init__(self, store: Store, count: int) -> None:
        self._store, self._count = store, count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Part: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Part]: ...
    def __getitem__(self, place: int | slice) -> Part | Sequence[Part]:
        """Return a part, or some of them."""
        if isinstance(place, slice):
            return [self._store[number] for number in range(self._count)[place]]
        return self._store[range(self._count)[place]]

    def __iter__(self) -> Iterator[Part]:
        return (self._store[number] for number in range(self._count))


@dataclass(frozen=True)
class Ensemble:
    """What was played: worlds 0 to `worlds` - 1, whole.

    Parameters
    ----------
    parts : sequence of Part
        Lanes ordered by world and replication; none where no world was completed.
    worlds : int
        Number of worlds: fewer than asked for after an interrupt. They are then exactly the run of that many.
    interrupted : bool
        Whether an interrupt (Ctrl-C) cut the run short.
    """

    parts: Sequence[Part]
    worlds: int
    interrupted: bool

    @property
    def part(self) -> Part | None:
        """All of it in one; None where no world was completed."""
        return join(self.parts) if self.parts else None


_WORTH_SENDING = 16_384
"""Fewest lanes in a block for an executor, which may be far away (ASSUMPTION: fewer are played sooner than sent)."""


def batch_size(
    worlds: int,
    replications: int,
    *,
    workers: int = 1,
    executor: Executor | None = None,
    lanes_per_batch: int = LANES_PER_BATCH,
    worlds_at_once: int = WORLDS_PER_BATCH,
) -> int:
    """Return how many lanes at most to play together: so many worlds fit, and everybody has some of a small run.

    Examples
    --------
    >>> batch_size(500, 20, workers=2), batch_size(500, 20, workers=100, executor=Executor())
    (5000, 16384)
    """
    lanes_per_batch = min(lanes_per_batch, worlds_at_once * replications)
    if executor is None:
        return min(lanes_per_batch, -(-worlds * replications // workers))
    share = -(-worlds * replications // places(executor, workers))
    return min(lanes_per_batch, max(share, _WORTH_SENDING))


def play_ensemble(
    source: WorldSource,
    *,
    worlds: int,
    replications: int,
    workers: int | None = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    lanes_per_batch: int = LANES_PER_BATCH,
    as_of: date | None = None,
    plugins: Plugins = NO_PLUGINS,
    order: Order | None = None,
    store: Store | None = None,
    weighing: Weighing | None = None,
    prepared: dict[Batch, Prepared] | None = None,
) -> Ensemble:
    """Play `replications` of each of `worlds` worlds.

    Parameters
    ----------
    source : WorldSource
        The scenario's worlds under one seed.
    worlds, replications : int
        At least 1 each.
    workers : int
        How many batches to play at once. 1 plays in this process. With an `executor` that does not say how many
        calls it carries out at once: how many it does.
    executor : concurrent.futures.Executor, optional
        Played on instead, and left open.
    progress : callable, optional
        Told after each batch, in this process.
    lanes_per_batch : int
        Most lanes played together. Neither it nor `workers` changes any result.
    as_of : date, optional
        What the record says by the end of this day is fixed.
    plugins : Plugins
        Tactics from outside the package that may play.
    order : Order, optional
        What a seat does whatever its mind.
    store : Store, optional
        Where the parts are kept, by the number of their batch; in memory by default. Those that it has are not
        played again: then `lanes_per_batch` must be what it was.
    weighing : Weighing, optional
        How worlds are weighed by the record, if at all.
    prepared : dict of Batch to Prepared, optional
        What runs of these worlds have worked out so far: they may differ in their orders alone.

    Raises
    ------
    InputError
        For a number that is not whole, below 1 or too large, or when worker processes cannot be started.
    """
    worlds, replications = run_size(worlds, replications)
    workers = usable_workers(workers, executor)
    if store is None:
        store = {}
        lanes_per_batch = batch_size(
            worlds,
            replications,
            workers=workers,
            executor=executor,
            lanes_per_batch=lanes_per_batch,
            worlds_at_once=Footprint.of(source.scenario, source.packages).worlds_at_once,
        )
    batches = dict(enumerate(split(worlds, replications, lanes=lanes_per_batch)))
    left = {number: batch for number, batch in batches.items() if number not in store}
    player = Player(source, as_of=as_of, plugins=plugins, order=order, weighing=weighing, prepared=prepared)
    keep = _keep_and_report(store, batches, left, progress)
    with suppress(KeyboardInterrupt):  # the caller sees that parts are missing
        _play(player, left, workers=workers, executor=executor, keep=keep)
    return _gathered(batches, store)


def play_here(
    player: Play[Done],
    batches: Mapping[int, Batch],
    *,
    workers: int,
    keep: Keep[Done],
    check: Callable[[], None] | None = None,
) -> None:
    """Play numbered batches on this machine, and give each part to `keep` with its number as soon as it is there.

    Where processes begin that have nothing of this one, `check` is called before.
    """
    if workers == 1 or len(batches) <= 1:
        for number, batch in batches.items():
            keep(number, player(batch))
    elif not forks() and len(batches) <= workers:  # over before processes would have begun
        with ThreadPoolExecutor(len(batches)) as threads:
            play_on(threads, player, batches, keep=keep)
    else:
        if check and not forks():
            check()
        play_in_processes(player, batches, min(workers, len(batches)), keep=keep)


def _play(
    player: Player, batches: Mapping[int, Batch], *, workers: int, executor: Executor | None, keep: Keep[Part]
) -> None:
    if executor is not None or (workers > 1 and len(batches) > 1):
        player.source.draw([0])  # draws the pools, so that they go along to the workers
    if executor is None:
        play_here(player, batches, workers=workers, keep=keep, check=player.plugins.check_workers)
        return
    if not isinstance(executor, ThreadPoolExecutor):
        player.plugins.check_workers()
    try:
        play_on(executor, player, batches, keep=keep, workers=workers)
    except (BrokenExecutor, CancelledError, *getattr(executor, "lost", ())) as error:
        reason = next(iter(str(error).splitlines()), "")
        cause = f"{type(error).__name__}{': ' * bool(reason)}{reason}"
        raise ExecutionError(f"the executor broke off the run ({cause})") from None


def _keep_and_report(
    store: Store, batches: Mapping[int, Batch], left: Mapping[int, Batch], progress: Progress | None
) -> Keep[Part]:
    """Return what keeps a part and reports how far the run is."""
    total = sum(batch.lanes for batch in batches.values())
    done = total - sum(batch.lanes for batch in left.values())

    def keep(number: int, part: Part) -> None:
        nonlocal done
        new = number not in store
        store[number] = part
        done += batches[number].lanes if new else 0
        if progress:
            progress(done, total)

    return keep


def _gathered(batches: Mapping[int, Batch], store: Store) -> Ensemble:
    """Return the whole worlds up to the first part missing.

    Parts after a gap are left out: they were done first because their stories were short, which is a biased choice.
    """
    count = next((number for number in batches if number not in store), len(batches))
    interrupted = count < len(batches)
    while 0 < count < len(batches) and batches[count].first_replication > 0:
        count -= 1
    return Ensemble(Parts(store, count), batches[count - 1].stop_world if count else 0, interrupted)
