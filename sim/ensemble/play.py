"""Play an ensemble: all lanes of a run, on this core or on any executor's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial

from sim.ensemble.batches import LANES_PER_BATCH, Batch, split
from sim.ensemble.part import Part, join, play_batch
from sim.ensemble.workers import process_pool
from sim.errors import SimError, whole_number
from sim.minds.plugin import NO_PLUGINS, Plugins
from sim.worlds.draw import WorldSource
from sim.worlds.preferences import POOL_SIZE

__all__ = ["Ensemble", "Progress", "play_ensemble"]

Progress = Callable[[int, int], object]
"""Called with the lanes done so far and all lanes."""

Play = Callable[[Batch], Part]


@dataclass(frozen=True)
class Ensemble:
    """What was played: worlds 0 to `worlds` - 1, whole.

    Parameters
    ----------
    part : Part or None
        Lanes ordered by world and replication; None where no world was completed.
    worlds : int
        Number of worlds: fewer than asked for after an interrupt. They are then exactly the run of that many.
    interrupted : bool
        Whether an interrupt (Ctrl-C) cut the run short.
    """

    part: Part | None
    worlds: int
    interrupted: bool


def play_ensemble(
    source: WorldSource,
    *,
    worlds: int,
    replications: int,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    lanes_per_batch: int = LANES_PER_BATCH,
    as_of: date | None = None,
    plugins: Plugins = NO_PLUGINS,
) -> Ensemble:
    """Play `replications` of each of `worlds` worlds.

    Parameters
    ----------
    source : WorldSource
        The scenario's worlds under one seed.
    worlds, replications : int
        At least 1 each.
    workers : int
        How many batches to play at once, where no `executor` is given: in threads where each plays one batch, else
        in processes. 1 plays in this one.
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

    Raises
    ------
    SimError
        For a number that is not whole or below 1, or when worker processes cannot be started.
    """
    worlds, replications = (
        whole_number("worlds", worlds, least=1),
        whole_number("replications", replications, least=1),
    )
    workers = whole_number("workers", workers, least=1)
    share = -(-worlds * replications // workers)
    batches = split(worlds, replications, lanes=min(lanes_per_batch, share))
    play = partial(play_batch, source, as_of=as_of, plugins=plugins)
    if executor is None and (workers == 1 or len(batches) == 1):
        parts = _play_here(play, batches, progress)
    else:
        if executor is not None or len(batches) > workers:
            plugins.check_workers()
        _draw_pools(source, worlds)
        with _pool_or(executor, workers, batches=len(batches)) as chosen:
            parts = _play_on(chosen, play, batches, progress)
    return _gathered(batches, parts)


def _draw_pools(source: WorldSource, worlds: int) -> None:
    """Make the source draw its pools now, so that it takes them along to the workers."""
    source.draw(list(range(0, worlds, POOL_SIZE)))


def _play_here(play: Play, batches: list[Batch], progress: Progress | None) -> list[Part]:
    parts: list[Part] = []
    total = sum(batch.lanes for batch in batches)
    done = 0
    try:
        for batch in batches:
            parts.append(play(batch))
            done += batch.lanes
            if progress:
                progress(done, total)
    except KeyboardInterrupt:
        pass  # the caller sees that parts are missing
    return parts


def _play_on(
    executor: Executor,
    play: Play,
    batches: list[Batch],
    progress: Progress | None,
) -> list[Part]:
    futures = {executor.submit(play, batch): batch for batch in batches}
    total = sum(batch.lanes for batch in batches)
    done = 0
    try:
        for future in as_completed(futures):
            future.result()
            done += futures[future].lanes
            if progress:
                progress(done, total)
    except KeyboardInterrupt:
        _stop(futures)
    except BaseException:
        _stop(futures)
        raise
    return _finished(futures)


def _stop(futures: dict[Future[Part], Batch]) -> None:
    """Cancel what has not begun, and wait for what has."""
    for future in futures:
        future.cancel()
    wait(futures)


def _finished(futures: dict[Future[Part], Batch]) -> list[Part]:
    """Return the parts up to the first one missing.

    Batches after a gap are dropped: they were done first because their stories were short, which is a biased choice.
    """
    parts = []
    for future in futures:
        if future.cancelled() or future.exception() is not None:
            break
        parts.append(future.result())
    return parts


def _gathered(batches: list[Batch], parts: list[Part]) -> Ensemble:
    """Put together the parts of whole worlds."""
    interrupted = len(parts) < len(batches)
    while parts and len(parts) < len(batches) and batches[len(parts)].first_replication > 0:
        parts = parts[:-1]
    if not parts:
        return Ensemble(None, 0, interrupted)
    return Ensemble(join(parts), batches[len(parts) - 1].stop_world, interrupted)


@contextmanager
def _pool_or(executor: Executor | None, workers: int, *, batches: int) -> Iterator[Executor]:
    if executor is not None:
        yield executor
        return
    if batches <= workers:  # over before processes have started; numpy lets threads run side by side
        with ThreadPoolExecutor(batches) as threads:
            yield threads
        return
    try:
        with process_pool(workers) as pool:
            yield pool
    except BrokenProcessPool:
        raise SimError(
            "worker processes could not be started or died. In a script, put the call under "
            '`if __name__ == "__main__":`; or run with workers=1'
        ) from None
