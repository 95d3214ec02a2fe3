"""Moves: what a principal does without the others, such as walking out, where that is worth more than waiting."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.engine.block import Block
from sim.engine.looking import look_as
from sim.engine.review_schedule import ReviewSchedule
from sim.minds.tactic import TIE

__all__ = ["Moving"]


class Moving:
    """The moves of one principal's seat, considered at the end of its reviews.

    Parameters
    ----------
    block : Block
        The lanes.
    schedule : ReviewSchedule
        Who reviews when.
    principal : int
        Whose seat it is.
    end : callable
        Called with lanes in which the talks end.

    Attributes
    ----------
    possible : bool
        Whether the seat has moves at all.

    Notes
    -----
    Where it accepts no offer and is in contact a principal takes the step that is worth most to it, if that is more
    than waiting, unless an offer that it has tabled today promises more: that one is to be answered first, by all. A
    move of several seats takes effect with the last of their steps, then in this order: new chances, costs, points,
    nearer deadline, contact broken off. The others answer a step, and a move, in their own time.
    """

    def __init__(self, block: Block, schedule: ReviewSchedule, principal: int, end: Callable[[Ints], None]) -> None:
        self._block, self._schedule, self._x, self._end = block, schedule, principal, end
        self._phases = block.calendar.phases
        seat = block.seats[block.principals[principal]]
        self._steps = tuple(number for number, step in enumerate(self._phases.steps) if step.seat == seat)
        self.possible = bool(self._steps)

    def open_steps(self, lanes: Ints) -> Ints:
        """Return the steps that the seat may take today in `lanes` (n,), as bits."""
        state, day, calendar = self._block.lanes, self._block.day, self._block.calendar
        found = np.zeros(len(lanes), dtype=np.int64)
        for number in self._steps:
            name = self._phases.steps[number].move
            first, last = calendar.spans[name]
            if not first <= day <= last:
                continue
            move = self._block.scenario.moves[name]
            may = state.open[lanes] & (state.pending[lanes] < 0) & (state.taken[lanes] >> number & 1 == 0)
            for cause in move.if_:
                may &= state.happened[calendar.place(cause), lanes] == 1
            for cause in move.unless:
                may &= state.happened[calendar.place(cause), lanes] != 1
            found[may] |= 1 << number
        return found

    def make(self, name: str, lanes: Ints) -> None:
        """Take the seat's step of a move in `lanes`, as the record says, where it has not yet."""
        if (number := self.step_of(name)) is not None:
            self.take(number, lanes[self._block.lanes.taken[lanes] >> number & 1 == 0], {})

    def review(self, government: int, lanes: Ints, *, accepted: Bools, offered: Ints) -> None:
        """Take a step in `lanes` (n,), where no offer is `accepted`; `offered` is what it has just tabled, or -1."""
        block = self._block
        open_steps = self.open_steps(lanes)
        asked = (open_steps > 0) & ~accepted & (block.lanes.suspended_until[lanes] <= block.day)
        if not asked.any():
            return
        lanes, offered, open_steps = lanes[asked], offered[asked], open_steps[asked]
        look = look_as(block, self._x, government, lanes, offered + 1, open_steps=open_steps)
        tactic, packages = block.tactic(self._x, government), look.gather(offered)
        with block.remembering(look, tactic):
            step, worth, waiting = tactic.moving(look.review)
            hoped = tactic.hopes(look.review, np.maximum(worth, waiting), packages)
        moves = (step >= 0) & ((packages < 0) | (hoped <= worth + TIE))
        chosen = look.broadcast(np.where(moves, step, -1))
        numbers = {"worth": look.broadcast(worth), "demand": look.broadcast(waiting)}
        for number in self._steps:
            if (here := chosen == number).any():
                self.take(number, lanes[here], {name: each[here] for name, each in numbers.items()})

    def step_of(self, move: str) -> int | None:
        """Return the number of the seat's step in a move, None where it has none."""
        return next((number for number in self._steps if self._phases.steps[number].move == move), None)

    def take(self, number: int, lanes: Ints, numbers: Mapping[str, Floats]) -> None:
        """Take a step in `lanes` (n,), noted with `numbers`; with the last step of a move it takes effect."""
        block, state, name = self._block, self._block.lanes, self._phases.steps[number].move
        state.taken[lanes] |= 1 << number
        whole = self._phases.of(name)
        complete = state.taken[lanes] & whole == whole
        numbers = {**numbers, "seat": np.full(len(lanes), float(block.principals[self._x]))}
        for kind, some in (("ready", ~complete), ("move", complete)):
            block.note(kind, name, lanes[some], **{key: each[some] for key, each in numbers.items()})
        if block.scenario.moves[name].ends_talks:
            self._remember(name, lanes[complete])
            self._end(lanes[complete])
            lanes, complete = lanes[~complete], complete[~complete]
        if len(lanes):
            phases = [self._phases.stepped(phase, number) for phase in state.phase[lanes].tolist()]
            self._remember(name, lanes[complete])
            block.enter_phase(lanes, np.array(phases))
            self._take_effect(name, lanes[complete])
            self._announce(lanes)

    def _remember(self, name: str, lanes: Ints) -> None:
        block, state, place = self._block, self._block.lanes, self._block.calendar.place(name)
        state.happened[place, lanes] = 1
        state.moved[self._phases.moves.index(name), lanes] = block.day
        if place in state.came:
            state.came[place][lanes] = block.day
        if place in block.appraisal.shifters:
            state.regime[lanes] |= 1 << block.appraisal.shifters.index(place)

    def _take_effect(self, name: str, lanes: Ints) -> None:
        block, move = self._block, self._block.scenario.moves[name]
        block.price(block.calendar.place(name), lanes, block.day)
        if move.suspend is not None and len(lanes):
            block.lanes.suspend(lanes, block.day, move.suspend.days)
            block.note("suspend", name, lanes, until=block.lanes.suspended_until[lanes])

    def _announce(self, lanes: Ints) -> None:
        """Have the others answer, and everybody look at the table on a nearer deadline."""
        for x in range(len(self._block.principals)):
            self._schedule.rest(x, lanes, self._block.last_look(lanes, after=self._block.day + 1))
            if x != self._x:
                self._schedule.answer(x, lanes)
