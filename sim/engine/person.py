"""What a person in a seat at the table does at the table, where the rules of the talks allow it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np

from sim.arrays import Floats, Ints
from sim.engine.block import Block
from sim.engine.looking import look_as
from sim.engine.review_schedule import ReviewSchedule
from sim.engine.seat import Seat
from sim.memory import Kept
from sim.minds.reasons import explain
from sim.minds.tactic import TIE, Review, Tactic

__all__ = ["Counsel", "MoveKind", "Obstacle", "Person"]


class MoveKind(Enum):
    """What a person may do; several of these a day, or none."""

    OFFER = "offer"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    REFUSE = "refuse"
    PROLONG = "prolong"
    DO = "do"


class Obstacle(Enum):
    """Why something cannot be done at the table today."""

    OVER = "the talks are over"
    ASKED = "a third party has been asked and has not answered, or the text is not ready"
    APART = "there is no contact"
    NOT_ITS_TURN = "another principal's turn to propose"
    BARRED = "a third party that it needs has refused"
    HELD = "the seat stands by it already"
    NOT_HELD = "the seat does not stand by it"
    NOT_TABLED = "none of the others stands by it"
    AGREED = "the seat has agreed to it already"
    ANSWERED = "the seat has answered it already"
    TOO_EARLY = "the deadline is too far off for a later one"
    NO_SAY = "a mediator has no say in it"
    NOT_ASKED = "the next prolongation needs others' consent, not the seat's"
    FOR_IT = "the seat is for a later deadline already"
    NOT_OPEN = "it is done already, or its day or its conditions have not come or are past"


@dataclass(frozen=True)
class Counsel:
    """What the mind of a seat's government would do today.

    Parameters
    ----------
    demand : float
        The least it accepts, in points.
    best, worth : int and float
        The best offer of the others, -1 for none, and what it is worth.
    accepts : bool
        Whether it would accept that one.
    offer : int
        What it would put on the table, -1 for nothing new.
    about_best, about_offer : dict of str to float
        The reasons of its answer to the one and of the other (`sim.minds.reasons.explain`), with ``worth`` and
        ``demand``; empty where there is none.
    """

    demand: float
    best: int
    worth: float
    accepts: bool
    offer: int
    about_best: dict[str, float]
    about_offer: dict[str, float]


class Person:
    """A person's hand in a seat, in a block of one lane.

    Parameters
    ----------
    block : Block
        The lane.
    schedule : ReviewSchedule
        Who reviews when.
    seat : Seat
        The seat.
    principal : int
        Which principal.

    Notes
    -----
    A person is silent until it moves: nothing is refused by itself, and no contact is broken off over an offer. Each
    move is made at once, one after the other. The government's mind hears whatever is said at the table all the same,
    so that it can advise, and take the chair on any day.
    """

    def __init__(self, block: Block, schedule: ReviewSchedule, seat: Seat, principal: int) -> None:
        if len(block.lanes) != 1:
            raise ValueError("a person plays in a block of one lane")
        self._block, self._schedule, self._seat, self._x = block, schedule, seat, principal
        self._lane = np.zeros(1, dtype=np.int64)

    @property
    def government(self) -> int:
        """Number of the government in the seat."""
        return int(self._block.lanes.government[self._block.principals[self._x], 0])

    def sit_down(self) -> None:
        """Let a person take the chair."""
        self._seat.by_person = True

    def stand_up(self) -> None:
        """Let the government's mind take the chair: it reviews the table today."""
        self._seat.by_person = False
        block = self._block
        if block.lanes.open[0]:
            self._schedule.call(self._x, self._lane, block.day)
            self._schedule.wake(self._x, block.tactic(self._x, self.government), self._lane, earliest=block.day + 1)

    def obstacle(self, kind: MoveKind, package: int) -> Obstacle | None:
        """Return why a move cannot be made today, None where it can; to `do` something, `package` is its step."""
        state = self._block.lanes
        if not state.open[0]:
            return Obstacle.OVER
        if state.pending[0] >= 0:
            return Obstacle.ASKED
        if state.suspended_until[0] > self._block.day:
            return Obstacle.APART
        if kind is MoveKind.OFFER:
            return self._to_offer(package)
        if kind is MoveKind.WITHDRAW:
            return None if self._holds(self._x, package) else Obstacle.NOT_HELD
        if kind is MoveKind.PROLONG:
            return self._to_prolong()
        if kind is MoveKind.DO:
            return None if self._seat.moving.open_steps(self._lane)[0] >> package & 1 else Obstacle.NOT_OPEN
        return self._to_answer(kind, package)

    def step_of(self, move: str) -> int | None:
        """Return the number of the seat's step in one of the scenario's moves, None where it has none."""
        return self._seat.moving.step_of(move)

    def do(self, kind: MoveKind, package: int) -> None:
        """Make a move that nothing stands in the way of."""
        if kind is MoveKind.DO:
            self._seat.moving.take(package, self._lane, {})
            return
        numbers = {} if kind is MoveKind.PROLONG else self._numbers(package)
        if kind is MoveKind.OFFER:
            self._seat.put(self._lane, package, **numbers)
        elif kind is MoveKind.WITHDRAW:
            self._seat.take(self._lane, package, **numbers)
        elif kind is MoveKind.REFUSE:
            self._seat.refuse(self._lane, package, **numbers)
        elif kind is MoveKind.ACCEPT:
            self._seat.prolonging.answer(self._lane, np.zeros(1, dtype=np.bool_))
            self._seat.agree_to(self._lane, package, **numbers)
        else:
            self._block.note("consent", self._block.seats[self._block.principals[self._x]], self._lane)
            self._seat.prolonging.answer(self._lane, np.ones(1, dtype=np.bool_))

    def counsel(self) -> Counsel:
        """Return what the government's mind would do today, while talks go on; it forgets that it was asked."""
        tactic, review = self._mind(), self._review(tabling=True)
        demand = tactic.demand(review)
        appeal, table = tactic.weighed(review, demand), self._block.table
        best, worth = review.best(appeal)
        accepts = bool(appeal.max() >= demand[0] - TIE)
        own, awaits = table.offers(self._x, self._lane), table.awaits(self._x, self._lane)
        offered = np.full(1, -1) if accepts else tactic.offer(replace(review, own=own, awaits=awaits), demand)
        if offered[0] >= 0 and (self._holds(self._x, int(offered[0])) or self._barred(int(offered[0]))):
            offered = np.full(1, -1)
        about = [self._reasons(tactic, review, each, demand) for each in (best, offered)]
        return Counsel(float(demand[0]), int(best[0]), float(worth[0]), accepts, int(offered[0]), *about)

    def _reasons(self, tactic: Tactic, review: Review, package: Ints, demand: Floats) -> dict[str, float]:
        if package[0] < 0:
            return {}
        worth = self._worth(review, package)
        numbers = {"worth": worth, "demand": demand, **explain(tactic, review, package)}
        return {name: float(each[0]) for name, each in numbers.items() if not np.isnan(each[0])}

    def _worth(self, review: Review, package: Ints) -> Floats:
        worth = self._block.appraisal.of_packages
        return worth(self.government, review.day, review.row, review.regime, package[:, None])[:, 0]

    def _mind(self) -> Tactic:
        """Return a copy of the mind, so that what it is asked leaves no trace in it."""
        tactic = self._block.tactic(self._x, self.government)
        return copy.deepcopy(tactic, _shared(tactic, {id(tactic.view): tactic.view}))

    def _review(self, *, tabling: bool = False) -> Review:
        return look_as(self._block, self._x, self.government, self._lane, tabling=tabling).review

    def _numbers(self, package: int) -> dict[str, Floats]:
        """Return the worth of a package today and what makes it up, and what the mind would insist on."""
        review, tactic = self._review(), self._mind()
        some = np.full(1, package)
        parts = explain(Tactic(tactic.view), review, some)
        return {"worth": self._worth(review, some), **parts, "advised": tactic.demand(review)}

    def _holds(self, x: int, package: int) -> bool:
        return bool(self._block.table.holds(x, self._lane, np.full(1, package))[0])

    def _barred(self, package: int) -> bool:
        return bool(self._block.barred(self._lane, np.full(1, package))[0])

    def _to_offer(self, package: int) -> Obstacle | None:
        if not self._review().may_offer[0]:
            return Obstacle.NOT_ITS_TURN
        if self._barred(package):
            return Obstacle.BARRED
        return Obstacle.HELD if self._holds(self._x, package) else None

    def _to_answer(self, kind: MoveKind, package: int) -> Obstacle | None:
        block, table = self._block, self._block.table
        others = [y for y in range(len(block.principals)) if y != self._x and self._holds(y, package)]
        if not others:
            return Obstacle.NOT_TABLED
        if kind is MoveKind.ACCEPT:
            agreed = bool(table.agrees(self._x, self._lane, np.full(1, package))[0])
            return Obstacle.AGREED if agreed else None
        new = any(
            bool((table.unanswered(y, self._x, self._lane) & (table.offers(y, self._lane) == package)).any())
            for y in others
        )
        return None if new else Obstacle.ANSWERED

    def _to_prolong(self) -> Obstacle | None:
        if not self._block.quorum.voters[self._x]:
            return Obstacle.NO_SAY
        if self._seat.prolonging.is_for_others(self._lane):
            return Obstacle.NOT_ASKED
        if not self._seat.prolonging.may_ask(self._lane)[0]:
            return Obstacle.TOO_EARLY
        return Obstacle.FOR_IT if self._block.lanes.consents[0] >> self._x & 1 else None


def _shared(node: Any, found: dict[int, Any]) -> dict[int, Any]:
    """Add to what was `found`, by id, all that was worked out for a mind or its parts: no copy needs its own."""
    for each in vars(node).values():
        if isinstance(each, Kept):
            found[id(each)] = each
        elif type(each).__module__.startswith("sim.minds.") and hasattr(each, "__dict__") and id(each) not in found:
            _shared(each, found)
    return found
