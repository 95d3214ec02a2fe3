"""Which statements each preference model takes in: a coin per statement of credence below 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.evidence.clauses import Clause
from sim.streams import uniforms

__all__ = ["toss_coins"]

_TOSSES = 10_000
"""Tosses after which statements that never agree are given up."""

_TRIAL, _HOPELESS = 100, 20
"""Given up after so many tosses already, if at their rate so many elements would be left at the end (the chance that
none is left is below a billionth)."""


def toss_coins(
    clauses: tuple[Clause, ...],
    elements: NDArray[np.int64],
    *,
    name: str,
    seed: int,
    is_possible: Callable[[NDArray[np.bool_]], bool],
) -> tuple[NDArray[np.bool_], float]:
    """Return which clauses each element includes, and the share of tosses thrown away.

    Parameters
    ----------
    clauses : tuple of Clause
        C statements; one of credence c is included with chance c, independently. Of a group one is, by one coin.
    elements : ndarray of int, shape (S,)
        Numbers of the pool's elements, which address their coins.
    name : str
        The government, for the coins' streams.
    seed : int
    is_possible : callable
        Says of a subset, a bool per clause, whether its statements can all hold.

    Returns
    -------
    included : ndarray of bool, shape (S, C)
    rejected : float
        Tosses whose statements cannot all hold are tossed again (counter 1, 2, ...): the coins are
        conditioned on statements agreeing. This is the share of all tosses that fell to it.

    Raises
    ------
    InputError
        When an element finds no possible subset in `_TOSSES` tosses.
    """
    low, high = np.array([[part * clause.credence for part in clause.side] for clause in clauses]).reshape(-1, 2).T
    included = np.zeros((len(elements), len(clauses)), dtype=bool)
    verdicts = _Verdicts(clauses, is_possible)
    pending, tosses = np.arange(len(elements)), 0
    for toss in range(_TOSSES):
        for column, stream in enumerate(_streams(clauses, name)):
            luck = uniforms(seed, stream, elements[pending], counter=toss)
            included[pending, column] = (luck >= low[column]) & (luck < high[column])
        tosses += len(pending)
        subsets, place = np.unique(included[pending], axis=0, return_inverse=True)
        possible = verdicts.of(subsets)
        pending = pending[~possible[place.ravel()]]
        if not len(pending):
            return included, 1.0 - len(elements) / tosses
        if toss >= _TRIAL and len(elements) * (len(pending) / len(elements)) ** (_TOSSES / toss) > _HOPELESS:
            break
    raise InputError(
        f"{name}: statements of credence below 1 contradict each other almost always "
        "(fewer than one toss in 1,000 agrees); lower the credence of one"
    )


class _Verdicts:
    """Which subsets of clauses can all hold; what has once been found to conflict is not looked at again.

    Parameters
    ----------
    clauses : tuple of Clause
    judge : callable
        Says of a subset whether its statements can all hold; it costs a linear program or more.

    Notes
    -----
    A subset that holds a conflict is impossible. Most conflicts are of two statements, so pairs are looked at first,
    as soon as there is any conflict at all; larger ones are found by leaving out clauses one by one.
    """

    def __init__(self, clauses: tuple[Clause, ...], judge: Callable[[NDArray[np.bool_]], bool]) -> None:
        self._certain = np.array([clause.credence == 1.0 and clause.group is None for clause in clauses], dtype=bool)
        self._groups = [clause.group for clause in clauses]
        self._judge = judge
        self._known: dict[bytes, bool] = {}
        self._conflicts: list[list[int]] | None = None

    def of(self, subsets: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return for each subset (n, C) whether its statements can all hold."""
        return np.array([self._verdict(subset) for subset in subsets], dtype=bool)

    def _verdict(self, subset: NDArray[np.bool_]) -> bool:
        if self._has_conflict(subset):
            return False
        key = subset.tobytes()
        if key not in self._known:
            self._known[key] = self._judge(subset)
            if not self._known[key]:
                self._learn(subset)
        return self._known[key]

    def _has_conflict(self, subset: NDArray[np.bool_]) -> bool:
        return any(subset[conflict].all() for conflict in self._conflicts or ())

    def _learn(self, subset: NDArray[np.bool_]) -> None:
        """Find out what conflicts, given an impossible subset that holds no conflict known."""
        if self._conflicts is None:
            self._conflicts = []
            open_ = np.flatnonzero(~self._certain).tolist()
            for few in [*((one,) for one in open_), *combinations(open_, 2)]:
                if self._excluded(few) or self._has_conflict(trial := self._with(few)):
                    continue
                if not self._judge(trial):
                    self._conflicts.append(list(few))
            if self._has_conflict(subset):
                return
        kept = np.flatnonzero(subset & ~self._certain).tolist()
        for clause in reversed(kept.copy()):
            rest = [each for each in kept if each != clause]
            if not self._judge(self._with(rest)):
                kept = rest
        self._conflicts.append(kept)

    def _with(self, clauses: Sequence[int]) -> NDArray[np.bool_]:
        subset = self._certain.copy()
        subset[list(clauses)] = True
        return subset

    def _excluded(self, clauses: Sequence[int]) -> bool:
        """Return whether no toss takes these in together, as they are of one group."""
        groups = [self._groups[clause] for clause in clauses if self._groups[clause] is not None]
        return len(set(groups)) < len(groups)


def _streams(clauses: tuple[Clause, ...], name: str) -> list[str]:
    """Return the address of each clause's coin (frozen); clauses of one address have a coin each, a group has one."""
    seen: Counter[str] = Counter()
    groups: dict[int, str] = {}
    streams = []
    for clause in clauses:
        stream = groups.get(-1 if clause.group is None else clause.group)
        if stream is None:
            again = f"#{seen[clause.address]}" if seen[clause.address] else ""
            stream = f"credence/{name}/{clause.address}{again}"
            seen[clause.address] += 1
        if clause.group is not None:
            groups[clause.group] = stream
        streams.append(stream)
    return streams
