"""The calendar as governments foresee it: grid days, states, who will sit where, and the odds of getting there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats, Ints
from sim.scenario.event import Event
from sim.scenario.scenario import ScenarioModel
from sim.worlds.calendar import Calendar

__all__ = ["Hazard", "Outlook", "given_by"]


class Hazard(NamedTuple):
    """How an event of unknown day may come on some days ahead, given that it has not come so far.

    Of the days on which its conditions hold, equally likely each, as many lie ahead and behind for every `cause` that
    may have given it another chance (None: its own).
    """

    ahead: tuple[tuple[str | None, int], ...]
    behind: tuple[tuple[str | None, int], ...]
    days: int

    def chance(self, belief: Callable[[str | None], Floats]) -> Floats:
        """Return sum c f / (1 - sum c F), with c the belief, f and F the shares of days ahead and behind."""
        come = sum((belief(cause) * count for cause, count in self.ahead), np.zeros(1)) / self.days
        left = 1 - sum((belief(cause) * count for cause, count in self.behind), np.zeros(1)) / self.days
        # what is left is at least what may come, but for rounding
        return np.asarray(np.where(come > 0, come / np.maximum(np.maximum(left, come), _LEAST), 0.0))


_LEAST = 1e-300


@dataclass(frozen=True)
class Outlook:
    """What lies ahead, given what has happened so far that the state does not tell.

    A state s is the set of foreseen events, not sure to come or of unknown day, that have happened, as bits in the
    calendar's order. Dates decide what comes first, and on one day the calendar's order, wherever the scenario lists
    an event. Events that need open talks are expected to find them open.

    Where chance picks an event's day it may come between any two grid days of its span, and once it has come the
    state says so, whatever the day. What came first of events that have happened is remembered (`Calendar.past`); of
    those still ahead the middle day stands for the span. Who is asked after a break of contact of unknown day has it
    behind him; ahead, contact may be broken on a day with the chance that the break, if it came by then, still lasts.

    Parameters
    ----------
    scenario : ScenarioModel
        The negotiation.
    calendar : Calendar
        Its calendar in day numbers.
    hidden : int
        Unforeseen events that have happened and the order of others, as `Calendar.remembered` has them.
    since : int
        The first day that anybody asks about: what lay before it is left out.
    signed : int, optional
        The day on which the talks end in a signature: what needs open talks does not come after it.
    """

    scenario: ScenarioModel
    calendar: Calendar
    hidden: int = 0
    since: int = 0
    signed: int | None = None

    @cached_property
    def days(self) -> Ints:
        """Grid days t: steps of `grid_days` from the start, every day of an event that matters, the deadline.

        A break of contact adds its eve, the last day to agree before it, and the first day of contact after it; an
        event of unknown day the eve of its span and the last day of it; a possible deadline its day and the next, and
        so the day on which chance prolongs the talks or not; a move the first and the last day on which it can be
        made, and the first on which it no longer can.

        The day of an event nobody foresees is one only once it has happened: until then nobody knows of it. Days
        begin with the last of them up to the day `since`.
        """
        grid = np.array(self._grid)
        return grid[np.searchsorted(grid, self.since, side="right") - 1 :]

    @cached_property
    def _grid(self) -> list[int]:
        deadline, step = self.calendar.last_day, self.scenario.procedure.grid_days
        places = [place for place in range(len(self.calendar.events)) if self._reckoned_with(place)]
        days = {*range(0, deadline + 1, step), *self.calendar.deadlines}
        days |= {toss + more for toss in self.calendar.phases.tosses.values() for more in (0, 1)}
        days |= {look + more for look in self.calendar.last_looks for more in (0, 1)}
        for place in places:
            name = self.calendar.events[place]
            if self.is_open(name):
                days |= {self.calendar.first[place] - 1, self.calendar.last[place]}
                continue
            days.add(self._expected(place))
            if self._suspends(name):
                days |= {self._expected(place) - 1, self._contact_again(name)}
        for first, last in self.calendar.spans.values():
            days |= {first, last, last + 1}
        return sorted(day for day in days if 0 <= day <= deadline)

    @cached_property
    def _days(self) -> list[int]:
        return list(map(int, self.days))

    @property
    def states(self) -> int:
        """Number of states S."""
        return 1 << len(self.calendar.foreseen)

    def cell(self, day: int) -> int:
        """Return the place in the grid of the last grid day up to `day`."""
        return bisect_right(self._days, day) - 1

    def cell_of(self, days: Floats) -> Ints:
        """Return the places (n,) in the grid of the last grid days up to `days` (n,)."""
        return np.asarray(np.searchsorted(self.days, days, side="right") - 1)

    def _reckoned_with(self, place: int) -> bool:
        """Tell whether the day of an event that matters is reckoned with: it is foreseen, or known to have come."""
        name = self.calendar.events[place]
        known = name in self._surprises and not self.is_open(name)
        return self.calendar.matters[place] and (self.scenario.events[name].foreseen or known)

    @cached_property
    def _surprises(self) -> set[str]:
        return self.calendar.surprises(self.hidden)

    @cached_property
    def _past(self) -> list[str]:
        return self.calendar.past(self.hidden)

    @cached_property
    def _open(self) -> set[str]:
        """Events whose day chance picks."""
        calendar = self.calendar
        return {
            name
            for name, *span in zip(calendar.events, calendar.first, calendar.last, strict=True)
            if span[0] < span[1]
        }

    def is_open(self, name: str) -> bool:
        """Tell whether chance picks the day of an event."""
        return name in self._open

    def _span(self, name: str) -> tuple[int, int]:
        place = self.calendar.place(name)
        return self.calendar.first[place], self.calendar.last[place]

    def _expected(self, place: int) -> int:
        return (self.calendar.first[place] + self.calendar.last[place]) // 2

    def _contact_again(self, name: str) -> int:
        """Return the day on which the contact that an event of known day breaks off is possible again."""
        suspend = self.scenario.events[name].suspend
        return self._expected(self.calendar.place(name)) + (suspend.days if suspend else 0)

    def contact(self, state: int, day: int) -> float:
        """Return the chance that seats can meet on `day` in `state`: no event that has happened keeps them apart.

        A break of contact over an offensive offer is not foreseen.
        """
        breaks = [name for name in self.happened(state, day) if self._suspends(name)]
        chance = 1.0
        for name in breaks:
            chance *= self._together(name, day) if self.is_open(name) else float(self._contact_again(name) <= day)
        return chance

    def _together(self, name: str, day: int) -> float:
        """Return the chance that a break of unknown day, if it came by `day`, is over: it is for who looks back."""
        suspend, (first, last) = self.scenario.events[name].suspend, self._span(name)
        come = min(day, last) - first + 1
        if name in self._past or name in self._surprises or come <= 0 or suspend is None:
            return 1.0
        return max(0, min(day - suspend.days, last) - first + 1) / come

    def ended(self, state: int, day: int) -> bool:
        """Tell whether an event that ends the talks has happened by `day` in `state`."""
        return any(self.scenario.events[name].ends_talks for name in self.happened(state, day))

    def _suspends(self, name: str) -> bool:
        return self.scenario.events[name].suspend is not None

    @cached_property
    def _in_order(self) -> list[tuple[int, str]]:
        """Every event's expected day and name, in the order in which they come up."""
        days = ((self._expected(place), name) for place, name in enumerate(self.calendar.events))
        return sorted(days, key=lambda dated: dated[0])  # stable: on one day the calendar's order

    def happened(self, state: int, day: int) -> list[str]:
        """Return the events that have happened by `day` in `state`, in their order."""
        if (known := self._happened.get((state, day))) is None:
            done: list[str] = []
            for expected, name in self._in_order:
                if (expected <= day or self.is_open(name)) and self._happens(name, state, done):
                    done.append(name)
            known = self._happened[state, day] = self._as_they_came(done)
        return known

    @cached_property
    def _happened(self) -> dict[tuple[int, int], list[str]]:
        return {}

    def _as_they_came(self, done: list[str]) -> list[str]:
        """Return events with those of open order as they came, and those of them still to come after these."""
        places = [place for place, name in enumerate(done) if name in self.calendar.open_order]
        names = [done[place] for place in places]
        came = [name for name in self._past if name in names]
        ordered = list(done)
        for place, name in zip(places, [*came, *(name for name in names if name not in came)], strict=True):
            ordered[place] = name
        return ordered

    def before(self, name: str, state: int) -> list[str]:
        """Return the events that have happened in `state` before the event `name` is decided, in their order."""
        order = [event for _, event in self._in_order]
        earlier = {*order[: order.index(name)], *self._open} - {name}
        done = self.happened(state, self._expected(self.calendar.place(name)))
        return [event for event in done if event in earlier]

    def _happens(self, name: str, state: int, done: list[str]) -> bool:
        event = self.scenario.events[name]
        if not event.foreseen:
            return name in self._surprises
        if self._too_late(name) and name not in self._bits:
            return False
        bit = name in self._bits and bool(state >> self._bits[name] & 1)
        if self.is_open(name) or self._open & {*event.if_, *event.unless}:
            return bit  # its conditions held when it came
        return _allowed(event, done) and (bit or name not in self._bits)

    def _too_late(self, name: str) -> bool:
        """Tell whether an event needs open talks and comes up when an agreement is signed."""
        needs = self.signed is not None and self.scenario.events[name].while_open
        return needs and self._expected(self.calendar.place(name)) > (self.signed or 0)

    @cached_property
    def _bits(self) -> dict[str, int]:
        return {name: bit for bit, name in enumerate(self.calendar.foreseen)}

    def sitting(self, seat: str, state: int, day: int) -> str:
        """Return the government in `seat` on `day` in `state`: the last one installed."""
        government = self.scenario.seats[seat].government
        for name in self.happened(state, day):
            government = self.scenario.events[name].install.get(seat, government)
        return government

    def has_left(self, government: str, state: int, day: int) -> bool:
        """Tell whether a government has sat in a seat by `day` and sits in none now."""
        seats = self.scenario.seats
        if any(self.sitting(seat, state, day) == government for seat in seats):
            return False
        if any(self.is_open(name) and self.scenario.events[name].install for name in self.happened(state, day)):
            return government in self._seated(state, day)
        first = self._first_sitting(government, state)
        return first is not None and first < day

    def _seated(self, state: int, day: int) -> set[str]:
        """Return the governments that have been seated by `day`, whether or not a grid day has seen them."""
        installed = [self.scenario.events[name].install.values() for name in self.happened(state, day)]
        return {seat.government for seat in self.scenario.seats.values()}.union(*installed)

    def _first_sitting(self, government: str, state: int) -> int | None:
        """Return the first grid day on which a government sits; found once, as talks may have a thousand days."""
        if (government, state) not in self._first_sittings:
            sits = (
                t
                for t in self._grid
                if any(self.sitting(seat, state, t) == government for seat in self.scenario.seats)
            )
            self._first_sittings[government, state] = next(sits, None)
        return self._first_sittings[government, state]

    @cached_property
    def _first_sittings(self) -> dict[tuple[str, int], int | None]:
        return {}

    def reached(self) -> NDArray[np.bool_]:
        """Return where (s, t) a play may be in a state by the next grid day: none of its events is still ahead."""
        latest = np.r_[self.days[1:] - 1, self.days[-1]]
        first = [self.calendar.first[self.calendar.place(name)] for name in self.calendar.foreseen]
        since = [max((day for bit, day in enumerate(first) if s >> bit & 1), default=0) for s in range(self.states)]
        return np.asarray(np.array(since)[:, None] <= latest)

    def steps(self) -> list[tuple[int, list[str]]]:
        """Return the grid steps t -> t + 1 on which foreseen events are decided, with these: of unknown day first."""
        unknown: dict[int, list[str]] = {}
        known: dict[int, list[str]] = {}
        for name in self.calendar.foreseen:
            if self.is_open(name):
                first, last = self._span(name)
                for t in range(len(self.days) - 1):
                    if self.days[t] < last and first <= self.days[t + 1]:
                        unknown.setdefault(t, []).append(name)
            elif (cell := self.cell(self._expected(self.calendar.place(name)))) > 0:
                known.setdefault(cell - 1, []).append(name)
        return [(t, unknown.get(t, []) + known.get(t, [])) for t in sorted({*unknown, *known})]

    def turns(self, name: str, state: int, t: int) -> Hazard | str | Literal[False] | None:
        """Return what tells the chance that an event comes in `state` on the step from grid day t; False for none.

        That is a hazard where its day is unknown, and otherwise what has given it a new chance, if anything.
        """
        if self.signed is not None and self.scenario.events[name].while_open:
            return False
        if self.is_open(name):
            hazard = self.hazard(name, state, int(self.days[t]), int(self.days[t + 1]))
            return hazard if hazard.ahead else False
        return self.changed_by(name, state) if self.possible(name, state) else False

    def hazard(self, name: str, state: int, day: int, until: int) -> Hazard:
        """Return how an event of unknown day, which has not come by `day` in `state`, may come by the day `until`.

        Events of unknown day that it depends on, and that have happened, are taken to have done so just now.
        """
        first, last = self._span(name)
        counts: tuple[dict[str | None, int], ...] = {}, {}
        for begin, end in pairwise(self._stretches(name)):
            for count, (low, high), now in ((counts[0], (day + 1, until), True), (counts[1], (first, day), False)):
                if (days := min(end - 1, high, last) - max(begin, low) + 1) > 0:
                    done = self._before_on(name, state, begin, now=now)
                    if _allowed(self.scenario.events[name], done):
                        cause = self._changed(name, done)
                        count[cause] = count.get(cause, 0) + days
        ahead, behind = (tuple(count.items()) for count in counts)
        return Hazard(ahead, behind, last - first + 1)

    def _stretches(self, name: str) -> list[int]:
        """Return the days of an event's span, and the day after it, from which on others may have come before it."""
        (first, last), place = self._span(name), self.calendar.place(name)
        known = [(other, *self._span(other)) for other in self.calendar.events if not self.is_open(other)]
        days = {at + (self.calendar.place(other) > place) for other, at, _ in known}
        return [first, *sorted(day for day in days if first < day <= last), last + 1]

    def _before_on(self, name: str, state: int, day: int, *, now: bool) -> list[str]:
        """Return what has happened when the event `name` comes up on `day`; of unknown day, only if that is `now`."""
        place = self.calendar.place(name)

        def earlier(other: str) -> bool:
            if self.is_open(other):
                return other != name and now
            return (self._span(other)[0], self.calendar.place(other)) < (day, place)

        return [other for other in self.happened(state, day) if earlier(other)]

    def possible(self, name: str, state: int) -> bool:
        """Tell whether the conditions of a foreseen event of known day hold in `state` when it is decided."""
        return _allowed(self.scenario.events[name], self.before(name, state))

    def changed_by(self, name: str, state: int) -> str | None:
        """Return the last event before `name` that has given it a new chance in `state`, if any."""
        return self._changed(name, self.before(name, state))

    def _changed(self, name: str, done: list[str]) -> str | None:
        causes = [cause for cause in done if name in self.scenario.events[cause].chances]
        return causes[-1] if causes else None


def _allowed(event: Event, done: list[str]) -> bool:
    """Tell whether the events that an event needs are done, and none that rule it out."""
    return set(event.if_) <= set(done) and not set(event.unless) & set(done)


def given_by(scenario: ScenarioModel, event: str, made: Sequence[str]) -> str | None:
    """Return the last move, in the scenario's order, that gives an event a new chance, of those made."""
    return next((name for name in reversed(made) if event in scenario.moves[name].chances), None)
