"""When the principals review: who reviews the table in which lane on which day."""

from __future__ import annotations

import numpy as np

from sim.arrays import Ints
from sim.engine.block import Block
from sim.engine.days import Alarm, Phase
from sim.engine.procedure import replies
from sim.minds.tactic import Tactic

__all__ = ["ReviewSchedule"]


class ReviewSchedule:
    """When the principals review: who reviews the table in which lane on which day.

    Attributes
    ----------
    closed : bool
        While what the record says is being done, nobody reviews the table: calls are not taken.
    changed : ndarray of bool, shape (n,)
        Lanes in which a diary has changed since reviews of the day were last put in order.

    Notes
    -----
    A diary holds one day, the earliest of those it is given, but a reply takes the place of an idle review. A review
    that falls due while a third party is asked is put off day by day, one that falls due in a break of contact to the
    first day of contact; the end of a break is not by itself a reason for a review.
    """

    def __init__(self, block: Block) -> None:
        self._block = block
        self.closed = False
        self.changed = np.zeros(len(block.lanes), dtype=np.bool_)
        self.alarm = Alarm(block.env, Phase.REVIEW, last=block.calendar.last_day)
        self._chairs, every = np.array(block.principals), np.arange(len(block.principals))
        self._others = [every[every != x] for x in every]
        self._replies = np.empty((len(every), len(block.lanes)), dtype=np.int64)
        self._known_on = np.full(len(block.lanes), -1)  # the day of which these are

    def call(self, principal: int, lanes: Ints, days: Ints | int) -> None:
        """Have `principal` review the table in `lanes` by `days`; an earlier review stands."""
        if self.closed:
            if (likelihood := self._block.likelihood) is not None and isinstance(days, int) and len(lanes):
                likelihood.called(principal)
            return
        state, seat = self._block.lanes, self._block.principals[principal]
        before = state.due[seat, lanes]
        state.idle[seat, lanes] &= before < days
        self._write(np.array([principal]), lanes, np.minimum(before, days)[None])

    def rest(self, principal: int, lanes: Ints, days: Ints | int) -> None:
        """Have `principal` review the table on `days` at the latest, if nothing calls it before."""
        if self.closed:
            return
        state, seat = self._block.lanes, self._block.principals[principal]
        before = state.due[seat, lanes]
        last = np.minimum(
            days, self._block.last_look(lanes, after=self._block.day + 1)
        )  # nobody lets the deadline pass without a last look
        state.idle[seat, lanes] |= last < before
        self._write(np.array([principal]), lanes, np.minimum(before, last)[None])

    def call_for_answers(self, proposer: int, lanes: Ints) -> None:
        """Have the others answer a new offer of `proposer` in `lanes`."""
        if len(lanes):
            self._answer(self._others[proposer], lanes, earliest=0)

    def call_others(self, mover: int, lanes: Ints) -> None:
        """Have the others review the table in `lanes` after their own delays, in time; earlier reviews stand."""
        if self.closed:
            return
        others, state, day = self._others[mover], self._block.lanes, self._block.day
        seats = self._chairs[others][:, None]
        last = self._block.last_look(lanes, after=day)
        if np.all(last == day):  # whatever the reply, nobody lets the deadline pass
            days = np.full((len(others), len(lanes)), day)
        else:
            days = np.minimum(day + self._replies_of(others, lanes), last)
        x, lane = (days <= state.due[seats, lanes]).nonzero()
        who, where = seats[x, 0], lanes[lane]
        state.due[who, where], state.idle[who, where] = days[x, lane], False
        self._note(where, days[x, lane])

    def _replies_of(self, principals: Ints, lanes: Ints) -> Ints:
        """Return the days (x, n) until `principals` (x,) answer what comes before them today in `lanes`.

        Their luck is that of the day, however often they are called: where several are, it is drawn once for all.
        """
        if len(principals) == 1:
            return replies(self._block, self._chairs[principals], lanes)
        new = lanes[self._known_on[lanes] != self._block.day]
        if len(new):
            self._replies[:, new] = replies(self._block, self._chairs, new)
            self._known_on[new] = self._block.day
        return self._replies.take(lanes, axis=1)[principals]

    def forget_replies(self, lanes: Ints) -> None:
        """Take note that another government sits at the table in `lanes`: replies of today may take another time."""
        self._known_on[lanes] = -1

    def answer(self, principal: int, lanes: Ints, *, earliest: int = 0, days: Ints | None = None) -> None:
        """Have `principal` answer in `lanes` what lies on the table, after its own delay, or on given `days` (n,).

        The reply takes the place of a review that was due only because nothing happened: a government that thinks an
        offer over does not answer it sooner because of its diary.
        """
        self._answer(np.array([principal]), lanes, earliest=earliest, days=days)

    def _answer(self, principals: Ints, lanes: Ints, *, earliest: int, days: Ints | None = None) -> None:
        if self.closed:
            if (likelihood := self._block.likelihood) is not None and len(lanes):
                for x in principals.tolist():
                    likelihood.asked(x)
            return
        block, state = self._block, self._block.lanes
        seats = self._chairs[principals][:, None]
        if days is None:
            days = block.day + self._replies_of(principals, lanes)
        reply = np.clip(days, earliest, block.last_look(lanes, after=block.day))
        before, idle = state.due[seats, lanes], state.idle[seats, lanes]
        state.idle[seats, lanes] = False
        self._write(principals, lanes, np.where(idle, reply, np.minimum(before, reply)))
        for x in principals.tolist():
            if x in block.woken:  # the days a tactic insists on are not put off
                for government, where in block.by_government(block.principals[x], lanes):
                    tactic = block.tactic(x, government)
                    self.wake(x, tactic, lanes[where], earliest=max(block.day + 1, earliest))

    def _write(self, principals: Ints, lanes: Ints, due: Ints) -> None:
        """Note when some principals (x,) review in `lanes` (n,): on days (x, n)."""
        self._block.lanes.due[self._chairs[principals][:, None], lanes] = due
        self._note(lanes, due.ravel())

    def _note(self, lanes: Ints, days: Ints) -> None:
        """Note that reviews in `lanes` fall due on `days`."""
        self.changed[lanes] = True
        self.alarm.ring_on_all(days)

    def wake(self, principal: int, tactic: Tactic, lanes: Ints, *, earliest: int) -> None:
        """Have `principal` review the table in `lanes` on the first day from `earliest` on its tactic insists on."""
        if days := [day for day in tactic.wakes() if day >= earliest]:
            self.call(principal, lanes, min(days))
