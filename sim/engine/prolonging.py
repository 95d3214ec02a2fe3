"""Prolonging the talks: a principal says whether it is for a later deadline; once all are, the deadline moves."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints, each_number
from sim.engine.assenting import Assenting
from sim.engine.block import Block
from sim.engine.grouped_review import GroupedReview
from sim.engine.looking import look_as
from sim.engine.review_schedule import ReviewSchedule
from sim.minds.tactic import TIE
from sim.scenario.prolongation import in_turn

__all__ = ["Prolonging"]


class Prolonging:
    """What one principal's seat says about a later deadline at the end of its reviews.

    Parameters
    ----------
    block : Block
        The lanes.
    schedule : ReviewSchedule
        Who reviews when.
    principal : int
        Whose seat it is.

    Attributes
    ----------
    possible : bool
        Whether the scenario has prolongations at all.
    assenting : Assenting or None
        What asks third parties, where a prolongation needs the assent of some.

    Notes
    -----
    In the last days before the deadline a principal that accepts no offer is for prolonging where that is worth its
    demand, unless it has just tabled an offer that promises as much: that one is to be answered first. Others who
    are not for it yet answer in their own time, and on the deadline the same day. What a seat says is its present
    government's, and holds until its next review. Once all that must are for it the deadline moves: offers stay,
    and each principal reviews the table within its interval. Where third parties must assent they are asked first,
    and what was said stands until they have answered.
    """

    assenting: Assenting | None = None

    def __init__(self, block: Block, schedule: ReviewSchedule, principal: int) -> None:
        self._block, self._schedule, self._x = block, schedule, principal
        self._steps = in_turn(block.scenario.prolongations)
        asked = block.scenario.asked_to_prolong
        self.possible = any(step[principal] for step in asked)
        # by prolongations used: the seats that must be for the next, as bits; none after the last
        needed = [sum(1 << x for x, voter in enumerate(step) if voter) for step in asked]
        self._needed = np.array([*needed, 0], dtype=np.int64)
        phases = block.calendar.phases
        self._first = np.array([window.start for window in phases.windows])  # by phase
        self._after = np.array([phases.prolonged(phase) for phase in range(len(phases.deadlines))])

    def review(
        self, government: int, lanes: Ints, *, accepted: Bools, offered: Ints, open_steps: Ints | None
    ) -> None:
        """Say in `lanes` (n,), where no offer is `accepted`, whether the government is for prolonging the talks.

        It has just tabled `offered`, -1 for nothing, and may take `open_steps`, as bits.
        """
        state, day = self._block.lanes, self._block.day
        in_time = self.may_ask(lanes)
        talking = state.open[lanes] & (state.pending[lanes] < 0) & (state.suspended_until[lanes] <= day)
        asked = in_time & talking & ~accepted
        agrees = np.zeros(len(lanes), dtype=np.bool_)
        if asked.any():
            steps = open_steps if open_steps is None else open_steps[asked]
            agrees[asked] = self._agrees(government, lanes[asked], offered[asked], steps)
        self.answer(lanes, agrees)

    def may_ask(self, lanes: Ints) -> Bools:
        """Return where (n,) the deadline is so near that the principals may agree on a later one."""
        state = self._block.lanes
        used = state.used[lanes]
        near = self._block.day >= self._first[state.phase[lanes]]
        if self.assenting is not None:
            near = near & ~self.assenting.waits[lanes] & ~self.assenting.more_time.barred(lanes)
        must = self._needed[used] >> self._x & 1 == 1
        return np.asarray(near & must & (self._after[state.phase[lanes]] >= 0))

    def is_for_others(self, lanes: Ints) -> bool:
        """Tell whether there is a next prolongation in `lanes`, alike, that the seat has no say in."""
        used = int(self._block.lanes.used[lanes[0]])
        return used < len(self._steps) and not int(self._needed[used]) >> self._x & 1

    def first_day(self, lane: int) -> int | None:
        """Return the first day on which a later deadline can be agreed in a lane; None after the last one."""
        state, used = self._block.lanes, int(self._block.lanes.used[lane])
        return None if used == len(self._steps) else int(self._first[state.phase[lane]])

    def answer(self, lanes: Ints, agrees: Bools) -> None:
        """Be for prolonging the talks where it `agrees` (n,); once all that must are, the deadline moves.

        That it is for it is news once: the others answer it, but are not asked again each time it looks.
        """
        state = self._block.lanes
        if self.assenting is not None:
            free = ~self.assenting.waits[lanes]
            lanes, agrees = lanes[free], agrees[free]
        new = agrees != (state.consents[lanes] >> self._x & 1)
        changed = lanes[new]
        state.consents[changed] ^= 1 << self._x
        if len(changed):
            state.renumber_circumstances(changed)
        needed = self._needed[state.used[lanes]]
        complete = state.consents[lanes] & needed == needed
        agreed = lanes[complete & agrees]
        self.prolong(agreed if self.assenting is None else self.assenting.ask(agreed))
        self._call_for_answers(lanes[agrees & new & ~complete])

    def _agrees(self, government: int, lanes: Ints, offered: Ints, open_steps: Ints | None) -> Bools:
        """Return where (n,) the government is for prolonging."""
        block = self._block
        look = look_as(block, self._x, government, lanes, offered + 1, open_steps=open_steps)
        tactic = block.tactic(self._x, government)
        packages = look.gather(offered)
        with block.remembering(look, tactic):
            demand = tactic.demand(look.review)
            worth, asking = tactic.prolonging(look.review, demand)
            hoped = np.where(packages >= 0, tactic.hopes(look.review, demand, packages), -np.inf)
        agrees = (worth >= demand - TIE) & (hoped < asking - TIE)
        new = agrees & (look.review.consents >> self._x & 1 == 0)
        if new.any():
            self._note(look.select(new), worth=worth[new], demand=demand[new])
        return look.broadcast(np.asarray(agrees))

    def _note(self, look: GroupedReview, *, worth: Floats, demand: Floats) -> None:
        seat = self._block.seats[self._block.principals[self._x]]
        self._block.note("consent", seat, look.lanes, worth=look.broadcast(worth), demand=look.broadcast(demand))

    def _call_for_answers(self, lanes: Ints) -> None:
        """Have those answer in `lanes` who are not for prolonging yet."""
        state = self._block.lanes
        missing = self._needed[state.used[lanes]] & ~state.consents[lanes]
        for x in range(len(self._block.principals)):
            others = lanes[missing >> x & 1 == 1]
            if len(others):
                self._schedule.answer(x, others)
                if self.assenting is not None:  # in time for these to answer
                    others = others[self.assenting.more_time.needs_any(others)]
                    self._schedule.call(x, others, self.assenting.last_day_to_ask(others))

    def next_is(self, name: str, lanes: Ints) -> Ints:
        """Return those of `lanes` in which the prolongation `name` is the next."""
        used = self._block.lanes.used[lanes]
        names = np.array([*(step for step, _ in self._steps), ""])
        return np.asarray(lanes[(names[used] == name) & (self._after[self._block.lanes.phase[lanes]] >= 0)])

    def prolong(self, lanes: Ints, *, reviewing: bool = True) -> None:
        """Move the deadline in `lanes`, at the end of a review of the seat's own or not."""
        if not len(lanes):
            return
        block, state = self._block, self._block.lanes
        for used, places in each_number(state.used[lanes]):
            here = lanes[places]
            until = state.deadlines[self._after[state.phase[here]]].astype(np.float64)
            block.note("prolonged", self._steps[used][0], here, until=until)
        state.used[lanes] += 1
        state.consents[lanes] = 0
        if self.assenting is not None:
            self.assenting.rest(lanes)
        block.enter_phase(lanes, self._after[state.phase[lanes]])
        for x, seat in enumerate(block.principals):
            for government, where in block.by_government(seat, lanes):
                interval = block.scenario.governments[block.worlds.governments[government]].review_days
                if x != self._x or not reviewing:  # its own is set at the end of its review
                    self._schedule.rest(x, lanes[where], block.day + interval)
