"""Batches handed to an executor, a few at a time, and their parts taken as they come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from itertools import islice
from queue import SimpleQueue
from typing import TypeVar

from sim.ensemble.batches import Batch
from sim.ensemble.cores import usable_workers

__all__ = ["Done", "Keep", "Play", "do_not_wait", "places", "play_on"]

Done = TypeVar("Done")

Play = Callable[[Batch], Done]
Keep = Callable[[int, Done], None]

_AHEAD = 2
"""Batches handed over per place: one that is played and one that waits, so that no worker does."""

_LOOK_EVERY = 0.1
"""Seconds between looks at `do_not_wait`."""

do_not_wait = threading.Event()
"""Set while a run is cut short by whoever does not want to wait for what has begun."""


def places(executor: Executor, workers: int = 1) -> int:
    """Return how many calls an executor carries out at once, as far as anybody says.

    Parameters
    ----------
    executor : Executor
        Those of Python, and others, say it themselves.
    workers : int
        What the user says of one that does not; 1 is nothing said, and it is taken to have the cores
        that this process may use.
    """
    most = getattr(executor, "_max_workers", None)
    if isinstance(most, int) and most > 0:
        return most
    return workers if workers > 1 else usable_workers(None)


def play_on(
    executor: Executor, play: Play[Done], batches: Mapping[int, Batch], *, keep: Keep[Done], workers: int = 1
) -> None:
    """Play numbered batches on an executor, and give each part to `keep` with its number as soon as it is there.

    Notes
    -----
    Only so many batches are handed over at a time as keep the executor busy, so that a run of a billion plays asks
    for no more memory than one of a million. When the run is cut short, what has begun is waited for and kept,
    unless and until `do_not_wait` is set.
    """
    running: dict[Future[Done], int] = {}
    done: SimpleQueue[Future[Done]] = SimpleQueue()
    waiting = iter(batches.items())
    try:
        while True:
            wanted = _AHEAD * places(executor, workers) - len(running)
            for number, batch in islice(waiting, max(0, wanted)):
                future = executor.submit(play, batch)
                running[future] = number
                future.add_done_callback(done.put)
            if not running:
                return
            future = done.get()
            keep(running[future], future.result())
            del running[future]  # not before: what is not kept when an interrupt comes is kept below
    except (KeyboardInterrupt, SystemExit, BrokenExecutor):
        _stop(running)
        for future, number in running.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                keep(number, future.result())
        raise
    except BaseException:
        _stop(running)
        raise


def _stop(running: Mapping[Future[Done], int]) -> None:
    """Cancel what has not begun, and wait for what has."""
    for future in running:
        future.cancel()
    while not do_not_wait.is_set() and wait(running, timeout=_LOOK_EVERY).not_done:
        pass
