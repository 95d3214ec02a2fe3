"""Uniform draws of preference models by rejection: exact, independent, and each with an address of its own.

Without statements a government's unknowns are easy to draw uniformly: the steps between the options of ordered issues
are the spacings of uniform points. A statement is then a condition that a candidate meets or not, and the first
candidate that meets all is a uniform draw of what they leave (von Neumann 1951).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.evidence.clauses import Clause, stack_clauses
from sim.evidence.space import TOTAL_POINTS, PreferenceSpace
from sim.streams import uniforms

__all__ = ["Candidates", "draw_first_that_fit"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

_RAREST = 1 / 2000
"""Share of candidates that fit below which chains are cheaper (measured: a draw by hit-and-run costs some 1,500)."""

_TRIAL = 4096
"""Candidates after which a share is judged."""

_NUMBERS = 2**20
"""Uniform numbers drawn at once at most: 8 MB."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Uniform draws of the unknowns of a space whose orders are settled, before any statement.

    Parameters
    ----------
    space : PreferenceSpace
    case : int
        Index of the settled orders, see `PreferenceSpace.order_cases`.

    Examples
    --------
    >>> space = PreferenceSpace((("term", ("one", "five")),), np.array([[0], [1]]), (((1,), (0,)),))
    >>> candidates = Candidates(space, 0)
    >>> candidates.numbers, candidates.x(np.array([[0.5], [0.4]])).tolist()
    (2, [[0.0], [100.0], [10.0]])
    """

    space: PreferenceSpace
    case: int

    @property
    def numbers(self) -> int:
        """Return how many uniform numbers make a candidate: the last two decide on the no-deal value."""
        return self._cuts + self._between + len(self.space.adjustments) + 2

    @cached_property
    def _steps(self) -> tuple[int, ...]:
        """Return the number of spacings that make up the best option of each issue."""
        return tuple(
            1 + len(order[1]) if self._is_open(k) else len(order) - 1
            for k, order in enumerate(self.space.order_cases[self.case])
        )

    @property
    def _cuts(self) -> int:
        return sum(self._steps) - 1

    @cached_property
    def _between(self) -> int:
        """Return the number of options of which only is known that they lie between best and worst."""
        return sum(steps - 1 for k, steps in enumerate(self._steps) if self._is_open(k))

    def _is_open(self, issue: int) -> bool:
        return self.space.orders[issue] is None and len(self.space.order_cases[self.case][issue]) == 3

    def x(self, luck: Floats) -> Floats:
        """Return the candidates, shape (dimension, n), that uniform numbers, shape (numbers, n), stand for.

        Notes
        -----
        The best options' worths sum to 100, and an issue with m options between best and worst that are free of each
        other has the m-th power of its best one's worth in the density: as if that were m + 1 spacings.
        """
        x = np.zeros((self.space.dimension, luck.shape[1]))
        points = np.zeros((self._cuts + 2, luck.shape[1]))
        points[1:-1] = TOTAL_POINTS * np.sort(luck[: self._cuts], axis=0)
        points[-1] = TOTAL_POINTS
        place, free = 0, self._cuts
        for k, (first, order) in enumerate(zip(self.space.first, self.space.order_cases[self.case], strict=True)):
            end = place + self._steps[k]
            if self._is_open(k):
                x[first + order[0][0]] = best = points[end] - points[place]
                for option in order[1]:
                    x[first + option] = best * luck[free]
                    free += 1
            else:
                for step, group in enumerate(order[::-1]):
                    x[[first + option for option in group]] = points[place + step] - points[place]
            place = end
        for column, adjustment in enumerate(self.space.adjustments):
            at = self.space.no_deal_index - len(self.space.adjustments) + column
            x[at] = adjustment.low + luck[free + column] * (adjustment.high - adjustment.low)
        low, high = self.space.no_deal
        x[-1] = low + luck[-1] * (high - low)
        return x


@dataclass(frozen=True, eq=False)
class _Statements:
    """The rows of all clauses, a @ x <= b, with what each asks of the no-deal value d."""

    rows: tuple[tuple[Ints, Floats], ...]  # the columns of each row but that of d, and its entries there
    d: Floats  # the entry of d: -1, 0 or 1
    b: Floats
    owner: Ints

    @classmethod
    def of(cls, space: PreferenceSpace, clauses: tuple[Clause, ...]) -> _Statements:
        A, b, owner = stack_clauses(space, clauses)
        columns = [np.flatnonzero(row[:-1]) for row in A]
        return cls(tuple((at, row[at]) for at, row in zip(columns, A, strict=True)), A[:, -1], b, owner)

    def settle(
        self, x: Floats, luck: Floats, included: Bools, no_deal: tuple[float, float], given: Floats | None = None
    ) -> Bools:
        """Set d where it can be; return which candidates (n,) fit the clauses they take in, `included` (C, n).

        Notes
        -----
        Given the other unknowns the statements leave d an interval. A candidate is kept with chance the interval's
        share of all d, and its d is uniform in the interval: as if d had been drawn among all, but seldomer in vain.
        Where d is `given` (n,) the candidates are kept whose interval holds it.
        """
        n = x.shape[1]
        low, high, fits = np.full(n, no_deal[0]), np.full(n, no_deal[1]), np.ones(n, dtype=bool)
        for (columns, entries), d, limit, owner in zip(self.rows, self.d, self.b, self.owner, strict=True):
            left = np.full(n, limit)
            for column, entry in zip(columns, entries, strict=True):
                left -= entry * x[column]
            taken = included[owner]
            if d == 0:
                fits &= (left >= 0) | ~taken
            elif d > 0:
                np.minimum(high, left, out=high, where=taken)
            else:
                np.maximum(low, -left, out=low, where=taken)
        if given is not None:
            x[-1] = given
            return np.asarray(fits & (low <= given) & (given <= high))
        room = high - low
        whole = no_deal[1] - no_deal[0]
        fits &= (room > luck[-2] * whole) if whole > 0 else (room >= 0)
        x[-1] = low + luck[-1] * np.maximum(room, 0.0)
        return fits


def draw_first_that_fit(
    space: PreferenceSpace,
    case: int,
    clauses: tuple[Clause, ...],
    *,
    included: Bools,
    elements: Ints,
    seed: int,
    stream: str,
    no_deal: Floats | None = None,
) -> tuple[Floats, Bools]:
    """Return for each element its first candidate that meets the clauses it takes in.

    Parameters
    ----------
    space : PreferenceSpace
    case : int
        The settled orders, see `PreferenceSpace.order_cases`.
    clauses : tuple of Clause
        C statements.
    included : ndarray of bool, shape (n, C)
        Those each element takes in.
    elements : ndarray of int, shape (n,)
        Numbers of the pool's elements, which address their luck: candidate c of element s is the same whatever it
        has to meet.
    seed : int
    stream : str
        The name of the luck.
    no_deal : ndarray, shape (n,), optional
        Each element's no-deal value, where that is drawn already.

    Returns
    -------
    x : ndarray, shape (n, dimension)
    found : ndarray of bool, shape (n,)
        False for elements whose statements leave so little that the search was given up. Whether it is does not
        depend on where in the polytope the candidates lie, so the others are uniform all the same.
    """
    candidates, statements = Candidates(space, case), _Statements.of(space, clauses)
    _, kind = np.unique(included, axis=0, return_inverse=True)
    kind = kind.ravel()
    x, found = np.zeros((len(elements), space.dimension)), np.zeros(len(elements), dtype=bool)
    tried, fitted = np.zeros(kind.max(initial=-1) + 1), np.zeros(kind.max(initial=-1) + 1)
    going, first = np.arange(len(elements)), 0
    while len(going):
        count = max(1, min(max(1, first), _NUMBERS // (len(going) * candidates.numbers)))
        for part in np.array_split(going, -(-len(going) * count * candidates.numbers // _NUMBERS)):
            numbered = first + np.arange(count)
            number = np.arange(candidates.numbers)[:, None, None]
            luck = uniforms(seed, stream, elements[part, None], numbered, number).reshape(len(number), -1)
            drawn = candidates.x(luck)
            given = None if no_deal is None else np.repeat(no_deal[part], count)
            taken = np.repeat(included[part].T, count, axis=1)
            fits = statements.settle(drawn, luck, taken, space.no_deal, given)
            fits = fits.reshape(len(part), count)
            which, hit = fits.argmax(axis=1), fits.any(axis=1)
            x[part[hit]] = drawn[:, (np.arange(len(part)) * count + which)[hit]].T
            found[part[hit]] = True
            np.add.at(fitted, kind[part], hit)
            np.add.at(tried, kind[part], np.where(hit, which + 1, count))
        first += count
        seldom = (tried >= _TRIAL) & (fitted < _RAREST * tried)
        going = going[~found[going] & ~seldom[kind[going]]]
    return x, found
