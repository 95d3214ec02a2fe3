"""Time that is granted: third parties, or chance, prolong the talks whatever the principals want."""

from __future__ import annotations

import numpy as np

from sim.arrays import Ints, each_number
from sim.engine.block import Block
from sim.engine.days import Alarm, Phase, Process
from sim.engine.more_time import MoreTime, Prolong
from sim.engine.record import numbers_at
from sim.minds.tactic import TIE
from sim.scenario.prolongation import in_turn

__all__ = ["Granting"]


class Granting:
    """Prolongs the talks where it is not for the principals to do so.

    Parameters
    ----------
    block : Block
        The lanes.
    more_time : MoreTime
        What third parties think of more time.
    prolong : callable
        Called with the lanes in which time is granted, to move the deadline.
    granted_until : int
        The last day on whose end nothing is granted but what is on record.

    Notes
    -----
    In the last days before the deadline, at the end of each, the third parties weigh whether going on is worth no
    less to them than what is left of the talks without, which may be prolonged tomorrow; they prolong them as soon as
    that is so for all of them. Chance decides once. Where the principals have agreed there is nothing to prolong.
    """

    def __init__(self, block: Block, more_time: MoreTime, prolong: Prolong, *, granted_until: int) -> None:
        self._block, self._more_time, self._prolong = block, more_time, prolong
        phases, grant = block.calendar.phases, [*block.scenario.grant_time, ()]
        self._steps = in_turn(block.scenario.prolongations)
        self._seats = {
            k: grant[used] for k, used in enumerate(phases.used) if phases.prolonged(k) >= 0 and grant[used]
        }
        self._tosses = {k: day for k, day in phases.tosses.items() if phases.prolonged(k) >= 0}
        self._alarm = Alarm(block.env, Phase.GRANT, last=block.calendar.last_day)
        days = {day for k in self._seats for day in phases.windows[k]} | {*self._tosses.values()}
        for day in sorted(day for day in days if day > granted_until):
            self._alarm.ring_on(day)
        block.start(self._run())

    def _run(self) -> Process:
        block, state = self._block, self._block.lanes
        while True:
            yield self._alarm.bell
            talking = np.flatnonzero(state.open & (state.pending < 0) & (state.deadline >= block.day))
            for phase, places in each_number(state.phase[talking]):
                lanes = talking[places]
                if self._tosses.get(phase) == block.day:
                    self._toss(phase, lanes)
                elif phase in self._seats and block.day in block.calendar.phases.windows[phase]:
                    self._decide(self._seats[phase], lanes[~self._more_time.barred(lanes)])

    def _toss(self, phase: int, lanes: Ints) -> None:
        """Let chance prolong the talks in `lanes`, or not."""
        block, used = self._block, self._block.calendar.phases.used[phase]
        luck = block.luck.draw(f"prolongation/{self._steps[used][0]}", lanes, block.day)
        yes = luck < block.worlds.prolonging_chance[used][block.lanes.row[lanes]]
        block.note("not prolonged", self._steps[used][0], lanes[~yes])
        self._prolong(lanes[yes], reviewing=False)

    def _decide(self, seats: tuple[int, ...], lanes: Ints) -> None:
        """Let third parties prolong the talks in `lanes` if all of them would; note why, on the deadline why not."""
        block = self._block
        worth, waiting = np.empty((2, len(seats), len(lanes)))
        for number, seat in enumerate(seats):
            for government, where in block.by_government(seat, lanes):
                found = self._more_time.weigh(government, lanes[where], granting=True)
                worth[number, where], waiting[number, where] = found
        recorded = np.array([self._more_time.given[lanes] >> seat & 1 == 1 for seat in seats])
        each = recorded | (worth >= waiting - TIE)
        every = np.asarray(each.all(axis=0))
        late = np.asarray(~each & (block.lanes.deadline[lanes] == block.day))
        for number, seat in enumerate(seats):
            numbers = {"worth": worth[number], "demand": waiting[number]}
            for kind, some in (("time granted", every), ("time withheld", late[number])):
                block.note(kind, block.seats[seat], lanes[some], None, **numbers_at(numbers, some))
        self._prolong(lanes[every], reviewing=False)
