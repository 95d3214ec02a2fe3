"""A principal's seat: one process that reviews the table in every lane in which a review is due."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.engine.block import Block
from sim.engine.days import Alarm, Phase, Process
from sim.engine.lanes import NEVER
from sim.engine.procedure import reply_days
from sim.minds.reasons import explain
from sim.minds.tactic import TIE, Review, Tactic

__all__ = ["Desks", "Seat"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Agree = Callable[[Ints, Ints], None]


class Desks:
    """The principals' diaries: who reviews the table in which lane on which day.

    Attributes
    ----------
    closed : bool
        While what the record says is being done, nobody reviews the table: calls are not taken.

    Notes
    -----
    A diary holds one day, the earliest of those it is given, but a reply takes the place of an idle review. A review
    that falls due while a third party is asked is put off day by day, one that falls due in a break of contact to the
    first day of contact; the end of a break is no reason for a review by itself.
    """

    def __init__(self, block: Block) -> None:
        self._block = block
        self.closed = False
        self.alarms = [
            Alarm(block.env, Phase.REVIEW, x, last=block.calendar.deadline) for x in range(len(block.principals))
        ]

    def call(self, principal: int, lanes: Ints, days: Ints | int) -> None:
        """Have `principal` review the table in `lanes` by `days`; an earlier review stands."""
        if self.closed:
            return
        state, seat = self._block.lanes, self._block.principals[principal]
        before = state.due[seat, lanes]
        state.idle[seat, lanes] &= before < days
        self._write(principal, lanes, np.minimum(before, days))

    def rest(self, principal: int, lanes: Ints, days: Ints | int) -> None:
        """Have `principal` review the table on `days` at the latest, if nothing calls it before."""
        if self.closed:
            return
        state, seat = self._block.lanes, self._block.principals[principal]
        before = state.due[seat, lanes]
        last = np.minimum(days, self._block.calendar.deadline)  # nobody lets the deadline pass without a last look
        state.idle[seat, lanes] |= last < before
        self._write(principal, lanes, np.minimum(before, last))

    def tell(self, proposer: int, lanes: Ints) -> None:
        """Have the others answer a new offer of `proposer` in `lanes`."""
        for principal in range(len(self._block.principals)):
            if principal != proposer and len(lanes):
                self.answer(principal, lanes)

    def answer(self, principal: int, lanes: Ints, *, earliest: int = 0) -> None:
        """Have `principal` answer in `lanes` what lies on the table, after its own delay.

        The reply takes the place of a review that was due only because nothing happened: a government that thinks an
        offer over does not answer it sooner because of its diary.
        """
        if self.closed:
            return
        block, seat = self._block, self._block.principals[principal]
        reply = np.clip(block.day + reply_days(block, seat, lanes), earliest, block.calendar.deadline)
        before, idle = block.lanes.due[seat, lanes], block.lanes.idle[seat, lanes]
        block.lanes.idle[seat, lanes] = False
        self._write(principal, lanes, np.where(idle, reply, np.minimum(before, reply)))
        for government, here in block.by_government(seat, lanes):  # the days a tactic insists on are not put off
            self.wake(principal, block.tactic(principal, government), here, earliest=max(block.day + 1, earliest))

    def _write(self, principal: int, lanes: Ints, due: Ints) -> None:
        self._block.lanes.due[self._block.principals[principal], lanes] = due
        self.alarms[principal].ring_on_all(due)

    def wake(self, principal: int, tactic: Tactic, lanes: Ints, *, earliest: int) -> None:
        """Have `principal` review the table in `lanes` on the first day from `earliest` on its tactic insists on."""
        if days := [day for day in tactic.wakes() if day >= earliest]:
            self.call(principal, lanes, min(days))


class Seat:
    """The process of one principal's seat.

    Parameters
    ----------
    block : Block
        The lanes.
    desks : Desks
        All diaries.
    principal : int
        Which principal.
    agree : callable
        Called with lanes and packages when every principal has agreed.

    Notes
    -----
    At a review a seat accepts the best of the others' standing offers, the first of equals (by seat, then by place on
    the table), or else refuses, perhaps breaks contact off, withdraws and offers, in this order; where it accepts, it
    does none of these. Each proposer hears that all it stands by is refused, but only when some of it is new to the
    seat. With three principals or more an acceptance makes the others answer after their own delays. A seat that has
    agreed to the best offer already waits in silence, and its consent stands, even if waiting becomes worth more,
    until the offer is withdrawn or its own government leaves.
    """

    def __init__(self, block: Block, desks: Desks, principal: int, agree: Agree) -> None:
        self._block, self._desks, self._agree = block, desks, agree
        self._x, self._seat = principal, block.principals[principal]
        self._name = block.seats[self._seat]
        self._review_days = np.array([body.review_days for body in block.scenario.governments.values()])
        block.env.process(self._run())

    def _run(self) -> Process:
        state = self._block.lanes
        while True:
            yield self._desks.alarms[self._x].bell
            day = self._block.day
            due = np.flatnonzero((state.due[self._seat] == day) & state.open)
            state.due[self._seat, due] = NEVER
            asked = state.pending[due] >= 0  # a third party has been asked: wait for its answer
            self._desks.call(self._x, due[asked], day + 1)
            due = due[~asked]
            apart = state.suspended_until[due] > day
            self._desks.call(self._x, due[apart], state.suspended_until[due[apart]])
            for government, lanes in self._block.by_government(self._seat, due[~apart]):
                self._review(government, lanes)

    def _review(self, government: int, lanes: Ints) -> None:
        """Look at the table: accept the best offer, or refuse and perhaps offer; then set the next review."""
        block = self._block
        review = block.review(self._x, government, lanes)
        tactic = block.tactic(self._x, government)
        demand = tactic.demand(review)
        package, worth = review.best()
        block.note("review", self._name, lanes, package, worth=worth, demand=demand)
        accepts = worth >= demand - TIE
        if accepts.any():
            self._accept(review.only(accepts), tactic, package[accepts], worth[accepts], demand[accepts])
        rest, demanded = review.only(~accepts), demand[~accepts]
        if len(rest.lanes):
            self._refuse(rest, tactic, demanded)
            self._withdraw(rest, tactic, demanded, government)
            self._offer(rest, tactic, demanded, government)
        again = lanes[block.lanes.open[lanes]]
        if block.day < block.calendar.deadline:
            self._desks.rest(self._x, again, block.day + int(self._review_days[government]))
        self._desks.wake(self._x, tactic, again, earliest=block.day + 1)

    def _accept(self, review: Review, tactic: Tactic, packages: Ints, worth: Floats, demand: Floats) -> None:
        block, table = self._block, self._block.table
        if not (new := ~table.agrees(self._x, review.lanes, packages)).any():
            return
        review, packages, worth, demand = review.only(new), packages[new], worth[new], demand[new]
        lanes, day = review.lanes, block.day
        reasons = explain(tactic, review, packages) if block.log is not None else {}
        block.note("accept", self._name, lanes, packages, worth=worth, demand=demand, **reasons)
        complete = np.zeros(len(lanes), dtype=bool)
        everyone = (1 << len(block.principals)) - 1
        for x in range(len(block.principals)):
            mine = table.package[x, lanes] == packages[:, None]
            table.agreed[x, lanes] |= mine.astype(np.int64) << self._x
            table.answered[x, lanes] |= mine.astype(np.int64) << self._x
            complete |= (mine & (table.agreed[x, lanes] == everyone)).any(axis=1)
        self._agree(lanes[complete], packages[complete])
        for x in range(len(block.principals)):  # with three or more principals the others still have to agree
            if x != self._x and not complete.all():
                self._desks.call(x, lanes[~complete], day + reply_days(block, block.principals[x], lanes[~complete]))

    def _refuse(self, review: Review, tactic: Tactic, demand: Floats) -> None:
        """Answer offers that are new to the seat with a refusal, which the other side hears."""
        block, table = self._block, self._block.table
        unheard = np.full((len(block.principals), *table.package.shape[2:], len(review.lanes)), -1)
        for x in range(len(block.principals)):
            if x == self._x:
                continue
            offers = table.package[x, review.lanes]
            new = (offers >= 0) & (table.answered[x, review.lanes] >> self._x & 1 == 0)
            some = new.any(axis=1)
            if not some.any():
                continue
            unheard[x] = np.where(new, offers, -1).T
            lanes = review.lanes[some]
            table.answered[x, lanes] |= new[some].astype(np.int64) << self._x
            block.lanes.refusals[self._seat, lanes] += new[some].sum(axis=1)
            self._note_refusals(review.only(some), tactic, x, np.where(new, offers, -1)[some], demand[some])
            for government, here in block.by_government(block.principals[x], lanes):
                told = block.review(x, government, here)
                block.tactic(x, government).hears_refusal(told, self._x, table.package[x, here])
        refused = unheard.reshape(-1, len(review.lanes)).T
        offered = np.asarray((refused >= 0).any(axis=1))
        if offered.any():  # once a review, whoever made the worst of the new offers
            self._break_off(review.only(offered), refused[offered], demand[offered])

    def _note_refusals(self, review: Review, tactic: Tactic, x: int, new: Ints, demand: Floats) -> None:
        block = self._block
        if block.log is None:
            return
        for slot in range(new.shape[1]):
            here = new[:, slot] >= 0
            part, packages = review.only(here), new[here, slot]
            worth = self._worth(part, packages)
            reasons = explain(tactic, part, packages)
            block.note("refuse", self._name, part.lanes, packages, worth=worth, demand=demand[here], **reasons)

    def _worth(self, review: Review, packages: Ints) -> Floats:
        """Return what `packages` (n,) are worth today to the government under `review`."""
        government = int(self._block.lanes.government[self._seat, review.lanes[0]]) if len(review.lanes) else 0
        worth = self._block.appraisal.of_packages
        return worth(government, review.day, review.row, review.regime, packages[:, None])[:, 0]

    def _break_off(self, review: Review, new: Ints, demand: Floats) -> None:
        """Break off contact where a new offer offends: far below the demand."""
        block = self._block
        government = int(block.lanes.government[self._seat, review.lanes[0]])
        rule = block.scenario.governments[block.worlds.governments[government]].break_off
        if rule is None:
            return
        worth = block.appraisal.of_packages(government, review.day, review.row, review.regime, new)
        slot = np.where(new >= 0, worth, np.inf).argmin(axis=1)[:, None]
        worst = np.take_along_axis(worth, slot, 1)[:, 0]
        luck = block.luck.draw(f"break_off/{self._name}", review.lanes, block.day)
        chance = block.break_off_chance(government)[review.row]
        offended = (worst < demand - rule.below - TIE) & (luck < chance)
        lanes = review.lanes[offended]
        block.lanes.suspend(lanes, block.day, rule.days)
        offer, until = np.take_along_axis(new, slot, 1)[offended, 0], block.lanes.suspended_until[lanes]
        block.note("suspend", self._name, lanes, offer, worth=worst[offended], demand=demand[offended], until=until)

    def _withdraw(self, review: Review, tactic: Tactic, demand: Floats, government: int) -> None:
        """Take offers off the table that the government no longer stands by."""
        block, table = self._block, self._block.table
        own = table.package[self._x, review.lanes]
        values = block.appraisal.of_packages(government, block.day, review.row, review.regime, own)
        gone = (own >= 0) & ~tactic.keeps(review, demand, own, values)
        table.remove(self._x, review.lanes, gone)
        if block.log is None:
            return
        for slot in np.flatnonzero(gone.any(axis=0)).tolist():
            part, packages = review.only(gone[:, slot]), own[gone[:, slot], slot]
            worth, reasons = values[gone[:, slot], slot], explain(tactic, part, packages)
            demanded = demand[gone[:, slot]]
            block.note("withdraw", self._name, part.lanes, packages, worth=worth, demand=demanded, **reasons)

    def _offer(self, review: Review, tactic: Tactic, demand: Floats, government: int) -> None:
        """Put the tactic's package on the table where it does not lie there yet."""
        block = self._block
        in_contact = block.lanes.suspended_until[review.lanes] <= block.day  # its refusal may just have ended it
        if not in_contact.any():
            return
        if not in_contact.all():
            review, demand = review.only(in_contact), demand[in_contact]
        packages = tactic.offer(review, demand)
        new = (packages >= 0) & ~block.table.holds(self._x, review.lanes, packages)
        if not new.any():
            return
        made, packages = review.only(new), packages[new]
        block.table.add(self._x, made.lanes, packages)
        block.lanes.offers[self._seat, made.lanes] += 1
        if block.log is not None:
            reasons = explain(tactic, made, packages)
            worth = self._worth(made, packages)
            block.note("offer", self._name, made.lanes, packages, worth=worth, demand=demand[new], **reasons)
        self.announce(made.lanes, packages)

    def put(self, lanes: Ints, package: int) -> None:
        """Table `package` in `lanes` on the word of an event or the record, where the seat does not stand by it yet.

        A negative number is a package that an exclusion removes: it lies on no table.
        """
        block, packages = self._block, np.full(len(lanes), package)
        new = ~block.table.holds(self._x, lanes, packages) & (packages >= 0)
        lanes, packages = lanes[new], packages[new]
        if not len(lanes):
            return
        block.table.add(self._x, lanes, packages)
        block.lanes.offers[self._seat, lanes] += 1
        block.note("offer", self._name, lanes, packages)
        self.announce(lanes, packages)

    def take(self, lanes: Ints, package: int) -> None:
        """Take `package` off the table in `lanes` on the word of an event or the record, where it lies there."""
        block = self._block
        standing = block.table.package[self._x, lanes] == package
        block.table.remove(self._x, lanes, standing)
        gone = lanes[standing.any(axis=1)]
        block.note("withdraw", self._name, gone, np.full(len(gone), package))

    def announce(self, lanes: Ints, packages: Ints) -> None:
        """Let the other principals hear of a new offer."""
        block = self._block
        for x, seat in enumerate(block.principals):
            if x == self._x:
                continue
            for government, here in block.by_government(seat, lanes):
                heard = packages[np.isin(lanes, here)]
                block.tactic(x, government).hears_offer(block.review(x, government, here), self._x, heard)
        self._desks.tell(self._x, lanes)
