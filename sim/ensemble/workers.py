"""Worker processes of this machine: deaf to Ctrl-C, gone when the run is."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import wait
from multiprocessing.synchronize import Event
from typing import Any

from sim.ensemble.batches import Batch
from sim.ensemble.executors import Done, Keep, Play, play_on
from sim.errors import ExecutionError, SimWarning, in_a_line

__all__ = ["forks", "play_in_processes"]

_FRUITLESS = 3
"""Pools in a row that may break without finishing a batch before a run gives up."""


def forks() -> bool:
    """Tell whether workers are forked: they begin at once, with all that is loaded and drawn.

    Notes
    -----
    A fork copies the locks of threads that it does not copy, and may then hang. So it is for a process without
    threads of its own, such as the command line; in a notebook workers are spawned. The threads of numpy's linear
    algebra are known to their library, which makes them anew.
    """
    return sys.platform == "linux" and threading.active_count() == 1


def play_in_processes(player: Play[Done], batches: Mapping[int, Batch], workers: int, *, keep: Keep[Done]) -> None:
    """Play numbered batches in `workers` processes; see `play_on`.

    What a killed worker had in hand is played again, in a new pool. Where the system lets no worker begin, all is
    played in this process, with a warning.

    Raises
    ------
    ExecutionError
        When the processes die as they begin, or again and again.
    """
    left, fruitless = dict(batches), 0

    def keep_and_count(number: int, part: Done) -> None:
        nonlocal fruitless
        keep(number, part)
        left.pop(number, None)
        fruitless = 0

    while left:
        try:
            with ExitStack() as stack:
                pool, started = _begin_workers(player, workers, stack)
                play_on(pool, _play, dict(left), keep=keep_and_count)
        except _NoWorkersError as reason:
            warnings.warn(SimWarning(f"Playing on one core: {reason}."), stacklevel=2)
            for number, batch in list(left.items()):
                keep_and_count(number, player(batch))
        except BrokenProcessPool:
            fruitless += 1
            if not started.is_set():
                raise ExecutionError(
                    "worker processes could not be started. In a script, put the call under "
                    '`if __name__ == "__main__":`; or run with workers=1'
                ) from None
            if fruitless == _FRUITLESS:
                raise ExecutionError(
                    f"worker processes died {_FRUITLESS} times in a row: something ends them, perhaps for want of "
                    "memory. Run with fewer workers"
                ) from None


class _NoWorkersError(Exception):
    """The system lets no worker begin, for the reason given."""


def _begin_workers(player: Play[Any], workers: int, stack: ExitStack) -> tuple[ProcessPoolExecutor, Event]:
    """Return a pool whose processes begin, and the event that one has; `stack` ends them.

    Raises
    ------
    _NoWorkersError
        Where the system lets none begin.

    Notes
    -----
    What the system lacks shows as one of three errors: an OSError where shared memory is read-only or processes are
    too many, the others where there are no semaphores. The RuntimeError of a script that spawned workers run again
    from its top is not among them: played here, its run would be played twice.
    """
    if multiprocessing.current_process().daemon:
        raise _NoWorkersError("this process is itself a worker of a pool, which may not start others")
    try:
        with ExitStack() as opened:
            context = multiprocessing.get_context("fork" if forks() else "spawn")
            started = context.Event()
            pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(player, started))
            opened.enter_context(pool)
            opened.enter_context(_ending_children())
            _start(pool, workers)
            stack.enter_context(opened.pop_all())
            return pool, started
    except (OSError, ImportError, NotImplementedError) as error:
        raise _NoWorkersError(f"worker processes cannot be started here ({in_a_line(error)})") from None


@contextmanager
def _ending_children() -> Iterator[None]:
    """End the processes started meanwhile if something goes wrong: nobody waits for what they have in hand."""
    before = set(multiprocessing.active_children())
    try:
        yield
    except BaseException:
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()
        raise


def _start(pool: ProcessPoolExecutor, workers: int) -> None:
    """Start all processes of a pool now; Python warns of forks beside the linear algebra's threads."""
    # a broken pool shows when it is given its first batch
    with _signals_held(), warnings.catch_warnings(), suppress(BrokenProcessPool):
        warnings.filterwarnings("ignore", ".*fork", DeprecationWarning)
        for _ in range(workers):
            pool.submit(os.getpid)


@contextmanager
def _signals_held() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM back meanwhile: what is raised in one of Python's hooks at a fork is lost.

    A mask would not do: the threads of the linear algebra take the signals that this one does not.
    """
    process, caught = os.getpid(), list[int]()

    def hold(number: int, _: object) -> None:
        if os.getpid() != process:  # a fork that is not a worker yet
            os._exit(128 + number)
        caught.append(number)

    chosen = {}
    if threading.current_thread() is threading.main_thread():  # others may not choose
        chosen = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    held = {number: handler for number, handler in chosen.items() if callable(handler)}
    for number in held:
        signal.signal(number, hold)
    try:
        yield
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
        for each in caught:
            signal.raise_signal(each)


_player: Play[Any] | None = None


def _begin(player: Play[Any], started: Event) -> None:
    """Make a new process a worker."""
    global _player
    _player = player
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run tells its workers to stop
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a fork has the run's own handler
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    started.set()


def _leave_with_parent() -> None:
    """End this process when the run's is gone: killed, it cannot say goodbye."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _play(batch: Batch) -> Any:
    if _player is None:
        raise RuntimeError("this process is not a worker")
    return _player(batch)
