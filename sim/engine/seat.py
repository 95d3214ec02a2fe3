"""A principal's seat: it reviews the table in every lane in which its review is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.engine.block import Block
from sim.engine.grouped_review import GroupedReview
from sim.engine.lanes import NEVER
from sim.engine.moving import Moving
from sim.engine.offer_limit import OfferLimit
from sim.engine.prolonging import Prolonging
from sim.engine.record import numbers_at
from sim.engine.review_schedule import ReviewSchedule
from sim.minds.reasons import explain
from sim.minds.tactic import TIE, Review, Tactic

if TYPE_CHECKING:
    from sim.engine.orders import OrderedSeat

__all__ = ["End", "ReviewSchedule", "Seat"]

Agree = Callable[[Ints, Ints], None]
End = Callable[[Ints], None]


class Seat:
    """One principal's seat at the table.

    Parameters
    ----------
    block : Block
        The lanes.
    schedule : ReviewSchedule
        Who reviews when.
    principal : int
        Which principal.
    agree : callable
        Called with lanes and packages when enough principals have agreed.
    end : callable
        Called with lanes in which the seat ends the talks.

    Attributes
    ----------
    by_person : bool
        Whether a person sits there: then nothing is reviewed, and what is done is done by `sim.engine.person`.
    order : OrderedSeat or None
        What it does whatever its mind (`sim.engine.orders`).

    Notes
    -----
    At a review a seat accepts all of the others' standing offers that are worth its demand, best first, until enough
    have agreed to one, and refuses others that are new to it, over which it may break contact off. Where it accepts
    none it then withdraws and offers, in this order. Each proposer hears that all it stands by is refused, but only
    when some of it is new to the seat. With three principals or more an acceptance makes the others answer after
    their own delays, in time. A seat's consent stands, even if waiting becomes worth more, until the offer is
    withdrawn or its own government leaves. What enough seats table is agreed the same day.
    """

    def __init__(self, block: Block, schedule: ReviewSchedule, principal: int, *, agree: Agree, end: End) -> None:
        self._block, self._schedule, self._agree = block, schedule, agree
        self.by_person = False
        self.order: OrderedSeat | None = None
        self.prolonging, self.moving = Prolonging(block, schedule, principal), Moving(block, schedule, principal, end)
        self._offered = np.full(len(block.lanes), -1)  # what it has tabled in the review that is going on
        self._limit = OfferLimit(block, principal)
        self._x, self._seat = principal, block.principals[principal]
        self._name = block.seats[self._seat]
        self._review_days = np.array([body.review_days for body in block.scenario.governments.values()])

    def review(self, lanes: Ints) -> None:
        """Review the table in `lanes`, which are due today; not where talks pause, where that is put off."""
        block, state, day = self._block, self._block.lanes, self._block.day
        state.due[self._seat, lanes] = NEVER
        if self.by_person:
            return
        if self.order is not None:
            lanes = self.order.put_off(lanes)
        if block.third_parties or len(block.worlds.drafting):
            asked = state.pending[lanes] >= 0  # all is agreed: wait for the text, or for third parties' answers
            self._schedule.call(self._x, lanes[asked], day + 1)
            lanes = lanes[~asked]
        if state.breaks:
            apart = state.suspended_until[lanes] > day
            self._schedule.call(self._x, lanes[apart], state.suspended_until[lanes[apart]])
            lanes = lanes[~apart]
        if len(lanes) and (block.third_parties or len(block.worlds.drafting) or state.breaks):
            lanes = self._agree_late(lanes)
        for government, where in block.by_government(self._seat, lanes):
            self._review(government, lanes[where])

    def _review(self, government: int, lanes: Ints) -> None:
        """Look at the table: accept the best offer, or refuse and perhaps offer; then set the next review."""
        block = self._block
        block.settled[self._x, lanes] = True  # until something is tabled, taken back or heard
        seen = block.sees(self._x, lanes)
        steps = self.moving.open_steps(lanes) if self.moving.possible else None
        look = block.look(self._x, government, lanes, open_steps=steps, tabling=True)
        tactic = block.tactic(self._x, government)
        with block.remembering(look, tactic):
            demand = tactic.demand(look.review)
            appeal = tactic.weighed(look.review, demand)
        if block.log is not None:
            package, worth = look.review.best(appeal)
            self._note("review", look, package, worth=worth, demand=demand)
        accepts = np.asarray(appeal.max(axis=1) >= demand - TIE)
        if accepts.any():
            some = look.select(accepts)
            self._ask_others(self._accept_all(some, tactic, demand[accepts], appeal[accepts]))
            self._refuse_others(some, tactic, demand[accepts], government)
        if not accepts.all():
            rest, demanded = look.select(~accepts), demand[~accepts]
            self._refuse(rest, tactic, demanded, government)
            self._withdraw(rest, tactic, demanded, government)
            self._offer(rest, tactic, demanded)
        ends = accepts.any() or self.moving.possible
        if self.moving.possible or self.prolonging.possible:
            self._consider(government, lanes, look.broadcast(accepts))
        again = lanes[block.lanes.open[lanes]] if ends else lanes
        if block.day < min(block.calendar.deadlines):
            self._schedule.rest(self._x, again, block.day + int(self._review_days[government]))
        elif (later := again[block.day < block.lanes.deadline[again]]).size:
            self._schedule.rest(self._x, later, block.day + int(self._review_days[government]))
        self._schedule.wake(self._x, tactic, again, earliest=block.day + 1)
        if seen is not None:
            late = lanes[~seen & block.lanes.open[lanes]]
            self._schedule.answer(self._x, late)

    def _consider(self, government: int, lanes: Ints, accepted: Bools) -> None:
        """Make a move, or say whether it is for prolonging the talks, in `lanes` (n,) where nothing is `accepted`."""
        offered = self._offered[lanes]
        self._offered[lanes] = -1
        if self.moving.possible:
            self.moving.review(government, lanes, accepted=accepted, offered=offered)
        if self.prolonging.possible:
            steps = self.moving.open_steps(lanes) if self.moving.possible else None
            self.prolonging.review(government, lanes, accepted=accepted, offered=offered, open_steps=steps)

    def _note(
        self, kind: str, look: GroupedReview, packages: Ints, tactic: Tactic | None = None, **numbers: Floats
    ) -> None:
        """Write down a move about `packages` (k,), with the numbers (k,) behind it: those given, and the tactic's."""
        if self._block.log is not None:
            reasons = explain(tactic, look.review, packages) if tactic else {}
            by_lane = {name: look.broadcast(each) for name, each in (numbers | reasons).items()}
            self._block.note(kind, self._name, look.lanes, look.broadcast(packages), **by_lane)

    def _accept_all(self, look: GroupedReview, tactic: Tactic, demand: Floats, appeal: Floats) -> Ints:
        """Agree to every offer whose `appeal` (k, offers) meets the demand, the best first, until one is agreed.

        Return the lanes in which others still have to.
        """
        table = self._block.table
        asked, settling = table.open_to(self._x, look.review.lanes, look.review.packages)
        asked &= appeal >= demand[:, None] - TIE
        left = np.asarray(asked.any(axis=1))
        if not left.any():
            return look.lanes[:0]
        look, demand, asked = look.select(left), demand[left], asked[left]
        order = np.argsort(-appeal[left], axis=1, kind="stable")
        each = np.arange(len(order))[:, None]
        packages, asked = look.review.packages[each, order], asked[each, order]
        settling = settling[left][each, order] & asked
        until: Bools = np.cumsum(settling, axis=1) - settling == 0
        asked, settling = asked & until, settling & until
        if self._block.log is not None:
            self._note_acceptances(look, tactic, packages, asked, order, demand)
        table.agree_to(self._x, look.review.lanes, np.where(asked, packages, -1), look.lanes, look.group)
        settled = np.asarray(settling.any(axis=1))
        if settled.any():
            agreed = packages[each[:, 0], settling.argmax(axis=1)]
            done = look.broadcast(settled)
            self._agree(look.lanes[done], look.broadcast(agreed)[done])
        return look.where(np.asarray((asked & ~settling).any(axis=1)))

    def _note_acceptances(
        self, look: GroupedReview, tactic: Tactic, packages: Ints, asked: Bools, order: Ints, demand: Floats
    ) -> None:
        """Write down what is agreed to, `packages` (k, offers) where `asked`, in their `order` of appeal."""
        values = np.take_along_axis(look.review.values, order, 1)
        for rank in range(packages.shape[1]):
            new = asked[:, rank] & ~(asked[:, :rank] & (packages[:, :rank] == packages[:, rank, None])).any(axis=1)
            if new.any():
                numbers = {"worth": values[new, rank], "demand": demand[new]}
                self._note("accept", look.select(new), packages[new, rank], tactic, **numbers)

    def _refuse_others(self, look: GroupedReview, tactic: Tactic, demand: Floats, government: int) -> None:
        """Refuse new offers beside those agreed to, where talks go on."""
        state, lanes = self._block.lanes, look.review.lanes
        news = self._block.table.has_news(self._x, lanes)
        talking = news & state.open[lanes] & (state.pending[lanes] < 0)
        if talking.any():
            self._refuse(look.select(talking), tactic, demand[talking], government)

    def _agree_late(self, lanes: Ints) -> Ints:
        """Take up what enough have agreed to while talks paused; return the lanes in which there is nothing such."""
        packages = self._block.table.agreed_packages(lanes)
        some = packages >= 0
        self._agree(lanes[some], packages[some])
        return lanes[~some]

    def _ask_others(self, lanes: Ints) -> None:
        """Have the others, of whom not enough have agreed yet, review the table."""
        if len(lanes):
            self._schedule.call_others(self._x, lanes)

    def _refuse(self, look: GroupedReview, tactic: Tactic, demand: Floats, government: int) -> None:
        """Answer offers that are new to the seat with a refusal, which the other side hears."""
        block = self._block
        if not block.table.has_news(self._x, look.review.lanes).any():
            return
        seen = block.sees(self._x, look.lanes)
        news = block.table.news(self._x, look.review.lanes, seen if seen is None else look.gather(seen))
        some = np.asarray((news >= 0).any(axis=(1, 2)))
        if not some.any():
            return
        look, news, demand = look.select(some), news[some], demand[some]
        block.table.answer_all(self._x, look.lanes, block.sees(self._x, look.lanes))
        block.lanes.refusals[self._seat, look.lanes] += look.broadcast((news >= 0).sum(axis=(1, 2)))
        for x in np.flatnonzero((news >= 0).any(axis=(0, 2))).tolist():
            if block.log is None and x not in block.listening:
                continue
            here = np.asarray((news[:, x] >= 0).any(axis=1))
            refused = look.select(here)
            self._note_refusals(refused, tactic, news[here, x], demand[here])
            for rival, where in block.by_government(block.principals[x], refused.lanes):
                block.announce_refusal(x, rival, self._x, refused.lanes[where])
        # once a review, whoever made the worst of the new offers
        self._break_off(look, news.reshape(len(news), -1), demand, government)

    def _note_refusals(self, look: GroupedReview, tactic: Tactic, new: Ints, demand: Floats) -> None:
        if self._block.log is None:
            return
        for slot in range(new.shape[1]):
            here = new[:, slot] >= 0
            if here.any():
                part, packages = look.select(here), new[here, slot]
                worth = self._worth(part.review, packages)
                self._note("refuse", part, packages, tactic, worth=worth, demand=demand[here])

    def _worth(self, review: Review, packages: Ints) -> Floats:
        """Return what `packages` (k,) are worth today to the government under `review`."""
        government = int(self._block.lanes.government[self._seat, review.lanes[0]])
        worth = self._block.appraisal.of_packages
        return worth(government, review.day, review.row, review.regime, packages[:, None])[:, 0]

    def _break_off(self, look: GroupedReview, new: Ints, demand: Floats, government: int) -> None:
        """Break off contact where a new offer (k, offers) offends: far below the demand."""
        block, review = self._block, look.review
        rule = block.scenario.governments[block.worlds.governments[government]].break_off
        if rule is None:
            return
        worth = block.appraisal.of_packages(government, review.day, review.row, review.regime, new)
        slot = np.where(new >= 0, worth, np.inf).argmin(axis=1)[:, None]
        worst, offer = np.take_along_axis(worth, slot, 1)[:, 0], np.take_along_axis(new, slot, 1)[:, 0]
        luck = block.luck.draw(f"break_off/{self._name}", look.lanes, block.day)
        chance = block.break_off_chance(government)[block.lanes.row[look.lanes]]
        offended = look.broadcast(worst < demand - rule.below - TIE) & (luck < chance)
        lanes = look.lanes[offended]
        block.lanes.suspend(lanes, block.day, rule.days)
        numbers = {"worth": look.broadcast(worst)[offended], "demand": look.broadcast(demand)[offended]}
        until = block.lanes.suspended_until[lanes]
        block.note("suspend", self._name, lanes, look.broadcast(offer)[offended], **numbers, until=until)

    def _withdraw(self, look: GroupedReview, tactic: Tactic, demand: Floats, government: int) -> None:
        """Take offers off the table that the government no longer stands by."""
        block, review = self._block, look.review
        own = block.table.offers(self._x, review.lanes)
        values = block.appraisal.of_packages(government, block.day, review.row, review.regime, own)
        gone = (own >= 0) & ~tactic.keeps(review, demand, own, values)
        if self.order is not None:
            no_deal = block.appraisal.no_deal(government, block.day, review.row, review.regime)
            gone &= ~self.order.keeps(government, own, values, no_deal)
        if not (some := np.asarray(gone.any(axis=1))).any():
            return
        part = look.select(some)
        block.take_off(self._x, part.lanes, part.broadcast(gone[some]))
        if block.log is None:
            return
        for slot in np.flatnonzero(gone.any(axis=0)).tolist():
            here = gone[:, slot]
            worth = values[here, slot]
            self._note("withdraw", look.select(here), own[here, slot], tactic, worth=worth, demand=demand[here])

    def _offer(self, look: GroupedReview, tactic: Tactic, demand: Floats) -> None:
        """Put the tactic's package on the table where it does not lie there yet."""
        block = self._block
        if block.lanes.breaks:
            in_contact = block.lanes.suspended_until[look.lanes] <= block.day  # its refusal may just have ended it
            if not in_contact.any():
                return
            look, left = look.select_lanes(in_contact)
            demand = demand[left]
        may = self._limit.may_table(look)
        if not may.all():
            if not may.any():
                return
            look, left = look.select_lanes(may)
            demand = demand[left]
        lanes = look.review.lanes
        own, awaits = block.table.offers(self._x, lanes), block.table.awaits(self._x, lanes)
        with block.remembering(look, tactic):
            packages = tactic.offer(replace(look.review, own=own, awaits=awaits), demand)
        new = (packages >= 0) & ~block.table.holds(self._x, look.review.lanes, packages)
        new &= ~block.barred(look.review.lanes, packages)  # a tactic from outside may not know
        if not new.any():
            return
        look, packages, demand = look.select(new), packages[new], demand[new]
        government = int(block.lanes.government[self._seat, look.review.lanes[0]])
        if made := self._limit.make_room(look, government):
            self._note("withdraw", *made)
        tabled = look.broadcast(packages)
        block.lay(self._x, look.lanes, tabled)
        block.lanes.offers[self._seat, look.lanes] += 1
        self._offered[look.lanes] = tabled
        if block.log is not None:
            worth = self._worth(look.review, packages)
            self._note("offer", look, packages, tactic, worth=worth, demand=demand)
        self._agree_or_announce(look.lanes, tabled)

    def put(self, lanes: Ints, package: int, **numbers: Floats) -> None:
        """Table `package` in `lanes` as an event, the record or a person says, where it does not stand by it yet.

        A negative number is a package that an exclusion removes: it lies on no table, nor does what a third party's
        refusal bars. The numbers (n,) go into the log.
        """
        block, packages = self._block, np.full(len(lanes), package)
        new = ~block.table.holds(self._x, lanes, packages) & (packages >= 0) & ~block.barred(lanes, packages)
        lanes, packages = lanes[new], packages[new]
        if not len(lanes):
            return
        block.lay(self._x, lanes, packages)
        block.lanes.offers[self._seat, lanes] += 1
        block.note("offer", self._name, lanes, packages, **numbers_at(numbers, new))
        self._agree_or_announce(lanes, packages)

    def _agree_or_announce(self, lanes: Ints, packages: Ints) -> None:
        """Take up `packages` (n,), which it has just tabled, where enough stand by them; else the others answer."""
        block, state = self._block, self._block.lanes
        talking = state.open[lanes] & (state.pending[lanes] < 0) & (state.suspended_until[lanes] <= block.day)
        agreed = talking & block.table.agreed_by_enough(lanes, packages)
        self._agree(lanes[agreed], packages[agreed])
        self.announce(lanes[~agreed], packages[~agreed])

    def take(self, lanes: Ints, package: int, **numbers: Floats) -> None:
        """Take `package` off the table in `lanes` as an event, the record or a person says, where it lies there."""
        block = self._block
        standing = block.table.offers(self._x, lanes) == package
        gone = standing.any(axis=1)
        block.take_off(self._x, lanes[gone], standing[gone])
        block.note("withdraw", self._name, lanes[gone], np.full(gone.sum(), package), **numbers_at(numbers, gone))

    def refuse(self, lanes: Ints, package: int, **numbers: Floats) -> None:
        """Answer `package` with a refusal in `lanes`, wherever it lies unanswered; its proposers hear of it.

        Nothing is said of other offers that lie beside it.
        """
        block, table = self._block, self._block.table
        for y, proposer in enumerate(block.principals):
            new = table.unanswered(y, self._x, lanes) & (table.offers(y, lanes) == package)
            some = new.any(axis=1)
            here = lanes[some]
            if y == self._x or not len(here):
                continue
            table.answer(y, self._x, here, new[some])
            block.lanes.refusals[self._seat, here] += 1
            block.note("refuse", self._name, here, np.full(len(here), package), **numbers_at(numbers, some))
            for government, where in block.by_government(proposer, here):
                block.announce_refusal(y, government, self._x, here[where], only=package)

    def agree_to(self, lanes: Ints, package: int, **numbers: Floats) -> None:
        """Agree to `package` in `lanes`, where another principal stands by it and the seat has not agreed yet."""
        block, table, packages = self._block, self._block.table, np.full(len(lanes), package)
        new = ~table.agrees(self._x, lanes, packages)
        lanes, packages = lanes[new], packages[new]
        if len(lanes):
            block.note("accept", self._name, lanes, packages, **numbers_at(numbers, new))
            table.agree(self._x, lanes, packages)
            complete = table.agreed_by_enough(lanes, packages)
            self._agree(lanes[complete], packages[complete])
            self._ask_others(lanes[~complete])

    def announce(self, lanes: Ints, packages: Ints) -> None:
        """Let the other principals hear of a new offer."""
        block = self._block
        for x, seat in enumerate(block.principals):
            if x == self._x or x not in block.listening:
                continue
            for government, where in block.by_government(seat, lanes):
                block.announce_offer(x, government, self._x, lanes[where], packages[where])
        self._schedule.call_for_answers(self._x, lanes)
