"""Worlds of several scenarios that differ in nothing but numbers, put together to be played at once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Ints
from sim.worlds.hurried import Hurried
from sim.worlds.worlds import Imagined, Worlds

__all__ = ["build_of", "join_worlds"]

Some = Sequence[tuple[Worlds, Ints]]
"""Batches of worlds, each with the rows that are wanted."""

_AXIS = {
    "number": 0,
    "value": 1,
    "no_deal": 1,
    "shift": 1,
    "shift_no_deal": 1,
    "chance": 0,
    "beliefs": 1,
    "new_chance": 0,
    "reply_median": 1,
    "reply_spread": 1,
    "procedure_days": 0,
    "prolonging_cost": 2,
    "prolonging_chance": 0,
    "stage_shift": 1,
    "stage_shift_no_deal": 1,
    "move_cost": 2,
    "daily_cost": 0,
    "imagined": 0,
}
"""The axis of worlds in each array, or in those of a dict."""

_SPANS = (("lead_median", "lead_spread"), ("path_median", "path_spread"))
"""Arrays that have one row where all worlds are alike: both or none."""


def build_of(worlds: Worlds) -> Hashable:
    """Return what worlds of scenarios that say the same but for numbers must have in common to be joined."""
    drafting = worlds.drafting
    names = tuple(_names(getattr(worlds, name)) for name in _AXIS)
    texts = drafting.options, drafting.spread.tobytes(), drafting.step.tobytes(), drafting.holds.tobytes()
    return names, tuple(each.seats for each in worlds.hurried), texts


def _names(held: Any) -> Hashable:
    return tuple((name, _names(each)) for name, each in held.items()) if isinstance(held, Mapping) else None


def join_worlds(some: Some) -> Worlds:
    """Return rows of batches as one batch, in their order; scenario and calendar are those of the first.

    A number may occur more than once: its worlds have the same luck. Which statements each takes in is left out: no
    play depends on it.

    Parameters
    ----------
    some : sequence of (Worlds, ndarray of int)
        Of the same build (`build_of`).
    """
    first = some[0][0]
    joined = {
        name: _joined([getattr(worlds, name) for worlds, _ in some], some, axis) for name, axis in _AXIS.items()
    }
    for names in _SPANS:
        held = [tuple(getattr(worlds, name) for name in names) for worlds, _ in some]
        joined |= dict(zip(names, _alike_or_each(held, some, 0), strict=True))
    hurried = (_joined_hurried([worlds.hurried[n] for worlds, _ in some], some) for n in range(len(first.hurried)))
    (median,) = _alike_or_each([(worlds.drafting.median,) for worlds, _ in some], some, 1)
    drafting = replace(first.drafting, median=median)
    return replace(first, **joined, included={}, hurried=tuple(hurried), drafting=drafting)


def _joined(held: Sequence[Any], some: Some, axis: int) -> Any:
    """Return one array, dict or set of imagined models of what each batch holds."""
    if isinstance(held[0], Mapping):
        return {name: _joined([each[name] for each in held], some, axis) for name in held[0]}
    if isinstance(held[0], Imagined):
        names = ("value", "no_deal", "beliefs")
        return Imagined(**{name: _stacked([getattr(each, name) for each in held], some, axis) for name in names})
    return _stacked(held, some, axis)


def _joined_hurried(held: Sequence[Hurried], some: Some) -> Hurried:
    (chance,) = _alike_or_each([(each.chance,) for each in held], some, 0)
    lead, path = (_alike_or_each([getattr(each, name) for each in held], some, 0) for name in ("lead", "path"))
    return Hurried(held[0].seats, chance, (lead[0], lead[1]), (path[0], path[1]))


def _alike_or_each(held: Sequence[tuple[NDArray[Any], ...]], some: Some, axis: int) -> tuple[NDArray[Any], ...]:
    """Return each of a few arrays joined: one row if all batches have that one and no other, or a row a world."""
    first = held[0]
    if all(array.shape[axis] == 1 for arrays in held for array in arrays) and all(
        np.array_equal(array, same) for arrays in held for array, same in zip(arrays, first, strict=True)
    ):
        return first
    return tuple(_stacked([arrays[n] for arrays in held], some, axis) for n in range(len(first)))


def _stacked(arrays: Sequence[NDArray[Any]], some: Some, axis: int) -> NDArray[Any]:
    """Return the wanted rows of arrays one after the other; where all of a batch have one row each has it."""
    taken = []
    for array, (worlds, rows) in zip(arrays, some, strict=True):
        shape = (*array.shape[:axis], len(worlds), *array.shape[axis + 1 :])
        taken.append(np.take(np.broadcast_to(array, shape), rows, axis=axis))
    return np.concatenate(taken, axis=axis)
