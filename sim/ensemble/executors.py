"""Batches handed to an executor, a few at a time, and their parts taken as they come."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from itertools import islice
from queue import SimpleQueue

from sim.ensemble.batches import Batch
from sim.ensemble.part import Part

__all__ = ["Keep", "Play", "places", "play_on"]

Play = Callable[[Batch], Part]
Keep = Callable[[int, Part], None]

_AHEAD = 2
"""Batches handed over per place: one that is played and one that waits, so that no worker does."""


def places(executor: Executor) -> int:
    """Return how many calls an executor carries out at once, as far as it says: those of Python and others do."""
    told = getattr(executor, "_max_workers", None)
    return told if isinstance(told, int) and told > 0 else os.cpu_count() or 1


def play_on(executor: Executor, play: Play, batches: Mapping[int, Batch], *, keep: Keep) -> None:
    """Play numbered batches on an executor, and give each part to `keep` with its number as soon as it is there.

    Notes
    -----
    Only so many batches are handed over at a time as keep the executor busy, so that a run of a billion plays asks
    for no more memory than one of a million. When the run is cut short, what has begun is waited for and kept.
    """
    running: dict[Future[Part], int] = {}
    done: SimpleQueue[Future[Part]] = SimpleQueue()
    waiting = iter(batches.items())
    try:
        _hand_over(executor, play, waiting, running, done)
        while running:
            future = done.get()
            keep(running[future], future.result())
            del running[future]  # not before: what is not kept when an interrupt comes is kept below
            _hand_over(executor, play, waiting, running, done)
    except (KeyboardInterrupt, SystemExit, BrokenExecutor):
        _stop(running)
        for future, number in running.items():
            if not future.cancelled() and future.exception() is None:
                keep(number, future.result())
        raise
    except BaseException:
        _stop(running)
        raise


def _hand_over(
    executor: Executor,
    play: Play,
    waiting: Iterator[tuple[int, Batch]],
    running: dict[Future[Part], int],
    done: SimpleQueue[Future[Part]],
) -> None:
    """Submit batches until the executor has enough of them."""
    for number, batch in islice(waiting, max(0, _AHEAD * places(executor) - len(running))):
        future = executor.submit(play, batch)
        running[future] = number
        future.add_done_callback(done.put)


def _stop(running: Mapping[Future[Part], int]) -> None:
    """Cancel what has not begun, and wait for what has."""
    for future in running:
        future.cancel()
    wait(running)
