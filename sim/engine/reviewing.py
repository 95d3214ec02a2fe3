"""What seats do at a review of the table: many seats at once, each in lanes of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.engine.answering import Agree, Answering
from sim.engine.block import Block
from sim.engine.grouped_review import GroupedReview, Part, each_sitter
from sim.engine.hearing import announce_refusal
from sim.engine.lanes import NEVER
from sim.engine.looking import look_at_table
from sim.engine.offer_limit import OfferLimit
from sim.engine.review_schedule import ReviewSchedule
from sim.engine.seat import Seat
from sim.minds.reasons import explain
from sim.minds.tactic import TIE, Tactic

__all__ = ["Reviewing"]


class Reviewing:
    """Reviews of the table.

    Parameters
    ----------
    block : Block
        The lanes.
    schedule : ReviewSchedule
        Who reviews when.
    seats : list of Seat
        The principals' seats.
    agree : callable
        Called with lanes and packages when enough principals have agreed.

    Notes
    -----
    At a review a seat accepts all of the others' standing offers that are worth its demand, best first, until enough
    have agreed to one, and refuses others that are new to it, over which it may break contact off. Where it accepts
    none it then withdraws and offers, in this order. Each proposer hears that all it stands by is refused, but only
    when some of it is new to the seat. With three principals or more an acceptance makes the others answer after
    their own delays, in time. A seat's consent stands, even if waiting becomes worth more, until the offer is
    withdrawn or its own government leaves. What enough seats table is agreed the same day.
    """

    def __init__(self, block: Block, schedule: ReviewSchedule, seats: list[Seat], agree: Agree) -> None:
        self._block, self._schedule, self._seats, self._agree = block, schedule, seats, agree
        self._answering, self._limit = Answering(block, schedule, agree), OfferLimit(block)
        self._chairs = np.array(block.principals)
        self._offered = np.full(len(block.lanes), -1)  # what has been tabled in the review that is going on
        self._tabled, self._tabled_on = np.full((2, len(seats), len(block.lanes)), -1)  # and at a review before, when
        bodies = block.scenario.governments
        self._review_days = np.array([body.review_days for body in bodies.values()])
        rules = [bodies[name].break_off for name in block.worlds.governments]
        self._may_break_off = any(rule is not None for rule in rules)
        self._may_move = np.array([seat.moving.possible for seat in seats])
        self._may_prolong = any(seat.prolonging.possible for seat in seats)

    def review(self, x: Ints, lanes: Ints) -> None:
        """Let principals `x` (n,) review the table in `lanes` (n,), where it is their turn; not where talks pause.

        There that is put off.
        """
        block, state, day = self._block, self._block.lanes, self._block.day
        state.due[self._chairs[x], lanes] = NEVER
        x, lanes = self._without_people_and_orders(x, lanes)
        if block.third_parties or len(block.worlds.drafting):
            asked = state.pending[lanes] >= 0  # all is agreed: wait for the text, or for third parties' answers
            self._schedule.call(x[asked], lanes[asked], day + 1)
            x, lanes = x[~asked], lanes[~asked]
        if state.breaks:
            apart = state.suspended_until[lanes] > day
            self._schedule.call(x[apart], lanes[apart], state.suspended_until[lanes[apart]])
            x, lanes = x[~apart], lanes[~apart]
        if len(lanes) and (block.third_parties or len(block.worlds.drafting) or state.breaks):
            left = self._agree_late(lanes)
            x, lanes = x[left], lanes[left]
        if not len(lanes):
            return
        government = state.government[self._chairs[x], lanes]
        code = x * len(block.worlds.governments) + government
        order = np.argsort(code, kind="stable")
        kinds, who = np.unique(code, return_inverse=True)
        sitting = np.stack(np.divmod(kinds, len(block.worlds.governments)), axis=1)
        self._review(sitting, who[order], lanes[order])

    def _without_people_and_orders(self, x: Ints, lanes: Ints) -> tuple[Ints, Ints]:
        """Leave out the seats in which people sit, who act by themselves, and those ordered to say nothing yet."""
        for each, seat in enumerate(self._seats):
            if not seat.by_person and seat.order is None:
                continue
            here = (x == each).nonzero()[0]
            left = here[:0] if seat.by_person or seat.order is None else here[seat.order.free(lanes[here])]
            kept = x != each
            kept[left] = True
            x, lanes = x[kept], lanes[kept]
        return x, lanes

    def _review(self, sitting: Ints, who: Ints, lanes: Ints) -> None:
        """Look at the table: accept the best offers, or refuse and perhaps offer; then set the next reviews."""
        block = self._block
        x = sitting[who, 0]
        block.settled[x, lanes] = True  # until something is tabled, taken back or heard
        seen = block.sees(x, lanes)
        steps = self._open_steps(sitting, who, lanes)
        look = look_at_table(block, sitting, who, lanes, open_steps=steps, tabling=True)
        demand, appeal = self._ask(look)
        accepts = np.asarray(appeal.max(axis=1) >= demand - TIE)
        if accepts.any():
            some = look.select(accepts)
            self._accept_all(some, demand[accepts], appeal[accepts])
            self._refuse_others(some, demand[accepts])
        if not accepts.all():
            rest, demanded = look.select(~accepts), demand[~accepts]
            self._refuse(rest, demanded)
            self._withdraw(rest, demanded)
            self._offer(rest, demanded)
        if self._may_prolong or self._may_move.any():
            self._consider(sitting, who, lanes, look.broadcast(accepts))
        self._set_next(sitting, who, lanes)
        if seen is not None:
            late = ~seen & block.lanes.open[lanes]
            self._schedule.answer(x[late], lanes[late])

    def _open_steps(self, sitting: Ints, who: Ints, lanes: Ints) -> Ints | None:
        """Return the steps that may be taken without the others in `lanes` (n,), as bits; None if nobody has any."""
        if not self._may_move[sitting[:, 0]].any():
            return None
        steps = np.zeros(len(lanes), dtype=np.int64)
        for principal, _, here in each_sitter(sitting, who):
            if self._may_move[principal]:
                steps[here] = self._seats[principal].moving.open_steps(lanes[here])
        return steps

    def _ask(self, look: GroupedReview) -> tuple[Floats, Floats]:
        """Return the least that is accepted (k,), and how offers appeal (k, offers)."""
        block, demand, appeal = self._block, np.empty(len(look.who)), np.empty(look.review.packages.shape)
        for part in look.parts():
            tactic, here = block.tactic(part.principal, part.government), part.here
            with block.remembering(part.look, tactic):
                demand[here] = tactic.demand(part.look.review)
                appeal[here] = tactic.weighed(part.look.review, demand[here])
            if block.log is not None:
                package, worth = part.look.review.best(appeal[here])
                self._note("review", part, package, worth=worth, demand=demand[here])
        return demand, appeal

    def _set_next(self, sitting: Ints, who: Ints, lanes: Ints) -> None:
        """Set the next review where talks go on."""
        block = self._block
        left = block.lanes.open[lanes]
        who, lanes = who[left], lanes[left]
        rests = (block.day < block.lanes.deadline[lanes]) | (block.day < min(block.calendar.deadlines))
        days = block.day + self._review_days[sitting[who, 1]]
        self._schedule.rest(sitting[who[rests], 0], lanes[rests], days[rests])
        for principal, government, here in each_sitter(sitting, who) if block.woken else ():
            tactic = block.tactic(principal, government)
            self._schedule.wake(principal, tactic, lanes[here], earliest=block.day + 1)

    def _consider(self, sitting: Ints, who: Ints, lanes: Ints, accepted: Bools) -> None:
        """Make moves, or say who is for prolonging the talks, in `lanes` (n,) where nothing is `accepted`."""
        offered = self._offered[lanes]
        self._offered[lanes] = -1
        for principal, government, here in each_sitter(sitting, who):
            seat = self._seats[principal]
            open_offer = np.where(offered[here] >= 0, offered[here], self._awaited(principal, lanes[here]))
            done = {"accepted": accepted[here], "offered": open_offer}
            if seat.moving.possible:
                seat.moving.review(government, lanes[here], **done)
            if seat.prolonging.possible:
                steps = seat.moving.open_steps(lanes[here]) if seat.moving.possible else None
                seat.prolonging.review(government, lanes[here], **done, open_steps=steps)

    def _awaited(self, x: int, lanes: Ints) -> Ints:
        """Return what principal `x` has tabled today in `lanes` (n,) and somebody has yet to answer, or -1."""
        tabled = self._tabled[x, lanes]
        today = (self._tabled_on[x, lanes] == self._block.day) & self._block.table.awaits(x, lanes, tabled)
        return np.where(today, tabled, -1)

    def _note(self, kind: str, part: Part, packages: Ints, tactic: Tactic | None = None, **numbers: Floats) -> None:
        """Write down a move about `packages` (k,), with the numbers (k,) behind it: those given, and the tactic's."""
        look, name = part.look, self._block.seats[self._chairs[part.principal]]
        reasons = explain(tactic, look.review, packages) if tactic else {}
        by_lane = {key: look.broadcast(each) for key, each in (numbers | reasons).items()}
        self._block.note(kind, name, look.lanes, look.broadcast(packages), **by_lane)

    def _note_some(
        self,
        kind: str,
        look: GroupedReview,
        which: Bools,
        packages: Ints,
        demand: Floats,
        worth: Floats | None = None,
    ) -> None:
        """Write down moves about `packages` (k,) in the groups of `which` (k,), if a log is kept.

        `worth` (k,) is what they are worth today.
        """
        if self._block.log is None or not which.any():
            return
        packages, demand = packages[which], demand[which]
        worth = worth if worth is None else worth[which]
        for part in look.select(which).parts():
            here, tactic = part.here, self._block.tactic(part.principal, part.government)
            value = self._worth(part, packages[here, None])[:, 0] if worth is None else worth[here]
            self._note(kind, part, packages[here], tactic, worth=value, demand=demand[here])

    def _worth(self, part: Part, packages: Ints) -> Floats:
        """Return what `packages` (k, j) are worth today to the government that reviews."""
        review = part.look.review
        worth = self._block.appraisal.of_packages
        return worth(part.government, review.day, review.row, review.regime, packages)

    def _accept_all(self, look: GroupedReview, demand: Floats, appeal: Floats) -> None:
        """Agree to every offer whose `appeal` (k, offers) meets the demand, the best first, until one is agreed.

        Where not enough have agreed the others review the table.
        """
        asked, settling = self._block.table.open_to(look.principal, look.review.lanes, look.review.packages)
        asked &= appeal >= demand[:, None] - TIE
        left = np.asarray(asked.any(axis=1))
        if not left.any():
            return
        look, demand, asked, settling = look.select(left), demand[left], asked[left], settling[left]
        order = np.argsort(-appeal[left], axis=1, kind="stable")
        each = np.arange(len(order))[:, None]
        packages, asked = look.review.packages[each, order], asked[each, order]
        settling = settling[each, order] & asked
        until: Bools = np.cumsum(settling, axis=1) - settling == 0
        asked, settling = asked & until, settling & until
        if self._block.log is not None:
            self._note_acceptances(look, packages, asked, order, demand)
        x, agreed = look.principal, np.where(asked, packages, -1)
        self._block.table.agree_to(x, look.review.lanes, agreed, look.lanes, look.group)
        settled = np.asarray(settling.any(axis=1))
        if settled.any():
            done, final = look.broadcast(settled), packages[each[:, 0], settling.argmax(axis=1)]
            self._agree(look.lanes[done], look.broadcast(final)[done])
        more = look.broadcast(np.asarray((asked & ~settling).any(axis=1)))
        self._answering.ask_others(look.broadcast(x)[more], look.lanes[more])

    def _note_acceptances(
        self, look: GroupedReview, packages: Ints, asked: Bools, order: Ints, demand: Floats
    ) -> None:
        """Write down what is agreed to, `packages` (k, offers) where `asked`, in their `order` of appeal."""
        values = np.take_along_axis(look.review.values, order, 1)
        for rank in range(packages.shape[1]):
            new = asked[:, rank] & ~(asked[:, :rank] & (packages[:, :rank] == packages[:, rank, None])).any(axis=1)
            self._note_some("accept", look, new, packages[:, rank], demand, values[:, rank])

    def _refuse_others(self, look: GroupedReview, demand: Floats) -> None:
        """Refuse new offers beside those agreed to, where talks go on."""
        state, lanes = self._block.lanes, look.review.lanes
        talking = state.open[lanes] & (state.pending[lanes] < 0)
        if talking.any():
            self._refuse(look.select(talking), demand[talking])

    def _agree_late(self, lanes: Ints) -> Bools:
        """Take up what enough have agreed to while talks paused; return in which `lanes` (n,) there is none."""
        packages = self._block.table.agreed_packages(lanes)
        some = packages >= 0
        self._agree(lanes[some], packages[some])
        return np.asarray(~some)

    def _refuse(self, look: GroupedReview, demand: Floats) -> None:
        """Answer offers that are new to a seat with a refusal, which the other side hears."""
        table, some = self._block.table, self._block.table.has_news(look.principal, look.review.lanes)
        if not some.any():
            return
        look, demand = look.select(some), demand[some]
        seen = self._block.sees(look.broadcast(look.principal), look.lanes)
        news = table.news(look.principal, look.review.lanes, seen if seen is None else look.gather(seen))
        if seen is not None:
            some = np.asarray((news >= 0).any(axis=(1, 2)))
            if not some.any():
                return
            seen, look, news, demand = seen[look.broadcast(some)], look.select(some), news[some], demand[some]
        x = look.broadcast(look.principal)
        table.answer_all(x, look.lanes, seen)
        self._block.lanes.refusals[self._chairs[x], look.lanes] += look.broadcast((news >= 0).sum(axis=(1, 2)))
        for y in np.flatnonzero((news >= 0).any(axis=(0, 2))).tolist():
            self._refuse_of(y, look, news[:, y], demand)
        if self._may_break_off:  # once a review, whoever made the worst of the new offers
            self._break_off(look, news.reshape(len(news), -1), demand)

    def _refuse_of(self, y: int, look: GroupedReview, new: Ints, demand: Floats) -> None:
        """Refuse the `new` offers (k, slots) of principal `y`, -1 for none, which hears of it."""
        block = self._block
        for slot in range(new.shape[1]) if block.log is not None else ():
            self._note_some("refuse", look, new[:, slot] >= 0, new[:, slot], demand)
        if block.log is None and y not in block.listening:
            return
        for part in look.select(np.asarray((new >= 0).any(axis=1))).parts():
            lanes = part.look.lanes
            for rival, where in block.by_government(block.principals[y], lanes):
                announce_refusal(block, y, rival, part.principal, lanes[where])

    def _break_off(self, look: GroupedReview, new: Ints, demand: Floats) -> None:
        """Break off contact where a new offer (k, offers) offends: far below the demand."""
        block = self._block
        for part in look.parts():
            rule = block.scenario.governments[block.worlds.governments[part.government]].break_off
            if rule is None:
                continue
            lanes, offers, name = part.look.lanes, new[part.here], block.seats[self._chairs[part.principal]]
            worth = self._worth(part, offers)
            slot = np.where(offers >= 0, worth, np.inf).argmin(axis=1)[:, None]
            worst, offer = np.take_along_axis(worth, slot, 1)[:, 0], np.take_along_axis(offers, slot, 1)[:, 0]
            luck = block.luck.draw(f"break_off/{name}", lanes, block.day)
            chance = block.break_off_chance(part.government)[block.lanes.row[lanes]]
            offended = part.look.broadcast(worst < demand[part.here] - rule.below - TIE) & (luck < chance)
            block.lanes.suspend(lanes[offended], block.day, rule.days)
            by_group = {"worth": worst, "demand": demand[part.here]}
            numbers = {key: part.look.broadcast(each)[offended] for key, each in by_group.items()}
            until = block.lanes.suspended_until[lanes[offended]]
            block.note("suspend", name, lanes[offended], part.look.broadcast(offer)[offended], **numbers, until=until)

    def _withdraw(self, look: GroupedReview, demand: Floats) -> None:
        """Take offers off the table that governments no longer stand by."""
        block = self._block
        own = block.table.offers(look.principal, look.review.lanes)
        if not (some := np.asarray((own >= 0).any(axis=1))).any():
            return
        look, own, demand = look.select(some), own[some], demand[some]
        gone, asked, government = own >= 0, look.review, look.sitting[look.who, 1]
        values = block.appraisal.of_packages(government, block.day, asked.row, asked.regime, own)
        for part in look.parts():
            here, review = part.here, part.look.review
            tactic, order = block.tactic(part.principal, part.government), self._seats[part.principal].order
            gone[here] &= ~tactic.keeps(review, demand[here], own[here], values[here])
            if order is not None:
                no_deal = block.appraisal.no_deal(part.government, block.day, review.row, review.regime)
                gone[here] &= ~order.keeps(part.government, own[here], values[here], no_deal)
        if not (some := np.asarray(gone.any(axis=1))).any():
            return
        left = look.select(some)
        block.take_off(left.broadcast(left.principal), left.lanes, left.broadcast(gone[some]))
        for slot in np.flatnonzero(gone.any(axis=0)).tolist():
            self._note_some("withdraw", look, gone[:, slot], own[:, slot], demand, values[:, slot])

    def _offer(self, look: GroupedReview, demand: Floats) -> None:
        """Put the packages that tactics want on the table where they do not lie there yet."""
        block = self._block
        may = self._limit.may_table(look)
        if block.lanes.breaks:  # a refusal may just have ended contact
            may &= block.lanes.suspended_until[look.lanes] <= block.day
        if not may.any():
            return
        if not may.all():
            look, left = look.select_lanes(may)
            demand = demand[left]
        x, lanes, packages = look.principal, look.review.lanes, np.empty(len(look.who), dtype=np.int64)
        own = block.table.offers(x, lanes)
        look = replace(look, review=replace(look.review, own=own, awaits=block.table.awaits(x, lanes)))
        for part in look.parts():
            here, tactic = part.here, block.tactic(part.principal, part.government)
            with block.remembering(part.look, tactic):
                packages[here] = tactic.offer(part.look.review, demand[here])
        new = (packages >= 0) & ~(own == packages[:, None]).any(axis=1)
        new &= ~block.barred(lanes, packages)  # a tactic from outside may not know
        if not new.any():
            return
        look, packages, demand = look.select(new), packages[new], demand[new]
        for part, gone in self._limit.make_room(look):
            if block.log is not None:
                self._note("withdraw", part, gone)
        x, tabled = look.broadcast(look.principal), look.broadcast(packages)
        block.lay(x, look.lanes, tabled)
        block.lanes.offers[self._chairs[x], look.lanes] += 1
        self._offered[look.lanes] = tabled
        self._tabled[x, look.lanes], self._tabled_on[x, look.lanes] = tabled, block.day
        self._note_some("offer", look, np.ones(len(packages), dtype=np.bool_), packages, demand)
        self._answering.agree_or_announce(x, look.lanes, tabled)
