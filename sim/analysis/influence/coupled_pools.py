"""Preference models under changed statements, kept as near as can be to those before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.evidence.clauses import Clause
from sim.evidence.pools import Pool
from sim.evidence.space import PreferenceSpace
from sim.scenario.packages import PackageTable
from sim.scenario.preferences import compile_preferences
from sim.scenario.scenario import ScenarioModel
from sim.worlds.preferences import PooledPreferences

__all__ = ["CoupledPreferences", "couple"]


_TOLERANCE = 1e-7
"""In points: by how much a model on the edge may break a constraint that it was drawn under."""


class CoupledPreferences(PooledPreferences):
    """Preference models of a changed scenario, coupled with those of the original one.

    Parameters
    ----------
    changed, original : tuple of ScenarioModel and PackageTable
        They differ in this government's statements, ranges or adjustments and in exclusions at most.
    government : str
    seed : int
    """

    def __init__(
        self,
        changed: tuple[ScenarioModel, PackageTable],
        original: tuple[ScenarioModel, PackageTable],
        government: str,
        *,
        seed: int,
    ) -> None:
        super().__init__(*changed, government, seed=seed)
        self._original = PooledPreferences(*original, government, seed=seed)
        self._original_clauses = compile_preferences(*original, government)[1]
        self._coupled: dict[int, Pool] = {}

    def pool(self, chunk: int = 0) -> Pool:
        """Return the coupled pool's chunk number `chunk`."""
        if chunk not in self._coupled:
            before, after = self._original.pool(chunk), super().pool(chunk)
            if self._prior == self._original._prior == "volume":  # what follows takes both for uniform
                after = couple(before, self._original_clauses, after, self._clauses)
            self._coupled[chunk] = after
        return self._coupled[chunk]

    def kept(self, chunk: int = 0) -> float:
        """Return the share of elements that are the original's."""
        now, before = self.pool(chunk), self._original.pool(chunk)
        return float((now.x == before.x).all(axis=1).mean()) if _comparable(now.space, before.space) else 0.0


def couple(before: Pool, clauses_before: Sequence[Clause], after: Pool, clauses_after: Sequence[Clause]) -> Pool:
    """Return a pool distributed as `after` that holds as many elements of `before` as chance allows.

    Parameters
    ----------
    before, after : Pool
        Of the same size S, issues and orders.
    clauses_before, clauses_after : sequence of Clause
        Those the pools were drawn under.

    Notes
    -----
    An element x of `before` is uniform on a polytope P, an element y of `after` on Q. Taking x where x lies in Q and
    y in P, and y elsewhere, gives a uniform draw of Q: in P and Q its density is
    (1/P) (PQ/Q) + (1/Q) (1 - PQ/P) = 1/Q, with P, Q and PQ their volumes and that of what they share; in the rest of
    Q it is 1/Q. The share kept is that of the volume, where dropping a statement leaves the old models a large part
    of the new ones nearly all are kept, where it opens much room few are.

    x and y must be independent, and pools of one seed are walked with the same luck. So y is the next element of
    `after` that takes in the same statements; an element alone with its statements takes its own y unasked.

    Examples
    --------
    >>> from sim.evidence.pools import draw_pool
    >>> space = PreferenceSpace((("term", ("one", "five")),), np.array([[0], [1]]), (((1,), (0,)),))
    >>> refuses, none = (Clause("refuses", (0,)),), ()
    >>> before, after = (draw_pool(space, these, name="us", seed=1, size=400) for these in (refuses, none))
    >>> coupled = couple(before, refuses, after, none)
    >>> kept = coupled.no_deal == before.no_deal
    >>> bool(0.6 < kept.mean() < 0.72), bool((coupled.no_deal[~kept] < 1).all())
    (True, True)
    """
    if not _comparable(before.space, after.space):
        return after
    partner = _partners(after)
    y, case = after.x[partner], after.order_case
    fits_after = _holds(after.space, clauses_after, after.included, before.x)
    fits_before = _holds(before.space, clauses_before, before.included, y)
    keep = fits_after & fits_before & (partner != np.arange(len(partner))) & (before.order_case == case)
    return replace(after, x=np.where(keep[:, None], before.x, y))


def _comparable(one: PreferenceSpace, other: PreferenceSpace) -> bool:
    return one.names == other.names and one.orders == other.orders


def _partners(pool: Pool) -> Ints:
    """Return for each element the next one drawn under the same statements and orders; the last takes the first."""
    kinds = np.column_stack([pool.included, pool.order_case])
    _, group = np.unique(kinds, axis=0, return_inverse=True)
    group = group.ravel()
    order = np.argsort(group, kind="stable")
    first = np.searchsorted(group[order], group[order])
    following = np.arange(1, len(order) + 1)
    last = np.append(group[order][1:] != group[order][:-1], True)
    partner = np.empty(len(order), dtype=np.int64)
    partner[order] = order[np.where(last, first, following % len(order))]
    return partner


def _holds(space: PreferenceSpace, clauses: Sequence[Clause], included: Bools, x: Floats) -> Bools:
    """Return which models x (S, dimension) meet the clauses included (S, C) and the bounds of the space."""
    values, no_deal = space.values(x), x[:, space.no_deal_index]
    holds = (no_deal >= space.no_deal[0] - _TOLERANCE) & (no_deal <= space.no_deal[1] + _TOLERANCE)
    combined = x[:, space.no_deal_index - len(space.adjustments) : space.no_deal_index]
    for points, adjustment in zip(combined.T, space.adjustments, strict=True):
        holds &= (points >= adjustment.low - _TOLERANCE) & (points <= adjustment.high + _TOLERANCE)
    for clause, taken in zip(clauses, included.T, strict=True):
        holds &= ~taken | (clause.lead(values, no_deal) >= clause.margin - _TOLERANCE).all(axis=1)
    return holds
