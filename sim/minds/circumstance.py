"""What has happened so far in a lane, as far as minds go by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.arrays import Ints, each_number
from sim.minds.tactic import Review

__all__ = ["Circumstance", "Kinds", "alike", "one_kind", "spans"]


class Circumstance(NamedTuple):
    """What has happened so far in a lane, as far as foresight and values depend on it; each part as bits or a number.

    Attributes
    ----------
    state : int
        Foreseen chance events that have happened.
    vetoed : int
        Number of who sits in third parties' seats and what these have refused.
    refused : int
        Number of what has been refused in third parties' seats.
    hidden : int
        Events nobody foresaw that have happened.
    regime : int
        Events and moves that shifted points and have happened, and above them the phase of the talks.
    consents : int
        Principals that are for prolonging the talks.
    """

    state: int
    vetoed: int
    refused: int
    hidden: int
    regime: int
    consents: int = 0


Kinds = list[tuple[Ints, Circumstance, tuple[int, ...]]]
"""Places of lanes with one circumstance, that, and which governments sit at the table."""


def one_kind(circumstance: Circumstance, opposite: tuple[int, ...], lanes: int) -> Kinds:
    """Return a single kind, that of so many lanes."""
    return [(np.arange(lanes), circumstance, opposite)]


def spans(kinds: Kinds, place: Ints) -> Iterator[tuple[slice, Circumstance, tuple[int, ...]]]:
    """Return which span of `place` (k,), increasing, each of several kinds has, which follow each other."""
    first = [0, *np.searchsorted(place, [places[0] for places, _, _ in kinds[1:]]).tolist(), len(place)]
    for k, (_, circumstance, opposite) in enumerate(kinds):
        yield slice(first[k], first[k + 1]), circumstance, opposite


def alike(review: Review) -> Iterator[tuple[Ints, Circumstance, tuple[int, ...]]]:
    """Split a review's lanes by their circumstance, and tell which governments sit at the table."""
    if not len(review.lanes):
        return
    for _, here in each_number(review.circumstances):
        lane = int(here[0])
        parts = (getattr(review, name) for name in Circumstance._fields)
        yield here, Circumstance(*(int(part[lane]) for part in parts)), tuple(review.opposite[:, lane].tolist())
