"""What one government foresees today, in every circumstance its lanes are in: looked up for many of them at once.

The games of foresight (`sim.minds.solved_games`) are one for each circumstance; here what they say of one day lies
together, so that lanes of whatever circumstance are served by one look.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

import numpy as np

from sim.arrays import Bools, Floats, Ints, each_number
from sim.memory import CHUNK
from sim.minds.circumstance import Circumstance, Circumstances, Situations
from sim.minds.solved_games import Games, solve_together

__all__ = ["Foreseen"]

Kind = tuple[Ints | slice, Circumstance, tuple[int, ...]]

_KEPT = CHUNK // 4
"""Bytes of values that are kept from one day to the next; of more, all are forgotten with the day."""


class Foreseen:
    """What waiting is worth to all at the table, against each imagined rival m, on the last grid day.

    Parameters
    ----------
    games : callable
        Returns the games of a circumstance, given the first day that anybody will ask about.
    principal, government : int
        Whose foresight it is: the seat among the principals, and the government that knows its own preferences.
    shape : tuple of int
        Seats x at the table, worlds w of the batch and imagined rivals m.

    Attributes
    ----------
    circumstances : list of (Circumstance, tuple of int)
        By place, with who sits at the table.
    on : ndarray of int, shape (places,)
        The grid day on which rivals are reckoned with.

    Notes
    -----
    A place stands for a circumstance in which lanes are. Games are solved in the worlds that ask for it.
    """

    def __init__(
        self,
        games: Callable[[Circumstance, int], Games],
        *,
        principal: int,
        government: int,
        shape: tuple[int, int, int],
    ) -> None:
        self._games, self._principal, self._government, self._shape = games, principal, government, shape
        self._day = -1
        self._known: Circumstances | None = None  # what numbers stand for
        self._place = np.full(1, -1)  # of each circumstance, by number
        self._today: Bools = np.zeros(1, dtype=np.bool_)  # by number: whether its place holds the values of today
        self._forget()

    def places(self, situations: Situations) -> Ints:
        """Return the places (n,) of the circumstances that lanes are in, solved in their worlds."""
        numbers, row = situations.numbers, situations.row
        if situations.day != self._day or situations.known is not self._known:
            if self._waiting.nbytes > _KEPT or situations.known is not self._known:
                self._forget()
            self._day, self._known, self._today[:] = situations.day, situations.known, False
        if not len(numbers):
            return numbers
        if (more := int(numbers.max()) + 1 - len(self._place)) > 0:
            self._place = np.append(self._place, np.full(more, -1))
            self._today = np.append(self._today, np.zeros(more, dtype=np.bool_))
        if not (known := self._today[numbers]).all():
            for number in np.unique(numbers[~known]).tolist():
                self._bring_up(number, *situations.known[number])
        places = self._place[numbers]
        if not (solved := self._solved[places, row]).all():
            self._solve(situations[~solved])
        return np.asarray(places)

    def waiting(self, places: Ints, x: int, row: Ints) -> Floats:
        """Return the value of waiting (n, m) to who sits in seat `x`, in worlds of given rows."""
        return np.asarray(self._waiting[x, places, row])

    def by(self, places: Ints, key: Callable[[Circumstance, tuple[int, ...]], Hashable]) -> Iterator[Kind]:
        """Split places (n,) by a key of circumstances and who sits there; all are taken at once where they agree.

        Yields which they are, and one circumstance of these with who sits at the table.
        """
        first, which = dict[Hashable, int](), np.empty(len(self.circumstances), dtype=np.int64)
        for place in np.flatnonzero(np.bincount(places)).tolist():
            which[place] = first.setdefault(key(*self.circumstances[place]), place)
        if len(first) == 1:
            yield slice(None), *self.circumstances[next(iter(first.values()))]
        else:
            for place, here in each_number(which[places]):
                yield here, *self.circumstances[place]

    def _forget(self) -> None:
        seats, worlds, rivals = self._shape
        self._place[:] = -1
        self.circumstances: list[tuple[Circumstance, tuple[int, ...]]] = []
        self.on: Ints = np.empty(0, dtype=np.int64)
        self._solved: Bools = np.empty((0, worlds), dtype=np.bool_)
        self._waiting: Floats = np.empty((seats, 0, worlds, rivals))

    def _bring_up(self, number: int, circumstance: Circumstance, opposite: tuple[int, ...]) -> None:
        """Hold what is foreseen today in a circumstance, of given number, with who sits at the table."""
        games = self._games(circumstance, self._day)
        cell = games.outlook.cell(self._day)
        on, place = int(games.outlook.days[cell]), int(self._place[number])
        if place < 0:
            place = self._place[number] = len(self.circumstances)
            self.circumstances.append((circumstance, opposite))
            if place == len(self.on):
                self._make_room(max(4, place))
        if self.on[place] != on:
            self._solved[place], self.on[place] = games.solved, on
            rows = np.flatnonzero(games.solved)
            self._waiting[:, place, rows] = games.at(self._sitting(opposite), circumstance.state, cell, rows)
        self._today[number] = True

    def _sitting(self, opposite: tuple[int, ...]) -> list[int]:
        return [self._government if x == self._principal else g for x, g in enumerate(opposite)]

    def _make_room(self, more: int) -> None:
        """Add so many places."""
        seats, worlds, rivals = self._shape
        self.on = np.append(self.on, np.full(more, -1))
        self._solved = np.append(self._solved, np.zeros((more, worlds), dtype=np.bool_), axis=0)
        self._waiting = np.append(self._waiting, np.empty((seats, more, worlds, rivals)), axis=1)

    def _solve(self, situations: Situations) -> None:
        """Solve games in worlds that have not asked so far, and in all that will soon: many at once are quicker."""
        known, asked = situations.known, dict[int, tuple[Games, Ints]]()
        for number, here in each_number(situations.numbers):
            games = self._games(known[number][0], self._day)
            asked[number] = games, np.union1d(situations.row[here], known.worlds(number))
        solve_together(asked.values())
        for number, (games, rows) in asked.items():
            circumstance, opposite = known[number]
            place = self._place[number]
            cell = games.outlook.cell(self._day)
            self._waiting[:, place, rows] = games.at(self._sitting(opposite), circumstance.state, cell, rows)
            self._solved[place, rows] = True
