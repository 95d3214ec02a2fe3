"""The games one government foresees, as arrays: its own true preferences against each rival it imagines."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats, Ints
from sim.memory import of_day
from sim.minds.appraisal import Appraisal
from sim.minds.event_chances import EventChances
from sim.minds.game_assent import Assents
from sim.minds.outlook import Outlook
from sim.minds.prospects import NOTHING_AHEAD
from sim.minds.quorum import quorum_of
from sim.scenario.scenario import ScenarioModel

__all__ = ["Setup", "setup_of"]


class Payoff(NamedTuple):
    """What a signature is worth by: a payoff regime, the grid day of what is ahead, and who is to ratify."""

    regime: int
    turn: int
    sitting: tuple[int, ...]


class Setup:
    """The arrays of a ForesightGame, from the scenario's nouns; game q = world w, imagined rival m.

    What differs between worlds is asked for by their `rows` in the batch, with the numbers of what is being drafted
    (`drafts`) and of what third parties have `refused` in each.
    """

    def __init__(self, scenario: ScenarioModel, appraisal: Appraisal, government: int, outlook: Outlook) -> None:
        self.scenario, self.appraisal, self.own, self.outlook = scenario, appraisal, government, outlook
        self.names = appraisal.worlds.governments
        self.seats = [name for name, seat in scenario.seats.items() if seat.at_table]
        self.quorum = quorum_of(scenario)
        self.assent_to_prolong = scenario.assent_to_prolong
        places = list(scenario.seats)
        deciding = (*self.assent_to_prolong, *scenario.grant_time)
        valuing = {*self.seats, *(places[x] for step in deciding for x in step)}
        sitters = {scenario.seats[seat].government for seat in valuing}
        for event in scenario.events.values():
            sitters |= {new for seat, new in event.install.items() if seat in valuing}
        self.evaluators = tuple(g for g, name in enumerate(self.names) if name in sitters)
        self.chances = EventChances(appraisal, outlook, own=government, evaluators=self.evaluators)
        self.phases = appraisal.worlds.calendar.phases
        self.ratifying, self._ratifiers = self._who_ratifies()
        self.payoffs, self.regime, self.ending = self._regimes()
        self.assents = Assents(appraisal, outlook, own=government, seats=self.seats)
        self.imagined = appraisal.worlds.imagined[government].value.shape[1]

    def days_until(self, phase: int) -> int:
        """Return the number of grid days up to the deadline in a phase."""
        return self.outlook.cell(self.appraisal.deadlines[phase]) + 1

    @cached_property
    def _shared(self) -> dict[str, Any]:
        return {
            "days": self.outlook.days,
            "sitting": self.sitting(),
            "reached": self.outlook.reached(),
            "changes": self.changes(),
            "proposer": self.proposer(),
            "left": self.left(),
            "contact": self.contact() * ~self.ended(),
            "ended": self.ended(),
            "legacy": self.per_evaluator("legacy"),
            "discount": self.per_evaluator("discount"),
            "signing_cost": self.appraisal.signing_cost,
            "strikes": self.strikes(),
            "quorum": None if self.quorum.unanimous else self.quorum,
        }

    def in_phase(
        self, rows: Ints, drafts: Ints, phase: int, own: dict[str, Any], *, rivals: slice = slice(None)
    ) -> dict[str, Any]:
        """Return the arrays of a game in a phase, `own` being those of the worlds that all phases share."""
        shared, taken, stop = self._shared, self.phases.taken[phase], self.days_until(phase)
        states = ("sitting", "reached", "left", "contact", "ended")
        by_state = {name: shared[name][:, :stop] for name in states}
        by_state |= {"regime": self.regime[phase], "ending": self.ending[self.phases.used[phase], taken][:, :stop]}
        by_state["case"] = self.assents.case[phase]
        chances, clock = self.appraisal.timing.in_force_on(self.outlook.days[:stop], rows, drafts, phase=phase)
        made = self.phases.made(taken)
        return {
            **shared,
            **{name: shared[name][:stop] for name in ("days", "proposer")},
            **by_state,
            "changes": shared["changes"][: stop - 1],
            "strikes": shared["strikes"][: stop - 1] if self.outlook.calendar.is_open(phase) else np.empty(0),
            **own,
            "chance_in_force": chances,
            "clock": np.repeat(clock, len(own["value"]) // len(rows)),
            "decisions": self.chances.decisions(rows, rivals, made),
            "daily_cost": self._daily_cost(rows, len(own["value"]) // len(rows), made)[..., :stop],
        }

    def _daily_cost(self, rows: Ints, each: int, made: tuple[str, ...]) -> Floats:
        """Return what a day of waiting costs (q, e, s, t), by the latest event that says so; empty where none.

        What moves say comes last.
        """
        worlds, calendar = self.appraisal.worlds, self.outlook.calendar
        if not worlds.daily_cost:
            return np.empty(0)
        count = len(rows)
        cost = np.zeros((count, len(self.evaluators), self.outlook.states, len(self.outlook.days)))
        for s, t, day in self.nodes():
            done = [-1, *(calendar.place(name) for name in (*self.outlook.happened(s, day), *made))]
            for place in done:
                for g, points in worlds.daily_cost.get(place, {}).items():
                    if g in self.evaluators:
                        cost[:, self.evaluators.index(g), s, t] = points[rows]
        return np.repeat(cost, each, axis=0)

    def nodes(self) -> list[tuple[int, int, int]]:
        """Return all states and grid days with the day's number (s, t, day)."""
        days = self.outlook.days.tolist()
        return [(s, t, day) for s in range(self.outlook.states) for t, day in enumerate(days)]

    @property
    def bytes_a_game(self) -> float:
        """About how much memory a game takes while it is solved with others."""
        S, T, e = self.outlook.states, len(self.outlook.days), len(self.evaluators)
        regimes, packages = len(self.payoffs), self.appraisal.worlds.value.shape[2]
        cases = len(self.assents.cases)
        settings = min(S * T, regimes * cases * 2 ** len(self.seats))
        worlds = 1 if self.appraisal.timing.by_world else 0
        clocks = worlds * packages * 16 * (T + 1) / self.imagined  # the chances of each world's clock, and a copy
        numbers: float = 8 * e * (regimes * packages + S * T) + packages * (settings + cases + 31) + clocks
        return numbers

    def of_worlds(self, rows: Ints, refused: Ints, rivals: slice = slice(None)) -> dict[str, Any]:
        """Return what differs between worlds and imagined rivals in any phase, for the worlds of `rows`."""
        return {
            "value": self._value(rows, rivals),
            "no_deal": self._no_deal(rows, rivals),
            "assent": self.assents.given(rows, rivals, refused),
        }

    @cached_property
    def _takings(self) -> list[int]:
        """Return the sets of steps, as bits, with which a game goes on or the talks end."""
        alone = [1 << step for step in range(len(self.phases.steps))]
        return sorted({taken | bit for taken in self.phases.taken for bit in (0, *alone)})

    def _who_ratifies(self) -> tuple[list[tuple[int, ...]], Ints]:
        """Return who may be asked to ratify what is signed, and which of these sit in (s, t)."""
        after = [self.appraisal.worlds.seats[x] for x, _ in self.appraisal.worlds.ratifiers]
        found: dict[tuple[int, ...], int] = {}
        held = np.zeros((self.outlook.states, len(self.outlook.days)), dtype=np.int64)
        for s, t, day in self.nodes() if after else ():
            sitting = tuple(self.names.index(self.outlook.sitting(seat, s, day)) for seat in after)
            held[s, t] = found.setdefault(sitting, len(found))
        return list(found) or [()], held

    def _regimes(self) -> tuple[list[Payoff], dict[int, Ints], dict[tuple[int, int], Ints]]:
        """Return the payoffs that occur, and which of them holds.

        That is for what is signed in (s, t), by the phase, and for talks that end there, by prolongations used and
        steps taken.
        """
        calendar, shifters = self.appraisal.worlds.calendar, self.appraisal.shifters
        prospects, hidden = self.appraisal.prospects, self.outlook.hidden
        held = np.zeros((self.outlook.states, len(self.outlook.days)), dtype=np.int64)
        for s, t, day in self.nodes():
            done = {calendar.place(name) for name in self.outlook.happened(s, day)}
            held[s, t] = sum(1 << bit for bit, place in enumerate(shifters) if place in done)
        by_steps = {}
        for taken in self._takings:
            made = {calendar.place(name) for name in self.phases.made(taken)}
            by_steps[taken] = held | sum(1 << bit for bit, place in enumerate(shifters) if place in made)
        payoffs: dict[Payoff, int] = {}

        def numbers(regime: Ints, turn: int, who: Ints) -> Ints:
            several = len(self.ratifying)
            kinds, which = np.unique(regime * several + who, return_inverse=True)
            keys = []
            for kind, sitting in (divmod(each, several) for each in kinds.tolist()):
                kind = self.appraisal.plain(kind) if turn == NOTHING_AHEAD else kind
                keys.append(Payoff(kind, turn, self.ratifying[sitting]))
            found: Ints = np.array([payoffs.setdefault(key, len(payoffs)) for key in keys])
            return np.asarray(found[which.reshape(regime.shape)])

        nobody, who = np.zeros_like(held), self._ratifiers
        stages = {used: self.appraisal.stage_bits(used) for used in {*self.phases.used}}
        endings = {
            (used, taken): numbers(regime | stage, NOTHING_AHEAD, nobody)
            for used, stage in stages.items()
            for taken, regime in by_steps.items()
        }
        regimes, reached = {}, self.outlook.reached()
        for phase, taken in enumerate(self.phases.taken):
            days = self.outlook.days[: self.days_until(phase)].tolist()
            now = by_steps[taken][:, : len(days)] | stages[self.phases.used[phase]]
            regimes[phase] = numbers(now, NOTHING_AHEAD, who[:, : len(days)])
            for t, turn in enumerate(prospects.turn_in(day, hidden, phase) for day in days):
                if turn != NOTHING_AHEAD:
                    some = np.flatnonzero(reached[:, t])
                    regimes[phase][some, t] = numbers(
                        by_steps[taken][some, t] | phase << len(shifters), turn, who[some, t]
                    )
        return list(payoffs), regimes, endings

    def _value(self, rows: Ints, rivals: slice) -> Floats:
        """Return points (q, e, r, p): its own as they are, the others' as imagined."""
        packages = self.appraisal.worlds.value.shape[2]
        count, imagined = len(rows), len(range(self.imagined)[rivals])
        points = np.empty((count, imagined, len(self.evaluators), len(self.payoffs), packages))
        for e, g in enumerate(self.evaluators):
            for r, payoff in enumerate(self.payoffs):
                if g == self.own:
                    points[:, :, e, r] = self.appraisal.expected(g, *payoff[:2])[0][rows, None]
                else:
                    points[:, :, e, r] = self.appraisal.imagined(g, *payoff[:2], rows, rivals)[0]
        value: Floats = points.reshape(-1, *points.shape[2:])
        if self.appraisal.worlds.ratifiers:  # what may not be ratified is worth its chance
            no_deal = self._no_deal(rows, rivals)[:, :, :, None]
            chances = [self.appraisal.ratified_by(sitting, *payoff)[rows] for *payoff, sitting in self.payoffs]
            chance = np.repeat(np.stack(chances, axis=1), imagined, axis=0)  # (q, r, p)
            value = no_deal + chance[:, None] * (value - no_deal)
        return value

    def _no_deal(self, rows: Ints, rivals: slice) -> Floats:
        """Return no-deal values (q, e, r)."""
        count, imagined = len(rows), len(range(self.imagined)[rivals])
        no_deal = np.empty((count, imagined, len(self.evaluators), len(self.payoffs)))
        for e, g in enumerate(self.evaluators):
            for r, payoff in enumerate(self.payoffs):
                if g == self.own:
                    no_deal[:, :, e, r] = self.appraisal.expected(g, *payoff[:2])[1][rows, None]
                else:
                    no_deal[:, :, e, r] = self.appraisal.imagined(g, *payoff[:2], rows, rivals)[1]
        return no_deal.reshape(-1, *no_deal.shape[2:])

    def sitting(self) -> NDArray[np.int64]:
        """Return the evaluator in each principal seat (s, t, x)."""
        sitting = np.empty((self.outlook.states, len(self.outlook.days), len(self.seats)), dtype=np.int64)
        for s, t, day in self.nodes():
            for x, seat in enumerate(self.seats):
                sitting[s, t, x] = self.evaluators.index(self.names.index(self.outlook.sitting(seat, s, day)))
        return sitting

    def third_parties(self, seats: tuple[int, ...], stop: int) -> NDArray[np.int64]:
        """Return the evaluators (s, t, a) in third parties' seats, by number, that decide on a prolongation."""
        places = list(self.scenario.seats)
        asked = [places[x] for x in seats]
        found = np.empty((self.outlook.states, stop, len(asked)), dtype=np.int64)
        for s, t, day in self.nodes():
            for a, seat in enumerate(asked if t < stop else ()):
                found[s, t, a] = self.evaluators.index(self.names.index(self.outlook.sitting(seat, s, day)))
        return found

    def left(self) -> NDArray[np.bool_]:
        """Return whether an evaluator has left office (s, t, e)."""
        left = np.zeros((self.outlook.states, len(self.outlook.days), len(self.evaluators)), dtype=bool)
        for s, t, day in self.nodes():
            for e, g in enumerate(self.evaluators):
                left[s, t, e] = self.outlook.has_left(self.names[g], s, day)
        return left

    def contact(self) -> Floats:
        """Return the chance (s, t) that the seats can meet."""
        contact = np.ones((self.outlook.states, len(self.outlook.days)))
        for s, t, day in self.nodes():
            contact[s, t] = self.outlook.contact(s, day)
        return contact

    def strikes(self) -> Floats:
        """Return the chance (t - 1,) that the deadline passes on a grid step; empty where its day is known."""
        calendar, days = self.outlook.calendar, self.outlook.days.tolist()
        if not calendar.possible_deadlines:
            return np.empty(0)
        return np.array([calendar.strikes(day, until) for day, until in pairwise(days)])

    def ended(self) -> NDArray[np.bool_]:
        """Return whether an event has ended the talks (s, t)."""
        ended = np.zeros((self.outlook.states, len(self.outlook.days)), dtype=bool)
        if any(event.ends_talks for event in self.scenario.events.values()):
            for s, t, day in self.nodes():
                ended[s, t] = self.outlook.ended(s, day)
        return ended

    def changes(self) -> NDArray[np.int64]:
        """Return for each grid step the number of its transition, -1 where nothing is decided."""
        changes = np.full(len(self.outlook.days) - 1, -1)
        for j, (t, _) in enumerate(self.outlook.steps()):
            changes[t] = j
        return changes

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


def setup_of(scenario: ScenarioModel, appraisal: Appraisal, government: int, *, hidden: int, since: int) -> Setup:
    """Return what the games of a government have in common whose first day to be asked about is `since`."""
    today = of_day(appraisal.setups, since, dict[tuple[int, int], Any])
    if (government, hidden) not in today:
        outlook = Outlook(scenario, appraisal.worlds.calendar, hidden, since)
        today[government, hidden] = Setup(scenario, appraisal, government, outlook)
    found: Setup = today[government, hidden]
    return found
