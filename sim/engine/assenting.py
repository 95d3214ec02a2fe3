"""Third parties' assent to prolonging the talks: they are asked once the principals are for it."""

from __future__ import annotations

import numpy as np

from sim.arrays import Ints
from sim.engine.block import Block
from sim.engine.days import Alarm, Phase, Process
from sim.engine.lanes import NEVER
from sim.engine.more_time import MoreTime, Prolong
from sim.engine.procedure import reply_days
from sim.engine.record import numbers_at
from sim.minds.tactic import TIE

__all__ = ["Assenting"]


class Assenting:
    """Asks the third parties that a prolongation needs, and takes their answers.

    Parameters
    ----------
    block : Block
        The lanes.
    more_time : MoreTime
        What third parties think of more time.
    prolong : callable
        Called with the lanes in which all have assented, to move the deadline.

    Attributes
    ----------
    waits : ndarray of bool, shape (n,)
        The principals are for prolonging, and a third party has yet to answer.

    Notes
    -----
    All are asked at once, and each answers after its own reply delay, by its government of that day; an answer due
    after the deadline never comes, and principals see to it that they are asked in time. Meanwhile the talks go on.
    It assents where going on, foreseen as by a government at the table, is worth no less to it than what is left of
    the talks without; the first refusal ends the asking, and who has refused is not asked again about the same
    prolongation while it sits there, unless an event has changed its points. Where the principals have agreed on a
    package in the meantime the question lapses.
    """

    def __init__(self, block: Block, more_time: MoreTime, prolong: Prolong) -> None:
        self._block, self.more_time, self._prolong = block, more_time, prolong
        self._asked = [*block.scenario.assent_to_prolong, ()]  # nobody after the last
        self._needed = np.array([sum(1 << x for x in step) for step in self._asked], dtype=np.int64)
        self.waits = np.zeros(len(block.lanes), dtype=np.bool_)
        self._given = np.zeros(len(block.lanes), dtype=np.int64)
        self._due = np.full((len(block.seats), len(block.lanes)), NEVER)
        first = len(block.third_parties)  # answers about packages come first
        self._alarms = {
            x: Alarm(block.env, Phase.ASSENT, first + place, last=block.calendar.last_day)
            for place, x in enumerate(block.third_parties)
        }
        for x in self._alarms:
            block.start(self._answer(x))

    def ask(self, lanes: Ints) -> Ints:
        """Ask the third parties needed in `lanes`; return those in which nobody need be asked."""
        used = self._block.lanes.used[lanes]
        some = self._needed[used] > 0
        asked = lanes[some]
        self.waits[asked], self._given[asked] = True, 0
        for x, alarm in self._alarms.items():
            here = asked[self._needed[used[some]] >> x & 1 == 1]
            self._due[x, here] = self._block.day + reply_days(self._block, x, here)
            alarm.ring_on_all(self._due[x, here])
        return lanes[~some]

    def last_day_to_ask(self, lanes: Ints) -> Ints:
        """Return the day (n,), today at the earliest, from which third parties usually answer by the deadline."""
        block, state = self._block, self._block.lanes
        reply = np.zeros(len(lanes))
        for x in self._alarms:
            asked = self._needed[state.used[lanes]] >> x & 1 == 1
            usual = block.worlds.reply_median[state.government[x, lanes], state.row[lanes]]
            reply = np.where(asked, np.maximum(reply, usual), reply)
        return np.asarray(np.maximum(state.deadline[lanes] - np.ceil(reply).astype(np.int64), block.day))

    def _answer(self, seat: int) -> Process:
        """Let a third party assent to more time or refuse it."""
        block, state = self._block, self._block.lanes
        while True:
            yield self._alarms[seat].bell
            due = np.flatnonzero((self._due[seat] == block.day) & self.waits & (block.day <= state.deadline))
            self._due[seat, due] = NEVER
            phases = block.calendar.phases
            after = np.array([phases.prolonged(phase) for phase in state.phase[due].tolist()], dtype=np.int64)
            moot = (state.pending[due] >= 0) | ~state.open[due] | (after < 0)
            self._end(due[moot])
            for government, where in block.by_government(seat, due[~moot]):
                self._decide(seat, government, due[~moot][where])

    def _decide(self, seat: int, government: int, lanes: Ints) -> None:
        """Take a government's answer in `lanes`; with the last assent the deadline moves."""
        block, state = self._block, self._block.lanes
        worth, waiting = self.more_time.weigh(government, lanes)
        yes = worth >= waiting - TIE
        for kind, some in (("more time", yes), ("no more time", ~yes)):
            numbers = numbers_at({"worth": worth, "demand": waiting}, some)
            block.note(kind, block.seats[seat], lanes[some], None, **numbers)
        self.refuse(seat, lanes[~yes])
        assents = lanes[yes]
        self._given[assents] |= 1 << seat
        needed = self._needed[state.used[assents]]
        complete = assents[self._given[assents] & needed == needed]
        self.waits[complete] = False
        self._prolong(complete, reviewing=False)

    def refuse(self, seat: int, lanes: Ints) -> None:
        """Let the government in a third party's seat refuse the next prolongation in `lanes`."""
        self.more_time.refuse(seat, lanes)
        self._end(lanes)

    def _end(self, lanes: Ints) -> None:
        """Let the question rest in `lanes`: nobody is for prolonging any more."""
        self.waits[lanes] = False
        self._due[:, lanes] = NEVER
        self._block.lanes.consents[lanes] = 0
        self._block.lanes.renumber_circumstances(lanes)
