"""Which statements cannot all hold."""

from __future__ import annotations

from collections.abc import Sequence

from sim.evidence.clauses import Clause, stack_clauses
from sim.evidence.polytope import is_feasible
from sim.evidence.space import PreferenceSpace

__all__ = ["can_all_hold", "minimal_conflict"]


def can_all_hold(space: PreferenceSpace, clauses: Sequence[Clause]) -> bool:
    """Return whether some part-worths, adjustments and no-deal value satisfy all clauses, credence aside."""
    A, b, _ = stack_clauses(space, tuple(clauses))
    return any(is_feasible(space.rules(case).with_rows(A, b)) for case in range(len(space.order_cases)))


def minimal_conflict(space: PreferenceSpace, clauses: Sequence[Clause]) -> tuple[int, ...] | None:
    """Return indices of clauses that cannot all hold, though without any one of them the rest can.

    Parameters
    ----------
    space : PreferenceSpace
        Its own rules are taken as given and never blamed.
    clauses : sequence of Clause
        All count, whatever their credence.

    Returns
    -------
    tuple of int, or None
        None when all can hold.

    Notes
    -----
    Deletion filter (Chinneck & Dravnieks 1991): leave out clauses one by one, for good when the rest still conflict.
    The last clause is left out first, so of several conflicts the one that is complete first in the list is told.
    A lone clause contradicts the orders or the bounds of the space.

    Examples
    --------
    >>> import numpy as np
    >>> space = PreferenceSpace((("term", ("one", "five")),), np.array([[0], [1]]), (((1,), (0,)),))
    >>> likes, accepts, refuses = Clause("accepts", (1,)), Clause("accepts", (0,)), Clause("refuses", (0,))
    >>> minimal_conflict(space, (likes, accepts, refuses))
    (1, 2)
    >>> minimal_conflict(space, (likes, accepts)) is None
    True
    """
    if can_all_hold(space, clauses):
        return None
    kept = list(range(len(clauses)))
    for candidate in reversed(range(len(clauses))):
        rest = [index for index in kept if index != candidate]
        if not can_all_hold(space, [clauses[index] for index in rest]):
            kept = rest
    return tuple(kept)
