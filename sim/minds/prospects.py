"""What is still to shift points once an agreement is signed: how likely each such event is to come by the deadline.

See docs/model.md, "Time: the clock eats the ambitious deals first": an agreement that does not take effect leaves no
deal as it will be, not as it is on the day of the signature.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from sim.arrays import Floats
from sim.memory import AT_ONCE, Kept
from sim.minds.outlook import Hazard, Outlook, given_by
from sim.scenario.mattering import foreseen_shifts, with_causes
from sim.scenario.scenario import ScenarioModel
from sim.worlds.calendar import Calendar
from sim.worlds.worlds import Worlds

__all__ = ["NOTHING_AHEAD", "Prospects"]

NOTHING_AHEAD = -1
"""In place of a grid day: no event that is still to come shifts anything."""


@dataclass(frozen=True)
class Course:
    """The calendar ahead of a signature in one phase of the talks, given the unforeseen events that have happened.

    Events that need open talks do not come any more. Of events of unknown day that give one event new chances the
    order is taken from the calendar (ASSUMPTION: a play may have had another).

    Parameters
    ----------
    scenario : ScenarioModel
        The negotiation.
    calendar : Calendar
        Its calendar in day numbers.
    hidden : int
        Unforeseen events that have happened, as bits.
    phase : int
        The phase of the talks.
    shifting, bearing : tuple of str
        Foreseen events that shift something, and these with all on which they depend.
    """

    scenario: ScenarioModel
    calendar: Calendar
    hidden: int
    phase: int
    shifting: tuple[str, ...]
    bearing: frozenset[str]

    @cached_property
    def outlook(self) -> Outlook:
        """The grid of days, events that need open talks included."""
        return Outlook(self.scenario, self.calendar, self.hidden)

    @cached_property
    def days(self) -> list[int]:
        """Grid days t up to the deadline."""
        return [int(day) for day in self.outlook.days if day <= self.calendar.deadlines[self.phase]]

    @cached_property
    def states(self) -> list[int]:
        """States that differ by what bears on the shifts."""
        states = [0]
        for bit, name in enumerate(self.calendar.foreseen):
            states += [s | 1 << bit for s in states] if name in self.bearing else []
        return states

    @cached_property
    def decided(self) -> dict[int, list[str]]:
        """The unsure events that bear on the shifts, by the grid step on which they are decided, in order."""
        return {t: [name for name in names if name in self.bearing] for t, names in self.outlook.steps()}

    @cached_property
    def sure(self) -> dict[str, int]:
        """The events sure to come, if their conditions hold, that bear on the shifts, with the grid day of each."""
        names = self.bearing - {*self.calendar.foreseen, *self.calendar.unforeseen}
        return {name: self.outlook.cell(self.calendar.first[self.calendar.place(name)]) for name in names}

    def struck(self, t: int) -> float:
        """Return the chance that the deadline passes between grid day t and the next."""
        known = not self.calendar.is_open(self.phase)
        return 0.0 if known else self.calendar.strikes(self.days[t], self.days[t + 1], self.phase)

    @cached_property
    def turns(self) -> list[int]:
        """For each grid day the last one up to which nothing is decided, or `NOTHING_AHEAD`."""
        last_days = [self.calendar.last[place] for place in map(self.calendar.place, self.shifting)]
        ahead = max(last_days, default=0)
        found, sure = [NOTHING_AHEAD] * len(self.days), set(self.sure.values())
        for t in reversed(range(len(self.days) - 1)):
            if self.days[t] < ahead:
                changes = self.struck(t) > 0 or self.decided.get(t) or t + 1 in sure
                found[t] = t if changes or found[t + 1] == NOTHING_AHEAD else found[t + 1]
        return found

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The different grid days of `turns`, numbered."""
        return {turn: number for number, turn in enumerate(sorted({*self.turns} - {NOTHING_AHEAD}))}

    @cached_property
    def signed_on(self) -> list[tuple[int, int]]:
        """Grid days, from and to before, on which a signature leaves the same events that need open talks behind."""
        cells = {cell for name, cell in self.sure.items() if self.scenario.events[name].while_open}
        return list(pairwise(sorted({0, len(self.days), *(cell for cell in cells if 0 < cell < len(self.days))})))


