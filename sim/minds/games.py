"""The games one government foresees: its own true preferences against each rival it imagines, solved for a batch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.memory import fitting
from sim.minds.appraisal import Appraisal
from sim.minds.event_chances import EventChances
from sim.minds.foresight import ForesightGame, solve
from sim.minds.foresight_table import batches
from sim.minds.outlook import Outlook
from sim.minds.quorum import quorum_of
from sim.scenario.prolongation import in_turn
from sim.scenario.scenario import ScenarioModel

__all__ = ["Games", "foresee"]


TOGETHER = 4096
"""Games set up together at most, fewer where they are large: solving many at once is quicker (measured)."""


@dataclass(frozen=True)
class Games:
    """Solved games of one government; axes w world, m imagined rival, e evaluator, s state, t grid day.

    Parameters
    ----------
    outlook : Outlook
        The grid of days and the states.
    evaluators : tuple of int
        The governments that value things in the game: all that may sit in a principal's seat or a mediator's.
    waiting : ndarray, shape (w, m, e, s, t)
        C_e(s, t): the value of waiting, in points; NaN where no play can be in state s on the days of t.
    """

    outlook: Outlook
    evaluators: tuple[int, ...]
    waiting: Floats

    @property
    def nbytes(self) -> int:
        """Bytes it takes."""
        return self.waiting.nbytes

    def of(self, government: int, state: int, cell: int) -> Floats:
        """Return the value of waiting (w, m) to a government in a state on a grid day."""
        return self.waiting[:, :, self.evaluators.index(government), state, cell]


def foresee(
    scenario: ScenarioModel,
    appraisal: Appraisal,
    government: int,
    *,
    refused: int = 0,
    hidden: int = 0,
    used: int = 0,
    since: int = 0,
) -> Games:
    """Solve the game of foresight for a government against every rival it imagines, in every world.

    See docs/model.md, "Foresight: look forward, reason back".

    Parameters
    ----------
    scenario : ScenarioModel
        The negotiation.
    appraisal : Appraisal
        Values of packages in the batch of worlds.
    government : int
        Whose foresight it is; it knows its own preferences and imagines the others'.
    refused : int
        Governments that have refused in a third party's seat, as bits.
    hidden : int
        Unforeseen events that have happened, as bits.
    used : int
        Prolongations that have been agreed.
    since : int
        The first day that anybody will ask about.

    Returns
    -------
    Games
        Game m of world w has the government's true model and number m of every other government's.
    """
    outlook = Outlook(scenario, appraisal.worlds.calendar, hidden, since)
    setup = _Setup(scenario, appraisal, government, outlook)
    stop = setup.days_until(used)
    worlds, imagined = len(appraisal.worlds), setup.imagined
    waiting = np.empty((len(setup.evaluators), outlook.states, stop, worlds, imagined))
    together = fitting(setup.bytes_a_game, most=TOGETHER)
    for rows in batches(worlds, max(1, together // imagined)):
        for rivals in batches(imagined, together):  # all of them, unless a game is as large as may be
            solved = setup.solve(rows, rivals, refused=refused, used=used).transpose(1, 2, 3, 0)
            waiting[:, :, :, rows, rivals] = solved.reshape(*solved.shape[:3], rows.stop - rows.start, -1)
    return Games(outlook, setup.evaluators, waiting.transpose(3, 4, 0, 1, 2))


_Case = tuple[tuple[tuple[int, int], ...], int]
"""Third parties' seats that may be asked, with the government in each; events that have shifted points of these."""


