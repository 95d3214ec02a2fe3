"""Agreement and what follows: signature, third-party assent, procedures, entry into force, lapse."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Ints, each_number
from sim.engine.block import Block
from sim.engine.days import Alarm, Phase, Process
from sim.engine.lanes import NEVER
from sim.engine.record import numbers_at
from sim.engine.texts import written_on
from sim.minds.clock import actual_lead
from sim.minds.reasons import worth_of
from sim.minds.tactic import TIE
from sim.worlds.hurried import Span

__all__ = ["Procedure", "answers_on", "replies", "reply_days"]


class Procedure:
    """Takes what the principals have agreed through third parties and procedures to force.

    Parameters
    ----------
    block : Block
        The lanes.
    closed_until : int
        The last day on which no third party answers but those on record.
    unsigned_until : int
        The last day on which nothing is signed, as far as that is known; -1 where it is not.

    Notes
    -----
    What must be drafted is drafted first. All third parties that a package needs are then asked at once, and each
    answers after its own reply delay, by its government of that day; an answer due after the deadline never comes. It
    assents where signing that day is worth no less than no deal, signing cost and chance of taking effect included.
    In a play as of a day those whose answer is not on record answer after it, and in one that goes on from a table
    texts that alone are awaited are ready after today.
    The first refusal ends the asking and takes off the table, unannounced, the package that was refused. It is the
    government's: while that one sits in a seat that the package needs nobody can table it, and no event does; another
    government may be asked. What else it would refuse governments can but infer (`sim.minds.third_parties`).
    """

    def __init__(self, block: Block, *, closed_until: int = -1, unsigned_until: int = -1) -> None:
        self._block, self._closed_until, self._unsigned_until = block, closed_until, unsigned_until
        self._counts = block.calendar.signature_counts
        last = {} if self._counts else {"last": block.calendar.last_day}
        self._completed = Alarm(block.env, Phase.PROCEDURE, **last)
        self._drafted = Alarm(block.env, Phase.PROCEDURE, 1, last=block.calendar.last_day)
        self._lapse = Alarm(block.env, Phase.LAPSE)
        after = {x for x, _ in block.worlds.ratifiers}
        alarms = {
            seat: Alarm(
                block.env, Phase.ASSENT, place, **(last if seat in after else {"last": block.calendar.last_day})
            )
            for place, seat in enumerate(block.third_parties)
        }
        self._asked = {seat: alarm for seat, alarm in alarms.items() if seat not in after}
        self._after = {seat: alarm for seat, alarm in alarms.items() if seat in after}
        self._needed_before = block.worlds.needs.copy()
        self._needed_before[list(after)] = False
        block.hear_of_successors.append(self._ask_again)
        self._assented = np.zeros(len(block.lanes), dtype=np.int64)
        for process in (self._complete(), self._draft(), self._end(), *(self._assent(seat) for seat in self._asked)):
            block.start(process)
        for seat in self._after:
            block.start(self._ratify(seat))
        self._lapse.ring_on_all(np.r_[block.lanes.deadlines, block.lanes.deadline])

    def end(self, lanes: Ints) -> None:
        """End the talks today in `lanes`, in which nothing is signed: this is their last day."""
        block, state = self._block, self._block.lanes
        state.open[lanes], state.pending[lanes], state.deadline[lanes] = False, -1, block.day
        if len(lanes):
            self._lapse.ring_on(block.day)

    def agree(self, lanes: Ints, packages: Ints) -> None:
        """Take up what the principals agreed, `packages` (n,) in `lanes`: await texts, ask third parties, or sign."""
        block, state = self._block, self._block.lanes
        if not len(lanes):
            return
        if len(block.worlds.drafting):
            unsigned = np.asarray(~self._needed_before[:, packages].any(axis=0))
            ready = written_on(block, lanes, packages, unsigned=unsigned, unsigned_until=self._unsigned_until)
            waits = ready > block.day
            state.pending[lanes[waits]], state.drafted[lanes[waits]] = packages[waits], ready[waits]
            block.note("drafting", "", lanes[waits], packages[waits], until=ready[waits].astype(float))
            self._drafted.ring_on_all(ready[waits])
            lanes, packages = lanes[~waits], packages[~waits]
        self._ask(lanes, packages)

    def sign(self, lanes: Ints, package: int) -> None:
        """Sign `package` (negative: an exclusion removes it) in `lanes`, as the record says."""
        if package < 0:
            return
        self.give_up(lanes)
        self._sign(lanes, np.full(len(lanes), package))

    def give_up(self, lanes: Ints) -> None:
        """Draft no more of what was agreed in `lanes`, and ask nobody about it."""
        state = self._block.lanes
        state.pending[lanes], state.drafted[lanes] = -1, NEVER
        for seat in self._asked:
            state.due[seat, lanes] = NEVER

    def assented(self, seat: int, package: int) -> None:
        """Let the third party assent to `package`, as the record says, where it is agreed on or signed."""
        block, state = self._block, self._block.lanes
        asked = self._unanswered(seat, package)
        for lanes, kind in ((asked[state.open[asked]], "assent"), (asked[~state.open[asked]], "ratified")):
            block.note(kind, block.seats[seat], lanes, np.full(len(lanes), package))
            state.due[seat, lanes] = NEVER
            (self._granted if kind == "assent" else self._has_ratified)(seat, lanes)

    def rejected(self, seat: int, package: int) -> None:
        """Let the third party refuse to ratify `package`, as the record says, where it is signed."""
        block, state = self._block, self._block.lanes
        asked = self._unanswered(seat, package)
        lanes = asked[~state.open[asked]]
        block.note("rejected", block.seats[seat], lanes, np.full(len(lanes), package))
        state.due[seat, lanes] = NEVER

    def _unanswered(self, seat: int, package: int) -> Ints:
        """Return the lanes in which a third party has yet to answer about `package`, agreed on or signed."""
        state = self._block.lanes
        if package < 0:
            return np.empty(0, dtype=np.int64)
        waits = (state.pending == package) & state.open & (state.drafted == NEVER) & (seat in self._asked)
        waits &= self._needed_before[seat, package] & (self._assented >> seat & 1 == 0)
        return np.flatnonzero(waits | ((state.signed == package) & (state.unratified >> seat & 1 == 1)))

    def _draft(self) -> Process:
        """Texts are ready: what was agreed goes to third parties, or is signed."""
        block, lanes = self._block, self._block.lanes
        while True:
            yield self._drafted.bell
            done = np.flatnonzero((lanes.drafted == block.day) & (lanes.pending >= 0) & (block.day <= lanes.deadline))
            lanes.drafted[done] = NEVER
            packages = lanes.pending[done]
            lanes.pending[done] = -1
            self._ask(done, packages)

    def _ask(self, lanes: Ints, packages: Ints) -> None:
        """Ask the third parties that `packages` (n,) need, or sign them."""
        block = self._block
        needed = self._needed_before[:, packages].any(axis=0)
        self._sign(lanes[~needed], packages[~needed])
        self._assented[lanes] = 0
        block.lanes.pending[lanes[needed]] = packages[needed]
        for seat in self._asked:
            asked = lanes[block.worlds.needs[seat, packages]]
            block.lanes.due[seat, asked] = due = answers_on(block, seat, asked, closed_until=self._closed_until)
            self._asked[seat].ring_on_all(due)

    def _assent(self, seat: int) -> Process:
        """Let a third party assent or refuse, by its own preferences; a refusal reopens the talks."""
        block, lanes = self._block, self._block.lanes
        while True:
            yield self._asked[seat].bell
            in_time = block.day <= lanes.deadline
            due = np.flatnonzero((lanes.due[seat] == block.day) & (lanes.pending >= 0) & in_time)
            lanes.due[seat, due] = NEVER
            for government, where in block.by_government(seat, due):
                here = due[where]
                yes = self._assents(seat, government, here)
                self._refused(seat, here[~yes])
                self._granted(seat, here[yes])

    def _assents(self, seat: int, government: int, lanes: Ints) -> NDArray[np.bool_]:
        """Return where (n,) a third party's government finds what the principals agreed no worse than no deal."""
        block, state = self._block, self._block.lanes
        packages, row, regime = state.pending[lanes], state.row[lanes], state.regime[lanes]
        worth = block.asked.of_packages(government, block.day, row, regime, packages[:, None])[:, 0]
        no_deal = block.asked.no_deal(government, block.day, row, regime)
        yes = worth >= no_deal - TIE
        if block.log is not None:
            numbers = worth_of(block.asked, government, day=block.day, row=row, regime=regime, packages=packages)
            numbers |= {"worth": worth, "demand": no_deal}
            for kind, some in (("assent", yes), ("veto", ~yes)):
                block.note(kind, block.seats[seat], lanes[some], packages[some], **numbers_at(numbers, some))
        return np.asarray(yes)

    def _granted(self, seat: int, lanes: Ints) -> None:
        block = self._block
        self._assented[lanes] |= 1 << seat
        needed = (self._needed_before[:, block.lanes.pending[lanes]] << np.arange(len(block.seats))[:, None]).sum(
            axis=0
        )
        complete = lanes[(self._assented[lanes] & needed) == needed]
        packages = block.lanes.pending[complete]
        block.lanes.pending[complete] = -1
        self._sign(complete, packages)

    def bar(self, seat: int, lanes: Ints, packages: Ints) -> None:
        """Take `packages` (n,), which a third party refuses in `seat`, off the table in `lanes`, unannounced."""
        state, third_parties = self._block.lanes, self._block.lanes.third_parties
        if third_parties is not None and len(lanes):
            state.refused[lanes] = third_parties.refuse(state.refused[lanes], state.government[seat, lanes], packages)
            state.renumber_circumstances(lanes)
            self._block.clear_barred(lanes)

    def _refused(self, seat: int, lanes: Ints) -> None:
        """Take what the third party refuses off the table, and let the talks go on."""
        packages = self._block.lanes.pending[lanes]
        self.give_up(lanes)
        self.bar(seat, lanes, packages)

    def _sign(self, lanes: Ints, packages: Ints) -> None:
        """Sign `packages` (n,) in `lanes` today; chance says how long their procedures take."""
        block, state = self._block, self._block.lanes
        lead = self._lead(lanes, packages, (block.worlds.lead_median, block.worlds.lead_spread))
        in_time = block.day + lead <= state.deadline[lanes]
        hurried = np.zeros(len(lanes), dtype=np.bool_)
        if block.worlds.hurried and not self._counts and not in_time.all():
            quick = self._hurried(lanes, packages, lead)
            hurried = ~in_time & (quick < lead)
            lead = np.where(hurried, quick, lead)
        state.open[lanes] = False
        state.signed[lanes] = packages
        state.signed_day[lanes] = block.day
        state.force_day[lanes] = block.day + lead
        block.note("agreed", "", lanes, packages, lead_days=lead.astype(float), hurried=hurried.astype(float))
        for seat in self._after:
            asked = lanes[block.worlds.needs[seat, packages]]
            state.unratified[asked] |= 1 << seat
            self._ask_to_ratify(seat, asked)
        state.in_force[lanes] = self._counts & (state.unratified[lanes] == 0)
        self._completed.ring_on_all(block.day + lead)

    def _lead(self, lanes: Ints, packages: Ints, span: Span) -> Ints:
        """Return how many days (n,) procedures of a median and spread (w or 1, p) take by the luck of `lanes`."""
        row = self._block.lanes.row[lanes] if len(span[0]) > 1 else np.zeros_like(lanes)
        return actual_lead(self._block.luck.draw("lead", lanes), *(each[row, packages] for each in span))

    def _hurried(self, lanes: Ints, packages: Ints, lead: Ints) -> Ints:
        """Return how many days (n,) they take with the same luck where they are hurried, if luck lets any seat."""
        block, found, below = self._block, lead.copy(), np.zeros(len(lanes))
        luck = block.luck.draw("hurry", lanes)
        for each in block.worlds.hurried:
            up_to = below + each.chance[block.lanes.row[lanes] if len(each.chance) > 1 else 0, 0]
            here = (below <= luck) & (luck < up_to)
            found[here] = self._lead(lanes[here], packages[here], each.lead)
            below = up_to
        return found

    def _ask_to_ratify(self, seat: int, lanes: Ints) -> None:
        """Ask a third party, who answers in its own time, to assent to what is signed in `lanes`."""
        block = self._block
        block.lanes.due[seat, lanes] = due = answers_on(block, seat, lanes, closed_until=self._closed_until)
        self._after[seat].ring_on_all(due)

    def _ask_again(self, seat: int, lanes: Ints) -> None:
        """Ask a new government in a third party's seat about what is signed and not ratified there."""
        if seat in self._after:
            self._ask_to_ratify(seat, lanes[self._block.lanes.unratified[lanes] >> seat & 1 == 1])

    def _ratify(self, seat: int) -> Process:
        """Let a third party ratify what is signed, or not, by its own preferences; a successor is asked again."""
        block, state = self._block, self._block.lanes
        while True:
            yield self._after[seat].bell
            due = (state.due[seat] == block.day) & (state.unratified >> seat & 1 == 1)
            due = np.flatnonzero(due if self._counts else due & (block.day <= state.deadline))
            state.due[seat, due] = NEVER
            for government, where in block.by_government(seat, due):
                self._ratifies(seat, government, due[where])

    def _ratifies(self, seat: int, government: int, lanes: Ints) -> None:
        """Take a third party's answer about what is signed in `lanes`; after the last assent it may be in force."""
        block, state = self._block, self._block.lanes
        row, regime, packages = state.row[lanes], state.regime[lanes], state.signed[lanes]
        worth, no_deal = np.empty(len(lanes)), block.asked.no_deal(government, block.day, row, regime)
        for package, here in each_number(packages):
            worth[here] = block.asked.in_time(government, block.day, row[here], regime[here], package)
        yes = worth >= no_deal - TIE
        for kind, some in (("ratified", yes), ("rejected", ~yes)):
            numbers = {"worth": worth[some], "demand": no_deal[some]}
            block.note(kind, block.seats[seat], lanes[some], packages[some], **numbers)
        self._has_ratified(seat, lanes[yes])

    def _has_ratified(self, seat: int, lanes: Ints) -> None:
        """Take a third party's assent to what is signed in `lanes`."""
        block, state = self._block, self._block.lanes
        state.unratified[lanes] &= ~(1 << seat)
        ratified = lanes[state.unratified[lanes] == 0]
        state.in_force[ratified] = self._counts
        late = ratified[state.force_day[ratified] <= block.day]
        state.force_day[late] = block.day
        self._completed.ring_on_all(state.force_day[late])

    def _complete(self) -> Process:
        """Procedures end: the agreement enters into force, once."""
        block, lanes = self._block, self._block.lanes
        before = np.zeros(len(lanes), dtype=np.bool_)  # of what is agreed and in force today each review may ring
        while True:
            yield self._completed.bell
            due = (lanes.force_day == block.day) & (lanes.unratified == 0)
            due &= ~before if self._counts else ~lanes.in_force & (block.day <= lanes.deadline)
            done = np.flatnonzero(due)
            lanes.in_force[done] = before[done] = True
            block.note("in force", "", done, lanes.signed[done])

    def _end(self) -> Process:
        """End the talks: what is not in force by the end of the deadline's day is too late."""
        block, lanes = self._block, self._block.lanes
        while True:
            yield self._lapse.bell
            over = lanes.deadline == block.day
            signed = lanes.signed >= 0 if self._counts else np.zeros(len(lanes), dtype=np.bool_)
            block.note("lapsed", "", np.flatnonzero(over & ~lanes.in_force & ~signed))
            lanes.open[over] = False


def reply_days(block: Block, seat: int, lanes: Ints) -> Ints:
    """Return the days (n,) until `seat` answers what came before it today: lognormal, rounded up."""
    days: Ints = replies(block, np.array([seat]), lanes)[0]
    return days


def answers_on(block: Block, seat: int, lanes: Ints, *, closed_until: int) -> Ints:
    """Return the day (n,) on which `seat`, asked today, answers in `lanes`: it has not by `closed_until`."""
    luck = block.luck.draw(f"reply/{block.seats[seat]}", lanes, block.day)
    waited = np.full(len(lanes), max(closed_until - block.day, 0))
    government, row = block.lanes.government[seat, lanes], block.lanes.row[lanes]
    return block.day + block.replies.outlasting(waited, luck, government, row)


def replies(block: Block, seats: Ints, lanes: Ints) -> Ints:
    """Return the days (x, n) until each of `seats` answers what came before it today."""
    luck = block.luck.draw_each([f"reply/{block.seats[seat]}" for seat in seats.tolist()], lanes, block.day)
    row = np.broadcast_to(block.lanes.row[lanes], luck.shape)
    days: Ints = block.replies.days(luck, block.lanes.government[seats[:, None], lanes], row)
    return days
