"""The calendar: each event is a process that sleeps until its day, asks conditions and chance, and takes effect."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import ceil
from typing import TYPE_CHECKING, Any

from tests.reference.slow_world import Phase

if TYPE_CHECKING:
    from tests.reference.slow_play import Play


class Calendar:
    """All events of one play."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.chance = dict(play.world.chance)
        for name in play.world.scenario.events:
            play.env.process(self._event(name))
        self.movers: dict[int, set[str]] = {}
        for name, move in play.world.scenario.moves.items():
            for day in set(play.world.move_days[name]) - {0}:
                self.movers.setdefault(day, set()).update(move.seats)
        for day in self._last_days() | set(self.movers):
            play.env.process(self._last_look(day))

    def _day(self, name: str) -> int:
        """The event's day: given, or any of several with equal chance, or as the record says."""
        play = self.play
        first, last = play.world.first_day[name], play.world.last_day[name]
        if first == last:
            return first
        if play.history and name in play.history.results:
            return min(max(play.history.results[name][0], first), last)
        return min(first + int(play.luck.draw(f"date/{name}") * (last - first + 1)), last)

    def _last_days(self) -> set[int]:
        """Days after which it is known to be too late: eves of breaks, and the last on which to sign."""
        world = self.play.world
        events = world.scenario.events
        known = [name for name in events if events[name].foreseen and world.first_day[name] == world.last_day[name]]
        self._eves = {world.first_day[name] - 1 for name in known if world.break_days(name)}
        return {day for day in self._eves if day >= 0} | {
            day for phase in self._phases() for day in self._latest(phase)
        }

    def _phases(self) -> list[Phase]:
        """All that may come of prolongations and moves."""
        steps = self.play.world.steps
        sets = [frozenset(some) for n in range(len(steps) + 1) for some in combinations(steps, n)]
        return [(used, taken, frozenset(), ()) for used in range(len(self.play.world.deadlines)) for taken in sets]

    def _latest(self, phase: Phase) -> set[int]:
        """The last days from which packages are in force in time for certain, after some prolongations and moves."""
        world = self.play.world
        last = [world.deadline_in(phase)] if phase[0] or len(world.possible) == 1 else world.looks
        latest = {
            (end, end - ceil(days))
            for end in last
            for p in range(len(world.packages))
            for days, spread in world.paths(p)
            if spread == 0
        }
        if third := world.assenting(phase[0]):
            usual = max(world.reply[world.scenario.seats[seat].government][0] for seat in third)
            latest |= {(end, end - ceil(usual)) for end in last}
        return {day for end, day in latest if 0 <= day < end}

    def _last_look(self, day: int) -> Iterator[Any]:
        from tests.reference.slow_play import CALENDAR

        yield self.play.at(day, CALENDAR, len(self.play.happened))
        known = day in self._eves | self._latest(self.play.phase)
        for seat in self.play.seats:
            if known or seat in self.movers.get(day, ()):
                self._call(seat)

    def _event(self, name: str) -> Iterator[Any]:
        from tests.reference.slow_play import CALENDAR

        play, event = self.play, self.play.world.scenario.events[name]
        yield play.at(self._day(name), CALENDAR, list(play.happened).index(name))
        if play.day > play.deadline:
            return  # the talks are over
        if self._happens(name):
            play.happened[name] = 1
            play.note("event", name)
            if name in play.world.open_order:
                play.past.append(name)
            again = {*event.shift, *event.shift_no_deal}  # they are asked again
            play.refused = frozenset((g, p) for g, p in play.refused if g not in again)
            self._take_effect(name)
        else:
            play.happened[name] = -1
            if event.chance != 1.0:
                play.note("no event", name)
        unseen = name in play.world.open_days and play.happened[name] == -1
        if name in play.world.foreseen and not unseen:  # its result is news to every principal
            for seat in play.seats:
                self._call(seat)

    def _happens(self, name: str) -> bool:
        play, event = self.play, self.play.world.scenario.events[name]
        if play.history and name in play.history.results:
            return play.history.results[name][1]
        if not all(play.happened[cause] == 1 for cause in event.if_):
            return False
        if any(play.happened[cause] == 1 for cause in event.unless):
            return False
        if event.while_open and not play.procedure.open:
            return False
        given = play.world.given_chance(name, play.made)
        return play.luck.draw(f"event/{name}") < (self.chance[name] if given is None else given)

    def _take_effect(self, name: str) -> None:
        """Governments first, then offers withdrawn and tabled, then the break of contact; reviews last."""
        play, event = self.play, self.play.world.scenario.events[name]
        for other in event.chances:
            self.chance[other] = play.world.new_chance[name, other]
        if play.procedure.open:
            play.price(name)
        for seat, government in event.install.items():
            play.seat_government(seat, government)
        for seat, packages in event.withdraws.items():
            for named in packages:
                if play.procedure.open and (package := play.world.package(named)) is not None:
                    play.take(seat, package)
        for seat, packages in event.tables.items():
            for named in packages:
                package = play.world.package(named)
                if package is None or not play.procedure.open or play.barred(package):
                    continue
                if not play.holds(seat, package):
                    play.put(seat, package)
                    play.offers[seat] += 1
                    play.announce(seat, package)
        if event.suspend is not None:
            play.suspend(name, event.suspend.days)
        if event.ends_talks and play.procedure.open:
            play.end_talks()
        for seat in play.seats:
            if seat in event.talks or play.sitting[seat] in {*event.shift, *event.shift_no_deal, *event.cost_per_day}:
                self._call(seat)

    def _call(self, seat: str) -> None:
        """Have a seat review the table today, if there is contact."""
        if self.play.procedure.open and self.play.suspended_until <= self.play.day:
            self.play.seats[seat].call(self.play.day)
