"""The negotiating table: whole packages that each principal has tabled and still stands by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Table"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Table:
    """Standing offers of every principal in every lane.

    Attributes
    ----------
    package : ndarray of int, shape (x, n, slots)
        Packages tabled by principal x; -1 for an empty slot. A new offer takes the first empty one; slots are added
        when all are taken.
    agreed : ndarray of int, shape (x, n, slots)
        Principals that agree to the offer, as bits; the one that tabled it does.
    answered : ndarray of int, shape (x, n, slots)
        Principals that have answered the offer, as bits.
    """

    def __init__(self, principals: int, lanes: int) -> None:
        self.package = np.full((principals, lanes, 2), -1)
        self.agreed = np.zeros_like(self.package)
        self.answered = np.zeros_like(self.package)

    def holds(self, x: int, lanes: Ints, packages: Ints) -> Bools:
        """Return whether principal `x` stands by `packages` (n,) in `lanes` already."""
        return np.asarray((self.package[x, lanes] == packages[:, None]).any(axis=1))

    def agrees(self, x: int, lanes: Ints, packages: Ints) -> Bools:
        """Return whether principal `x` has agreed to `packages` (n,), by whomever tabled, in `lanes` already."""
        tabled = self.package[:, lanes] == packages[:, None]
        return np.asarray((~tabled | (self.agreed[:, lanes] >> x & 1).astype(bool)).all(axis=(0, 2)))

    def add(self, x: int, lanes: Ints, packages: Ints) -> None:
        """Table `packages` (n,) for principal `x` in `lanes`, where it does not stand by them yet."""
        free = self.package[x, lanes] < 0
        if not free.any(axis=1).all():
            self._grow()
            free = self.package[x, lanes] < 0
        slot = free.argmax(axis=1)
        self.package[x, lanes, slot] = packages
        self.agreed[x, lanes, slot] = 1 << x
        self.answered[x, lanes, slot] = 1 << x

    def _grow(self) -> None:
        self.package = np.concatenate([self.package, np.full_like(self.package, -1)], axis=2)
        self.agreed = np.concatenate([self.agreed, np.zeros_like(self.agreed)], axis=2)
        self.answered = np.concatenate([self.answered, np.zeros_like(self.answered)], axis=2)

    def remove(self, x: int, lanes: Ints, which: Bools) -> None:
        """Take principal `x`'s offers off the table in `lanes`, in the slots marked by `which` (n, slots)."""
        kept = np.where(which, -1, self.package[x, lanes])
        self.package[x, lanes] = kept

    def void(self, x: int, lanes: Ints) -> None:
        """Take all of principal `x`'s offers off the table in `lanes`: its government has left.

        What it agreed to of the others' offers, and its answers to them, are void too.
        """
        self.package[x, lanes] = -1
        self.agreed[:, lanes] &= ~(1 << x)
        self.answered[:, lanes] &= ~(1 << x)

    def facing(self, x: int, lanes: Ints) -> tuple[Ints, Ints]:
        """Return the other principals' offers in `lanes`: packages (n, offers), and who tabled each (offers,)."""
        others = [y for y in range(len(self.package)) if y != x]
        packages = np.concatenate([self.package[y, lanes] for y in others], axis=1)
        return packages, np.repeat(others, self.package.shape[2])
