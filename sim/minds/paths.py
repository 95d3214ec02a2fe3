"""How long packages take from an agreement to force, hurried where they can be, and the chance to be in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.minds.clock import chance_in_force
from sim.worlds.worlds import Worlds

__all__ = ["Path", "path_of"]

Quick = tuple[Floats, Floats, Floats]
"""The chance that just some seats can hurry, and median and spread of the days where they do."""


@dataclass(frozen=True, eq=False)
class Path:
    """Axes: w world (or 1), p package, or any that broadcast together.

    Parameters
    ----------
    median, spread : ndarray
        Median days, and the standard deviation of their logarithm.
    hurried : tuple of (chance, median, spread)
        For each set of seats that may be able to hurry.

    Notes
    -----
    A procedure that can be hurried is so where it would be late, and takes no longer then, whatever its luck u:
    min(X(u), Y(u)) of days drawn with the same luck. So with k days to go it is complete in time with chance
    F(k) + sum_H Pr(H) max(F_H(k) - F(k), 0).
    """

    median: Floats
    spread: Floats
    hurried: tuple[Quick, ...] = ()

    @property
    def arrays(self) -> list[Floats]:
        """All numbers."""
        return [self.median, self.spread, *(each for quick in self.hurried for each in quick)]

    @staticmethod
    def from_arrays(arrays: list[Floats]) -> Path:
        """Return the path of such `arrays`."""
        quick = tuple((arrays[k], arrays[k + 1], arrays[k + 2]) for k in range(2, len(arrays), 3))
        return Path(arrays[0], arrays[1], quick)

    @property
    def by_world(self) -> bool:
        """Whether worlds differ."""
        return max(map(len, self.arrays)) > 1

    def of(self, packages: Ints) -> Path:
        """Return the path of some packages alone."""
        quick = tuple((chance, median[:, packages], spread[:, packages]) for chance, median, spread in self.hurried)
        return Path(self.median[:, packages], self.spread[:, packages], quick)

    def at(self, rows: Ints | slice) -> Path:
        """Return the path in some worlds alone, with an axis for days (n or 1, 1, p)."""
        return Path.from_arrays([(each[rows] if len(each) > 1 else each)[:, None] for each in self.arrays])

    def on(self, t: int) -> Path:
        """Return the path (n or 1, p) on one of its days, the axis in the middle."""
        return Path.from_arrays([each[:, t if each.shape[1] > 1 else 0] for each in self.arrays])

    def clocks(self) -> tuple[Path, Ints]:
        """Return the different ones of all worlds and packages (c,), and which is whose (w or 1, p)."""
        whole = np.stack(np.broadcast_arrays(*self.arrays))
        if self.hurried:
            found, which = np.unique(whole.reshape(len(whole), -1), axis=1, return_inverse=True)
        else:  # sorting pairs takes much longer than complex numbers
            pairs, which = np.unique(whole[0] + 1j * whole[1], return_inverse=True)
            found = np.stack([pairs.real, pairs.imag])
        return Path.from_arrays(list(found)), which.reshape(whole.shape[1:])

    def after(self, left: Floats, own: Floats) -> Path:
        """Return the path after a part that takes a median of `left` days more, whose spread is its `own`."""
        quick = tuple((chance, *_added(median, spread, left, own)) for chance, median, spread in self.hurried)
        return Path(*_added(self.median, self.spread, left, own), quick)

    def in_time(self, days_left: Ints | int) -> Floats:
        """Return the chance (w or 1, p) that all is complete with so many days to go, which broadcast with the path.

        Examples
        --------
        >>> slow, quick = np.array([[60.0]]), (np.array([[0.5]]), np.array([[7.0]]), np.array([[0.5]]))
        >>> Path(slow, np.array([[0.5]]), (quick,)).in_time(30).round(3).tolist()
        [[0.541]]
        """
        found = chance_in_force(days_left, self.median, self.spread)
        more = [chance * (chance_in_force(days_left, *span) - found) for chance, *span in self.hurried]
        for gain in more:
            found = found + np.maximum(gain, 0.0)
        return found


def _added(median: Floats, spread: Floats, left: Floats, own: Floats) -> tuple[Floats, Floats]:
    whole = median + left
    mean = np.divide(median * spread + left * own, whole, out=np.zeros_like(whole), where=whole > 0)
    return whole, np.where(left > 0, mean, spread)


def path_of(worlds: Worlds, *, asked: bool) -> Path:
    """Return the path of packages in a batch of worlds: from the agreement, or once third parties were `asked`."""
    median, spread = worlds.path_median, worlds.path_spread
    if asked:
        median, spread = worlds.lead_median, worlds.lead_spread
        if worlds.calendar.signature_counts:  # nothing is left to wait for
            return Path(np.zeros_like(median), np.zeros_like(spread))
    return Path(median, spread, tuple((each.chance, *(each.lead if asked else each.path)) for each in worlds.hurried))
