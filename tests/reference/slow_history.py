"""What the record says by the end of the as-of day: done after each day's events, before anyone reviews anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sim.scenario.event import RecordEntry

if TYPE_CHECKING:
    from tests.reference.slow_play import Play


class History:
    """The recorded moves and results, and the process that makes the moves."""

    def __init__(self, play: Play, as_of: date) -> None:
        self.play = play
        scenario = play.world.scenario
        self.last = (as_of - scenario.start).days
        self.going_on = True
        self.moves: dict[int, list[RecordEntry]] = {self.last: []}
        self.results: dict[str, tuple[int, bool]] = {}
        for entry in sorted(scenario.record, key=lambda entry: entry.day):
            day = max(0, (entry.day - scenario.start).days)
            if entry.day > as_of:
                continue
            if entry.event is not None:
                self.results[entry.event] = day, bool(entry.happened)
            else:
                self.moves.setdefault(day, []).append(entry)
        for day in self.moves:
            play.env.process(self._day(day))

    def _day(self, day: int) -> Iterator[Any]:
        from tests.reference.slow_play import CALENDAR

        yield self.play.at(day, CALENDAR, len(self.play.happened))
        for entry in self.moves[day]:
            self._do(entry)
        if day == self.last:
            self._open_talks()

    def _do(self, entry: RecordEntry) -> None:
        play, seat = self.play, str(entry.seat)
        if entry.assents is not None or entry.vetoes is not None:
            self._answer_signed(
                seat, play.world.package(entry.assents or entry.vetoes or {}), entry.assents is not None
            )
        if not play.procedure.open:
            return
        if entry.makes is not None:
            if (entry.makes, seat) not in play.taken:
                play.take_step((entry.makes, seat))
            return
        if (name := entry.prolongs or entry.declines) is not None:
            self._prolong(name, entry)
            return
        named = [entry.tables, entry.withdraws, entry.refuses, entry.accepts, entry.vetoes]
        named += [entry.assents, entry.signs]
        package = play.world.package(next(each for each in named if each is not None))
        if package is None:
            return
        if entry.vetoes is not None:
            self._veto(seat, package)
            return
        if entry.assents is not None:
            if play.procedure.pending == package:
                play.procedure.assent_now(seat)
            return
        if entry.signs is not None:
            play.procedure.pending = None
            play.procedure.sign(package)
            return
        if entry.accepts is not None:
            if play.procedure.open and play.procedure.pending is None:
                play.seats[seat].accept(package)
            return
        if entry.tables is not None and not play.holds(seat, package) and not play.barred(package):
            play.put(seat, package)
            play.offers[seat] += 1
            play.announce(seat, package)
        elif entry.withdraws is not None:
            play.take(seat, package)
        elif entry.refuses is not None:
            refuse_one(play, seat, package)

    def _answer_signed(self, seat: str, package: int | None, assents: bool) -> None:
        """What a third party says of what is signed and awaits it."""
        end = self.play.procedure
        if end.open or end.package is None or end.package != package or seat not in end.to_ratify:
            return
        if assents:
            end.ratify_now(seat)
        else:
            self.play.note("rejected", seat, package)
            end.to_ratify[seat] = -1

    def _prolong(self, name: str, entry: RecordEntry) -> None:
        """Prolong the talks, or say whether a seat is for it, if that prolongation is the next."""
        play = self.play
        used = play.used
        if not play.procedure.open or used == len(play.world.prolonging) or play.world.prolonging[used][0] != name:
            return
        if play.world.deadline_in((used + 1, play.taken, frozenset(), ())) <= play.deadline:
            return
        if entry.seat is None:
            play.prolong(play.world.principals[0])
        elif entry.seat in play.world.principals:
            if entry.prolongs:
                play.note("consent", entry.seat)
            if entry.declines:
                play.asking = None
            if play.asking is None:
                (play.consents.add if entry.prolongs else play.consents.discard)(entry.seat)
                play.seats[entry.seat].answer_prolonging(bool(entry.prolongs), True)
        else:
            self._answer_about_time(entry.seat, bool(entry.prolongs))

    def _answer_about_time(self, seat: str, agrees: bool) -> None:
        play = self.play
        alone = seat in play.world.granting(play.used)
        kinds = ("time granted", "time withheld") if alone else ("more time", "no more time")
        play.note(kinds[not agrees], seat)
        refusal = play.sitting[seat], -1 - play.used
        if agrees:
            play.refused -= {refusal}
            play.allow_time(seat)
        else:
            play.refused |= {refusal}
            play.no_more_time()

    def _veto(self, seat: str, package: int) -> None:
        """A third party's refusal, of a package that needs it."""
        play = self.play
        if not play.procedure.open or package not in play.world.needs[seat]:
            return
        play.note("veto", seat, package)
        if play.procedure.pending == package:
            play.procedure.pending = None
        play.refused |= {(play.sitting[seat], package)}
        for principal in play.seats:
            play.clear(principal, {package})

    def _open_talks(self) -> None:
        """From tomorrow on seats review the table: at first as at a start, and to answer what stands unanswered."""
        play = self.play
        self.going_on = False
        tomorrow = play.day + 1
        for tactic in play.tactics.values():
            tactic.history_ends()
        for seat in play.seats.values():
            seat.first_review(tomorrow)
        for name, seat in play.seats.items():
            waiting = [
                offer.day
                for other in play.others(name)
                for offer in play.standing(other)
                if name not in offer.answered
            ]
            if waiting:
                answers = [play.reply_after_silence(name, max(day, seat.in_office)) for day in waiting]
                seat.answer(earliest=tomorrow, reply=min(answers))


def refuse_one(play: Play, seat: str, package: int) -> None:
    """A refusal of one package, wherever it lies unanswered."""
    for other in play.others(seat):
        new = [o for o in play.standing(other) if o.package == package and seat not in o.answered]
        if new:
            for offer in new:
                offer.answered.add(seat)
            play.refusals[seat] += 1
            play.note("refuse", seat, package)
            play.tactics[other].hears_refusal(seat, [package])
