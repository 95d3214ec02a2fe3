"""How often somebody may ask for something."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

__all__ = ["Limit"]

_MOST_KEPT = 10_000
"""Askers remembered at once; the oldest are forgotten."""


class Limit:
    """At most so many at once, and so many a minute after that: a bucket of tokens for each asker.

    Parameters
    ----------
    at_once : int
        How many without waiting.
    a_minute : float
        How many a minute.
    now : callable
        Returns seconds.

    Examples
    --------
    >>> limit = Limit(2, 60, now=iter([0.0, 0.0, 0.0, 1.0]).__next__)
    >>> [limit.allows("me") for _ in range(4)]
    [True, True, False, True]
    """

    def __init__(self, at_once: int, a_minute: float, *, now: Callable[[], float] = monotonic) -> None:
        self._most, self._rate, self._now = float(at_once), a_minute / 60, now
        self._left: dict[str, tuple[float, float]] = {}

    def allows(self, asker: str) -> bool:
        """Return whether an asker may ask now; it counts as asked."""
        now = self._now()
        left, when = self._left.pop(asker, (self._most, now))
        left = min(self._most, left + (now - when) * self._rate)
        self._left[asker] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > _MOST_KEPT:
            del self._left[next(iter(self._left))]
        return left >= 1
