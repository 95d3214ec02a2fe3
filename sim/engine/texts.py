"""When what is agreed can be signed: the day on which its texts are written."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.engine.block import Block
from sim.minds.clock import actual_lead, chance_in_force

__all__ = ["given_unwritten", "written_on"]

_MOST = 1 - 2.0**-53
"""The greatest luck that there is."""


def written_on(block: Block, lanes: Ints, packages: Ints, *, unsigned: Bools, unsigned_until: int) -> Ints:
    """Return the day (n,) from which the texts of `packages` (n,) are written in `lanes`, as chance has it.

    Parameters
    ----------
    block : Block
    lanes, packages : ndarray of int, shape (n,)
    unsigned : ndarray of bool, shape (n,)
        Where nothing but texts is awaited: had they been written by `unsigned_until`, the package would be signed.
    unsigned_until : int
        The last day on which nothing is signed; -1 where that is not known of any.
    """
    drafting = block.worlds.drafting
    row = block.lanes.row[lanes] if drafting.worlds > 1 else np.zeros_like(lanes)
    begun, median, spread = block.lanes.begun[:, lanes], drafting.median[:, row], drafting.spread[:, None]
    luck = block.luck.draw_each([drafting.stream(k) for k in range(len(drafting))], lanes, 0)
    held = drafting.holds[:, packages]
    waits = unsigned & held.any(axis=0) & (unsigned_until >= block.day)
    if waits.any():
        so_far = np.where(held, chance_in_force(np.maximum(unsigned_until - begun, 0), median, spread), 1.0)
        luck[:, waits] = given_unwritten(luck[:, waits], so_far[:, waits])
    ready = drafting.ready(begun, actual_lead(luck, median, spread), packages)
    return np.where(waits, np.maximum(ready, unsigned_until + 1), ready)


def given_unwritten(luck: Floats, so_far: Floats) -> Floats:
    """Return the luck (k, n) of texts of which not all are written yet, from luck (k, n) as it would be otherwise.

    Parameters
    ----------
    luck : ndarray, shape (k, n)
    so_far : ndarray, shape (k, n)
        The chance that each text was written by now, F_k; 1 of those that are not needed.

    Notes
    -----
    Text by text: as long as none is late, the next one is with chance (1 - F_k) / (1 - prod_{j >= k} F_j), and its
    luck is spread evenly over what is then left of it, above F_k or below. After the first that is late all are free.

    Examples
    --------
    >>> given_unwritten(np.array([[0.0, 0.5]]), np.array([[0.8, 0.8]])).tolist()
    [[0.8, 0.9]]
    >>> given_unwritten(np.array([[0.1, 0.9], [0.5, 0.5]]), np.full((2, 2), 0.5)).round(3).tolist()
    [[0.15, 0.925], [0.75, 0.5]]
    """
    found, free = luck.copy(), np.zeros(luck.shape[1], dtype=np.bool_)
    all_written = np.cumprod(so_far[::-1], axis=0)[::-1]
    for own, done, rest in zip(found, so_far, all_written, strict=True):
        bound = ~free & (rest < 1)
        in_time = 1 - (1 - done[bound]) / (1 - rest[bound])
        late = own[bound] >= in_time
        above = done[bound] + (own[bound] - in_time) / np.where(late, 1 - in_time, 1.0) * (1 - done[bound])
        below = done[bound] * own[bound] / np.where(late, 1.0, in_time)
        own[bound] = np.minimum(np.where(late, above, below), _MOST)
        free[bound] = late
    return found
