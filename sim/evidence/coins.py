"""Which statements each preference model takes in: a coin per statement of credence below 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

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
    verdicts: dict[bytes, bool] = {}
    pending, tosses = np.arange(len(elements)), 0
    for toss in range(_TOSSES):
        for column, stream in enumerate(_streams(clauses, name)):
            luck = uniforms(seed, stream, elements[pending], counter=toss)
            included[pending, column] = (luck >= low[column]) & (luck < high[column])
        tosses += len(pending)
        subsets, place = np.unique(included[pending], axis=0, return_inverse=True)
        possible = np.array([_recall(verdicts, subset, is_possible) for subset in subsets])
        pending = pending[~possible[place.ravel()]]
        if not len(pending):
            return included, 1.0 - len(elements) / tosses
        if toss >= _TRIAL and len(elements) * (len(pending) / len(elements)) ** (_TOSSES / toss) > _HOPELESS:
            break
    raise InputError(
        f"{name}: statements of credence below 1 contradict each other almost always "
        "(fewer than one toss in 1,000 agrees); lower the credence of one"
    )


def _recall(
    verdicts: dict[bytes, bool], subset: NDArray[np.bool_], judge: Callable[[NDArray[np.bool_]], bool]
) -> bool:
    key = subset.tobytes()
    if key not in verdicts:
        verdicts[key] = judge(subset)
    return verdicts[key]


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
