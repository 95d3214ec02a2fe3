"""Calendar events: each is a process that wakes on its day, asks chance and conditions, and takes effect."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Ints
from sim.engine.block import Block
from sim.engine.days import Alarm, Phase, Process
from sim.engine.lanes import NEVER
from sim.engine.procedure import reply_days
from sim.engine.prologue import Result
from sim.engine.review_schedule import ReviewSchedule
from sim.engine.seat import End, Seat
from sim.scenario.bargain import Packages
from sim.scenario.event import Event

__all__ = ["Happening"]


class Happening:
    """The process of one event.

    Parameters
    ----------
    block : Block
        The lanes.
    schedule : ReviewSchedule
        Diaries of the principals.
    seats : list of Seat
        The principals' seats.
    place : int
        Position of the event in the scenario.
    end : callable
        Called with lanes in which the event ends the talks.
    result : Result, optional
        What the record says of it, in a play as of a date: neither chance nor conditions are then asked.

    Notes
    -----
    An event that has not come up yet has not happened, for `if` and for `unless`; talks are open until a package is
    signed, also while a third party is asked. An event that happens takes effect in this order: new chances, new
    governments, offers withdrawn, offers tabled, contact broken off, the end of the talks, and last
    reviews: of the seats at its talks, of those whose sitting government it gives other points, and, whether it
    happens or not, of every principal where it is a foreseen chance event. No review is called in a break of contact,
    its own included. After a signature governments still change, offers are withdrawn and contact is broken off, but
    nothing is tabled or reviewed.
    """

    def __init__(
        self,
        block: Block,
        schedule: ReviewSchedule,
        seats: list[Seat],
        place: int,
        *,
        end: End,
        result: Result | None = None,
    ) -> None:
        self._block, self._schedule, self._seats, self._place = block, schedule, seats, place
        self._name = block.calendar.events[place]
        self._end = end
        self._event: Event = block.scenario.events[self._name]
        self._result = result
        self._day = self._days()
        self._alarm = Alarm(block.env, Phase.CALENDAR, place)
        self._alarm.ring_on_all(self._day)
        block.start(self._run())

    def _days(self) -> Ints:
        """Return the day of the event in each lane (n,)."""
        block = self._block
        first, last = block.calendar.first[self._place], block.calendar.last[self._place]
        if first == last:
            return np.full(len(block.lanes), first)
        if self._result is not None:  # chance picks its day, the record knows it
            return np.full(len(block.lanes), min(max(self._result.day, first), last))
        luck = block.luck.draw(f"date/{self._name}", np.arange(len(block.lanes)))
        return np.minimum(first + (luck * (last - first + 1)).astype(np.int64), last)

    def _run(self) -> Process:
        block = self._block
        while True:
            yield self._alarm.bell
            due = np.flatnonzero((self._day == block.day) & (block.day <= block.lanes.deadline))
            happens = self._happens(due)
            block.lanes.happened[self._place, due] = np.where(happens, 1, -1)
            if self._place in block.lanes.came:
                block.lanes.came[self._place][due[happens]] = block.day
            block.note("event", self._name, due[happens])
            if self._event.chance != 1.0:
                block.note("no event", self._name, due[~happens])
            self._remember(due[happens])
            self._change_chances(due[happens])
            self._take_effect(due[happens])
            if self._name in block.calendar.foreseen:  # its result is news to every principal
                fixed = block.calendar.first[self._place] == block.calendar.last[self._place]
                for x in range(len(block.principals)):  # that it did not come on its day nobody sees among several
                    self._call(x, due if fixed else due[happens])

    def _happens(self, lanes: Ints) -> NDArray[np.bool_]:
        """Return where the event happens: as the record says, or else by its conditions and chance."""
        if self._result is not None:
            self._explain(self._result, lanes)
            return np.full(len(lanes), self._result.happened)
        return self._allowed(lanes) & (self._block.luck.draw(f"event/{self._name}", lanes) < self._chance(lanes))

    def _explain(self, result: Result, lanes: Ints) -> None:
        """Take in how likely what the record says of it was, where worlds are weighed by that."""
        likelihood = self._block.likelihood
        if likelihood is not None and self._event.chance != 1.0 and len(lanes):
            chance = np.where(self._allowed(lanes), self._chance(lanes), 0.0)
            likelihood.event(result.place, result.happened, likelihood.chance_of_each_world(chance, lanes))

    def _allowed(self, lanes: Ints) -> NDArray[np.bool_]:
        """Return where the event's conditions hold."""
        block, place = self._block, self._block.calendar.place
        allowed = np.ones(len(lanes), dtype=bool)
        for cause in self._event.if_:
            allowed &= block.lanes.happened[place(cause), lanes] == 1
        for cause in self._event.unless:
            allowed &= block.lanes.happened[place(cause), lanes] != 1
        return allowed & block.lanes.open[lanes] if self._event.while_open else allowed

    def _chance(self, lanes: Ints) -> NDArray[np.float64]:
        """Return the event's chance in each lane, as changed by what has happened (the latest change counts)."""
        block = self._block
        if self._place in block.lanes.chance:
            chance = block.lanes.chance[self._place][lanes]
        else:
            chance = np.asarray(block.worlds.chance[block.lanes.row[lanes], self._place])
        for name, move in block.scenario.moves.items():  # their word stands, whatever events make of it
            if self._name in move.chances:
                place = block.calendar.place(name)
                new = block.worlds.new_chance[place, self._place][block.lanes.row[lanes]]
                chance = np.where(block.lanes.happened[place, lanes] == 1, new, chance)
        return chance

    def _change_chances(self, lanes: Ints) -> None:
        """Give other events the new chances that this one brings."""
        block, state = self._block, self._block.lanes
        for name in self._event.chances:
            place = block.calendar.place(name)
            unchanged = block.worlds.chance[:, place]
            chance = state.chance.setdefault(place, unchanged[state.row])
            chance[lanes] = block.worlds.new_chance[self._place, place][state.row[lanes]]

    def _remember(self, lanes: Ints) -> None:
        """Set the bits by which minds and tables tell what has happened."""
        block, state = self._block, self._block.lanes
        if self._name in block.calendar.foreseen:
            state.state[lanes] |= 1 << block.calendar.foreseen.index(self._name)
        if self._name in block.calendar.unforeseen + block.calendar.open_order:
            state.hidden[lanes] = block.calendar.remembered(state.hidden[lanes], self._name)
        if self._place in block.appraisal.shifters:
            state.regime[lanes] |= 1 << block.appraisal.shifters.index(self._place)
        concerned = {*self._event.shift, *self._event.shift_no_deal}
        if state.third_parties is not None and concerned:  # whoever sees things differently is asked again
            governments = [block.worlds.governments.index(name) for name in concerned]
            state.refused[lanes] = state.third_parties.forget(state.refused[lanes], governments)
        state.renumber_circumstances(lanes)

    def _take_effect(self, lanes: Ints) -> None:
        block, event = self._block, self._event
        block.price(self._place, lanes[block.lanes.open[lanes]], block.day)
        for seat, government in event.install.items():
            self._install(block.seats.index(seat), block.worlds.governments.index(government), lanes)
        for seat, packages in event.withdraws.items():
            for position in self._positions(packages):
                self._at(seat).take(lanes[block.lanes.open[lanes]], position)
        for seat, packages in event.tables.items():
            for position in self._positions(packages):
                self._at(seat).put(lanes[block.lanes.open[lanes]], position)
        if event.suspend is not None:
            block.lanes.suspend(lanes, block.day, event.suspend.days)
            block.note("suspend", self._name, lanes, until=block.lanes.suspended_until[lanes])
        if event.ends_talks:
            self._end(lanes[block.lanes.open[lanes]])
        concerned = {*event.shift, *event.shift_no_deal, *event.cost_per_day}
        for x, chair in enumerate(block.principals):
            if block.seats[chair] in event.talks:
                self._call(x, lanes)
            for sitting, where in block.by_government(chair, lanes):
                if block.worlds.governments[sitting] in concerned:
                    self._call(x, lanes[where])

    def _call(self, principal: int, lanes: Ints) -> None:
        """Have a principal review the table today, where there is contact and something to settle."""
        state = self._block.lanes
        ready = state.open[lanes] & (state.suspended_until[lanes] <= self._block.day)
        self._schedule.call(principal, lanes[ready], self._block.day)

    def _install(self, seat: int, government: int, lanes: Ints) -> None:
        """Seat a new government: its predecessor's offers are void, and it answers the others' in its own time."""
        block = self._block
        lanes = lanes[block.lanes.government[seat, lanes] != government]
        block.lanes.government[seat, lanes] = government
        self._schedule.forget_replies(lanes)
        if seat in block.principals:
            block.lanes.consents[lanes] &= ~(1 << block.principals.index(seat))
        block.lanes.renumber_circumstances(lanes)
        if seat not in block.principals:
            if block.worlds.ratifiers:
                block.renumber_path(lanes)
            for hear in block.hear_of_successors:
                hear(seat, lanes)
            block.clear_barred(lanes)
            return
        x = block.principals.index(seat)
        block.table.void(x, lanes)
        block.turns.begin_anew(lanes)
        tactic = block.tactic(x, government)
        tactic.takes_office(lanes, block.day)
        if block.waiting is not None:
            block.waiting.seat(x, lanes, block.day)
        if block.likelihood is not None and len(lanes):
            block.likelihood.seated(x, government)
        for other, other_seat in enumerate(block.principals):
            if other != x:
                for rival, where in block.by_government(other_seat, lanes):
                    block.tactic(other, rival).hears_new_government(lanes[where], x)
        talking = lanes[block.lanes.open[lanes]]
        block.lanes.due[seat, talking] = NEVER  # its predecessor's diary does not bind it
        first_look = np.minimum(
            block.day + reply_days(block, seat, talking), block.last_look(talking, after=block.day)
        )
        self._schedule.call(x, talking, first_look)
        self._schedule.wake(x, tactic, lanes, earliest=block.day)

    def _at(self, seat: str) -> Seat:
        """Return a principal's seat."""
        return self._seats[self._block.principals.index(self._block.seats.index(seat))]

    def _positions(self, packages: Packages) -> list[int]:
        table = self._block.packages
        return [position for named in packages if (position := table.index(named)) is not None]
