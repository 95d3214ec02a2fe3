"""The calendar as governments foresee it: grid days, states, who will sit where, and the odds of getting there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Ints
from sim.scenario.event import Event
from sim.scenario.scenario import ScenarioModel
from sim.worlds.calendar import Calendar

__all__ = ["Outlook"]


@dataclass(frozen=True)
class Outlook:
    """What lies ahead, given the events nobody foresaw that have happened so far.

    A state s is the set of foreseen chance events that have happened, as bits in the calendar's order. Events whose
    day chance picks are expected on the middle day; events that need open talks are expected to find them open. What
    comes first is told by these days, and on one day by the calendar's order, wherever the scenario lists an event.
    So an event tells in the game from its expected day on, even where chance brought it sooner, and one that is not
    decided by that day is taken not to happen until it does.

    Parameters
    ----------
    scenario : ScenarioModel
        The negotiation.
    calendar : Calendar
        Its calendar in day numbers.
    hidden : int
        Unforeseen events that have happened, as bits in the calendar's order.
    since : int
        The first day that anybody asks about: what lay before it is left out.
    """

    scenario: ScenarioModel
    calendar: Calendar
    hidden: int = 0
    since: int = 0

    @cached_property
    def days(self) -> Ints:
        """Grid days t: steps of `grid_days` from the start, every day of an event that matters, the deadline.

        A break of contact adds its eve, the last day to agree before it, and the first day of contact after it.

        The day of an event nobody foresees is one only once it has happened: until then nobody knows of it. Days
        begin with the last of them up to the day `since`.
        """
        grid = np.array(self._grid)
        return grid[np.searchsorted(grid, self.since, side="right") - 1 :]

    @cached_property
    def _grid(self) -> list[int]:
        deadline, step = self.calendar.deadlines[-1], self.scenario.procedure.grid_days
        places = [place for place in range(len(self.calendar.events)) if self._reckoned_with(place)]
        days = {*range(0, deadline + 1, step), *map(self._expected, places), *self.calendar.deadlines}
        for place in places:
            if self._suspends(name := self.calendar.events[place]):
                days |= {self._expected(place) - 1, self._contact_again(name)}
        return sorted(day for day in days if 0 <= day <= deadline)

    @property
    def states(self) -> int:
        """Number of states S."""
        return 1 << len(self.calendar.foreseen)

    def cell(self, day: int) -> int:
        """Return the place in the grid of the last grid day up to `day`."""
        return int(np.searchsorted(self.days, day, side="right")) - 1

    def _reckoned_with(self, place: int) -> bool:
        """Tell whether an event matters and is foreseen, or has happened."""
        foreseen = self.scenario.events[self.calendar.events[place]].foreseen
        return self.calendar.matters[place] and (foreseen or bool(self.hidden >> place & 1))

    def _expected(self, place: int) -> int:
        return (self.calendar.first[place] + self.calendar.last[place]) // 2

    def _contact_again(self, name: str) -> int:
        """Return the day on which the contact that an event breaks off is possible again."""
        suspend = self.scenario.events[name].suspend
        return self._expected(self.calendar.place(name)) + (suspend.days if suspend else 0)

    def in_contact(self, state: int, day: int) -> bool:
        """Tell whether seats can meet on `day` in `state`: no event that has happened still keeps them apart.

        A break of contact over an offensive offer is not foreseen.
        """
        return all(self._contact_again(name) <= day for name in self.happened(state, day) if self._suspends(name))

    def _suspends(self, name: str) -> bool:
        return self.scenario.events[name].suspend is not None

    @cached_property
    def _in_order(self) -> list[tuple[int, str]]:
        """Every event's expected day and name, in the order in which they come up."""
        days = ((self._expected(place), name) for place, name in enumerate(self.calendar.events))
        return sorted(days, key=lambda dated: dated[0])  # stable: on one day the calendar's order

    def happened(self, state: int, day: int) -> list[str]:
        """Return the events that have happened by `day` in `state`, in their order."""
        done: list[str] = []
        for expected, name in self._in_order:
            if expected <= day and self._happens(name, self.scenario.events[name], state, done):
                done.append(name)
        return done

    def before(self, name: str, state: int) -> list[str]:
        """Return the events that have happened in `state` before the event `name` is decided, in their order."""
        order = [event for _, event in self._in_order]
        earlier = order[: order.index(name)]
        return [
            event for event in self.happened(state, self._expected(self.calendar.place(name))) if event in earlier
        ]

    def _happens(self, name: str, event: Event, state: int, done: list[str]) -> bool:
        if not event.foreseen:
            return bool(self.hidden >> self.calendar.place(name) & 1)
        if not _allowed(event, done):
            return False
        if event.chance == 1.0:
            return True
        foreseen = self.calendar.foreseen
        return name in foreseen and bool(state >> foreseen.index(name) & 1)

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
        first = self._first_sitting(government, state)
        return first is not None and first < day

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
        """Return the grid steps t -> t + 1 on which foreseen chance events are decided, with these events."""
        decided: dict[int, list[str]] = {}
        for name in self.calendar.foreseen:
            cell = self.cell(self._expected(self.calendar.place(name)))
            if cell > 0:
                decided.setdefault(cell - 1, []).append(name)
        return sorted(decided.items())

    def possible(self, name: str, state: int) -> bool:
        """Tell whether a foreseen event's conditions hold in `state` when it is decided."""
        return _allowed(self.scenario.events[name], self.before(name, state))

    def changed_by(self, name: str, state: int) -> str | None:
        """Return the last event before `name` that has given it a new chance in `state`, if any."""
        causes = [cause for cause in self.before(name, state) if name in self.scenario.events[cause].chances]
        return causes[-1] if causes else None


def _allowed(event: Event, done: list[str]) -> bool:
    """Tell whether the events that an event needs are done, and none that rule it out."""
    return set(event.if_) <= set(done) and not set(event.unless) & set(done)
