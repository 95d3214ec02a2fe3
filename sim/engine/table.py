"""The negotiating table: whole packages that each principal has tabled and still stands by."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Ints
from sim.engine.alike import sort_alike
from sim.minds.distinct import Distinct
from sim.minds.quorum import Quorum

__all__ = ["Table"]


_PACKAGE, _AGREED, _ANSWERED, _NEW = range(4)

_FEW_SEATS = 4
"""Up to so many seats all their places on the table are looked at; of more, only those that hold an offer."""


class Table:
    """Standing offers of every seat at the table, principal or mediator, in every lane.

    Few different tables ever lie before the lanes of a block, so each is kept once, and a lane holds its number.

    Parameters
    ----------
    quorum : Quorum
        Whose agreement is enough.
    lanes : int
        How many; all tables are empty.

    Notes
    -----
    Of an offer is kept its package, the principals that agree to it (the one that tabled it does), those that have
    answered it, and, if asked for, whether it was tabled today. A new offer takes the first empty slot; slots are
    added when all are taken.
    """

    def __init__(self, quorum: Quorum, lanes: int, *, dated: bool = False) -> None:
        self._dated, self._day, self._some_new = dated, -1, False
        self._quorum, seats = quorum, len(quorum.voters)
        # of each table k: package (-1 for an empty slot), agreed and answered (seats as bits), and whether it is of
        # today, (k, 3 or 4, x, slots)
        cells = np.zeros((1, 4 if dated else 3, seats, 2), dtype=np.int32 if seats < 31 else np.int64)
        cells[:, _PACKAGE] = -1
        self._kept, self._everybody = Distinct(np.zeros(lanes, dtype=np.int64), cells), (1 << seats) - 1
        # of each table k, seats as bits: those that have tabled something today, and those with something to answer
        self._new_of, self._unanswered_by = np.zeros((2, 1), dtype=np.int64)

    @property
    def number(self) -> Ints:
        """The table in each lane (n,): lanes with the same number have the same offers and answers before them."""
        return self._kept.number

    @property
    def _cells(self) -> Ints:
        return self._kept.rows

    def offers(self, x: int, lanes: Ints, seen: Bools | None = None) -> Ints:
        """Return the packages (n, slots) principal `x` stands by in `lanes`; -1 for an empty slot.

        With `seen` (n,), those of today only there.
        """
        number = self.number[lanes]
        offers = np.asarray(self._cells[number, _PACKAGE, x], dtype=np.int64)
        return offers if seen is None else np.where((self._cells[number, _NEW, x] == 0) | seen[:, None], offers, -1)

    def unanswered(self, x: int, by: int, lanes: Ints) -> Bools:
        """Return which offers (n, slots) of principal `x` in `lanes` principal `by` has yet to answer."""
        number = self.number[lanes]
        answered = self._cells[number, _ANSWERED, x] >> by & 1
        return np.asarray((self._cells[number, _PACKAGE, x] >= 0) & (answered == 0))

    def awaits(self, x: int, lanes: Ints) -> Bools:
        """Return whether an offer of principal `x` in `lanes` (n,) awaits the answer of another."""
        asked = sum(1 << y for y, voter in enumerate(self._quorum.voters) if voter and y != x)
        cells = self._cells[self.number[lanes], :, x]
        return np.asarray(((cells[:, _PACKAGE] >= 0) & (cells[:, _ANSWERED] & asked != asked)).any(axis=1))

    def of_today(self, x: int, lanes: Ints, day: int) -> Bools | None:
        """Return where (n,) another than `x` has tabled something on `day`, which is today; None for nowhere."""
        if not self._dated or not self._some_new:
            return None
        if day != self._day:  # what was tabled on an earlier day is not new any more
            self._day, self._some_new = day, False
            everywhere = np.flatnonzero(self._new_of[self.number])
            first, group = sort_alike(self.number[everywhere])
            cells = self._copies(everywhere[first])
            cells[:, _NEW] = 0
            self._lay(everywhere, cells, group)
            return None
        found = self._new_of[self.number[lanes]] & ~(1 << x) != 0
        return found if found.any() else None

    def has_news(self, by: int, lanes: Ints) -> Bools:
        """Return where (n,) seat `by` has others' offers to answer, those of today included."""
        return np.asarray(self._unanswered_by[self.number[lanes]] >> by & 1 == 1)

    def news(self, by: int, lanes: Ints, seen: Bools | None = None) -> Ints:
        """Return the others' offers in `lanes` that seat `by` has yet to answer, packages (n, x, slots); else -1.

        With `seen` (n,), where those of today count.
        """
        cells = self._cells[self.number[lanes]]
        new = (cells[:, _PACKAGE] >= 0) & (cells[:, _ANSWERED] >> by & 1 == 0)
        new[:, by] = False
        if seen is not None:
            new &= (cells[:, _NEW] == 0) | seen[:, None, None]
        return np.where(new, cells[:, _PACKAGE], -1).astype(np.int64)

    def holds(self, x: int, lanes: Ints, packages: Ints) -> Bools:
        """Return whether principal `x` stands by `packages` (n,) in `lanes` already."""
        return np.asarray((self.offers(x, lanes) == packages[:, None]).any(axis=1))

    def agrees(self, x: int, lanes: Ints, packages: Ints) -> Bools:
        """Return whether principal `x` has agreed to `packages` (n,), by whomever tabled, in `lanes` already."""
        lane, agreed = self._of(lanes, packages)
        found = np.ones(len(lanes), dtype=np.bool_)
        found[lane[agreed >> x & 1 == 0]] = False
        return found

    def open_to(self, x: int, lanes: Ints, packages: Ints) -> tuple[Bools, Bools]:
        """Return which of `packages` (n, j) principal `x` may still agree to in `lanes`, and which that settles.

        The first lie on the table, and it has yet to agree; to the second enough agree once it does (not looked up
        where it may agree to none).
        """
        number = self.number[lanes]
        tabled = self._cells[number, _PACKAGE]
        places = (tabled >= 0).any(axis=0).nonzero()  # that hold an offer somewhere
        tabled = tabled[:, *places].T
        agreed = self._cells[number[:, None], _AGREED, *places].T.astype(np.int64)
        lies = (packages == tabled[:, :, None]) & (packages >= 0)
        still = (lies & (agreed >> x & 1 == 0)[:, :, None]).any(axis=0)
        if not still.any():
            return still, still
        enough = self._quorum.of_bits(agreed | 1 << x)
        return still, (lies & enough[:, :, None]).any(axis=0)

    def agreed_by_enough(self, lanes: Ints, packages: Ints) -> Bools:
        """Return whether enough principals have agreed to one and the same offer of `packages` (n,) in `lanes`."""
        lane, agreed = self._of(lanes, packages)
        found = np.zeros(len(lanes), dtype=np.bool_)
        found[lane[self._quorum.of_bits(agreed)]] = True
        return found

    def agreed_packages(self, lanes: Ints) -> Ints:
        """Return the package (n,) to which enough principals have agreed in each of `lanes`, -1 for none."""
        cells = self._cells[self.number[lanes]]
        packages = cells[:, _PACKAGE].reshape(len(lanes), -1)
        enough = (packages >= 0) & self._quorum.of_bits(cells[:, _AGREED].astype(np.int64)).reshape(len(lanes), -1)
        slot = enough.argmax(axis=1)[:, None]
        found = np.where(enough, packages, -1)
        return np.take_along_axis(found, slot, 1)[:, 0].astype(np.int64)

    def _of(self, lanes: Ints, packages: Ints) -> tuple[Ints, Ints]:
        """Return every offer (j,) of `packages` (n,): its place among `lanes`, and who agrees to it, as bits."""
        number = self.number[lanes]
        lane, x, slot = np.nonzero(self._cells[number, _PACKAGE] == packages[:, None, None])
        return lane, self._cells[number[lane], _AGREED, x, slot].astype(np.int64)

    def add(self, x: int, lanes: Ints, packages: Ints, *, day: int | None = None) -> None:
        """Table `packages` (n,) for principal `x` in `lanes`, where it does not stand by them yet, as of `day`.

        Whoever tables what others stand by, or have agreed to, agrees to it with them.
        """
        if dated := self._dated and day is not None and len(lanes) > 0:
            self.of_today(x, lanes, int(day or 0))
            self._day, self._some_new = int(day or 0), True
        if not (self.offers(x, lanes) < 0).any(axis=1).all():
            self._grow()
        first, group = sort_alike(self.number[lanes], packages)
        cells = self._copies(lanes[first])
        each, slot = np.arange(len(first)), (cells[:, _PACKAGE, x] < 0).argmax(axis=1)
        cells[each, _PACKAGE, x, slot] = packages[first]
        cells[each, _AGREED, x, slot] = cells[each, _ANSWERED, x, slot] = 1 << x
        if self._dated:
            cells[each, _NEW, x, slot] = dated
        same = cells[:, _PACKAGE] == packages[first, None, None]
        agreed = np.bitwise_or.reduce(np.where(same, cells[:, _AGREED], 0), axis=(1, 2), keepdims=True)
        cells[:, _AGREED] |= np.where(same, agreed, 0).astype(cells.dtype)
        cells[:, _ANSWERED] |= np.where(same, agreed, 0).astype(cells.dtype)
        self._lay(lanes, cells, group)

    def agree(self, x: int, lanes: Ints, packages: Ints) -> None:
        """Let principal `x` agree to `packages` (n,) in `lanes`, by whomever tabled."""
        first, group = sort_alike(self.number[lanes], packages)
        cells = self._copies(lanes[first])
        tabled = (cells[:, _PACKAGE] == packages[first, None, None]).astype(self._cells.dtype) << x
        cells[:, _AGREED] |= tabled
        cells[:, _ANSWERED] |= tabled
        self._lay(lanes, cells, group)

    def agree_to(self, x: int, of_group: Ints, packages: Ints, lanes: Ints, group: Ints | None) -> None:
        """Let principal `x` agree to several `packages` (k, j), -1 for none, in groups of alike `lanes` (n,).

        `of_group` (k,) is a lane of each `group` (n,); None where every lane is a group of its own.
        """
        cells = self._copies(of_group)
        for one in packages.T[(packages >= 0).any(axis=0)]:
            tabled = (cells[:, _PACKAGE] == np.where(one >= 0, one, -2)[:, None, None]).astype(self._cells.dtype) << x
            cells[:, _AGREED] |= tabled
            cells[:, _ANSWERED] |= tabled
        self._lay(lanes, cells, np.arange(len(lanes)) if group is None else group)

    def answer_all(self, by: int, lanes: Ints, seen: Bools | None = None) -> None:
        """Mark whatever lies on the table in `lanes` as answered by `by`; what is of today, where it is `seen`."""
        first, group = sort_alike(self.number[lanes], *([] if seen is None else [seen.astype(np.int64)]))
        cells = self._copies(lanes[first])
        answered = cells[:, _PACKAGE] >= 0
        if seen is not None:
            answered &= (cells[:, _NEW] == 0) | seen[first, None, None]
        cells[:, _ANSWERED] |= answered.astype(cells.dtype) << by
        self._lay(lanes, cells, group)

    def answer(self, x: int, by: int, lanes: Ints, which: Bools) -> None:
        """Mark offers of principal `x` in `lanes`, in the slots of `which` (n, slots), as answered by `by`."""
        first, group = sort_alike(self.number[lanes], *which.T.astype(np.int64))
        cells = self._copies(lanes[first])
        cells[:, _ANSWERED, x] |= which[first].astype(cells.dtype) << by
        self._lay(lanes, cells, group)

    def remove(self, x: int, lanes: Ints, which: Bools) -> None:
        """Take principal `x`'s offers off the table in `lanes`, in the slots marked by `which` (n, slots)."""
        first, group = sort_alike(self.number[lanes], *which.T.astype(np.int64))
        cells = self._copies(lanes[first])
        gone = np.where(which[first], cells[:, _PACKAGE, x], -2)
        _clear(cells[:, :, x], which[first])
        for slot in range(gone.shape[1]):  # nor does it agree any more to what others stand by of these
            same = cells[:, _PACKAGE] == gone[:, slot, None, None]
            cells[:, _AGREED] &= ~(same.astype(cells.dtype) << x)
        self._lay(lanes, cells, group)

    def void(self, x: int, lanes: Ints) -> None:
        """Take all of principal `x`'s offers off the table in `lanes`: its government has left.

        What it agreed to of the others' offers, and its answers to them, are void too.
        """
        first, group = sort_alike(self.number[lanes])
        cells = self._copies(lanes[first])
        _clear(cells[:, :, x], np.ones_like(cells[:, 0, x], dtype=bool))
        cells[:, _AGREED] &= ~(1 << x)
        cells[:, _ANSWERED] &= ~(1 << x)
        self._lay(lanes, cells, group)

    def facing(self, x: int, lanes: Ints, seen: Bools | None = None) -> Ints:
        """Return the others' offers in `lanes`, packages (n, offers); -1 for none.

        With `seen` (n,), those of today only there.
        """
        number, seats = self.number[lanes], self._cells.shape[2]
        if seen is not None:
            cells = self._cells[number]
            offers = np.where((cells[:, _NEW] == 0) | seen[:, None, None], cells[:, _PACKAGE], -1).astype(np.int64)
            return np.concatenate([offers[:, y] for y in range(seats) if y != x], axis=1)
        if seats <= _FEW_SEATS:
            others = [self._cells[number, _PACKAGE, y] for y in range(seats) if y != x]
            return np.concatenate(others, axis=1).astype(np.int64)
        offers = self._cells[number, _PACKAGE].astype(np.int64)
        some = (offers >= 0).any(axis=0)  # most stand by nothing
        some[x] = False
        return offers[:, some] if some.any() else np.full((len(number), 1), -1)

    def _copies(self, lanes: Ints) -> Ints:
        return self._cells[self.number[lanes]]

    def _lay(self, lanes: Ints, cells: Ints, group: Ints) -> None:
        """Lay tables, cells (k, 3, x, slots), before `lanes`, one each by its `group` (n,); new ones are kept."""
        found = self._kept.numbers_of(cells)
        if len(self._cells) > len(self._new_of):
            spare = np.zeros(len(self._cells) - len(self._new_of), dtype=np.int64)
            self._new_of, self._unanswered_by = (np.r_[each, spare] for each in (self._new_of, self._unanswered_by))
        open_to = np.where(cells[:, _PACKAGE] >= 0, ~cells[:, _ANSWERED] & self._everybody, 0)
        self._unanswered_by[found] = np.bitwise_or.reduce(open_to, axis=(1, 2))
        if self._dated:
            self._new_of[found] = (cells[:, _NEW].any(axis=2) << np.arange(cells.shape[2])).sum(axis=1)
        self.number[lanes] = found[group]

    def _grow(self) -> None:
        """Add slots to every table."""

        def wider(cells: Ints) -> Ints:
            empty = np.zeros_like(cells)
            empty[:, _PACKAGE] = -1
            return np.concatenate([cells, empty], axis=3)

        self._kept.change(wider)


def _clear(cells: Ints, which: Bools) -> None:
    """Empty the slots marked by `which` (k, slots) of one principal, cells (k, 3 or 4, slots)."""
    cells[:, _PACKAGE][which] = -1
    cells[:, _AGREED:].transpose(0, 2, 1)[which] = 0
