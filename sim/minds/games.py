"""The games one government foresees: its own true preferences against each rival it imagines, solved for a batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.minds.appraisal import Appraisal
from sim.minds.foresight import ForesightGame, solve
from sim.minds.outlook import Outlook
from sim.scenario.scenario import ScenarioModel

__all__ = ["Games", "foresee"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Games:
    """Solved games of one government; axes w world, m imagined rival, e evaluator, s state, t grid day.

    Parameters
    ----------
    outlook : Outlook
        The grid of days and the states.
    evaluators : tuple of int
        The governments that value things in the game: all that may sit in a principal's seat.
    waiting : ndarray, shape (w, m, e, s, t)
        C_e(s, t): the value of waiting, in points.
    """

    outlook: Outlook
    evaluators: tuple[int, ...]
    waiting: Floats

    def of(self, government: int, state: int, cell: int) -> Floats:
        """Return the value of waiting (w, m) to a government in a state on a grid day."""
        return self.waiting[:, :, self.evaluators.index(government), state, cell]


def foresee(
    scenario: ScenarioModel, appraisal: Appraisal, government: int, *, vetoed: int = 0, hidden: int = 0
) -> Games:
    """Solve the game of model section 5 for a government against every rival it imagines, in every world.

    Parameters
    ----------
    scenario : ScenarioModel
        The negotiation.
    appraisal : Appraisal
        Values of packages in the batch of worlds.
    government : int
        Whose foresight it is; it knows its own preferences and imagines the others'.
    vetoed : int
        Third-party seats that have refused, as bits.
    hidden : int
        Unforeseen events that have happened, as bits.

    Returns
    -------
    Games
        Game m of world w has the government's true model and number m of every other government's.
    """
    outlook = Outlook(scenario, appraisal.worlds.calendar, hidden)
    setup = _Setup(scenario, appraisal, government, outlook)
    game = ForesightGame(
        days=outlook.days,
        value=setup.value(),
        no_deal=setup.no_deal(),
        chance_in_force=np.stack([appraisal.in_force(day) for day in outlook.days.tolist()], axis=1),
        clock=setup.clock(),
        sitting=setup.sitting(),
        regime=setup.regimes()[1],
        transition=setup.transition(),
        changes=setup.changes(),
        assent=setup.assent(vetoed),
        proposer=setup.proposer(),
        left=setup.left(),
        legacy=setup.per_evaluator("legacy"),
        discount=setup.per_evaluator("discount"),
        signing_cost=appraisal.signing_cost,
    )
    solved = solve(game)
    shape = (setup.worlds, setup.imagined, *solved.waiting.shape[1:])
    return Games(outlook, setup.evaluators, solved.waiting.reshape(shape))


class _Setup:
    """The arrays of a ForesightGame, from the scenario's nouns; game q = world w, imagined rival m."""

    def __init__(self, scenario: ScenarioModel, appraisal: Appraisal, government: int, outlook: Outlook) -> None:
        self.scenario, self.appraisal, self.own, self.outlook = scenario, appraisal, government, outlook
        self.names = appraisal.worlds.governments
        self.seats = [name for name, seat in scenario.seats.items() if seat.principal]
        sitters = {scenario.seats[seat].government for seat in self.seats}
        for event in scenario.events.values():
            sitters |= {new for seat, new in event.install.items() if seat in self.seats}
        self.evaluators = tuple(g for g, name in enumerate(self.names) if name in sitters)
        self.worlds = len(appraisal.worlds)
        self.imagined = appraisal.worlds.imagined[government].value.shape[1]

    def _nodes(self) -> list[tuple[int, int, int]]:
        days = self.outlook.days.tolist()
        return [(s, t, day) for s in range(self.outlook.states) for t, day in enumerate(days)]

    def _games(self, per_world: Floats) -> Floats:
        """Repeat (w, ...) for every imagined rival: (q, ...)."""
        return np.repeat(per_world, self.imagined, axis=0)

    def regimes(self) -> tuple[list[int], NDArray[np.int64]]:
        """Return the payoff regimes that occur, and which of them holds in state s on grid day t (s, t)."""
        calendar = self.appraisal.worlds.calendar
        held = np.zeros((self.outlook.states, len(self.outlook.days)), dtype=np.int64)
        for s, t, day in self._nodes():
            done = self.outlook.happened(s, day)
            held[s, t] = sum(1 << bit for bit, e in enumerate(self.appraisal.shifters) if calendar.events[e] in done)
        present = np.unique(held)
        return present.tolist(), np.searchsorted(present, held)

    def value(self) -> Floats:
        """Return points (q, e, r, p): its own as they are, the others' as imagined."""
        worlds, regimes = self.appraisal.worlds, self.regimes()[0]
        packages = worlds.value.shape[2]
        value = np.empty((self.worlds * self.imagined, len(self.evaluators), len(regimes), packages))
        for e, g in enumerate(self.evaluators):
            base = worlds.imagined[g].value.reshape(-1, packages)
            for r, regime in enumerate(regimes):
                own, _ = self.appraisal.points(g, regime)
                shift = own - worlds.value[g]
                value[:, e, r] = self._games(own) if g == self.own else base + self._games(shift)
        return value

    def no_deal(self) -> Floats:
        """Return no-deal values (q, e, r)."""
        worlds, regimes = self.appraisal.worlds, self.regimes()[0]
        no_deal = np.empty((self.worlds * self.imagined, len(self.evaluators), len(regimes)))
        for e, g in enumerate(self.evaluators):
            for r, regime in enumerate(regimes):
                _, own = self.appraisal.points(g, regime)
                imagined = worlds.imagined[g].no_deal.ravel() + self._games(own - worlds.no_deal[g])
                no_deal[:, e, r] = self._games(own) if g == self.own else imagined
        return no_deal

    def clock(self) -> NDArray[np.int64]:
        """Return which row of the procedure times is each game's (q,)."""
        rows = np.repeat(np.arange(self.worlds), self.imagined)
        return rows if len(self.appraisal.worlds.lead_median) > 1 else np.zeros_like(rows)

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

    def changes(self) -> NDArray[np.int64]:
        """Return for each grid step the number of its transition, -1 where nothing is decided."""
        changes = np.full(len(self.outlook.days) - 1, -1)
        for j, (t, _) in enumerate(self.outlook.steps()):
            changes[t] = j
        return changes

    def transition(self) -> Floats:
        """Return the odds of the states (q, e, j, s, s') at each step that decides something."""
        steps, states = self.outlook.steps(), self.outlook.states
        q = self.worlds * self.imagined
        odds = np.zeros((q, len(self.evaluators), len(steps), states, states))
        for j, (_, names) in enumerate(steps):
            odds[:, :, j, np.arange(states), np.arange(states)] = 1.0
            for name in names:
                odds[:, :, j] = odds[:, :, j] @ self._decision(name)
        return odds

    def _decision(self, name: str) -> Floats:
        """Return the odds (q, e, s, s') that one event adds its bit."""
        states, bit = self.outlook.states, 1 << self.outlook.calendar.foreseen.index(name)
        odds = np.zeros((self.worlds * self.imagined, len(self.evaluators), states, states))
        odds[:, :, np.arange(states), np.arange(states)] = 1.0
        for s in range(states):
            if not s & bit and self.outlook.possible(name, s):
                chance = self._belief(name, s)
                odds[:, :, s, s | bit] = chance
                odds[:, :, s, s] = 1 - chance
        return odds

    def _belief(self, name: str, state: int) -> Floats:
        """Return the chance (q, e) each evaluator gives to an event in a state."""
        worlds, place = self.appraisal.worlds, self.outlook.calendar.place(name)
        belief = np.empty((self.worlds * self.imagined, len(self.evaluators)))
        if cause := self.outlook.changed_by(name, state):  # everybody believes the new chance
            belief[:] = self._games(worlds.new_chance[self.outlook.calendar.place(cause), place])[:, None]
            return belief
        for e, g in enumerate(self.evaluators):
            imagined = worlds.imagined[g].beliefs[:, :, place].ravel()
            belief[:, e] = self._games(worlds.beliefs[g, :, place]) if g == self.own else imagined
        return belief

    def assent(self, vetoed: int) -> NDArray[np.bool_]:
        """Return the packages (q, p) to which every third party needed would assent, as imagined.

        The third party's first government is imagined, before any event shifts its points, and to judge a package as
        if it were sure to take effect: u - d >= c.
        """
        worlds, needs = self.appraisal.worlds, self.appraisal.worlds.needs
        assent = np.ones((self.worlds * self.imagined, needs.shape[1]), dtype=bool)
        for x, (seat, body) in enumerate(self.scenario.seats.items()):
            if seat not in self.seats and needs[x].any():
                imagined = worlds.imagined[self.names.index(body.government)]
                gains = (imagined.value - imagined.no_deal[:, :, None]).reshape(len(assent), -1)
                willing = (gains >= self.appraisal.signing_cost) & (vetoed >> x & 1 == 0)
                assent &= willing | ~needs[x]
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
