"""The prologue of a play as of a date: what the record says happened is fixed, and only then does the play begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np

from sim.arrays import Ints
from sim.engine.block import Block
from sim.engine.days import Alarm, Phase, Process
from sim.engine.procedure import Procedure
from sim.engine.review_schedule import ReviewSchedule
from sim.engine.seat import Seat
from sim.engine.waiting import Waiting
from sim.scenario.bargain import Name, Package
from sim.scenario.event import RecordEntry
from sim.scenario.scenario import ScenarioModel

__all__ = ["History", "PastMove", "Prologue", "Result", "begin_reviews", "read_history"]


class Result(NamedTuple):
    """Whether an event happened, the day (since the start) on which that was known, and its place in the record."""

    day: int
    happened: bool
    place: int = -1


class PastMove(NamedTuple):
    """What happened at a table that was played.

    Attributes
    ----------
    kind : str
        offer, withdraw, refuse, accept or make, of the seat's; assent, veto, more time and no more time, of a
        third party's; suspend and prolonged.
    who : str
        The seat, or which prolongation.
    package : int
        What it is about; -1 for none.
    days : int
        Days without contact, of a break.
    name : str
        Which of the scenario's moves is made.
    """

    kind: str
    who: str
    package: int = -1
    days: int = 0
    name: str = ""


@dataclass(frozen=True)
class History:
    """What is fixed: the record up to the day `last`, that day included.

    Parameters
    ----------
    last : int
        The as-of day, in days since the start.
    moves : dict of int to tuple of RecordEntry
        What seats did, by day, in the record's order. What is dated before the start is done on day 0.
    results : dict of str to Result
        Events whose result was known by then.
    played : dict of int to tuple of PastMove
        What happened at a table by day, in order, where it is a play that is fixed and not the record.
    places : dict of int to tuple of int
        The places of `moves` in the record; -1 for what was done before the start.
    day_is_over : bool
        Whether nobody else does anything on the day `last`.
    """

    last: int
    moves: Mapping[int, tuple[RecordEntry, ...]]
    results: Mapping[str, Result]
    played: Mapping[int, tuple[PastMove, ...]] = field(default_factory=dict)
    places: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    day_is_over: bool = True


def read_history(scenario: ScenarioModel, as_of: date) -> History:
    """Return what the record says happened up to and including the day `as_of`; later entries are not looked at."""
    moves: dict[int, tuple[RecordEntry, ...]] = {}
    results: dict[str, Result] = {}
    places: dict[int, tuple[int, ...]] = {}
    known = [(place, entry) for place, entry in enumerate(scenario.record) if entry.day <= as_of]
    for place, entry in sorted(known, key=lambda each: each[1].day):  # stable: the record's order within a day
        day = max((entry.day - scenario.start).days, 0)
        if entry.event is not None:
            results[entry.event] = Result(day, bool(entry.happened), place)
        else:
            moves[day] = (*moves.get(day, ()), entry)
            places[day] = (*places.get(day, ()), place if entry.day >= scenario.start else -1)
    return History((as_of - scenario.start).days, moves, results, places=places)


class Prologue:
    """The process that does what the record says, after each day's events, and then lets the reviews begin.

    Until the end of the as-of day nobody reviews the table of its own accord; minds hear of recorded offers and
    refusals and learn from them as from those of a play.

    Parameters
    ----------
    block : Block
        The lanes.
    schedule : ReviewSchedule
        Diaries of the principals; closed until the as-of day is over.
    seats : list of Seat
        The principals' seats.
    procedure : Procedure
        What follows an agreement.
    history : History
        What is fixed.

    Notes
    -----
    A package that is tabled again while it still lies there, or withdrawn or refused when it does not, changes
    nothing, and nothing is done once talks are over. A recorded refusal is of one package: it says nothing of others
    that lie beside it.
    """

    def __init__(
        self, block: Block, schedule: ReviewSchedule, seats: list[Seat], procedure: Procedure, history: History
    ) -> None:
        self._block, self._schedule, self._seats, self._history = block, schedule, seats, history
        self._procedure = procedure
        self._everyone = np.arange(len(block.lanes))
        schedule.closed = True
        self._waiting = block.waiting = Waiting(len(block.principals), len(block.lanes))
        # after all events of the day, however many the scenario has
        self._alarm = Alarm(block.env, Phase.CALENDAR, len(block.calendar.events))
        every_day = block.likelihood is not None and block.likelihood.every_day
        for day in {*history.moves, *history.played, *range(every_day * history.last), history.last}:
            self._alarm.ring_on(day)
        block.start(self._run())

    def _run(self) -> Process:
        while True:
            yield self._alarm.bell
            self._weigh()
            day = self._block.day
            for place, entry in zip(self._places(day), self._history.moves.get(day, ()), strict=True):
                self._do(entry, place)
            for move in self._history.played.get(self._block.day, ()):
                self._do_again(move)
            if self._block.day == self._history.last:
                self._begin()

    def _weigh(self) -> None:
        """Take in how likely what is done today is, where worlds are weighed by it."""
        day, likelihood = self._block.day, self._block.likelihood
        if likelihood is not None and (likelihood.every_day or day in self._history.moves):
            entries = zip(self._places(day), self._history.moves.get(day, ()), strict=True)
            likelihood.weigh([(place, entry) for place, entry in entries if place >= 0])

    def _places(self, day: int) -> tuple[int, ...]:
        """Return the places in the record of what seats do on a day; -1 for what was done before the start."""
        return self._history.places.get(day, ())

    def _do(self, entry: RecordEntry, place: int) -> None:
        talking = self._everyone[self._block.lanes.open]
        if (more := entry.prolongs or entry.declines) is not None:
            self._say_of_time(entry, self._seats[0].prolonging.next_is(more, talking), place)
            return
        if entry.signs is not None:
            self._procedure.sign(talking, self._position(entry.signs))
            return
        if entry.seat is None:
            raise RuntimeError("a move without a seat")
        if entry.vetoes is not None:
            self._veto(entry.seat, talking, self._position(entry.vetoes))
            return
        if entry.assents is not None:
            self._procedure.assented(self._block.seats.index(entry.seat), self._position(entry.assents))
            return
        x = self._block.principals.index(self._block.seats.index(entry.seat))
        if entry.tables is not None:
            self._seats[x].put(talking, self._position(entry.tables))
        elif entry.withdraws is not None:
            self._seats[x].take(talking, self._position(entry.withdraws))
        elif entry.makes is not None:
            self._seats[x].moving.make(entry.makes, talking)
        elif entry.refuses is not None:
            self._seats[x].refuse(talking, self._position(entry.refuses))
        elif entry.accepts is not None and (package := self._position(entry.accepts)) >= 0:
            self._seats[x].agree_to(talking[self._block.lanes.pending[talking] < 0], package)

    def _say_of_time(self, entry: RecordEntry, lanes: Ints, place: int) -> None:
        """Prolong the talks in `lanes`, or let a seat say whether it is for that; `place` is the entry's."""
        block, prolonging = self._block, self._seats[0].prolonging
        if entry.seat is None:
            prolonging.prolong(lanes)
            return
        seat, agrees = block.seats.index(entry.seat), entry.prolongs is not None
        if seat in block.principals:
            if prolonging.assenting is not None and not agrees:
                prolonging.assenting.stop(lanes)
            block.note("consent", entry.seat, lanes if agrees else lanes[:0])
            own = self._seats[block.principals.index(seat)].prolonging
            own.answer(lanes, np.full(len(lanes), agrees))
        elif prolonging.assenting is not None and len(lanes):
            prolonging.assenting.on_record(seat, lanes, agrees=agrees, place=place)

    def _veto(self, seat: str, lanes: Ints, package: int) -> None:
        """Let a third party's government refuse `package` (negative: an exclusion removes it) in `lanes`."""
        block, place = self._block, self._block.seats.index(seat)
        if package < 0 or not block.worlds.needs[place, package]:
            return
        block.note("veto", seat, lanes, np.full(len(lanes), package))
        self._bar(seat, lanes, package)
        self._procedure.rejected(place, package)

    def _bar(self, seat: str, lanes: Ints, package: int) -> None:
        """Take off the table in `lanes` a package that a third party has refused."""
        block = self._block
        self._procedure.give_up(lanes[block.lanes.pending[lanes] == package])
        self._procedure.bar(block.seats.index(seat), lanes, np.full(len(lanes), package))

    def _do_again(self, move: PastMove) -> None:
        """Let happen what happened at a table, in the lanes where talks are still open."""
        block = self._block
        lanes = self._everyone[block.lanes.open]
        if move.kind == "prolonged":
            self._seats[0].prolonging.prolong(lanes)
        elif move.kind == "suspend":
            block.lanes.suspend(lanes, block.day, move.days)
        elif move.kind == "veto":
            self._bar(move.who, lanes, move.package)
        elif move.kind == "assent":
            self._procedure.assented(block.seats.index(move.who), move.package)
        elif move.kind in ("more time", "no more time"):
            self._answer_about_time(block.seats.index(move.who), lanes, agrees=move.kind == "more time")
        else:
            seat = self._seats[block.principals.index(block.seats.index(move.who))]
            if move.kind == "make":
                seat.moving.make(move.name, lanes)
                return
            does = {"offer": seat.put, "withdraw": seat.take, "refuse": seat.refuse, "accept": seat.agree_to}
            does[move.kind](lanes, move.package)

    def _answer_about_time(self, seat: int, lanes: Ints, *, agrees: bool) -> None:
        """Let a third party assent to more time in `lanes`, or refuse it, as it did at a table."""
        assenting = self._seats[0].prolonging.assenting
        if assenting is None:
            return
        if agrees:
            assenting.more_time.refuse(seat, lanes, allows=True)
            assenting.assents(seat, lanes)
        else:
            assenting.refuse(seat, lanes)

    def _position(self, named: Name | Package) -> int:
        """Return the number of a package; -2, which lies on no table, where an exclusion removes it."""
        position = self._block.packages.index(named)
        return -2 if position is None else position

    def _begin(self) -> None:
        """Open the schedule: first reviews as at a start, and answers to what stands unanswered, from tomorrow on."""
        block, table, waiting, tomorrow = self._block, self._block.table, self._waiting, self._block.day + 1
        self._schedule.closed = False
        if block.likelihood is not None:
            for name, result in self._history.results.items():
                if block.calendar.first[place := block.calendar.place(name)] > block.day:  # known beforehand
                    block.likelihood.event(result.place, result.happened, block.worlds.chance[:, place])
            block.explained = block.likelihood.settle()
            block.likelihood = None
        for x, seat in enumerate(block.principals):
            for government, where in block.by_government(seat, self._everyone):
                block.tactic(x, government).history_ends(self._everyone[where], block.day)
        begin_reviews(block, self._schedule, tomorrow)
        for x in range(len(block.principals)):
            waits = [table.unanswered(y, x, self._everyone).any(axis=1) for y in range(len(block.principals))]
            lanes = np.flatnonzero(np.any(waits, axis=0))
            if len(lanes):
                days = _answers(block, waiting, x, lanes)
                self._schedule.answer(x, lanes, earliest=tomorrow, days=days)
        block.waiting = None


