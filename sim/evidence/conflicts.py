"""Which statements cannot all hold."""

from __future__ import annotations

from collections.abc import Sequence

from sim.evidence.clauses import Clause, stack_clauses
from sim.evidence.polytope import is_feasible
from sim.evidence.space import PreferenceSpace

__all__ = ["can_all_hold", "minimal_conflict"]


def can_all_hold(space: PreferenceSpace, clauses: Sequence[Clause]) -> bool:
    """Return whether some part-worths, adjustments and no-deal value satisfy all clauses, credence aside.

    Of clauses that exclude each other it is enough that one holds beside the others.

    Examples
    --------
    >>> import numpy as np
    >>> space = PreferenceSpace((("term", ("one", "five")),), np.array([[0], [1]]), (((1,), (0,)),))
    >>> either = [Clause("accepts", (0,), group=0), Clause("refuses", (0,), group=0)]
    >>> can_all_hold(space, either), can_all_hold(space, [*either, Clause("refuses", (0,))])
    (True, True)
    """
    units = _units(clauses)
    alone = [clauses[unit[0]] for unit in units if len(unit) == 1]
    return _can_hold(space, alone, [[clauses[index] for index in unit] for unit in units if len(unit) > 1])


def _can_hold(space: PreferenceSpace, taken: list[Clause], ahead: list[list[Clause]]) -> bool:
    """Return whether `taken` can hold with one clause of each group still `ahead`."""
    A, b, _ = stack_clauses(space, tuple(taken))
    if not any(is_feasible(space.rules(case).with_rows(A, b)) for case in range(len(space.order_cases))):
        return False
    return not ahead or any(_can_hold(space, [*taken, side], ahead[1:]) for side in ahead[0])


def _units(clauses: Sequence[Clause]) -> list[list[int]]:
    """Return the places of the clauses, those that exclude each other together."""
    units: dict[tuple[str, int], list[int]] = {}
    for place, clause in enumerate(clauses):
        key = ("alone", place) if clause.group is None else ("group", clause.group)
        units.setdefault(key, []).append(place)
    return list(units.values())


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
        None when all can hold. Of clauses that exclude each other it names all or none.

    Notes
    -----
    Deletion filter (Chinneck & Dravnieks 1991): leave out clauses one by one, for good when the rest still conflict.
    The last clause is left out first, so of several conflicts the one that is complete first in the list is reported.
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
    kept = _units(clauses)
    for candidate in reversed(kept.copy()):
        rest = [unit for unit in kept if unit is not candidate]
        if not can_all_hold(space, [clauses[index] for unit in rest for index in unit]):
            kept = rest
    return tuple(sorted(index for unit in kept for index in unit))
