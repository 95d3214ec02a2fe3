"""Which lanes are played together: whole worlds with all their replications where that fits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.ensemble.footprint import WORLDS_PER_BATCH
from sim.errors import InputError, whole_number

__all__ = ["LANES_PER_BATCH", "MOST_NUMBER", "Batch", "run_size", "split"]

LANES_PER_BATCH = 131_072
"""Enough to make numpy's overhead small (measured), few enough for any memory."""


MOST_NUMBER = 2**31 - 1
"""Greatest number of worlds, and of replications in each: tables keep them in four bytes."""

MOST_PLAYS = 10**12
"""Greatest number of plays (ASSUMPTION): at a hundred microseconds each three years on one core."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Worlds from `first_world` to before `stop_world`; in each, replications likewise."""

    first_world: int
    stop_world: int
    first_replication: int
    stop_replication: int

    @property
    def lanes(self) -> int:
        """Number of lanes."""
        return (self.stop_world - self.first_world) * (self.stop_replication - self.first_replication)


def run_size(worlds: object, replications: object) -> tuple[int, int]:
    """Return the size of a run in Python's own whole numbers.

    Raises
    ------
    SimError
        For what is not a whole number, below 1, or beyond what can be played.
    """
    size = (
        whole_number("worlds", worlds, least=1, most=MOST_NUMBER),
        whole_number("replications", replications, least=1, most=MOST_NUMBER),
    )
    if (plays := size[0] * size[1]) > MOST_PLAYS:
        raise InputError(f"worlds times replications: must be at most {MOST_PLAYS:,} (found {plays:,})")
    return size


def split(worlds: int, replications: int, *, lanes: int = LANES_PER_BATCH) -> list[Batch]:
    """Split a run into batches of at most `lanes` lanes and about equal size, in the order of the lanes.

    Parameters
    ----------
    worlds, replications : int
        Size of the run; every world has all replications.
    lanes : int
        Most lanes in a batch, in at most `WORLDS_PER_BATCH` worlds (`Footprint.worlds_at_once` may want fewer).
        Results do not depend on either.

    Examples
    --------
    >>> split(3, 20, lanes=40)
    [Batch(first_world=0, stop_world=1, first_replication=0, stop_replication=20), \
Batch(first_world=1, stop_world=3, first_replication=0, stop_replication=20)]
    >>> [batch.lanes for batch in split(1, 100, lanes=40)]
    [33, 33, 34]
    """
    at_once = min(max(1, lanes // replications), WORLDS_PER_BATCH)
    world_edges = _edges(worlds, -(-worlds // at_once))
    replication_edges = _edges(replications, -(-replications // lanes))
    return [
        Batch(first_world, stop_world, first, stop)
        for first_world, stop_world in pairwise(world_edges)
        for first, stop in pairwise(replication_edges)
    ]


def _edges(count: int, parts: int) -> list[int]:
    return (np.arange(parts + 1) * count // parts).tolist()
