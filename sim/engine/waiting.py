"""How long seats have had something to answer when the record ends, and how much longer they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Ints

if TYPE_CHECKING:
    from sim.engine.block import Block

__all__ = ["Waiting"]


class Waiting:
    """Since when offers lie on the table and governments are in office, while what the record says is being done.

    Parameters
    ----------
    principals, lanes : int
        How many.
    """

    def __init__(self, principals: int, lanes: int) -> None:
        self._tabled: dict[tuple[int, int], Ints] = {}
        self._seated = np.zeros((principals, lanes), dtype=np.int64)

    def table(self, x: int, lanes: Ints, packages: Ints, day: int) -> None:
        """Note that principal `x` tables `packages` (n,) in `lanes` today."""
        for package in np.unique(packages).tolist():
            days = self._tabled.setdefault((x, package), np.zeros_like(self._seated[0]))
            days[lanes[packages == package]] = day

    def seat(self, x: int, lanes: Ints, day: int) -> None:
        """Note that principal `x` has a new government in `lanes` from today."""
        self._seated[x, lanes] = day

    def replies(self, block: Block, x: int, lanes: Ints) -> Ints:
        """Return the day (n,) on which principal `x` answers in `lanes`, where something lies unanswered.

        Notes
        -----
        Each offer, from its day or the government's first in office, whichever is later, is answered after a delay
        like any other; given that t days have passed in silence what is left of it is that of the rest of its
        distribution (`sim.engine.replies.Replies.outlasting`). Its luck has the address it has in a play. Of several
        offers the first answer counts, as it is to all.
        """
        first = np.full(len(lanes), np.iinfo(np.int64).max)
        for y in range(len(block.principals)):
            unanswered = block.table.unanswered(y, x, lanes)
            packages = block.table.offers(y, lanes)
            for slot in range(unanswered.shape[1] if y != x else 0):
                for package in np.unique(packages[unanswered[:, slot], slot]).tolist():
                    here = unanswered[:, slot] & (packages[:, slot] == package)
                    some = lanes[here]
                    began = np.maximum(self._tabled[y, package][some], self._seated[x, some])
                    first[here] = np.minimum(first[here], self._answers(block, block.principals[x], some, began))
        return first

    def _answers(self, block: Block, seat: int, lanes: Ints, began: Ints) -> Ints:
        luck = block.luck.draw(f"reply/{block.seats[seat]}", lanes, began)
        government, row = block.lanes.government[seat, lanes], block.lanes.row[lanes]
        return began + block.replies.outlasting(block.day - began, luck, government, row)
