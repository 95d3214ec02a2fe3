"""A limit to how many offers of its own a seat may have on the table (`minds.most_offers`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools, Ints
from sim.engine.grouped_review import GroupedReview

if TYPE_CHECKING:
    from sim.engine.block import Block

__all__ = ["OfferLimit"]


class OfferLimit:
    """Where as many offers of a seat stand as may, a new one takes another's place: once a day at most.

    Without the last, two offers could take each other's place for ever on a day on which all is answered at once.

    Parameters
    ----------
    block : Block
        The lanes.
    x : int
        Who has the seat among those at the table.
    """

    def __init__(self, block: Block, x: int) -> None:
        self._block, self._x, self._most = block, x, block.scenario.minds.most_offers
        self._made_room = np.full(len(block.lanes), -1)

    def may_table(self, look: GroupedReview) -> Bools:
        """Return in which lanes (n,) of a review it may table something today."""
        if self._most is None:
            return np.ones(len(look.lanes), dtype=np.bool_)
        full = look.broadcast(self._is_full(self._block.table.offers(self._x, look.review.lanes)))
        return np.asarray(~(full & (self._made_room[look.lanes] == self._block.day)))

    def make_room(self, look: GroupedReview, government: int) -> tuple[GroupedReview, Ints] | None:
        """Take back the offer that is worth most to the government itself where as many stand as may.

        Return the review of the lanes in which one was taken back, and which (k,); None where none was.
        """
        block, review = self._block, look.review
        own = block.table.offers(self._x, review.lanes)
        if self._most is None or not (full := self._is_full(own)).any():
            return None
        part, own = look.select(full), own[full]
        values = block.appraisal.of_packages(government, block.day, part.review.row, part.review.regime, own)
        slot = values.argmax(axis=1)
        gone = np.arange(own.shape[1]) == slot[:, None]
        block.take_off(self._x, part.lanes, part.broadcast(gone))
        self._made_room[part.lanes] = block.day
        return part, own[gone]

    def _is_full(self, own: Ints) -> Bools:
        return np.asarray((own >= 0).sum(axis=1) >= (self._most or 0))
