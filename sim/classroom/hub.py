"""Pages that listen for news, and a calendar that moves by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from time import monotonic

__all__ = ["Hub", "Timer"]

_QUIET = 15.0
"""Seconds after which a page that listens is sent a sign of life."""


class Hub:
    """Wakes pages when something has changed."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()
        self.closed = False

    def publish(self) -> None:
        """Say that something has changed."""
        for event in self._waiting:
            event.set()

    def close(self) -> None:
        """Let all listeners go."""
        self.closed = True
        self.publish()

    async def listen(self, version: Callable[[], str]) -> AsyncIterator[str]:
        """Yield server-sent events: the version of a page at once, and whenever it is another."""
        event, sent = asyncio.Event(), ""
        self._waiting.add(event)
        try:
            while not self.closed:
                if (now := version()) != sent:
                    sent = now
                    yield f"data: {now}\n\n"
                event.clear()
                if version() != sent:
                    continue
                try:
                    await asyncio.wait_for(event.wait(), _QUIET)
                except TimeoutError:
                    yield ": here\n\n"
        finally:
            self._waiting.discard(event)


class Timer:
    """When the calendar is to move by itself.

    Parameters
    ----------
    now : callable
        Returns seconds.

    Notes
    -----
    A laptop that slept moves it once, not as often as it would have.

    Examples
    --------
    >>> clock = [0.0]
    >>> timer = Timer(now=lambda: clock[0])
    >>> timer.start(60); clock[0] = 59; timer.is_due()
    False
    >>> clock[0] = 600; timer.is_due(), timer.is_due()
    (True, False)
    """

    def __init__(self, *, now: Callable[[], float] = monotonic) -> None:
        self._now, self.every, self._due = now, 0, 0.0
        self.step = "week"

    def start(self, every: int, step: str = "week") -> None:
        """Move the calendar by a step every so many seconds from now on; 0: not by itself."""
        self.every, self.step, self._due = every, step, self._now() + every

    def is_due(self) -> bool:
        """Return whether it is to move now; the next time is then a whole interval away."""
        if not self.every or self._now() < self._due:
            return False
        self._due = self._now() + self.every
        return True