class Prospects:
    """How likely shifts still ahead are to come by the deadline, as governments believe, in a batch of worlds.

    Parameters
    ----------
    worlds : Worlds
        The batch, w worlds.

    Attributes
    ----------
    shifting : tuple of int
        Places of events and moves that shift points or no-deal values.
    bits : tuple of int
        Places of these, and of unsure events on which a foreseen one of them depends: a regime says which of them
        have happened.
    """

    def __init__(self, worlds: Worlds) -> None:
        self._worlds, self._scenario, self._calendar = worlds, worlds.scenario, worlds.calendar
        self.shifting = tuple(sorted({*worlds.shift, *worlds.shift_no_deal}))
        events = self._scenario.events
        self._foreseen = foreseen_shifts(events, self._scenario.last_deadline)
        self._bearing = frozenset(with_causes(events, self._foreseen))
        unsure = {*self._calendar.foreseen, *self._calendar.unforeseen}
        self.bits = tuple(sorted({*self.shifting, *map(self._calendar.place, self._bearing & unsure)}))
        self._plain = sum(1 << bit for bit, place in enumerate(self.bits) if place in self.shifting)
        self._courses: dict[tuple[int, int], Course] = {}
        self._day, self._turns = -1, dict[int, int]()  # of today, by regime
        self._chances = Kept[tuple[int, bool, int, int], tuple[Floats, ...]](within=AT_ONCE // 4)

    def turn(self, day: int, regime: int) -> int:
        """Return the grid day that stands for `day`: all up to it see the same ahead; or `NOTHING_AHEAD`."""
        if not self._foreseen:
            return NOTHING_AHEAD
        if day != self._day:
            self._day, self._turns = day, {}
        if regime not in self._turns:
            self._turns[regime] = self.turn_in(day, self._hidden(regime), regime >> len(self.bits))
        return self._turns[regime]

    def turn_in(self, day: int, hidden: int, phase: int) -> int:
        """Return the same, given the unforeseen events that have happened, as bits, and the phase of the talks."""
        if not self._foreseen:
            return NOTHING_AHEAD
        course = self._course(self._known(hidden), phase)
        return course.turns[min(course.outlook.cell(day), len(course.turns) - 1)]

    def concern(self, governments: Collection[str], day: int) -> bool:
        """Tell whether an event that may still come after `day` shifts something of one of these governments."""
        bodies = [self._scenario.events[name] for name in self._foreseen if self._last(name) > day]
        return any({*body.shift, *body.shift_no_deal} & {*governments} for body in bodies)

    def _last(self, name: str) -> int:
        return self._calendar.last[self._calendar.place(name)]

    def plain(self, regime: int) -> int:
        """Return a regime with what has shifted something so far alone, no phase."""
        return regime & self._plain

    def ahead(self, g: int, regime: int, turn: int, *, imagined: bool) -> list[tuple[int, Floats]]:
        """Return the places of events still ahead that shift something of government `g`, with their chances.

        Parameters
        ----------
        g : int
            Number of the government.
        regime : int
            What has happened, as bits, and the phase.
        turn : int
            From `turn`.
        imagined : bool
            Whether as the government believes, (w, 1), or as others imagine it to, (w, m).
        """
        if turn == NOTHING_AHEAD:
            return []
        hidden, phase = self._hidden(regime), regime >> len(self.bits)
        course = self._course(hidden, phase)
        state = course.states.index(self._state(regime))
        name = self._worlds.governments[g]
        found, chances = [], None
        for k, event in enumerate(self._foreseen):
            place, body = self._calendar.place(event), self._scenario.events[event]
            come = regime >> self.bits.index(place) & 1 or self._last(event) <= course.days[turn]
            if not come and name in {*body.shift, *body.shift_no_deal}:
                if chances is None:
                    key = g, imagined, hidden, phase
                    solved = self._chances.get(key, lambda: self._solve(course, g, imagined, phase))
                    chances = solved[course.numbers[turn]]
                found.append((place, chances[k, state]))
        return found

    def _state(self, regime: int) -> int:
        """Return the state that a regime stands for: of foreseen events those that bear on the shifts."""
        happened = {self._calendar.name(place) for bit, place in enumerate(self.bits) if regime >> bit & 1}
        return sum(1 << bit for bit, name in enumerate(self._calendar.foreseen) if name in happened & self._bearing)

    def _hidden(self, regime: int) -> int:
        """Return the unforeseen events that a regime names, as bits, as far as they bear on the shifts."""
        happened = {self._calendar.name(place) for bit, place in enumerate(self.bits) if regime >> bit & 1}
        return self._known(sum(1 << bit for bit, name in enumerate(self._calendar.unforeseen) if name in happened))

    def _known(self, hidden: int) -> int:
        unforeseen = enumerate(self._calendar.unforeseen)
        return sum(1 << bit for bit, name in unforeseen if name in self._bearing and hidden >> bit & 1)

    def _course(self, hidden: int, phase: int) -> Course:
        if (hidden, phase) not in self._courses:
            self._courses[hidden, phase] = Course(
                self._scenario, self._calendar, hidden, phase, self._foreseen, self._bearing
            )
        return self._courses[hidden, phase]

    def _solve(self, course: Course, g: int, imagined: bool, phase: int) -> tuple[Floats, ...]:
        """Return for each number of `Course.numbers` the chances that shifts k will have happened at the deadline.

        They are (k, s, w, m or 1). From the last day back, P(s, t) = sum_s' Pr(s -> s') P(s', t'), and 1 or 0 at the
        end, or where chance ends the talks before t'.
        """
        found: dict[int, Floats] = {}
        for first, stop in course.signed_on:
            outlook = Outlook(self._scenario, self._calendar, course.hidden, signed=course.days[first])
            now = self._happened(course, outlook, course.days[-1])
            for t in reversed(range(first, len(course.days) - 1)):
                now = self._before(course, outlook, now, t, g=g, imagined=imagined, phase=phase)
                if t < stop and t in course.numbers:
                    found[t] = now
        return tuple(found[t] for t in course.numbers)

    def _happened(self, course: Course, outlook: Outlook, day: int) -> Floats:
        """Return which shifts k have happened by a day in states s, (k, s, 1, 1)."""
        done = [outlook.happened(s, day) for s in course.states]
        return np.array([[float(name in each) for each in done] for name in self._foreseen])[:, :, None, None]

    def _before(
        self, course: Course, outlook: Outlook, after: Floats, t: int, *, g: int, imagined: bool, phase: int
    ) -> Floats:
        """Return the chances (k, s, w, m) on grid day t, from those on the next."""
        place_of = {s: number for number, s in enumerate(course.states)}
        made = self._calendar.phases.made(self._calendar.phases.taken[phase])
        value = after
        for name in reversed(course.decided.get(t, [])):
            bit = 1 << self._calendar.foreseen.index(name)
            before = dict(enumerate(value.swapaxes(0, 1)))
            for s in course.states:
                turn = False if s & bit else outlook.turns(name, s, t)
                if turn is not False:
                    chance = self._chance(name, turn, g=g, imagined=imagined, made=made)
                    come, not_come = value[:, place_of[s | bit]], value[:, place_of[s]]
                    before[place_of[s]] = chance * come + (1 - chance) * not_come
            value = np.stack(np.broadcast_arrays(*before.values()), axis=1)
        if (struck := course.struck(t)) > 0:
            value = (1 - struck) * value + struck * self._happened(course, outlook, course.days[t])
        return value

    def _chance(
        self, name: str, turn: Hazard | str | None, *, g: int, imagined: bool, made: tuple[str, ...]
    ) -> Floats:
        """Return the chance (w, m or 1) that a government gives to an event on a step, or is imagined to give."""
        worlds, place = self._worlds, self._calendar.place(name)
        given = given_by(self._scenario, name, made)

        def belief(cause: str | None) -> Floats:
            if given or cause:
                return worlds.new_chance[self._calendar.place(given or cause or ""), place][:, None]
            return worlds.imagined[g].beliefs[:, :, place] if imagined else worlds.beliefs[g, :, place, None]

        return turn.chance(belief) if isinstance(turn, Hazard) else belief(turn)
