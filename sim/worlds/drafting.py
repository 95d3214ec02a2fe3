"""Drafting before signature: the options whose text takes days, and how long it still takes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Bools, Floats, Ints

__all__ = ["NO_DRAFTING", "Drafting"]


@dataclass(frozen=True)
class Drafting:
    """Axes: k option whose text must be drafted, w world of the batch, p package.

    Parameters
    ----------
    options : tuple of (issue, option)
        In the scenario's order.
    median : ndarray, shape (k, w or 1)
        Median days from the day on which a package holding the option is first tabled.
    spread : ndarray, shape (k,)
        Standard deviation of their logarithm.
    holds : ndarray of bool, shape (k, p)
        Which packages hold the option.
    step : ndarray of int, shape (k,)
        Governments reckon the beginning of a text to so many days.
    """

    options: tuple[tuple[str, str], ...]
    median: Floats
    spread: Floats
    holds: Bools
    step: Ints

    def of(self, packages: Ints) -> Drafting:
        """Return the same of some packages alone."""
        return replace(self, holds=self.holds[:, packages])

    def __len__(self) -> int:
        return len(self.options)

    @property
    def worlds(self) -> int:
        """Worlds that differ: 1 where all have the same days."""
        return int(self.median.shape[1])

    def reckoned(self, begun: Ints) -> Ints:
        """Return the days (k, n) since which governments take texts to be drafted, of those on which they began.

        Examples
        --------
        >>> drafting = Drafting((("a", "x"),), np.array([[30.0]]), np.array([0.5]), np.array([[True]]), np.array([7]))
        >>> drafting.reckoned(np.array([[-1, 0, 3, 4, 12]])).tolist()
        [[-1, 0, 0, 7, 14]]
        """
        step = self.step[:, None]
        return np.asarray(np.where(begun < 0, -1, (begun + step // 2) // step * step))

    def stream(self, k: int) -> str:
        """Return the name of the stream of luck that says how long a text really takes."""
        return f"draft/{'.'.join(self.options[k])}"

    def ahead(self, begun: Ints, days: Ints, rows: Ints | slice = slice(None)) -> tuple[Floats, Floats]:
        """Return the median days still ahead on each of `days` (t,), and their spread, of each package (n, t, p).

        Parameters
        ----------
        begun : ndarray of int, shape (k, n) or (k, 1)
            The days since which options are taken to be drafted, -1 where they are not.
        days : ndarray of int, shape (t,)
            Days that may be today.
        rows : ndarray of int, shape (n,), optional
            Rows of the worlds of the batch they are asked of; all of them by default.

        Notes
        -----
        Texts are drafted side by side: the slowest counts, by what is left of its median. One whose median has passed
        is taken to be ready (ASSUMPTION: in truth it may be late). The first axis is 1 where nothing differs.

        Examples
        --------
        >>> drafting = Drafting((("a", "x"), ("b", "y")), np.array([[30.0], [20.0]]), np.array([0.5, 0.2]),
        ...     np.array([[True, True, False], [False, True, False]]), np.array([7, 7]))
        >>> drafting.ahead(np.array([[10], [-1]]), np.array([25]))
        (array([[[15., 20.,  0.]]]), array([[[0.5, 0.2, 0. ]]]))
        """
        medians = self.median[:, rows] if self.worlds > 1 else self.median
        count = max(medians.shape[1], begun.shape[1])
        left, spread = np.zeros((2, count, len(days), self.holds.shape[1]))
        each = zip(medians[:, :, None], self.spread, self.holds, begun[:, :, None], strict=True)
        for median, own, holds, since in each:
            rest = np.where(since < 0, median, np.clip(since + median - days, 0.0, median))
            slower = holds & (rest[:, :, None] > left)
            left, spread = np.where(slower, rest[:, :, None], left), np.where(slower, own, spread)
        return left, spread

    def ready(self, begun: Ints, days: Ints, packages: Ints) -> Ints:
        """Return the day (n,) from which `packages` (n,) can be signed, -1 where nothing of theirs is drafted.

        `begun` (k, n) is the day on which the drafting of each option began, and `days` (k, n) how many it takes.
        """
        return np.asarray(np.where(self.holds[:, packages], begun + days, -1).max(axis=0, initial=-1))


NO_DRAFTING = Drafting((), np.empty((0, 1)), np.empty(0), np.empty((0, 0), bool), np.empty(0, int))
"""Nothing has to be drafted."""
