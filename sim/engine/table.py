"""The negotiating table: whole packages that each principal has tabled and still stands by."""

from __future__ import annotations

import numpy as np

from sim.alike import sort_alike
from sim.arrays import Bools, Ints, runs_of
from sim.minds.distinct import Distinct
from sim.minds.quorum import Quorum

__all__ = ["Table"]


_PACKAGE, _AGREED, _ANSWERED, _NEW = range(4)

_FEW_SEATS = 4
"""Up to so many seats what faces one is given place by place; with more, what few places hold is moved together."""


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
    added when all are taken. Whoever agrees to a package agrees to it by whomever tabled, so that all offers of one
    package before a lane have the same principals agreed. Where a principal may be one of many, `x` or `by` is either
    one for all of `lanes` or one for each (n,).
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
        self._agreed: Ints = np.full(1, -1)  # the package to which enough have agreed
        every = np.arange(seats)
        self._others = np.array([every[every != x] for x in every])
        self._asked = np.array([sum(1 << y for y in others if quorum.voters[y]) for others in self._others.tolist()])

    @property
    def number(self) -> Ints:
        """The table in each lane (n,): lanes with the same number have the same offers and answers before them."""
        return self._kept.number

    @property
    def _cells(self) -> Ints:
        return self._kept.rows

    def offers(self, x: Ints | int, lanes: Ints, seen: Bools | None = None) -> Ints:
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

    def awaits(self, x: Ints | int, lanes: Ints, packages: Ints | None = None) -> Bools:
        """Return whether an offer of principal `x` in `lanes` (n,), of `packages` if given, awaits an answer."""
        cells, asked = self._cells[self.number[lanes], :, x], self._asked[x, None]
        meant = cells[:, _PACKAGE] >= 0
        if packages is not None:
            meant &= cells[:, _PACKAGE] == packages[:, None]
        return np.asarray((meant & (cells[:, _ANSWERED] & asked != asked)).any(axis=1))

    def of_today(self, x: Ints | int, lanes: Ints, day: int) -> Bools | None:
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

    def has_news(self, by: Ints | int, lanes: Ints) -> Bools:
        """Return where (n,) seat `by` has others' offers to answer, those of today included."""
        return np.asarray(self._unanswered_by[self.number[lanes]] >> by & 1 == 1)

    def news(self, by: Ints | int, lanes: Ints, seen: Bools | None = None) -> Ints:
        """Return the others' offers in `lanes` that seat `by` has yet to answer, packages (n, x, slots); else -1.

        With `seen` (n,), where those of today count.
        """
        cells = self._cells[self.number[lanes]]
        answered = cells[:, _ANSWERED] >> np.reshape(by, (-1, 1, 1)).astype(cells.dtype) & 1
        new = (cells[:, _PACKAGE] >= 0) & (answered == 0)
        new[np.arange(len(lanes)), by] = False
        if seen is not None:
            new &= (cells[:, _NEW] == 0) | seen[:, None, None]
        return np.where(new, cells[:, _PACKAGE], -1).astype(np.int64)

    def holds(self, x: Ints | int, lanes: Ints, packages: Ints) -> Bools:
        """Return whether principal `x` stands by `packages` (n,) in `lanes` already."""
        return np.asarray((self.offers(x, lanes) == packages[:, None]).any(axis=1))

    def agrees(self, x: int, lanes: Ints, packages: Ints) -> Bools:
        """Return whether principal `x` has agreed to `packages` (n,), by whomever tabled, in `lanes` already."""
        lane, agreed = self._of(lanes, packages)
        found = np.ones(len(lanes), dtype=np.bool_)
        found[lane[agreed >> x & 1 == 0]] = False
        return found

    def open_to(self, x: Ints | int, lanes: Ints, packages: Ints) -> tuple[Bools, Bools]:
        """Return which of `packages` (n, j), on the table in `lanes`, `x` may still agree to, and which that settles.

        It has yet to agree to the first; to the second enough agree once it does (not looked up where it may agree to
        none). -1 is no package.
        """
        still = packages >= 0
        lane, j = still.nonzero()
        number, who = self.number[lanes[lane]], np.broadcast_to(x, lanes.shape)[lane]
        tabled = self._cells[number, _PACKAGE].reshape(len(lane), -1)
        y, slot = divmod((tabled == packages[lane, j, None]).argmax(axis=1), self._cells.shape[3])
        agreed = self._cells[number, _AGREED, y, slot].astype(np.int64)
        still[lane, j] = missing = agreed >> who & 1 == 0
        if not missing.any():
            return still, still
        settles = np.zeros_like(still)
        settles[lane, j] = self._quorum.of_bits(agreed | 1 << who)
        return still, settles

    def agreed_by_enough(self, lanes: Ints, packages: Ints) -> Bools:
        """Return whether enough principals have agreed to one and the same offer of `packages` (n,) in `lanes`."""
        lane, agreed = self._of(lanes, packages)
        found = np.zeros(len(lanes), dtype=np.bool_)
        found[lane[self._quorum.of_bits(agreed)]] = True
        return found

    def agreed_packages(self, lanes: Ints) -> Ints:
        """Return the package (n,) to which enough principals have agreed in each of `lanes`, -1 for none."""
        return np.asarray(self._agreed[self.number[lanes]])

    def _agreed_in(self, cells: Ints) -> Ints:
        """Return the package (k,) to which enough principals have agreed on each of some tables, -1 for none."""
        places = cells.shape[2] * cells.shape[3]
        packages, agreed = (
            cells[:, part].reshape(len(cells), places).astype(np.int64) for part in (_PACKAGE, _AGREED)
        )
        enough = (packages >= 0) & self._quorum.of_bits(agreed)
        slot = enough.argmax(axis=1)[:, None]
        return np.take_along_axis(np.where(enough, packages, -1), slot, 1)[:, 0]

    def _of(self, lanes: Ints, packages: Ints) -> tuple[Ints, Ints]:
        """Return every offer (j,) of `packages` (n,): its place among `lanes`, and who agrees to it, as bits."""
        number = self.number[lanes]
        lane, x, slot = np.nonzero(self._cells[number, _PACKAGE] == packages[:, None, None])
        return lane, self._cells[number[lane], _AGREED, x, slot].astype(np.int64)

    def add(self, x: Ints | int, lanes: Ints, packages: Ints, *, day: int | None = None) -> None:
        """Table `packages` (n,) for principal `x` in `lanes`, where it does not stand by them yet, as of `day`.

        Whoever tables what others stand by, or have agreed to, agrees to it with them.
        """
        if dated := self._dated and day is not None and len(lanes) > 0:
            self.of_today(x, lanes, int(day or 0))
            self._day, self._some_new = int(day or 0), True
        if not (self.offers(x, lanes) < 0).any(axis=1).all():
            self._grow()
        who = np.broadcast_to(x, lanes.shape)
        first, group = sort_alike(self.number[lanes], packages, who)
        cells, x = self._copies(lanes[first]), who[first]
        each = np.arange(len(first))
        slot = (cells[each, _PACKAGE, x] < 0).argmax(axis=1)
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

    def agree_to(self, x: Ints, of_group: Ints, packages: Ints, lanes: Ints, group: Ints | None) -> None:
        """Let principals `x` (k,) agree to several `packages` (k, j), -1 for none, in groups of alike `lanes` (n,).

        `of_group` (k,) is a lane of each `group` (n,); None where every lane is a group of its own.
        """
        cells, who = self._copies(of_group), x[:, None, None].astype(self._cells.dtype)
        for one in packages.T[(packages >= 0).any(axis=0)]:
            tabled = (cells[:, _PACKAGE] == np.where(one >= 0, one, -2)[:, None, None]).astype(cells.dtype) << who
            cells[:, _AGREED] |= tabled
            cells[:, _ANSWERED] |= tabled
        self._lay(lanes, cells, np.arange(len(lanes)) if group is None else group)

    def answer_all(self, by: Ints | int, lanes: Ints, seen: Bools | None = None) -> None:
        """Mark whatever lies on the table in `lanes` as answered by `by`; what is of today, where it is `seen`."""
        who = np.broadcast_to(by, lanes.shape)
        first, group = sort_alike(self.number[lanes], who, *([] if seen is None else [seen.astype(np.int64)]))
        cells = self._copies(lanes[first])
        answered = cells[:, _PACKAGE] >= 0
        if seen is not None:
            answered &= (cells[:, _NEW] == 0) | seen[first, None, None]
        cells[:, _ANSWERED] |= answered.astype(cells.dtype) << who[first, None, None].astype(cells.dtype)
        self._lay(lanes, cells, group)

    def answer(self, x: int, by: int, lanes: Ints, which: Bools) -> None:
        """Mark offers of principal `x` in `lanes`, in the slots of `which` (n, slots), as answered by `by`."""
        first, group = sort_alike(self.number[lanes], *which.T.astype(np.int64))
        cells = self._copies(lanes[first])
        cells[:, _ANSWERED, x] |= which[first].astype(cells.dtype) << by
        self._lay(lanes, cells, group)

    def remove(self, x: Ints | int, lanes: Ints, which: Bools) -> None:
        """Take principal `x`'s offers off the table in `lanes`, in the slots marked by `which` (n, slots)."""
        who = np.broadcast_to(x, lanes.shape)
        first, group = sort_alike(self.number[lanes], who, *which.T.astype(np.int64))
        cells, x = self._copies(lanes[first]), who[first]
        k, slots = which[first].nonzero()
        gone = np.full((len(first), which.shape[1]), -2)
        gone[k, slots] = cells[k, _PACKAGE, x[k], slots]
        cells[k, _PACKAGE, x[k], slots] = -1
        cells[k, _AGREED:, x[k], slots] = 0
        for slot in range(gone.shape[1]):  # nor does it agree any more to what others stand by of these
            same = cells[:, _PACKAGE] == gone[:, slot, None, None]
            cells[:, _AGREED] &= ~(same.astype(cells.dtype) << x[:, None, None].astype(cells.dtype))
        self._lay(lanes, cells, group)

    def void(self, x: int, lanes: Ints) -> None:
        """Take all of principal `x`'s offers off the table in `lanes`: its government has left.

        What it agreed to of the others' offers, and its answers to them, are void too.
        """
        first, group = sort_alike(self.number[lanes])
        cells = self._copies(lanes[first])
        cells[:, _PACKAGE, x] = -1
        cells[:, _AGREED:, x] = 0
        cells[:, _AGREED] &= ~(1 << x)
        cells[:, _ANSWERED] &= ~(1 << x)
        self._lay(lanes, cells, group)

    def facing(self, x: Ints | int, lanes: Ints, seen: Bools | None = None) -> Ints:
        """Return the others' offers in `lanes`, packages (n, offers); -1 for none.

        With `seen` (n,), those of today only there.
        """
        number = self.number[lanes]
        if self._cells.shape[2] > _FEW_SEATS:
            return self._few_facing(np.broadcast_to(x, lanes.shape), number, seen)
        number, others = number[:, None], self._others[x]
        offers: Ints = self._cells[number, _PACKAGE, others].astype(np.int64)
        if seen is not None:
            offers[(self._cells[number, _NEW, others] != 0) & ~seen[:, None, None]] = -1
        return offers.reshape(len(lanes), -1)

    def _few_facing(self, x: Ints, number: Ints, seen: Bools | None) -> Ints:
        """Return what faces seats `x` (n,) on the tables of given numbers (n,), moved together: most hold nothing."""
        tabled = self._cells[number, _PACKAGE]
        some = tabled >= 0
        some[np.arange(len(x)), x] = False
        if seen is not None:
            some &= (self._cells[number, _NEW] == 0) | seen[:, None, None]
        lane, y, slot = some.nonzero()
        first, length = runs_of(lane)
        found = np.full((len(x), max(1, length.max(initial=0))), -1)
        found[lane, np.arange(len(lane)) - np.repeat(first, length)] = tabled[lane, y, slot]
        return found

    def _copies(self, lanes: Ints) -> Ints:
        return self._cells[self.number[lanes]]

    def _lay(self, lanes: Ints, cells: Ints, group: Ints) -> None:
        """Lay tables, cells (k, 3, x, slots), before `lanes`, one each by its `group` (n,); new ones are kept."""
        found = self._kept.numbers_of(cells)
        if len(self._cells) > len(self._new_of):
            spare = np.zeros(len(self._cells) - len(self._new_of), dtype=np.int64)
            self._new_of, self._unanswered_by = (np.r_[each, spare] for each in (self._new_of, self._unanswered_by))
            self._agreed = np.r_[self._agreed, spare - 1]
        open_to = np.where(cells[:, _PACKAGE] >= 0, ~cells[:, _ANSWERED] & self._everybody, 0)
        self._unanswered_by[found] = np.bitwise_or.reduce(open_to, axis=(1, 2))
        self._agreed[found] = self._agreed_in(cells)
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
