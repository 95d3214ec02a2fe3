"""Ctrl-C and SIGTERM: both cut a command short at once, workers and all, and what it keeps is kept."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sim.cli.terminal import INTERRUPTED

__all__ = ["ENDED", "Stop", "stopping"]

ENDED = 143
"""Exit status, as shells have it, of the signal by which batch systems end a program."""

_USUAL: dict[signal.Signals, Any] = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
"""What Python does at each signal; where something else was chosen, such as that it is ignored, that stays."""


class Stop:
    """What cut a command short, if anything did: Ctrl-C, unless `ended` says that it was SIGTERM."""

    ended = False

    @property
    def status(self) -> int:
        """Exit status of a command cut short."""
        return ENDED if self.ended else INTERRUPTED

    @property
    def cause(self) -> str:
        """How a message about it begins."""
        return "Ended from outside" if self.ended else "Interrupted"


@contextmanager
def stopping() -> Iterator[Stop]:
    """Raise KeyboardInterrupt at either signal meanwhile; what workers have in hand is not waited for.

    Notes
    -----
    `sim run` alone has handlers of its own: what its workers have in hand would be lost, and it waits for that.
    """
    stop, process = Stop(), os.getpid()

    def interrupt(number: int, _: object) -> None:
        if os.getpid() != process:  # a fork that is not a worker yet
            os._exit(128 + number)
        stop.ended = stop.ended or number == signal.SIGTERM
        _end_workers()
        raise KeyboardInterrupt

    changed = []
    if threading.current_thread() is threading.main_thread():  # others may not choose
        changed = [number for number, usual in _USUAL.items() if signal.getsignal(number) == usual]
    for number in changed:
        signal.signal(number, interrupt)
    try:
        yield stop
    finally:
        for number in changed:
            signal.signal(number, _USUAL[number])
        if executors := sys.modules.get("sim.ensemble.executors"):
            executors.do_not_wait.clear()


def _end_workers() -> None:
    """End this process's workers; where nothing has been played there are none, and nothing is imported for it."""
    executors = sys.modules.get("sim.ensemble.executors")
    do_not_wait = getattr(executors, "do_not_wait", None)
    if do_not_wait is None:
        return
    import multiprocessing

    do_not_wait.set()
    for each in multiprocessing.active_children():
        each.terminate()
