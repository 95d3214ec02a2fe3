"""When the principals review: who reviews the table in which lane on which day."""

from __future__ import annotations

import numpy as np

from sim.arrays import Ints, each_number
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
        self._others = np.array([every[every != x] for x in every])
        self._replies = np.empty((len(every), len(block.lanes)), dtype=np.int64)
        self._known_on = np.full(len(block.lanes), -1)  # the day of which these are

    def call(self, principal: Ints | int, lanes: Ints, days: Ints | int) -> None:
        """Have `principal`, or one for each lane, review the table in `lanes` by `days`; an earlier review stands."""
        if self.closed:
            if (likelihood := self._block.likelihood) is not None and isinstance(days, int) and len(lanes):
                for x in np.unique(principal).tolist():
                    likelihood.called(x)
            return
        state, seat = self._block.lanes, self._chairs[principal]
        before = state.due[seat, lanes]
        state.idle[seat, lanes] &= before < days
        self._write(seat, lanes, np.minimum(before, days))

    def rest(self, principal: Ints | int, lanes: Ints, days: Ints | int) -> None:
        """Have `principal`, or one for each lane, review the table on `days` at the latest."""
        if self.closed:
            return
        state, seat = self._block.lanes, self._chairs[principal]
        before = state.due[seat, lanes]
        last = np.minimum(
            days, self._block.last_look(lanes, after=self._block.day + 1)
        )  # nobody lets the deadline pass without a last look
        state.idle[seat, lanes] |= last < before
        self._write(seat, lanes, np.minimum(before, last))

    def call_for_answers(self, proposer: Ints | int, lanes: Ints) -> None:
        """Have the others answer a new offer of `proposer`, or of one for each lane, in `lanes`."""
        if len(lanes):
            self._answer(self._others_of(proposer), lanes, earliest=0)

    def call_others(self, mover: Ints | int, lanes: Ints) -> None:
        """Have all but `mover`, or but one for each lane, review the table after their own delays, in time.

        Earlier reviews stand.
        """
        if self.closed:
            return
        others, state, day = self._others_of(mover), self._block.lanes, self._block.day
        last = self._block.last_look(lanes, after=day)
        if np.all(last == day):  # whatever the reply, nobody lets the deadline pass
            days = np.full((len(others), len(lanes)), day)
        else:
            days = np.minimum(day + self._replies_of(others, lanes), last)
        seats = np.broadcast_to(self._chairs[others], days.shape)
        sooner = days <= state.due[seats, lanes]
        seats, where, days = seats[sooner], np.broadcast_to(lanes, sooner.shape)[sooner], days[sooner]
        state.idle[seats, where] = False
        self._write(seats, where, days)

    def _others_of(self, principal: Ints | int) -> Ints:
        """Return all principals but one, (x, 1), or but one for each lane, (x, n)."""
        others = self._others[principal]
        return others.T if others.ndim > 1 else others[:, None]

    def _replies_of(self, principals: Ints, lanes: Ints) -> Ints:
        """Return the days (x, n) until `principals`, (x, 1) or (x, n), answer what comes before them in `lanes`.

        Their luck is that of the day, however often they are called: where several are, it is drawn once for all.
        """
        if len(principals) == 1:
            days = np.empty((1, len(lanes)), dtype=np.int64)
            for x, here in each_number(np.broadcast_to(principals[0], lanes.shape)):
                days[:, here] = replies(self._block, self._chairs[[x]], lanes[here])
            return days
        new = lanes[self._known_on[lanes] != self._block.day]
        if len(new):
            self._replies[:, new] = replies(self._block, self._chairs, new)
            self._known_on[new] = self._block.day
        return np.asarray(self._replies[principals, lanes])

    def forget_replies(self, lanes: Ints) -> None:
        """Take note that another government sits at the table in `lanes`: replies of today may take another time."""
        self._known_on[lanes] = -1

    def answer(self, principal: Ints | int, lanes: Ints, *, earliest: int = 0, days: Ints | None = None) -> None:
        """Have `principal`, or one for each lane, answer what lies on the table in `lanes`, after its own delay.

        With `days` (n,), then. The reply takes the place of a review that was due only because nothing happened: a
        government that thinks an offer over does not answer it sooner because of its diary.
        """
        self._answer(np.reshape(principal, (1, -1)), lanes, earliest=earliest, days=days)

    def _answer(self, principals: Ints, lanes: Ints, *, earliest: int, days: Ints | None = None) -> None:
        """Have some principals, (x, 1) or (x, n), answer in `lanes` (n,)."""
        if self.closed:
            if (likelihood := self._block.likelihood) is not None and len(lanes):
                for x in np.unique(principals).tolist():
                    likelihood.asked(x)
            return
        block, state = self._block, self._block.lanes
        seats = self._chairs[principals]
        if days is None:
            days = block.day + self._replies_of(principals, lanes)
        reply = np.clip(days, earliest, block.last_look(lanes, after=block.day))
        before, idle = state.due[seats, lanes], state.idle[seats, lanes]
        state.idle[seats, lanes] = False
        self._write(seats, lanes, np.where(idle, reply, np.minimum(before, reply)))
        for x in sorted(block.woken):  # the days a tactic insists on are not put off
            called = lanes[np.broadcast_to((principals == x).any(axis=0), lanes.shape)]
            for government, where in block.by_government(block.principals[x], called):
                tactic = block.tactic(x, government)
                self.wake(x, tactic, called[where], earliest=max(block.day + 1, earliest))

    def _write(self, seats: Ints, lanes: Ints, due: Ints) -> None:
        """Note when seats (..., n) review in `lanes` (n,): on days (..., n)."""
        self._block.lanes.due[seats, lanes] = due
        self._note(lanes, due.ravel())

    def _note(self, lanes: Ints, days: Ints) -> None:
        """Note that reviews in `lanes` fall due on `days`."""
        self.changed[lanes] = True
        self.alarm.ring_on_all(days)

    def wake(self, principal: int, tactic: Tactic, lanes: Ints, *, earliest: int) -> None:
        """Have `principal` review the table in `lanes` on the first day from `earliest` on its tactic insists on."""
        if days := [day for day in tactic.wakes() if day >= earliest]:
            self.call(principal, lanes, min(days))