class _Setup:
    """The arrays of a ForesightGame, from the scenario's nouns; game q = world w, imagined rival m.

    What differs between worlds is asked for by their `rows` in the batch.
    """

    def __init__(self, scenario: ScenarioModel, appraisal: Appraisal, government: int, outlook: Outlook) -> None:
        self.scenario, self.appraisal, self.own, self.outlook = scenario, appraisal, government, outlook
        self.names = appraisal.worlds.governments
        self.seats = [name for name, seat in scenario.seats.items() if seat.at_table]
        self.quorum = quorum_of(scenario)
        sitters = {scenario.seats[seat].government for seat in self.seats}
        for event in scenario.events.values():
            sitters |= {new for seat, new in event.install.items() if seat in self.seats}
        self.evaluators = tuple(g for g, name in enumerate(self.names) if name in sitters)
        self.chances = EventChances(appraisal, outlook, own=government, evaluators=self.evaluators)
        self.regimes = self._regimes()
        self.cases = self._cases()
        self.imagined = appraisal.worlds.imagined[government].value.shape[1]

    def days_until(self, used: int) -> int:
        """Return the number of grid days up to the deadline after so many prolongations."""
        return self.outlook.cell(self.appraisal.deadlines[used]) + 1

    def solve(self, rows: slice, rivals: slice, *, refused: int, used: int) -> Floats:
        """Return C_e(s, t), (q, e, S, T), with `used` prolongations agreed, from the game with the last one backward.

        What the next prolongation brings is the value of waiting in the game that follows, on the same day.
        """
        own = self.of_worlds(rows, refused, rivals)
        prolonged = np.empty(0)
        for k in reversed(range(used, len(self.appraisal.deadlines))):
            stop = self.days_until(k)
            game = ForesightGame(
                **self.shared(stop), **own | self.by_deadline(rows, k, stop, own), prolonged=prolonged
            )
            waiting = solve(game, keep_value=False).waiting
            if k > used:
                prolonged = self._prolonged(waiting, k, rows)
        return waiting

    def _prolonged(self, waiting: Floats, k: int, rows: slice) -> Floats:
        """Return what prolongation k brings (q, e, S, T) to the days before it, given waiting after it."""
        calendar, (_, step) = self.appraisal.worlds.calendar, in_turn(self.scenario.prolongations)[k - 1]
        stop = self.days_until(k - 1)
        cost = self.appraisal.worlds.prolonging_cost[k - 1][list(self.evaluators), rows].T  # (w, e)
        worth = waiting[:, :, :, :stop] - np.repeat(cost, len(waiting) // len(cost), axis=0)[:, :, None, None]
        early = self.outlook.days[:stop] < calendar.deadlines[k - 1] - step.last_days
        return np.where(early, -np.inf, worth)

    @cached_property
    def _shared(self) -> dict[str, Any]:
        return {
            "days": self.outlook.days,
            "sitting": self.sitting(),
            "regime": self.regimes[1],
            "reached": self.outlook.reached(),
            "changes": self.changes(),
            "proposer": self.proposer(),
            "left": self.left(),
            "contact": self.contact(),
            "case": self.cases[1],
            "legacy": self.per_evaluator("legacy"),
            "discount": self.per_evaluator("discount"),
            "signing_cost": self.appraisal.signing_cost,
            "strikes": self.strikes(),
            "quorum": None if self.quorum.unanimous else self.quorum,
        }

    def shared(self, stop: int) -> dict[str, Any]:
        """Return what all games have in common, of their first `stop` grid days."""
        shared = self._shared
        by_day = {name: shared[name][:stop] for name in ("days", "proposer")}
        by_state = {
            name: shared[name][:, :stop] for name in ("sitting", "regime", "reached", "left", "contact", "case")
        }
        by_step = {name: shared[name][: stop - 1] for name in ("changes", "strikes")}
        return shared | by_day | by_state | by_step

    def by_deadline(self, rows: slice, used: int, stop: int, own: dict[str, Any]) -> dict[str, Any]:
        """Return what differs after `used` prolongations: the chances (n, T, p) of being in force by the deadline.

        Daily costs are those of the first `stop` grid days.
        """
        timing = rows if len(self.appraisal.worlds.path_median) > 1 else slice(None)
        chances = [self.appraisal.in_force(day, timing, used=used) for day in self.outlook.days[:stop].tolist()]
        return {"chance_in_force": np.stack(chances, axis=1), "daily_cost": own["daily_cost"][..., :stop]}

    def _daily_cost(self, rows: slice, each: int) -> Floats:
        """Return what a day of waiting costs (q, e, s, t), by the latest event that says so; empty where none."""
        worlds, calendar = self.appraisal.worlds, self.outlook.calendar
        if not worlds.daily_cost:
            return np.empty(0)
        count = len(worlds.number[rows])
        cost = np.zeros((count, len(self.evaluators), self.outlook.states, len(self.outlook.days)))
        for s, t, day in self._nodes():
            done = [-1, *(calendar.place(name) for name in self.outlook.happened(s, day))]
            for place in done:
                for g, points in worlds.daily_cost.get(place, {}).items():
                    if g in self.evaluators:
                        cost[:, self.evaluators.index(g), s, t] = points[rows]
        return np.repeat(cost, each, axis=0)

    def _nodes(self) -> list[tuple[int, int, int]]:
        days = self.outlook.days.tolist()
        return [(s, t, day) for s in range(self.outlook.states) for t, day in enumerate(days)]

    @property
    def bytes_a_game(self) -> float:
        """About how much memory a game takes while it is solved with others."""
        S, T, e = self.outlook.states, len(self.outlook.days), len(self.evaluators)
        regimes, packages = len(self.regimes[0]), self.appraisal.worlds.value.shape[2]
        cases = len(self.cases[0])
        settings = min(S * T, regimes * cases * 2 ** len(self.seats))
        worlds = 1 if len(self.appraisal.worlds.path_median) > 1 else 0
        clocks = worlds * packages * 16 * (T + 1) / self.imagined  # the chances of each world's clock, and a copy
        numbers: float = 8 * e * (regimes * packages + S * T) + packages * (settings + cases + 31) + clocks
        return numbers

    def of_worlds(self, rows: slice, refused: int, rivals: slice = slice(None)) -> dict[str, Any]:
        """Return what differs between worlds and imagined rivals, for the worlds of `rows`."""
        by_world = len(self.appraisal.worlds.path_median) > 1
        value = self._value(rows, rivals)
        games = np.arange(len(value))
        each = len(value) // len(self.appraisal.worlds.number[rows])
        return {
            "value": value,
            "no_deal": self._no_deal(rows, rivals),
            "clock": games // each if by_world else np.zeros_like(games),
            "decisions": self.chances.decisions(rows, rivals),
            "assent": self._assent(rows, rivals, refused),
            "daily_cost": self._daily_cost(rows, each),
        }

    def _regimes(self) -> tuple[list[int], NDArray[np.int64]]:
        """Return the payoff regimes that occur, and which of them holds in state s on grid day t (s, t)."""
        calendar = self.appraisal.worlds.calendar
        held = np.zeros((self.outlook.states, len(self.outlook.days)), dtype=np.int64)
        for s, t, day in self._nodes():
            done = self.outlook.happened(s, day)
            held[s, t] = sum(1 << bit for bit, e in enumerate(self.appraisal.shifters) if calendar.events[e] in done)
        present = np.unique(held)
        return present.tolist(), np.searchsorted(present, held)

    def _value(self, rows: slice, rivals: slice) -> Floats:
        """Return points (q, e, r, p): its own as they are, the others' as imagined."""
        worlds, regimes = self.appraisal.worlds, self.regimes[0]
        packages = worlds.value.shape[2]
        count, imagined = len(worlds.number[rows]), len(range(self.imagined)[rivals])
        value = np.empty((count, imagined, len(self.evaluators), len(regimes), packages))
        for e, g in enumerate(self.evaluators):
            for r, regime in enumerate(regimes):
                points = self.appraisal.points(g, regime)[0][rows]
                if g != self.own:
                    points = worlds.imagined[g].value[rows, rivals] + (points - worlds.value[g][rows])[:, None]
                value[:, :, e, r] = points if g != self.own else points[:, None]
        return value.reshape(-1, *value.shape[2:])

    def _no_deal(self, rows: slice, rivals: slice) -> Floats:
        """Return no-deal values (q, e, r)."""
        worlds, regimes = self.appraisal.worlds, self.regimes[0]
        count, imagined_by = len(worlds.number[rows]), len(range(self.imagined)[rivals])
        no_deal = np.empty((count, imagined_by, len(self.evaluators), len(regimes)))
        for e, g in enumerate(self.evaluators):
            for r, regime in enumerate(regimes):
                own = self.appraisal.points(g, regime)[1][rows, None]
                imagined = worlds.imagined[g].no_deal[rows, rivals] + (own - worlds.no_deal[g][rows, None])
                no_deal[:, :, e, r] = own if g == self.own else imagined
        return no_deal.reshape(-1, *no_deal.shape[2:])

    def sitting(self) -> NDArray[np.int64]:
        """Return the evaluator in each principal seat (s, t, x)."""
        sitting = np.empty((self.outlook.states, len(self.outlook.days), len(self.seats)), dtype=np.int64)
        for s, t, day in self._nodes():
            for x, seat in enumerate(self.seats):
                sitting[s, t, x] = self.evaluators.index(self.names.index(self.outlook.sitting(seat, s, day)))
        return sitting

    def left(self) -> NDArray[np.bool_]:
        """Return whether an evaluator has left office (s, t, e)."""
        left = np.zeros((self.outlook.states, len(self.outlook.days), len(self.evaluators)), dtype=bool)
        for s, t, day in self._nodes():
            for e, g in enumerate(self.evaluators):
                left[s, t, e] = self.outlook.has_left(self.names[g], s, day)
        return left

    def contact(self) -> Floats:
        """Return the chance (s, t) that the seats can meet."""
        contact = np.ones((self.outlook.states, len(self.outlook.days)))
        for s, t, day in self._nodes():
            contact[s, t] = self.outlook.contact(s, day)
        return contact

    def strikes(self) -> Floats:
        """Return the chance (t - 1,) that the deadline passes on a grid step; empty where its day is known."""
        calendar, days = self.outlook.calendar, self.outlook.days.tolist()
        if not calendar.possible_deadlines:
            return np.empty(0)
        return np.array([calendar.strikes(day, until) for day, until in pairwise(days)])

    def changes(self) -> NDArray[np.int64]:
        """Return for each grid step the number of its transition, -1 where nothing is decided."""
        changes = np.full(len(self.outlook.days) - 1, -1)
        for j, (t, _) in enumerate(self.outlook.steps()):
            changes[t] = j
        return changes

    def _cases(self) -> tuple[list[_Case], NDArray[np.int64]]:
        """Return who may sit in third parties' seats, after which shifts, and which holds in (s, t)."""
        calendar, needs = self.appraisal.worlds.calendar, self.appraisal.worlds.needs
        asked = [(x, seat) for x, seat in enumerate(self.scenario.seats) if seat not in self.seats and needs[x].any()]
        cases: dict[_Case, int] = {}
        held = np.zeros((self.outlook.states, len(self.outlook.days)), dtype=np.int64)
        for s, t, day in self._nodes():
            sitting = {x: self.outlook.sitting(seat, s, day) for x, seat in asked}
            shifted = 0
            for bit, e in enumerate(self.appraisal.shifters):
                event = self.scenario.events[calendar.events[e]]
                if {*event.shift, *event.shift_no_deal} & {*sitting.values()}:
                    shifted |= (calendar.events[e] in self.outlook.happened(s, day)) << bit
            case = (tuple((x, self.names.index(name)) for x, name in sitting.items()), shifted)
            held[s, t] = cases.setdefault(case, len(cases))
        return list(cases), held

    def _assent(self, rows: slice, rivals: slice, refused: int) -> NDArray[np.bool_]:
        """Return the packages (q, A, p) to which every third party needed would assent, as imagined.

        A third party is imagined to judge a package as if it were sure to take effect: u - d >= c. One that has
        refused refuses again.
        """
        worlds, cases = self.appraisal.worlds, self.cases[0]
        count = len(worlds.number[rows]) * len(range(self.imagined)[rivals])
        packages = worlds.needs.shape[1]
        assent = np.ones((count, len(cases), packages), dtype=bool)
        for a, (sitting, regime) in enumerate(cases):
            for x, g in sitting:
                imagined = worlds.imagined[g]
                value, no_deal = self.appraisal.points(g, regime)
                points = imagined.value[rows, rivals] + (value - worlds.value[g])[rows, None]
                without = imagined.no_deal[rows, rivals] + (no_deal - worlds.no_deal[g])[rows, None]
                gains = (points - without[:, :, None]).reshape(count, packages)
                willing = (gains >= self.appraisal.signing_cost) & (refused >> g & 1 == 0)
                assent[:, a] &= willing | ~worlds.needs[x]
        return assent

    def proposer(self) -> Floats:
        """Return the chance (t, x) that each principal proposes on a grid day."""
        count = len(self.seats)
        if self.scenario.procedure.proposer == "random":
            return np.full((len(self.outlook.days), count), 1 / count)
        return np.eye(count)[self.outlook.days // self.scenario.procedure.grid_days % count]

    def per_evaluator(self, field: str) -> Floats:
        """Return a number of each evaluator's government (1, e)."""
        bodies = [self.scenario.governments[self.names[g]] for g in self.evaluators]
        return np.array([[float(getattr(body, field)) for body in bodies]])
