"""The negotiating table: whole packages that each principal has tabled and still stands by."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Ints
from sim.engine.alike import sort_alike
from sim.minds.quorum import Quorum

__all__ = ["Table"]


_PACKAGE, _AGREED, _ANSWERED = range(3)


class Table:
    """Standing offers of every seat at the table, principal or mediator, in every lane.

    Few different tables ever lie before the lanes of a block, so each is kept once, and a lane holds its number.

    Parameters
    ----------
    quorum : Quorum
        Whose agreement is enough.
    lanes : int
        How many; all tables are empty.

    Attributes
    ----------
    number : ndarray of int, shape (n,)
        The table in each lane: lanes with the same number have the same offers and answers before them.

    Notes
    -----
    Of an offer is kept its package, the principals that agree to it (the one that tabled it does) and those that have
    answered it. A new offer takes the first empty slot; slots are added when all are taken.
    """

    def __init__(self, quorum: Quorum, lanes: int) -> None:
        self.number = np.zeros(lanes, dtype=np.int64)
        self._quorum, self._principals = quorum, len(quorum.voters)
        principals = self._principals
        # of each table k: package (-1 for an empty slot), agreed and answered (principals as bits), (3, x, k, slots)
        self._cells = np.zeros((3, principals, 1, 2), dtype=np.int64)
        self._cells[_PACKAGE] = -1
        self._count = 1
        self._numbers = {_key(self._cells[:, :, 0]): 0}

    def offers(self, x: int, lanes: Ints) -> Ints:
        """Return the packages (n, slots) principal `x` stands by in `lanes`; -1 for an empty slot."""
        return np.asarray(self._cells[_PACKAGE, x][self.number[lanes]])

    def unanswered(self, x: int, by: int, lanes: Ints) -> Bools:
        """Return which offers (n, slots) of principal `x` in `lanes` principal `by` has yet to answer."""
        number = self.number[lanes]
        answered = self._cells[_ANSWERED, x][number] >> by & 1
        return np.asarray((self._cells[_PACKAGE, x][number] >= 0) & (answered == 0))

    def holds(self, x: int, lanes: Ints, packages: Ints) -> Bools:
        """Return whether principal `x` stands by `packages` (n,) in `lanes` already."""
        return np.asarray((self.offers(x, lanes) == packages[:, None]).any(axis=1))

    def agrees(self, x: int, lanes: Ints, packages: Ints) -> Bools:
        """Return whether principal `x` has agreed to `packages` (n,), by whomever tabled, in `lanes` already."""
        cells = self._cells[:, :, self.number[lanes]]
        tabled = cells[_PACKAGE] == packages[:, None]
        return np.asarray((~tabled | (cells[_AGREED] >> x & 1).astype(bool)).all(axis=(0, 2)))

    def agreed_by_enough(self, lanes: Ints, packages: Ints) -> Bools:
        """Return whether enough principals have agreed to one and the same offer of `packages` (n,) in `lanes`."""
        cells = self._cells[:, :, self.number[lanes]]
        enough = self._quorum.of_bits(cells[_AGREED])
        return np.asarray(((cells[_PACKAGE] == packages[:, None]) & enough).any(axis=(0, 2)))

    def add(self, x: int, lanes: Ints, packages: Ints) -> None:
        """Table `packages` (n,) for principal `x` in `lanes`, where it does not stand by them yet."""
        if not (self.offers(x, lanes) < 0).any(axis=1).all():
            self._grow()
        first, group = sort_alike(self.number[lanes], packages)
        cells = self._copies(lanes[first])
        each, slot = np.arange(len(first)), (cells[_PACKAGE, x] < 0).argmax(axis=1)
        cells[_PACKAGE, x, each, slot] = packages[first]
        cells[_AGREED, x, each, slot] = cells[_ANSWERED, x, each, slot] = 1 << x
        self._lay(lanes, cells, group)

    def agree(self, x: int, lanes: Ints, packages: Ints) -> None:
        """Let principal `x` agree to `packages` (n,) in `lanes`, by whomever tabled."""
        first, group = sort_alike(self.number[lanes], packages)
        cells = self._copies(lanes[first])
        tabled = (cells[_PACKAGE] == packages[first, None]).astype(np.int64) << x
        cells[_AGREED] |= tabled
        cells[_ANSWERED] |= tabled
        self._lay(lanes, cells, group)

    def answer(self, x: int, by: int, lanes: Ints, which: Bools) -> None:
        """Mark offers of principal `x` in `lanes`, in the slots of `which` (n, slots), as answered by `by`."""
        first, group = sort_alike(self.number[lanes], *which.T.astype(np.int64))
        cells = self._copies(lanes[first])
        cells[_ANSWERED, x] |= which[first].astype(np.int64) << by
        self._lay(lanes, cells, group)

    def remove(self, x: int, lanes: Ints, which: Bools) -> None:
        """Take principal `x`'s offers off the table in `lanes`, in the slots marked by `which` (n, slots)."""
        first, group = sort_alike(self.number[lanes], *which.T.astype(np.int64))
        cells = self._copies(lanes[first])
        _clear(cells[:, x], which[first])
        self._lay(lanes, cells, group)

    def void(self, x: int, lanes: Ints) -> None:
        """Take all of principal `x`'s offers off the table in `lanes`: its government has left.

        What it agreed to of the others' offers, and its answers to them, are void too.
        """
        first, group = sort_alike(self.number[lanes])
        cells = self._copies(lanes[first])
        _clear(cells[:, x], np.ones_like(cells[0, x], dtype=bool))
        cells[_AGREED] &= ~(1 << x)
        cells[_ANSWERED] &= ~(1 << x)
        self._lay(lanes, cells, group)

    def facing(self, x: int, lanes: Ints) -> Ints:
        """Return the other principals' offers in `lanes`, packages (n, offers)."""
        others = [y for y in range(self._principals) if y != x]
        number = self.number[lanes]
        return np.concatenate([self._cells[_PACKAGE, y][number] for y in others], axis=1)

    def _copies(self, lanes: Ints) -> Ints:
        return self._cells[:, :, self.number[lanes]]

    def _lay(self, lanes: Ints, cells: Ints, group: Ints) -> None:
        """Lay tables, cells (3, x, k, slots), before `lanes`, one each by its `group` (n,)."""
        numbers = np.array([self._number(cells[:, :, k]) for k in range(cells.shape[2])], dtype=np.int64)
        self.number[lanes] = numbers[group]

    def _number(self, cells: Ints) -> int:
        """Return the number of a table, cells (3, x, slots); a new one is kept."""
        number = self._numbers.setdefault(_key(cells), self._count)
        if number == self._count:
            if number == self._cells.shape[2]:
                self._cells = np.concatenate([self._cells, np.empty_like(self._cells)], axis=2)
            self._cells[:, :, number] = cells
            self._count += 1
        return number

    def _grow(self) -> None:
        """Add slots to every table."""
        empty = np.zeros_like(self._cells)
        empty[_PACKAGE] = -1
        self._cells = np.concatenate([self._cells, empty], axis=3)
        self._numbers = {_key(self._cells[:, :, number]): number for number in range(self._count)}


def _key(cells: Ints) -> bytes:
    return cells.tobytes()


def _clear(cells: Ints, which: Bools) -> None:
    """Empty the slots marked by `which` (k, slots) of one principal, cells (3, k, slots)."""
    cells[_PACKAGE][which] = -1
    cells[_AGREED][which] = cells[_ANSWERED][which] = 0
