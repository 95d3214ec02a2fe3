"""Looking at the table: what seats have before them, many seats at once, each in lanes of its own."""

from __future__ import annotations

import numpy as np

from sim.alike import sort_alike
from sim.arrays import Bools, Ints
from sim.engine.block import Block
from sim.engine.grouped_review import GroupedReview, each_sitter
from sim.minds.tactic import Review

__all__ = ["look_as", "look_at_table"]


def look_as(
    block: Block,
    principal: int,
    government: int,
    lanes: Ints,
    *news: Ints,
    open_steps: Ints | None = None,
    tabling: bool = False,
) -> GroupedReview:
    """Return what one government, in the seat of `principal`, has before it in `lanes` (n,); see `look_at_table`."""
    sitting, who = np.array([[principal, government]]), np.zeros(len(lanes), dtype=np.int64)
    return look_at_table(block, sitting, who, lanes, *news, open_steps=open_steps, tabling=tabling)


def look_at_table(
    block: Block,
    sitting: Ints,
    who: Ints,
    lanes: Ints,
    *news: Ints,
    open_steps: Ints | None = None,
    tabling: bool = False,
) -> GroupedReview:
    """Return what governments have before them in `lanes` (n,), alike ones together.

    Lanes are alike where the same government looks, its tactic remembers the same and the table, the circumstances,
    the steps that may be taken and the `news` are the same; where it may table something, also what decides on that.

    Parameters
    ----------
    block : Block
        The lanes.
    sitting : ndarray of int, shape (j, 2)
        Who looks: principals, each with the government in its seat.
    who : ndarray of int, shape (n,)
        Which of these in each lane, increasing.
    lanes : ndarray of int, shape (n,)
        Where.
    *news : ndarray of int, shape (n,)
        What else tells lanes apart.
    open_steps : ndarray of int, shape (n,), optional
        Steps that may be taken today, as bits.
    tabling : bool
        Whether something may be tabled.
    """
    principal = sitting[who, 0]
    memory, singly = _memory(block, sitting, who, lanes)
    turn, made = _what_decides_on_tabling(block, sitting, who, lanes) if tabling else (None, None)
    seen = block.sees(principal, lanes)
    first, group = np.arange(len(lanes)), None
    if not singly:
        more = [each.astype(np.int64) for each in (open_steps, seen, turn, made) if each is not None]
        alike = block.table.number[lanes], block.lanes.circumstances[lanes], *news, *more, memory
        first, group = sort_alike(who, *alike)
    steps, made = (each if each is None else each[first] for each in (open_steps, made))
    seen, turn = (each if each is None else each[first] for each in (seen, turn))
    review = _review(block, sitting, who[first], lanes[first], steps, seen, turn, made)
    return GroupedReview(lanes, group, review, sitting, who[first])


def _memory(block: Block, sitting: Ints, who: Ints, lanes: Ints) -> tuple[Ints, bool]:
    """Return a number (n,) for what is remembered, and whether no two lanes are known to be alike in that."""
    memory, singly = np.arange(len(lanes)), True
    for principal, government, here in each_sitter(sitting, who):
        remembered = block.memory(principal, government, lanes[here])
        if remembered is not None:
            memory[here], singly = remembered, False
    return memory, singly


def _what_decides_on_tabling(block: Block, sitting: Ints, who: Ints, lanes: Ints) -> tuple[Bools | None, Ints | None]:
    """Return whether (n,) a seat need not wait with an offer, and how many it has made; None where all are alike."""
    turn: Bools | None = None
    made: Ints | None = None
    for principal, government, here in each_sitter(sitting, who):
        tactic = block.tactic(principal, government)
        if tactic.draws_offers:
            made = np.zeros(len(lanes), dtype=np.int64) if made is None else made
            made[here] = block.lanes.offers[block.principals[principal], lanes[here]]
        if tactic.waits:
            turn = np.ones(len(lanes), dtype=np.bool_) if turn is None else turn
            turn[here] = block.has_turn(principal, lanes[here], tactic.waits)
    return turn, made


def _review(
    block: Block,
    sitting: Ints,
    who: Ints,
    lanes: Ints,
    open_steps: Ints | None,
    seen: Bools | None,
    turn: Bools | None,
    made: Ints | None,
) -> Review:
    """Return what lies before each of `sitting` in its lanes (n,)."""
    state, day, principal = block.lanes, block.day, sitting[who, 0]
    row, regime = state.row[lanes], state.regime[lanes]
    offers = block.table.facing(principal, lanes, seen)
    government = sitting[who, 1] if len(sitting) > 1 else int(sitting[0, 1])
    in_turn = np.broadcast_to(block.in_turn(principal), lanes.shape)
    return Review(
        day=day,
        lanes=lanes,
        row=row,
        circumstances=state.circumstances[lanes],
        known=state.known,
        packages=offers,
        values=block.appraisal.of_packages(government, day, row, regime, offers),
        may_offer=in_turn if turn is None else in_turn & turn,
        open_steps=np.zeros(len(lanes), dtype=np.int64) if open_steps is None else open_steps,
        made=made,
    )
