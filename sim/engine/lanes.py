"""The state of a block of lanes: one row per (world, replication) being played."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.alike import sort_alike
from sim.arrays import Floats, Ints
from sim.minds.circumstance import Circumstance, Circumstances
from sim.minds.third_parties import ThirdParties
from sim.streams import uniforms

__all__ = ["NEVER", "Lanes", "Luck"]

NEVER = 2**30
"""A day that never comes."""


class Luck:
    """The named streams of luck of a block: one uniform per decision, addressed by lane and day.

    Notes
    -----
    Once a lane: ``event/<event>`` (whether it happens), ``date/<event>`` (the day among several), ``deadline`` (which
    of the possible ones), ``draft/<issue>.<option>`` (how long its text takes), ``first_review/<seat>``, ``lead``,
    ``hurry`` (which seats can hurry their procedures).
    With the day as counter: ``reply/<seat>``, ``break_off/<seat>`` and ``order/<seat>`` (who reviews the table
    first).
    """

    def __init__(self, seed: int, world: Ints, replication: Ints) -> None:
        self._seed, self._world, self._replication = seed, world, replication

    def draw(self, name: str, lanes: Ints, counter: ArrayLike = 0) -> NDArray[np.float64]:
        """Return one uniform for each of `lanes` in the stream `name`."""
        return uniforms(self._seed, name, self._world[lanes], self._replication[lanes], counter)

    def draw_each(self, names: list[str], lanes: Ints, counter: int) -> NDArray[np.float64]:
        """Return one uniform (k, n) for each of `lanes` in each of the streams."""
        return uniforms(self._seed, names, self._world[lanes], self._replication[lanes], counter)


class Lanes:
    """Arrays with one entry per lane n; seats are axis x (all seats) in the scenario's order.

    Attributes
    ----------
    row : ndarray of int, shape (n,)
        The lane's world, as a row of the batch of worlds.
    open : ndarray of bool, shape (n,)
        Talks go on: nothing signed, not lapsed.
    pending : ndarray of int, shape (n,)
        Package the principals have agreed and a third party has yet to assent to; -1 for none.
    signed, signed_day, force_day : ndarray of int, shape (n,)
        Package signed (-1: none), when, and when its procedures are complete (-1: not signed).
    in_force : ndarray of bool, shape (n,)
        Whether it took effect by the deadline, or was signed by it where that is what counts.
    government : ndarray of int, shape (x, n)
        Who sits in each seat.
    due : ndarray of int, shape (x, n)
        Day of each seat's next review.
    idle : ndarray of bool, shape (x, n)
        Whether that review is due only because nothing else happens.
    suspended_until : ndarray of int, shape (n,)
        First day on which contact is possible again.
    breaks : bool
        Whether contact has been broken off in any lane so far.
    happened : ndarray of int, shape (events + moves, n)
        1 happened, -1 did not, 0 not known yet; of a move 1 once it has taken effect.
    came : dict of int to ndarray, shape (n,)
        By position, the days on which events happened (-1: not) that an outcome goes by.
    moved : ndarray of int, shape (moves, n)
        The day on which each move took effect, -1 for never.
    chance : dict of int to ndarray, shape (n,)
        By position, the chances of events to which another has given a new one in some lane.
    state : ndarray of int, shape (n,)
        Foreseen chance events that have happened, as bits.
    hidden : ndarray of int, shape (n,)
        Events nobody foresaw that have happened, as bits in the calendar's order.
    regime : ndarray of int, shape (n,)
        Events that shifted points and have happened, as bits; above them the phase, then what is being drafted.
    begun : ndarray of int, shape (k, n)
        The day on which the drafting of each option that needs it began, -1 where it has not.
    unratified : ndarray of int, shape (n,)
        Seats that have yet to assent to what is signed, as bits.
    drafted : ndarray of int, shape (n,)
        The day on which what the principals agreed will be drafted, where they wait for it.
    refused : ndarray of int, shape (n,)
        Number of what has been refused in third parties' seats (`sim.minds.third_parties`).
    vetoed : ndarray of int, shape (n,)
        Number of who sits in these seats and what they have refused; see `renumber_circumstances`.
    third_parties : ThirdParties or None
        What the two numbers stand for; None without third parties.
    third_seats : tuple of int
        The third parties' seats.
    offers, refusals : ndarray of int, shape (x, n)
        Counts of offers made and of offers refused.
    circumstances : ndarray of int, shape (n,)
        A number for what minds and tables go by, what has happened and who sits where; see `renumber_circumstances`.
    known : Circumstances
        What these numbers stand for.
    deadlines : ndarray of int, shape (k,)
        The deadline's day in each phase.
    deadline : ndarray of int, shape (n,)
        The deadline as it stands; the day on which the talks were ended without an agreement.
    used, taken, phase : ndarray of int, shape (n,)
        Prolongations agreed; steps of moves taken, as bits; the number of the phase that both make
        (`sim.worlds.phases`).
    consents : ndarray of int, shape (n,)
        Principals that are for prolonging the talks, as bits.
    paid, daily_cost : ndarray, shape (g, n)
        What days of talks have cost each government by `priced`, and what one costs since then, in points.
    priced : ndarray of int, shape (g, n)
        The day up to which they have paid.
    suspended_days : ndarray of int, shape (n,)
        Days without contact, counted in full when contact is broken off: also after a signature, and past the
        deadline.
    """

    def __init__(
        self,
        row: Ints,
        seats: list[int],
        table: tuple[int, ...],
        events: int,
        deadlines: tuple[int, ...],
        governments: int,
        *,
        moves: int = 0,
        drafts: int = 0,
    ) -> None:
        n, x = len(row), len(seats)
        self.row = row
        self.open = np.ones(n, dtype=bool)
        self.pending = np.full(n, -1)
        self.signed, self.signed_day, self.force_day = np.full((3, n), -1)
        self.in_force = np.zeros(n, dtype=bool)
        self.government = np.tile(np.array(seats)[:, None], (1, n))
        self.due = np.full((x, n), NEVER)
        self.idle = np.zeros((x, n), dtype=bool)
        self.suspended_until = np.zeros(n, dtype=np.int64)
        self.breaks = False
        self.happened = np.zeros((events + moves, n), dtype=np.int8)
        self.came: dict[int, Ints] = {}
        self.moved = np.full((moves, n), -1)
        self.chance: dict[int, NDArray[np.float64]] = {}
        self.state, self.hidden, self.regime, self.vetoed, self.refused = np.zeros((5, n), dtype=np.int64)
        self.offers, self.refusals = np.zeros((2, x, n), dtype=np.int64)
        self.suspended_days = np.zeros(n, dtype=np.int64)
        self.unratified = np.zeros(n, dtype=np.int64)
        self.begun, self.drafted = np.full((drafts, n), -1), np.full(n, NEVER)
        self.deadlines = np.array(deadlines)
        self.deadline = np.full(n, deadlines[0])
        self.paid, self.daily_cost = np.zeros((2, governments, n))
        self.priced = np.zeros((governments, n), dtype=np.int64)
        self.used, self.taken, self.phase, self.consents = np.zeros((4, n), dtype=np.int64)
        self.circumstances = np.zeros(n, dtype=np.int64)
        self.known = Circumstances(tuple(seats), table, self._worlds_in)
        self.third_parties: ThirdParties | None = None
        self.third_seats: tuple[int, ...] = ()

    def renumber_circumstances(self, lanes: Ints) -> None:
        """Give circumstances of `lanes` their numbers anew: due whenever one of their parts has changed there."""
        if self.third_parties is not None and len(lanes):
            sitting = self.government[np.array(self.third_seats)[:, None], lanes]
            self.vetoed[lanes] = self.third_parties.standing(self.refused[lanes], self.third_seats, sitting)
        happened = [getattr(self, name)[lanes] for name in Circumstance._fields]  # the phase stands in the regime
        sitting = [seat[lanes] for seat in self.government]
        first, group = sort_alike(*happened, *sitting)
        each = zip(*(part[first].tolist() for part in happened), strict=True)
        who = zip(*(seat[first].tolist() for seat in sitting), strict=True)
        numbers = [self.known.number(Circumstance(*parts), seats) for parts, seats in zip(each, who, strict=True)]
        self.circumstances[lanes] = np.array(numbers, dtype=np.int64)[group]

    def _worlds_in(self, number: int) -> Ints:
        """Return the rows of the worlds of which some open lane is in a circumstance of given number."""
        return np.unique(self.row[(self.circumstances == number) & self.open])

    def __len__(self) -> int:
        return len(self.row)

    def price(self, g: int, lanes: Ints, day: int, points: Floats) -> None:
        """Let a day of talks cost government `g` so many `points` (n,) in `lanes`, from `day` on."""
        self.paid[g, lanes] += self.daily_cost[g, lanes] * (day - self.priced[g, lanes])
        self.daily_cost[g, lanes], self.priced[g, lanes] = points, day

    def cost_of_talks(self, g: int) -> Floats:
        """Return what the talks have cost government `g` (n,) by their end, the signature or else the deadline."""
        end = np.where(self.signed >= 0, self.signed_day, self.deadline)
        return np.asarray(self.paid[g] + self.daily_cost[g] * np.maximum(end - self.priced[g], 0))

    def suspend(self, lanes: Ints, day: int, days: int) -> None:
        """Break off contact in `lanes` for `days` from `day` on; an ongoing break is only lengthened."""
        until = np.maximum(self.suspended_until[lanes], day + days)
        self.suspended_days[lanes] += until - np.maximum(self.suspended_until[lanes], day)
        self.suspended_until[lanes] = until
        self.breaks = True
