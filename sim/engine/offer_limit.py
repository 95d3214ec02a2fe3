"""A limit to how many offers of its own a seat may have on the table (`minds.most_offers`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools, Ints
from sim.engine.grouped_review import GroupedReview, Part

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
    """

    def __init__(self, block: Block) -> None:
        self._block, self._most = block, block.scenario.minds.most_offers
        self._made_room = np.full((len(block.principals), len(block.lanes)), -1)

    def may_table(self, look: GroupedReview) -> Bools:
        """Return in which lanes (n,) of a review a seat may table something today."""
        if self._most is None:
            return np.ones(len(look.lanes), dtype=np.bool_)
        x = look.principal
        full = look.broadcast(self._is_full(self._block.table.offers(x, look.review.lanes)))
        made_room = self._made_room[look.broadcast(x), look.lanes] == self._block.day
        return np.asarray(~(full & made_room))

    def make_room(self, look: GroupedReview) -> Iterator[tuple[Part, Ints]]:
        """Take back the offer that is worth most to the government itself where as many stand as may.

        Yield the reviews in which one was taken back, and which (k,).
        """
        block, own = self._block, self._block.table.offers(look.principal, look.review.lanes)
        if self._most is None or not (full := self._is_full(own)).any():
            return
        look, own = look.select(full), own[full]
        for part in look.parts():
            review, offers = part.look.review, own[part.here]
            values = block.appraisal.of_packages(part.government, block.day, review.row, review.regime, offers)
            gone = np.arange(own.shape[1]) == values.argmax(axis=1)[:, None]
            block.take_off(part.principal, part.look.lanes, part.look.broadcast(gone))
            self._made_room[part.principal, part.look.lanes] = block.day
            yield part, offers[gone]

    def _is_full(self, own: Ints) -> Bools:
        return np.asarray((own >= 0).sum(axis=1) >= (self._most or 0))
