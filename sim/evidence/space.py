"""The unknowns of one government's preferences, and what holds of them before any statement is read.

A package's value is additive in part-worths plus points for combinations (docs/model.md, "Worlds: what is not
known")::

    u(p) = sum_k v[k, p_k] + sum_j c[j] [p matches combination j]

The unknowns are laid out in one vector ``x``: the part-worths issue by issue, the adjustments, last the
no-deal value ``d``. The worst option of every issue is worth 0 and the best options of all issues sum to 100.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.evidence.polytope import Polytope
from sim.reading.shown import listed

__all__ = ["MAX_ORDER_CASES", "TOTAL_POINTS", "Adjustment", "Order", "PreferenceSpace"]

TOTAL_POINTS = 100.0
"""What the best options of all issues are worth together; it fixes the unit, a point."""

MAX_ORDER_CASES = 256
"""Largest number of (worst, best) combinations tried for issues whose order nobody states."""

Order = tuple[tuple[int, ...], ...]
"""Tie groups of option indices, best first."""

_Rows = list[tuple[dict[int, float], float]]


@dataclass(frozen=True, eq=False)
class Adjustment:
    """Points for a combination of options, over and above their part-worths.

    Parameters
    ----------
    name : str
        What the combination is called, for messages.
    mask : ndarray of bool, shape (P,)
        The packages that hold the combination.
    low, high : float
        Bounds of the points, finite.
    """

    name: str
    mask: NDArray[np.bool_]
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class PreferenceSpace:
    """The unknowns of one government: part-worths v[k, option], adjustments c[j], no-deal value d.

    Parameters
    ----------
    issues : tuple of (str, tuple of str)
        Name and option names of every issue.
    packages : ndarray of int, shape (P, K)
        The option index of each package on each issue.
    orders : tuple of (Order or None)
        Per issue its options from best to worst, tied ones in one group; all options, each once. ``None``:
        nobody states the order.
    adjustments : tuple of Adjustment
    no_deal : (float, float)
        Bounds of the no-deal value in points; -50 to 100 is an ASSUMPTION wide enough to be moved by evidence.

    Raises
    ------
    InputError
        When an order does not name every option once, bounds are empty or infinite, no issue can have any
        spread, or the unstated orders leave more than `MAX_ORDER_CASES` combinations.

    Examples
    --------
    >>> space = PreferenceSpace(
    ...     issues=(("term", ("one", "five")), ("checks", ("no", "yes"))),
    ...     packages=np.array([[0, 0], [0, 1], [1, 0], [1, 1]]),
    ...     orders=(((1,), (0,)), ((0,), (1,))),
    ... )
    >>> space.names
    ('term: one', 'term: five', 'checks: no', 'checks: yes', 'no deal')
    >>> space.values(np.array([[0.0, 60.0, 40.0, 0.0, 25.0]]))
    array([[ 40.,   0., 100.,  60.]])
    """

    issues: tuple[tuple[str, tuple[str, ...]], ...]
    packages: NDArray[np.int64]
    orders: tuple[Order | None, ...]
    adjustments: tuple[Adjustment, ...] = ()
    no_deal: tuple[float, float] = (-50.0, 100.0)

    def __post_init__(self) -> None:
        _check_orders(self)
        _check_bounds(self)
        _check_cases(self)

    @cached_property
    def first(self) -> tuple[int, ...]:
        """Return the place in x of the first option of each issue."""
        sizes = [len(options) for _, options in self.issues]
        return tuple(itertools.accumulate(sizes, initial=0))[:-1]

    @property
    def no_deal_index(self) -> int:
        """Return the place of d in x: the last."""
        return self.dimension - 1

    @property
    def dimension(self) -> int:
        """Return the number of unknowns, the length of x."""
        return len(self.names)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return what each unknown is, in the order of x."""
        worths = [f"{issue}: {option}" for issue, options in self.issues for option in options]
        return (*worths, *(adjustment.name for adjustment in self.adjustments), "no deal")

    @cached_property
    def features(self) -> NDArray[np.float64]:
        """Return the matrix, shape (P, dimension), with which u = features @ x."""
        features = np.zeros((len(self.packages), self.dimension))
        for first, chosen in zip(self.first, self.packages.T, strict=True):
            features[np.arange(len(chosen)), first + chosen] = 1.0
        for column, adjustment in enumerate(self.adjustments, start=self._first_adjustment):
            features[:, column] = adjustment.mask
        return features

    def values(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the value in points of every package under every row of x, shape (S, P).

        Notes
        -----
        Summed issue by issue rather than by a matrix product, so that packages which differ only in tied
        options have equal values to the last bit, and ties are seen as ties.
        """
        total = np.zeros((len(x), len(self.packages)))
        for first, chosen in zip(self.first, self.packages.T, strict=True):
            total += x[:, first + chosen]
        for column, adjustment in enumerate(self.adjustments, start=self._first_adjustment):
            total[:, adjustment.mask] += x[:, [column]]
        return total

    @cached_property
    def order_cases(self) -> tuple[tuple[Order, ...], ...]:
        """Return every way to settle the orders, each with one order per issue.

        Where nobody states an order, each (best, worst) pair of options makes a case: three groups, best, the
        rest and worst, of which the middle is not a tie but any value in between (see `rules`).
        """
        choices = [
            [order] if order is not None else list(_extremes(len(options)))
            for order, (_, options) in zip(self.orders, self.issues, strict=True)
        ]
        return tuple(itertools.product(*choices))

    def rules(self, case: int) -> Polytope:
        """Return what holds of x before any statement, with the orders settled as in `order_cases[case]`."""
        equal: _Rows = []
        below: _Rows = []
        best: dict[int, float] = {}
        for first, order, stated in zip(self.first, self.order_cases[case], self.orders, strict=True):
            groups = [[first + option for option in group] for group in order]
            equal.append(({groups[-1][0]: 1.0}, 0.0))
            if len(groups) > 1:
                best[groups[0][0]] = 1.0
            if stated is None and len(groups) == 3:
                for option in groups[1]:
                    below += [({option: 1.0, groups[0][0]: -1.0}, 0.0), ({option: -1.0}, 0.0)]
                continue
            equal += [({option: 1.0, group[0]: -1.0}, 0.0) for group in groups for option in group[1:]]
            below += [({low[0]: 1.0, high[0]: -1.0}, 0.0) for high, low in itertools.pairwise(groups)]
        equal.append((best, TOTAL_POINTS))
        self._add_bounds(equal, below)
        return Polytope(*_matrix(below, self.dimension), *_matrix(equal, self.dimension))

    def _add_bounds(self, equal: _Rows, below: _Rows) -> None:
        bounds = [*((a.low, a.high) for a in self.adjustments), self.no_deal]
        for column, (low, high) in enumerate(bounds, start=self._first_adjustment):
            if low == high:
                equal.append(({column: 1.0}, low))
            else:
                below += [({column: 1.0}, high), ({column: -1.0}, -low)]

    def settle_ties(self, x: NDArray[np.float64], case: int) -> NDArray[np.float64]:
        """Return x with tied part-worths equal, and worst ones 0, to the last bit."""
        x = x.copy()
        for first, order, stated in zip(self.first, self.order_cases[case], self.orders, strict=True):
            for group in order if stated is not None else ():
                x[:, [first + option for option in group]] = x[:, [first + group[0]]]
            x[:, [first + option for option in order[-1]]] = 0.0
        return x

    @property
    def _first_adjustment(self) -> int:
        return sum(len(options) for _, options in self.issues)


def _extremes(options: int) -> Iterator[Order]:
    """Yield an order per (best, worst) pair: best, the rest, worst; one group for a lone option."""
    if options == 1:
        yield ((0,),)
    for best, worst in itertools.permutations(range(options), 2):
        rest = tuple(option for option in range(options) if option not in (best, worst))
        yield ((best,), rest, (worst,)) if rest else ((best,), (worst,))


def _matrix(rows: _Rows, dimension: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    A = np.zeros((len(rows), dimension))
    for i, (coefficients, _) in enumerate(rows):
        for column, value in coefficients.items():
            A[i, column] = value
    return A, np.array([limit for _, limit in rows], dtype=float)


def _check_orders(space: PreferenceSpace) -> None:
    for (issue, options), order in zip(space.issues, space.orders, strict=True):
        if order is None:
            continue
        named = sorted(option for group in order for option in group)
        if named != list(range(len(options))) or not all(order):
            raise InputError(f"order of {issue}: name every option once (found {order}; options {options})")
    groups = [len(options) if order is None else len(order) for (_, options), order in _pairs(space)]
    if max(groups, default=1) == 1:
        raise InputError("no issue has a better and a worse option, so packages cannot be valued at all")


def _pairs(space: PreferenceSpace) -> list[tuple[tuple[str, tuple[str, ...]], Order | None]]:
    return list(zip(space.issues, space.orders, strict=True))


def _check_bounds(space: PreferenceSpace) -> None:
    bounds = [(a.name, a.low, a.high) for a in space.adjustments] + [("no deal", *space.no_deal)]
    for name, low, high in bounds:
        if not (math.isfinite(low) and math.isfinite(high) and low <= high):
            raise InputError(f"bounds of {name}: need finite numbers, low to high (found {low} to {high})")


def _check_cases(space: PreferenceSpace) -> None:
    unstated = [(issue, len(options)) for (issue, options), order in _pairs(space) if order is None]
    cases = math.prod(max(1, size * (size - 1)) for _, size in unstated)
    if cases > MAX_ORDER_CASES:
        names = listed([issue for issue, _ in unstated])
        raise InputError(
            f"too many issues without an order ({names}): {cases} combinations of best and worst option "
            f"(allowed {MAX_ORDER_CASES}). State the order of at least one of them"
        )
