"""Who is there: students whose page is open, or was asked for a short while ago."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from time import monotonic

__all__ = ["Presence"]

_SLEPT = 20.0
"""Seconds between two ticks of the server after which it slept, and nobody can be called absent."""


class Presence:
    """Seen students.

    Parameters
    ----------
    after : float
        Seconds without a sign after which a student is away.
    now : callable
        Returns seconds.

    Examples
    --------
    >>> clock = [0.0]
    >>> here = Presence(60, now=lambda: clock[0])
    >>> here.see(1); clock[0] = 61; here.is_away(1)
    True
    >>> here.open(1); here.is_away(1)
    False
    """

    def __init__(self, after: float, *, now: Callable[[], float] = monotonic) -> None:
        self.after, self._now = after, now
        self._seen: dict[int, float] = {}
        self._open: Counter[int] = Counter()
        self._begun = self._tick = now()

    def see(self, student: int) -> None:
        """Note a sign of a student."""
        self._seen[student] = self._now()

    def open(self, student: int) -> None:
        """Note that a page of a student's listens for news."""
        self._open[student] += 1
        self.see(student)

    def close(self, student: int) -> None:
        """Note that it does not any more."""
        self._open[student] -= 1
        self.see(student)

    def streams(self, student: int) -> int:
        """Return how many pages of a student's listen."""
        return self._open[student]

    def is_away(self, student: int) -> bool:
        """Return whether nothing was heard of a student for too long."""
        return self._open[student] <= 0 and self.silence(student) > self.after

    def silence(self, student: int) -> float:
        """Return for how many seconds nothing was heard of a student; since the server began, where it never was."""
        return 0.0 if self._open[student] > 0 else self._now() - self._seen.get(student, self._begun)

    def tick(self, students: Iterable[int]) -> None:
        """Note that the server runs: after a laptop slept everybody has time to come back."""
        now = self._now()
        if now - self._tick > _SLEPT:
            for student in students:
                self._seen[student] = now
        self._tick = now
