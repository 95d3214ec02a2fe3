"""Make given moves on given days, for replaying history."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.minds.tactic import TIE, Review, Tactic, View
from sim.scenario.tactics import Script

__all__ = ["ScriptTactic"]


class ScriptTactic(Tactic):
    """Table packages on their dates; accept anything better than no deal.

    Parameters
    ----------
    view : View
        The government's place in the block.
    parameters : Script
        The dated moves, in order.

    Notes
    -----
    One package is tabled at a review: several moves of one date are made on that day and the days after it. A move
    that falls into a break of contact, or out of turn, is made at the first review after it; those dated before it
    took office are not made. A move is left out where it can no longer be made in earnest: in worlds where the
    package is worth less than no deal to the government that day, or where a third party has refused it.
    """

    def __init__(self, view: View, parameters: Script) -> None:
        super().__init__(view)
        start = view.worlds.calendar.start
        self._packages = np.array([view.package(move.tables) for move in parameters.moves], dtype=np.int64)
        self._days = np.array([(move.date - start).days for move in parameters.moves], dtype=np.int64)
        for number in range(1, len(self._days)):
            self._days[number] = max(self._days[number], self._days[number - 1] + 1)
        self._made = np.zeros(len(view.row), dtype=np.int64)

    def takes_office(self, lanes: Ints, day: int) -> None:
        """Begin with the first move that is not past."""
        self._made[lanes] = np.searchsorted(self._days, day)

    def history_ends(self, lanes: Ints, day: int) -> None:
        """Leave out the moves dated up to `day`: the record says what became of them."""
        self._made[lanes] = np.maximum(self._made[lanes], np.searchsorted(self._days, day, side="right"))

    def memory(self, lanes: Ints) -> Ints:
        """Return a number (n,) for what it remembers in each lane: how many moves are made."""
        return self.view.row[lanes] * (len(self._days) + 1) + self._made[lanes]

    def remember(self, lanes: Ints, like: Ints) -> None:
        """Remember in `lanes` what is remembered in `like`."""
        self._made[lanes] = self._made[like]

    def wakes(self) -> tuple[int, ...]:
        """Review the table on the day of every move."""
        return tuple(self._days.tolist())

    def offer(self, review: Review, demand: Floats) -> Ints:
        """Return the package (n,) of the next move that is due and still meant in earnest, or -1."""
        packages = np.full(len(review.lanes), -1)
        for number in range(int(np.searchsorted(self._days, review.day, side="right"))):
            due = (self._made[review.lanes] == number) & review.may_offer & (packages < 0)
            packages[due & self._in_earnest(review, demand, number)] = self._packages[number]
            self._made[review.lanes[due]] = number + 1
        return packages

    def _in_earnest(self, review: Review, demand: Floats, number: int) -> Bools:
        """Return where (n,) a move still meets the demand, faces no third party's refusal and can take effect."""
        package = np.full((len(review.lanes), 1), self._packages[number])
        worth = self.view.appraisal.of_packages
        own = worth(self.view.government, review.day, review.row, review.regime, package)[:, 0]
        in_time = self.view.appraisal.in_force_of(review.day, review.row, package[:, 0], review.regime) > 0
        return np.asarray((own >= demand - TIE) & in_time & self.available(review)[:, self._packages[number]])
