"""What minds hear of what others table and refuse."""

from __future__ import annotations

import numpy as np

from sim.arrays import Ints
from sim.engine.block import Block
from sim.engine.looking import look_as

__all__ = ["announce_offer", "announce_refusal"]


def announce_refusal(
    block: Block, principal: int, government: int, refuser: int, lanes: Ints, *, only: int | None = None
) -> None:
    """Let `government`, in the seat of `principal`, hear that `refuser` refuses what it stands by in `lanes`.

    With `only`, that one package is refused, though it was tabled today.
    """
    if not block.tactic(principal, government).listens:
        return
    block.settled[principal, lanes] = False
    seen = block.sees(refuser, lanes) if only is None else None
    news = () if seen is None else (seen.astype(np.int64),)
    look = look_as(block, principal, government, lanes, *news)
    seen = seen if seen is None else look.gather(seen)
    refused = block.table.offers(principal, look.review.lanes, seen)
    if only is not None:
        refused = np.where(refused == only, only, -1)
    with block.remembering(look, block.tactic(principal, government)) as tactic:
        tactic.hears_refusal(look.review, refuser, refused)


def announce_offer(block: Block, principal: int, government: int, proposer: int, lanes: Ints, packages: Ints) -> None:
    """Let `government`, in the seat of `principal`, hear that `proposer` tabled `packages` (n,) in `lanes`."""
    if not block.tactic(principal, government).listens:
        return
    look = look_as(block, principal, government, lanes, packages)
    with block.remembering(look, block.tactic(principal, government)) as tactic:
        tactic.hears_offer(look.review, proposer, look.gather(packages))
