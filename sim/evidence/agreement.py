"""What is left of uncertain statements that clash: coins are conditioned on statements agreeing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.evidence.clauses import Clause
from sim.evidence.coins import toss_coins
from sim.evidence.conflicts import can_all_hold
from sim.evidence.pools import POOL_SIZE
from sim.evidence.space import PreferenceSpace

__all__ = ["Agreement", "agreement"]


@dataclass(frozen=True)
class Agreement:
    """What the coins of clashing statements come to.

    Parameters
    ----------
    rejected : float
        Share of tosses thrown away, as their statements cannot all hold.
    left : tuple of float
        For each clause the share of preference models that take it in.
    """

    rejected: float
    left: tuple[float, ...]


def agreement(space: PreferenceSpace, clauses: Sequence[Clause], *, name: str, seed: int = 1) -> Agreement | None:
    """Return what is left of statements that clash; None where none do.

    Parameters
    ----------
    space : PreferenceSpace
    clauses : sequence of Clause
        Those of credence 1 can all hold.
    name : str
        The government.
    seed : int
        The coins are those of the first pool that a run of this seed draws.

    Raises
    ------
    InputError
        When they agree almost never, see `sim.evidence.coins.toss_coins`.

    Examples
    --------
    Of four equally likely ways for two coins to fall, the one that takes in both statements is thrown away:

    >>> space = PreferenceSpace((("term", ("one", "five")),), np.array([[0], [1]]), (((1,), (0,)),))
    >>> clash = [Clause("accepts", (0,), credence=0.5), Clause("refuses", (0,), credence=0.5)]
    >>> found = agreement(space, clash, name="us")
    >>> 0.23 < found.rejected < 0.27, [round(share, 1) for share in found.left]
    (True, [0.3, 0.3])
    >>> agreement(space, clash[:1], name="us") is None
    True
    """
    clauses = tuple(clauses)
    if all(clause.group is None for clause in clauses) and can_all_hold(space, clauses):
        return None

    def is_possible(subset: NDArray[np.bool_]) -> bool:
        taken = [replace(clause, group=None) for clause, held in zip(clauses, subset, strict=True) if held]
        return can_all_hold(space, taken)

    included, rejected = toss_coins(clauses, np.arange(POOL_SIZE), name=name, seed=seed, is_possible=is_possible)
    return Agreement(rejected, tuple(included.mean(axis=0).tolist())) if rejected else None
