"""Where each subset of statements leaves room: for each way to settle the orders, a flat and a point in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.evidence.clauses import Clause, stack_clauses
from sim.evidence.polytope import Interior, Polytope, find_interior
from sim.evidence.space import PreferenceSpace

__all__ = ["Place", "Subsets"]


@dataclass(frozen=True, eq=False)
class Place:
    """The polytope of one subset of statements under one settling of the orders.

    Parameters
    ----------
    case : int
        Index of the settled orders, see `PreferenceSpace.order_cases`.
    interior : Interior
    flat : str
        Polytopes of one flat have the same directions free, whatever else bounds them.
    """

    case: int
    interior: Interior
    flat: str


class Subsets:
    """The polytopes of all subsets of a government's statements, looked at when asked for.

    Parameters
    ----------
    space : PreferenceSpace
    clauses : tuple of Clause
    """

    def __init__(self, space: PreferenceSpace, clauses: tuple[Clause, ...]) -> None:
        self.space = space
        self.clauses = clauses
        self._A, self._b, self._owner = stack_clauses(space, clauses)
        self._rules = [space.rules(case) for case in range(len(space.order_cases))]
        self._places: dict[bytes, list[Place]] = {}
        self._directions: dict[str, tuple[NDArray[np.float64], NDArray[np.int64]]] = {}
        self._all = [self._look(case, np.ones(len(clauses), dtype=bool)) for case in range(len(self._rules))]

    def polytope(self, case: int) -> Polytope:
        """Return the rules of the space with the rows of all clauses."""
        return self._rules[case].with_rows(self._A, self._b)

    def owner(self, case: int) -> NDArray[np.int64]:
        """Return for each row of `polytope` the clause it belongs to, -1 for the rules of the space."""
        return np.concatenate([np.full(len(self._rules[case].b), -1), self._owner])

    def places(self, subset: NDArray[np.bool_]) -> list[Place]:
        """Return the places of a subset of the clauses, one per settling of the orders that it allows.

        Settlings that leave it fewer free directions than another are left out: they are boundaries of others, such
        as two options that can only be equally good, and have no volume.
        """
        key = subset.tobytes()
        if key not in self._places:
            found = [self._place(case, subset) for case in range(len(self._rules))]
            open_ = [place for place in found if place is not None]
            free = max((place.interior.basis.shape[1] for place in open_), default=0)
            self._places[key] = [place for place in open_ if place.interior.basis.shape[1] == free]
        return self._places[key]

    def _place(self, case: int, subset: NDArray[np.bool_]) -> Place | None:
        within_all = self._all[case]
        # a point with room under all statements has room under some of them
        if within_all is not None and not within_all.interior.tight.any():
            return within_all
        return self._look(case, subset)

    def _look(self, case: int, subset: NDArray[np.bool_]) -> Place | None:
        owner = self.owner(case)
        minded = np.append(subset, True)[owner]
        polytope = self._rules[case].with_rows(self._A[subset[self._owner]], self._b[subset[self._owner]])
        interior = find_interior(polytope)
        if interior is None:
            return None
        tight = np.flatnonzero(minded)[interior.tight]
        flat = f"{case}:{','.join(map(str, tight))}"
        # thousands of subsets have their own point in it, and all one basis
        basis, free = self._directions.setdefault(flat, (interior.basis, interior.free))
        return Place(case, replace(interior, basis=basis, free=free), flat)
