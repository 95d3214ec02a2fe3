"""What has happened so far in a lane, as far as minds go by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.arrays import Ints
from sim.minds.tactic import Review

__all__ = ["Circumstance", "alike"]


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


def alike(review: Review) -> Iterator[tuple[Ints, Circumstance, tuple[int, ...]]]:
    """Split a review's lanes by their circumstance, and tell which governments sit at the table."""
    if not len(review.lanes):
        return
    kind, everyone = review.circumstances, np.arange(len(review.lanes))
    several = (kind != kind[0]).any()
    for here in (np.flatnonzero(kind == each) for each in np.unique(kind).tolist()) if several else (everyone,):
        lane = int(here[0])
        parts = (getattr(review, name) for name in Circumstance._fields)
        yield here, Circumstance(*(int(part[lane]) for part in parts)), tuple(review.opposite[:, lane].tolist())
