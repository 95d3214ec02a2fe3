"""Third parties' assent to prolonging the talks: they are asked once the principals are for it."""

from __future__ import annotations

from functools import partial

import numpy as np

from sim.arrays import Ints
from sim.engine.block import Block
from sim.engine.days import Alarm, Phase, Process
from sim.engine.lanes import NEVER
from sim.engine.more_time import MoreTime, Prolong
from sim.engine.procedure import answers_on
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
        self.waits = np.zeros(len(block.lanes), dtype=np.bool_)
        self._due = np.full((len(block.seats), len(block.lanes)), NEVER)
        first = len(block.third_parties)  # answers about packages come first
        self._alarms = {
            x: Alarm(block.env, Phase.ASSENT, first + place, last=block.calendar.last_day)
            for place, x in enumerate(block.third_parties)
        }
        for x in self._alarms:
            block.start(self._answer(x))

    def ask(self, lanes: Ints) -> Ints:
        """Ask the third parties needed in `lanes`; return those in which nobody need be asked any more."""
        more_time, enough = self.more_time, self.more_time.all_given(lanes)
        asked = lanes[~enough]
        self.waits[asked] = True
        for x, alarm in self._alarms.items():
            here = asked[more_time.needs(x, asked) & (more_time.given[asked] >> x & 1 == 0)]
            answers = answers_on(self._block, x, here, closed_until=more_time.closed_until)
            self._due[x, here] = answers
            alarm.ring_on_all(answers)
        return lanes[enough]

    def last_day_to_ask(self, lanes: Ints) -> Ints:
        """Return the day (n,), today at the earliest, from which third parties usually answer by the deadline."""
        block, state = self._block, self._block.lanes
        reply = np.zeros(len(lanes))
        for x in self._alarms:
            asked = self.more_time.needs(x, lanes)
            usual = block.worlds.reply_median[state.government[x, lanes], state.row[lanes]]
            reply = np.where(asked, np.maximum(reply, usual), reply)
        last = block.last_look(lanes, after=block.day)
        return np.asarray(np.maximum(last - np.ceil(reply).astype(np.int64), block.day))

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
        block = self._block
        worth, waiting = self.more_time.weigh(government, lanes)
        yes = worth >= waiting - TIE
        for kind, some in (("more time", yes), ("no more time", ~yes)):
            numbers = numbers_at({"worth": worth, "demand": waiting}, some)
            block.note(kind, block.seats[seat], lanes[some], None, **numbers)
        self.refuse(seat, lanes[~yes])
        self.assents(seat, lanes[yes])

    def on_record(self, seat: int, lanes: Ints, *, agrees: bool, place: int) -> None:
        """Let a third party answer in `lanes` as the record says at a place; -1 for what was before the start."""
        block, alone = self._block, bool(self.more_time.alone[self._block.lanes.used[lanes[0]]])
        if block.likelihood is not None and place >= 0:
            block.likelihood.answer(place, seat, agrees, partial(self.more_time.would_agree, seat, granting=alone))
        kinds = ("time granted", "time withheld") if alone else ("more time", "no more time")
        block.note(kinds[not agrees], block.seats[seat], lanes)
        if agrees:
            self.more_time.refuse(seat, lanes, allows=True)
            self.assents(seat, lanes)
        else:
            self.refuse(seat, lanes)

    def assents(self, seat: int, lanes: Ints) -> None:
        """Let the government in a third party's seat be for the next prolongation in `lanes`, asked or before it."""
        self.more_time.given[lanes] |= 1 << seat
        self._due[seat, lanes] = NEVER
        complete = (self.waits[lanes] & self.more_time.all_given(lanes)) | self.more_time.is_complete(lanes)
        self._prolong(lanes[complete], reviewing=False)

    def refuse(self, seat: int, lanes: Ints) -> None:
        """Let the government in a third party's seat refuse the next prolongation in `lanes`."""
        self.more_time.refuse(seat, lanes)
        self._end(lanes)

    def stop(self, lanes: Ints) -> None:
        """Let nobody be asked in `lanes` any more."""
        self.waits[lanes] = False
        self._due[:, lanes] = NEVER

    def rest(self, lanes: Ints) -> None:
        """Let nobody be asked, nor have answered, in `lanes`."""
        self.stop(lanes)
        self.more_time.given[lanes] = 0

    def _end(self, lanes: Ints) -> None:
        """Let the question rest in `lanes`: nobody is for prolonging any more."""
        self.rest(lanes)
        self._block.lanes.consents[lanes] = 0
        self._block.lanes.renumber_circumstances(lanes)
