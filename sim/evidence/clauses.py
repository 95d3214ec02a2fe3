"""Statements about a government's preferences, compiled to linear inequalities on its unknowns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.errors import InputError
from sim.evidence.space import PreferenceSpace
from sim.evidence.statement_kinds import STATEMENT_KINDS
from sim.memory import CHUNK, fitting

__all__ = ["Clause", "clause_rows", "stack_clauses"]


@dataclass(frozen=True)
class Clause:
    """One compiled statement.

    Parameters
    ----------
    kind : str
        One of `STATEMENT_KINDS`. If packages are liked, u(p) >= rival + margin, if not, u(p) <= rival - margin, for
        every p of `packages`; the rival is d, or u(other) where there is an other.
    packages : tuple of int
        Package indices: one, or all that match a pattern.
    other : int, optional
        The second package of a kind that compares two.
    margin : float
        In points; 1 by default (ASSUMPTION), so that a tie never satisfies a statement.
    credence : float
        Chance, in [0, 1], that a preference model takes the statement in; of a group, that it takes in any.
    name : str
        For messages; changes nothing that is drawn.
    key : str
        Address of the statement's coin; its content where there is none.
    group : int, optional
        Number shared by clauses that exclude each other, which have one key and one coin: a model takes in one of
        them at most, and one exactly where their credence is 1.
    side : (float, float)
        The part of [0, 1] that falls to this clause of a group; a lone clause has it all.
    """

    kind: str
    packages: tuple[int, ...]
    other: int | None = None
    margin: float = 1.0
    credence: float = 1.0
    name: str = ""
    key: str = ""
    group: int | None = None
    side: tuple[float, float] = (0.0, 1.0)

    def __post_init__(self) -> None:
        if (STATEMENT_KINDS[self.kind].about == "pair") != (self.other is not None):
            pairs = [name for name, kind in STATEMENT_KINDS.items() if kind.about == "pair"]
            raise InputError(f"{self.label}: {' or '.join(pairs)}, and nothing else, compares with another package")
        if not 0.0 <= self.credence <= 1.0:
            raise InputError(f"{self.label}: credence is a chance (found {self.credence}; allowed 0 to 1)")
        if not np.isfinite(self.margin):
            raise InputError(f"{self.label}: margin must be a finite number (found {self.margin})")

    @property
    def liked(self) -> bool:
        """Whether the packages are worth more than what they are compared with, not less."""
        return STATEMENT_KINDS[self.kind].liked

    def lead(self, values: Floats, no_deal: Floats) -> Floats:
        """Return by how many points (n, packages) models keep the statement: it holds from `margin` up.

        Parameters
        ----------
        values : ndarray, shape (n, p)
            Points of all packages, for each preference model.
        no_deal : ndarray, shape (n,)
            No-deal values.
        """
        rival = no_deal if self.other is None else values[:, self.other]
        gain = values[:, list(self.packages)] - rival[:, None]
        return gain if self.liked else -gain

    @property
    def label(self) -> str:
        """Return the name, or where there is none the content.

        Examples
        --------
        >>> Clause("refuses", (3,)).label, Clause("refuses", (3,), name="no freeze").label
        ('refuses 3', 'no freeze')
        """
        return self.name or self._content

    @property
    def address(self) -> str:
        """Return what the statement's coin is drawn by: the key, or where there is none the content; never the name.

        Examples
        --------
        >>> Clause("refuses", (3,), name="no freeze").address, Clause("refuses", (3,), key="freeze").address
        ('refuses 3', 'freeze')
        """
        return self.key or self._content

    @property
    def _content(self) -> str:
        content = f"{self.kind} {' '.join(map(str, self.packages))}"
        return content if self.other is None else f"{content} to {self.other}"

    def content(self) -> dict[str, object]:
        """Return all that draws depend on, for the key of a cache (``name`` there is the address of the coin)."""
        group = {} if self.group is None else {"group": self.group, "side": self.side}
        return group | {
            "kind": self.kind,
            "packages": self.packages,
            "other": self.other,
            "margin": self.margin,
            "credence": self.credence,
            "name": self.address,
        }


def clause_rows(space: PreferenceSpace, clause: Clause) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (A, b) with A x <= b if and only if the clause holds under the rules of the space.

    Returns
    -------
    A : ndarray, shape (m, dimension)
    b : ndarray, shape (m,)

    Notes
    -----
    A package whose row follows from another's by the stated orders is left out: it is enough to refuse the best
    packages of a set, and to accept the worst.
    """
    chosen = _extreme_packages(space, np.array(sorted(set(clause.packages)), dtype=np.int64), lowest=clause.liked)
    rival = np.zeros(space.dimension)
    if clause.other is None:
        rival[space.no_deal_index] = 1.0
    else:
        rival = space.features[clause.other]
    difference = space.features[chosen] - rival
    A = -difference if clause.liked else difference
    return A, np.full(len(A), -clause.margin)


def stack_clauses(
    space: PreferenceSpace, clauses: tuple[Clause, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return the rows (A, b) of all clauses, and for each row the index of its clause."""
    rows = [clause_rows(space, clause) for clause in clauses]
    A = np.concatenate([np.zeros((0, space.dimension)), *(a for a, _ in rows)])
    b = np.concatenate([np.zeros(0), *(limit for _, limit in rows)])
    owner = np.repeat(np.arange(len(clauses)), [len(limit) for _, limit in rows])
    return A, b, owner


def _extreme_packages(space: PreferenceSpace, packages: NDArray[np.int64], *, lowest: bool) -> NDArray[np.int64]:
    """Return the packages that no other one of the set is sure to exceed (or with `lowest`, to undercut)."""
    if len(packages) < 2:
        return packages
    number, out = np.arange(len(packages)), np.zeros(len(packages), dtype=bool)
    size = fitting(16 * len(packages), most=len(packages), within=CHUNK)
    for some in np.split(number, range(size, len(packages), size)):
        beats = _surely_at_least(space, packages[some], packages)
        beaten = _surely_at_least(space, packages, packages[some]).T
        if lowest:
            beats, beaten = beaten, beats
        # of packages sure to be equal the first stays
        out |= (beats & (~beaten | (some[:, None] < number))).any(axis=0)
    return packages[~out]


def _surely_at_least(
    space: PreferenceSpace, packages: NDArray[np.int64], others: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return at [p, q] whether the space alone, without any statement, makes u(p) >= u(q)."""
    sure = np.ones((len(packages), len(others)), dtype=bool)
    for order, chosen, other in zip(space.orders, space.packages[packages].T, space.packages[others].T, strict=True):
        if order is None:
            sure &= chosen[:, None] == other
        else:
            rank = np.empty(sum(map(len, order)), dtype=int)
            for place, group in enumerate(order):
                rank[list(group)] = place
            sure &= rank[chosen][:, None] <= rank[other]
    for adjustment in space.adjustments:
        held, held_by_other = adjustment.mask[packages][:, None], adjustment.mask[others]
        if adjustment.low < 0:
            sure &= ~(held & ~held_by_other)
        if adjustment.high > 0:
            sure &= ~(~held & held_by_other)
    return sure
