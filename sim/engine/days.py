"""The order of things: SimPy alarms that wake a process on a day, always in the same order within it.

On one day things happen in this order: calendar events (in the scenario's order), completions of procedure
(entry into force), third-party assents, reviews (chance picks which seat is first, `sim.engine.reviews`), time that
third parties grant, and last, on the deadline, the lapse. `Phase` is the one place that says so.

What is due today but would have come earlier in that order (an answer without delay, a lead of no days) is done at
once, before anything later in the day; among several such things the order holds again.
"""

from __future__ import annotations

from collections.abc import Generator
from enum import IntEnum
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray
from simpy.core import SimTime

__all__ = ["Alarm", "Phase", "Process", "stop_at"]

Process = Generator[simpy.Event, Any, None]


class Phase(IntEnum):
    """What happens first on a day; SimPy runs lower numbers earlier. Up to 1,000 places within a phase."""

    CALENDAR = 1_000
    PROCEDURE = 2_000
    ASSENT = 3_000
    REVIEW = 4_000
    GRANT = 4_500
    LAPSE = 5_000


def stop_at(env: simpy.Environment, day: int, place: float) -> simpy.Event:
    """Return an event that comes at a place in the order of `day`, at once where that is past today."""
    stop = env.event()
    stop._ok, stop._value = True, None  # a triggered event, scheduled with a priority of our own
    delay: SimTime = day - env.now
    env.schedule(stop, priority=place, delay=delay)  # type: ignore[arg-type]
    return stop


class Alarm:
    """Wakes one process on chosen days, in its phase of the day.

    Parameters
    ----------
    env : simpy.Environment
        Time is in days since the start.
    phase : Phase
        Which part of the day.
    place : int
        Order among those of the same phase.
    last : int
        The last day on which it rings: days after it never come.

    Examples
    --------
    >>> env, heard = simpy.Environment(), []
    >>> first, second = Alarm(env, Phase.CALENDAR), Alarm(env, Phase.REVIEW)
    >>> def listen(alarm, name):
    ...     while True:
    ...         yield alarm.bell
    ...         heard.append((env.now, name))
    >>> _ = env.process(listen(second, "review")), env.process(listen(first, "event"))
    >>> second.ring_on(3); first.ring_on(3); second.ring_on(1); env.run()
    >>> heard
    [(1, 'review'), (3, 'event'), (3, 'review')]
    """

    def __init__(self, env: simpy.Environment, phase: Phase, place: int = 0, *, last: int = 10**6) -> None:
        self.env, self.priority, self.last = env, int(phase) + place, last
        self.bell = env.event()
        self._days: set[int] = set()

    def ring_on(self, day: int) -> None:
        """Ring on `day`, today at the earliest; a day already set rings once."""
        if day in self._days or not self.env.now <= day <= self.last:
            return
        self._days.add(day)
        wake = stop_at(self.env, day, self.priority)
        assert wake.callbacks is not None
        wake.callbacks.append(self._ring)

    def ring_on_all(self, days: NDArray[np.int64]) -> None:
        """Ring on each of the days, as often as there are different ones."""
        coming = days[days <= self.last]
        for day in np.flatnonzero(np.bincount(coming)).tolist():
            self.ring_on(day)

    def _ring(self, _: simpy.Event) -> None:
        self._days.discard(int(self.env.now))
        bell, self.bell = self.bell, self.env.event()
        bell.succeed()  # SimPy's own priority comes before every phase: the process runs next