def _answers(block: Block, waiting: Waiting, x: int, lanes: Ints) -> Ints:
    """Return the day (n,) on which principal `x` answers in `lanes`, where something lies unanswered.

    Notes
    -----
    Each offer, from its day or the government's first in office, whichever is later, is answered after a delay like
    any other; given that it has lasted t days so far what is left of it is that of the rest of its distribution
    (`sim.engine.replies.Replies.outlasting`). Its luck has the address it has in a play. Of several offers the first
    answer counts, as it is to all.
    """
    seat, first = block.principals[x], np.full(len(lanes), np.iinfo(np.int64).max)
    for y in range(len(block.principals)):
        unanswered, packages = block.table.unanswered(y, x, lanes), block.table.offers(y, lanes)
        for slot in range(unanswered.shape[1] if y != x else 0):
            for package in np.unique(packages[unanswered[:, slot], slot]).tolist():
                here = np.flatnonzero(unanswered[:, slot] & (packages[:, slot] == package))
                some = lanes[here]
                began = waiting.since((y, package), x, some)
                luck = block.luck.draw(f"reply/{block.seats[seat]}", some, began)
                government, row = block.lanes.government[seat, some], block.lanes.row[some]
                delay = block.replies.outlasting(block.day - began, luck, government, row)
                first[here] = np.minimum(first[here], began + delay)
    return first


def begin_reviews(block: Block, schedule: ReviewSchedule, first: int) -> None:
    """Set each principal's first review of its own: from the day `first`, within its interval."""
    for x, seat in enumerate(block.principals):
        everyone = np.arange(len(block.lanes))
        for government, where in block.by_government(seat, everyone):
            lanes = everyone[where]
            interval = block.scenario.governments[block.worlds.governments[government]].review_days
            luck = block.luck.draw(f"first_review/{block.seats[seat]}", lanes)
            days = first + (luck * interval).astype(np.int64)
            schedule.rest(x, lanes, days)
            schedule.wake(x, block.tactic(x, government), lanes, earliest=first)
