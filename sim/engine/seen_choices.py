"""What one government was seen to choose, and how likely that is at each of several draws of its noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.elementary import exp, log
from sim.engine.acts import Act
from sim.engine.block import Block
from sim.engine.looking import look_as
from sim.minds.choice_chances import ChoiceChances
from sim.minds.foresight_tactic import ForesightTactic
from sim.minds.tactic import Review
from sim.scenario.weighing import Weighing

__all__ = ["SeenChoices", "difference", "log_mean_exp"]


class SeenChoices:
    """The likelihood of one government's choices in each world.

    Parameters
    ----------
    block : Block
        The lanes.
    x, government : int
        Its seat among the principals, and its number.
    tactic : ForesightTactic
        How it chooses.
    weighing : Weighing
        What counts.

    Attributes
    ----------
    others_table : bool
        Whether another principal tables something today.
    """

    others_table = False

    def __init__(self, block: Block, x: int, government: int, tactic: ForesightTactic, weighing: Weighing) -> None:
        self._block, self._x, self._government, self._how = block, x, government, weighing
        self._tactic = tactic
        worlds = len(block.worlds)
        self._points, self._own = np.zeros((worlds, 1)), np.zeros(worlds, dtype=np.int64)
        if tactic.leaning is not None:
            self._points, self._own = tactic.leaning.nodes(weighing.nodes)
        self._chances = ChoiceChances(tactic, self._points)
        self._log = np.zeros(self._points.shape)  # (w, q)

    @property
    def total(self) -> Floats:
        """The logarithm of how likely all that was seen is, (w,)."""
        return log_mean_exp(self._log)

    def take_in(self, acts: Sequence[Act], lanes: Ints) -> dict[int, Floats]:
        """Take in what it does today in `lanes`, one of each world, before any of it is done.

        Return by place in the record the logarithm of the chance (w,) of each act, given those before.
        """
        review, demand = self._review(lanes)
        found: dict[int, Floats] = {}
        for act in acts:
            before = self.total
            chance, menu = self._chance(act, review, demand)
            self._log[review.row] += log(self._mixed(chance, menu))
            found[act.place] = difference(self.total, before)
        return found

    def _review(self, lanes: Ints) -> tuple[Review, Floats]:
        """Return what it has before it in `lanes`, and what waiting is worth to it."""
        block, table = self._block, self._block.table
        look = look_as(block, self._x, self._government, lanes, tabling=True)
        with block.remembering(look, self._tactic):
            demand = self._tactic.demand(look.review)
        lanes = look.review.lanes
        own, awaits = table.offers(self._x, lanes), table.awaits(self._x, lanes)
        return replace(look.review, own=own, awaits=awaits), demand

    def _chance(self, act: Act, review: Review, demand: Floats) -> tuple[Floats, Ints | int]:
        """Return how likely an act is (n, q), and of how many possible ones it is one."""
        packages = np.full(len(review.row), act.package)
        if act.kind == "offer":
            tabled, _, menu = self._tables(review, demand, self._like(act.package)[None])
            return tabled[0], menu
        if act.kind == "withdraw":
            return (~self._chances.keeps(review, demand, packages)).astype(np.float64), 2
        accepts = self._chances.accepts(review, demand, packages)
        return (accepts if act.kind == "accept" else ~accepts).astype(np.float64), 2

    def _tables(self, review: Review, demand: Floats, sets: Bools) -> tuple[Floats, Floats, Ints]:
        """Return what `ChoiceChances.tables` does; one that waits for others goes after them in half of all cases."""
        after = self._has_turn(review)[:, None]
        if ((after == 0) | (after == 1)).all():
            return self._chances.tables(review, demand, sets)
        turn = np.ones_like(review.may_offer)
        tabled, none, menu = self._chances.tables(replace(review, may_offer=turn), demand, sets)
        return tabled * after, 1 - after + none * after, menu

    def _has_turn(self, review: Review) -> Floats:
        """Return the chance (n,) that it is its turn to table something."""
        waits = 0.5 if self.others_table and self._block.scenario.procedure.proposer == "random" else 0.0
        return np.where(review.may_offer, 1.0, waits)

    def _like(self, package: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return which packages (p,) count as the same as one that is tabled."""
        kinds = np.array(self._how.kinds) if self._how.kinds else np.arange(len(self._block.packages))
        return np.asarray(kinds == kinds[package])

    def _mixed(self, chance: Floats, menu: Ints | int) -> Floats:
        """Return the chance (n, q) of what was done where now and then it is one of the `menu` at random."""
        many = np.broadcast_to(menu, len(chance))[:, None]
        return np.asarray((1 - self._how.mixing) * chance + self._how.mixing / many)

    def settle(self) -> Floats:
        """Let plays go on with one of the draws in each world, and return the logarithm of its likelihood (w,)."""
        worlds, draws = self._log.shape
        most = self._log.max(axis=1, keepdims=True)
        weights = np.where(most > -np.inf, exp(self._log - np.where(most > -np.inf, most, 0.0)), 1.0)
        cumulated = np.cumsum(weights, axis=1)
        at = (self._own + self._chances.draws_of_noise()) / draws  # in the span of its own draw: evenly, the same
        chosen = (cumulated < at[:, None] * cumulated[:, -1:]).sum(axis=1)
        informed = (self._log != self._log[:, :1]).any(axis=1)
        chosen = np.where(informed, np.minimum(chosen, draws - 1), self._own)
        each = np.arange(worlds)
        if self._tactic.leaning is not None:
            self._tactic.leaning.settle(self._points[each, chosen], chosen != self._own)
        return np.asarray(self._log[each, chosen])


def log_mean_exp(logarithms: Floats) -> Floats:
    """Return log mean_q exp (n,) of logarithms (n, q); minus infinity where all are.

    Examples
    --------
    >>> log_mean_exp(np.array([[0.0, 0.0], [-np.inf, 0.0]])).round(4).tolist()
    [0.0, -0.6931]
    """
    most = logarithms.max(axis=1)
    most = np.where(most > -np.inf, most, 0.0)
    mean = np.cumsum(exp(logarithms - most[:, None]), axis=1)[:, -1] / logarithms.shape[1]
    return np.asarray(most + log(mean))


def difference(after: Floats, before: Floats) -> Floats:
    """Return what is added to logarithms; minus infinity where nothing was left."""
    return np.where(before > -np.inf, after - np.where(before > -np.inf, before, 0.0), -np.inf)
