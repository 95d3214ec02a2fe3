"""Whose turn it is to table something: nobody bids against himself (`minds.waits_for_offer`)."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Ints

__all__ = ["Turns"]


class Turns:
    """Who tabled something last in each lane, and when.

    Parameters
    ----------
    lanes : int
        How many.
    """

    def __init__(self, lanes: int) -> None:
        self._last, self._day = np.full(lanes, -1), np.zeros(lanes, dtype=np.int64)

    def tabled(self, x: Ints | int, lanes: Ints, day: int) -> None:
        """Take note that principal `x`, or each of them, tables something in `lanes` on `day`."""
        self._last[lanes], self._day[lanes] = x, day

    def begin_anew(self, lanes: Ints) -> None:
        """Let everybody have a turn in `lanes`: somebody at the table has changed."""
        self._last[lanes] = -1

    def has(self, x: int, lanes: Ints, day: int, *, waits: int) -> Bools:
        """Return where (n,) principal `x`, who waits so many days for another to table something, need not wait."""
        return np.asarray((self._last[lanes] != x) | (day - self._day[lanes] >= waits))
