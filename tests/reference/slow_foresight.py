"""Looking forward and reasoning back, one government, state, day and package at a time.

See docs/model.md, "Foresight: look forward, reason back".
"""

from functools import cache
from itertools import compress
from math import inf, nan

from tests.reference.slow_outlook import Belief, Outlook, State
from tests.reference.slow_world import CANNOT, TIE, Phase, Step, World

PROLONG = -1
"""What is agreed in place of a package where the talks are prolonged."""


class Foresight:
    """The games one government foresees: itself against each profile m of imagined rivals.

    `waiting[m][government, state, t]` is C_e(s, t), the value of waiting, on grid day number t.
    """

    def __init__(
        self,
        world: World,
        own: str,
        refused: frozenset[tuple[str, int]],
        surprises: frozenset[str],
        past: tuple[str, ...],
        phase: Phase,
    ) -> None:
        if (surprises, past) not in world.outlooks:
            world.outlooks[surprises, past] = Outlook(world, surprises, past)
        self.outlook = world.outlooks[surprises, past]
        games = []
        for m in range(len(world.imagined[own])):
            solved = world.games.setdefault((own, refused, surprises, past, m), {})
            if phase not in solved:
                solved[phase] = Game(world, self.outlook, own, refused, m, phase, solved)
            games.append(solved[phase])
        self.waiting = [game.waiting for game in games]
        self.staying, self.options = [game.staying for game in games], [game.options for game in games]
        self.ungranted = [game.ungranted for game in games]
        self.intending = [game.intending for game in games]
        self.has_moves = any(step not in phase[1] and own in _may_sit(world, step[1]) for step in world.steps)


def _may_sit(world: World, seat: str) -> set[str]:
    """Everybody who may ever sit in a seat."""
    installed = {event.install[seat] for event in world.scenario.events.values() if seat in event.install}
    return {world.scenario.seats[seat].government, *installed}


class Game:
    """One game: every government that may sit in a principal's seat is an evaluator e.

    `waiting` is C_e(s, t), `value` V_e(s, t); `staying` what waiting is worth to the game's owner that makes no move,
    `options` what its steps bring it.
    """

    def __init__(
        self,
        world: World,
        outlook: Outlook,
        own: str,
        refused: frozenset[tuple[str, int]],
        m: int,
        phase: Phase,
        solved: "dict[Phase, Game]",
    ) -> None:
        self.world, self.outlook, self.own = world, outlook, own
        steps = world.scenario.prolongations.values()
        valuing = {*world.principals}.union(*(body.assent + body.granted_by for body in steps))
        sitters = {world.scenario.seats[seat].government for seat in valuing}
        for event in world.scenario.events.values():
            sitters |= {government for seat, government in event.install.items() if seat in valuing}
        self.models = {g: world.own[g] if g == own else world.imagined[g][m] for g in sitters}
        self.made = world.made(phase[1])
        self.beliefs = {g: Belief(world, model.beliefs, self.made) for g, model in self.models.items()}
        self._shifted: dict[str, dict[tuple[str, ...], tuple[list[float], float]]] = {g: {} for g in sitters}
        self.refused, self.m, self.phase = refused, m, phase
        self.last = outlook.cell(world.deadline_in(phase))  # the last grid day
        self.agreeable = cache(self.agreeable)  # the same on most days

        def after(phase: Phase) -> Game:
            if phase not in solved:
                solved[phase] = Game(world, outlook, own, refused, m, phase, solved)
            return solved[phase]

        used, taken, *path = phase
        self.after: Game | None = None
        if used < len(world.prolonging) and world.deadline_in((used + 1, taken, *path)) > world.deadline_in(phase):
            self.after = after((used + 1, taken, *path))
        self.ahead: dict[Step, Game | None] = {}
        for step in world.steps:
            if step not in taken:
                ends = world.ends_talks(taken | {step})
                self.ahead[step] = None if ends else after((used, taken | {step}, *path))
        self.waiting: dict[tuple[str, State, int], float] = {}
        self.ungranted: dict[tuple[str, State, int], float] = {}
        self.value: dict[tuple[str, State, int], float] = {}
        self.staying: dict[tuple[State, int], float] = {}
        self.intending: dict[tuple[State, int], float] = {}
        self.options: dict[tuple[Step, State, int], float] = {}
        self.solve()

    def agreeable(self, sitting: tuple[tuple[str, str], ...], shifters: tuple[str, ...], day: int) -> list[int]:
        """Packages that the third parties needed would assent to, whatever the clock."""
        world = self.world
        good = set(range(len(world.packages)))
        for seat, government in sitting:
            for p in world.needs[seat]:
                if not world.assents(government, self.m, p, self.refused, day, shifters, self.phase):
                    good.discard(p)
        return sorted(good)

    def _agreeable_now(self, s: State, day: int) -> list[int]:
        before = [seat for seat in self.world.third_parties if seat not in self.world.after]
        sitting = tuple((seat, self.outlook.sitting(seat, s, day)) for seat in before)
        return self.agreeable(sitting, self._shifters(s, day, self.made), day)

    def solve(self) -> None:
        later: dict[tuple[str, State], float] = {}
        means: dict[tuple[str, State], float] = {}  # how likely everybody is to make a move of its own
        for t in reversed(range(self.last + 1)):
            self.intends: dict[tuple[str, State], float] = {}
            self.apart: dict[State, tuple[dict[str, float], dict[str, float]]] = {}  # where the seats cannot meet
            now: dict[tuple[str, State], float] = {}
            for s in self.outlook.states:
                c = {g: self._waiting(g, s, t, later) for g in self.models}
                if self.outlook.ended(s, self.outlook.days[t]):
                    c = {g: self._points(g, s, self.outlook.days[t])[1] for g in self.models}
                ended = self.outlook.ended(s, self.outlook.days[t])
                self.ungranted.update({(g, s, t): worth for g, worth in c.items()})
                c, granted = (c, 0.0) if ended else self._granted(s, t, c)
                c = self._moved(s, t, c, means, 1 - granted)
                self.waiting.update({(g, s, t): worth for g, worth in c.items()})
                now.update({(g, s): worth for g, worth in self._bargain(s, t, c).items()})
            later, means = now, self.intends
            self.value.update({(g, s, t): worth for (g, s), worth in now.items()})

    def _contact(self, s: State, t: int) -> float:
        """How likely the seats can meet."""
        day = self.outlook.days[t]
        return 0.0 if self.outlook.ended(s, day) else self.outlook.together(s, day)

    def _moved(
        self, s: State, t: int, c: dict[str, float], later: dict[tuple[str, State], float], left: float
    ) -> dict[str, float]:
        """What a day without an agreement is worth: seat after seat may move, and the last to decide comes first.

        A seat moves for more, and for as much where it will move later anyhow.
        """
        day = self.outlook.days[t]
        intends = dict.fromkeys(self.models, 0.0)
        if t < self.last:
            for g in self.models:
                odds = self.outlook.odds(self.beliefs[g], s, t)
                intends[g] = left * sum(chance * later[g, after] for after, chance in odds.items())
        self.apart[s] = c, intends
        for step in self.ahead if self.own in self.models else ():
            self.options[step, s, t] = self._brings(step, s, t).get(self.own, -inf)
        turn: tuple[float, float] | None = None
        for seat in reversed(self.world.principals) if self._contact(s, t) else ():
            mover = self.outlook.sitting(seat, s, day)
            if mover == self.own:
                turn = c[mover], intends[mover]
            moved = False
            for step in self.ahead:
                brings = self._brings(step, s, t) if step[1] == seat else {}
                gain = brings[mover] - c[mover] if brings else -inf
                if gain > TIE or (gain >= -TIE and not moved and intends[mover] > CANNOT):
                    c, moved = brings, True
            if moved:
                intends = {g: float(g == mover) for g in self.models}
        self.intends.update({(g, s): means for g, means in intends.items()})
        self.staying[s, t], self.intending[s, t] = turn or (c.get(self.own, nan), intends.get(self.own, nan))
        return c

    def _brings(self, step: Step, s: State, t: int) -> dict[str, float]:
        """What a step is worth to everybody; empty where it cannot be taken."""
        world, (name, _), day = self.world, step, self.outlook.days[t]
        move, (first, last) = world.scenario.moves[name], world.move_days[name]
        done = {*self.outlook.happened(s, day), *self.made}
        if not first <= day <= last or not set(move.if_) <= done or set(move.unless) & done:
            return {}
        made, after = world.made(self.phase[1] | {step}), self.ahead[step]
        if after is None:
            shifters = self._shifters(s, day, made)
            worth = {g: world.shifted(g, model, shifters)[1] for g, model in self.models.items()}
        elif t > after.last:
            return {}
        elif name in made and move.suspend is not None:
            worth = {g: after.paused(g, s, t, day + move.suspend.days) for g in self.models}
        else:
            worth = {g: after.waiting[g, s, t] for g in self.models}
        cost = world.move_cost[name] if name in made else dict.fromkeys(worth, 0.0)
        return {g: points - cost[g] for g, points in worth.items()}

    def paused(self, g: str, s: State, t: int, until: int) -> float:
        """What the talks are worth on grid day t if contact is broken off until a day."""
        day = self.outlook.days[t]
        if self.outlook.ended(s, day):
            return self._points(g, s, day)[1]
        if day >= until:
            return self.value[g, s, t]
        if t == self.last:
            return self._points(g, s, day)[1]
        states = self.outlook.odds(self.beliefs[g], s, t)
        return self._waiting(g, s, t, {(g, after): self.paused(g, after, t + 1, until) for after in states})

    def _shifters(self, s: State, day: int, made: list[str]) -> tuple[str, ...]:
        """What has shifted points: events, moves, prolongations."""
        return self.world.shifters(
            frozenset([*self.outlook.happened(s, day), *made, *self.world.stages(self.phase[0])])
        )

    def _points(self, g: str, s: State, day: int) -> tuple[list[float], float]:
        shifters = self._shifters(s, day, self.made)
        if shifters not in self._shifted[g]:
            self._shifted[g][shifters] = self.world.shifted(g, self.models[g], shifters)
        return self._shifted[g][shifters]

    def _signed(self, g: str, s: State, day: int) -> tuple[list[float], float]:
        """U and D, what a signature will be worth in force, as far as it will be ratified, and without."""
        shifters = self._shifters(s, day, self.made)
        model = None if g == self.own else self.m
        value, no_deal = self.world.expected_points(g, model, day, shifters, self.phase)
        if not self.world.after:
            return value, no_deal
        sitting = tuple(self.outlook.sitting(seat, s, day) for seat in self.world.after)
        phase = (*self.phase[:3], sitting)
        chance = [self.world.ratified(p, day, shifters, phase) for p in range(len(value))]
        return [no_deal + q * (u - no_deal) for q, u in zip(chance, value, strict=True)], no_deal

    def _waiting(self, g: str, s: State, t: int, later: dict[tuple[str, State], float]) -> float:
        """C_e(s, t): no deal on the last day, else what the next grid day is expected to bring."""
        days = self.outlook.days
        if t == self.last:
            return self._points(g, s, days[t])[1]
        expected = sum(chance * later[g, after] for after, chance in self.outlook.odds(self.beliefs[g], s, t).items())
        ahead = days[t + 1] - days[t]
        if not self.phase[0]:  # the deadline may pass before the next grid day
            left = self.world.deadlines_from(days[t], self.phase)
            struck = sum(chance for deadline, chance in left if deadline < days[t + 1])
            expected = (1 - struck) * expected + struck * self._points(g, s, days[t])[1]
        cost = self.world.daily_cost(g, [*self.outlook.happened(s, days[t]), *self.made])
        return self.world.scenario.governments[g].discount ** ahead * expected - ahead * cost

    def _bargain(self, s: State, t: int, c: dict[str, float]) -> dict[str, float]:
        """V_e(s, t): the mean over who proposes of what is then agreed; nobody proposes without contact."""
        world, day = self.world, self.outlook.days[t]
        together = self._contact(s, t)
        if not together:
            return c
        seats = [self.outlook.sitting(seat, s, day) for seat in world.principals]
        chance, cost = world.in_force(day, self.phase), world.cost
        table = {g: self._signed(g, s, day) for g in self.models}
        best: list[int | None] = [None] * len(seats)
        most = [0.0] * len(seats)
        for p in self._agreeable_now(s, day):
            worth = []
            for g in seats:
                value, d = table[g]
                worth.append((d - cost) + chance[p] * (value[p] - d))
            willing = [a >= c[g] - TIE for a, g in zip(worth, seats, strict=True)]
            if world.enough(frozenset(compress(world.principals, willing))):
                for x, a in enumerate(worth):
                    if willing[x] and (best[x] is None or a > most[x]):
                        best[x], most[x] = p, a
        more = {} if self._others_prolong() else self._prolonged(s, t)
        third = [self.outlook.sitting(seat, s, day) for seat in world.assenting(self.phase[0])]
        for x, g in enumerate(seats):
            asked = [
                seat for name, seat in zip(world.principals, seats, strict=True) if name in world.asked(self.phase[0])
            ]
            agreed = bool(more) and all(more[seat] >= c[seat] - TIE for seat in {*asked, *third, g})
            if agreed and (best[x] is None or more[g] > most[x] + TIE):
                best[x] = PROLONG
        apart, later = self.apart[s]
        free = sum(self._turn(x, len(seats), day) for x in range(len(seats)) if best[x] is None)
        for g in self.models:  # what is agreed is not moved from
            self.intends[g, s] = together * free * self.intends[g, s] + (1 - together) * later[g]
        value = {
            g: sum(self._end(g, s, t, c[g], table[g], best, x, more) for x in range(len(seats))) for g in self.models
        }
        return {g: together * value[g] + (1 - together) * apart[g] for g in value}

    def _turn(self, x: int, count: int, day: int) -> float:
        """How likely seat x is to propose."""
        procedure = self.world.scenario.procedure
        return 1 / count if procedure.proposer == "random" else float(day // procedure.grid_days % count == x)

    def _others_prolong(self) -> bool:
        """Whether it is not for the seats at the table to prolong the talks."""
        used = self.phase[0]
        return bool(self.world.granting(used)) or used in self.world.time_chance

    def _granted(self, s: State, t: int, c: dict[str, float]) -> tuple[dict[str, float], float]:
        """What a day without an agreement is worth, as others may prolong the talks at its end; and how likely."""
        world, day = self.world, self.outlook.days[t]
        more = self._prolonged(s, t) if self._others_prolong() else {}
        if not more:
            return c, 0.0
        if (toss := world.toss(self.phase)) is not None:
            chance = world.time_chance[self.phase[0]] if day == toss else 0.0
        else:
            who = [self.outlook.sitting(seat, s, day) for seat in world.granting(self.phase[0])]
            chance = float(all(more[g] >= c[g] - TIE for g in who))
        return {g: chance * more[g] + (1 - chance) * waits for g, waits in c.items()}, chance

    def _prolonged(self, s: State, t: int) -> dict[str, float]:
        """What prolonging the talks is worth to everybody; empty where nobody can ask for it yet."""
        world, day = self.world, self.outlook.days[t]
        used = self.phase[0]
        if self.after is None or day < world.earliest(self.phase) - world.last_days[used]:
            return {}
        if any((self.outlook.sitting(seat, s, day), -1 - used) in self.refused for seat in world.granting(used)):
            return {}
        for k, seat in enumerate(third := world.assenting(used)):
            if (self.outlook.sitting(seat, s, day), -1 - used) in self.refused:
                return {}
            reply = world.reply[world.scenario.seats[third[k]].government][0]
            if day + reply > world.deadline_in(self.phase):
                return {}
        _, cost = world.prolonging[used]
        return {g: self.after.waiting[g, s, t] - cost[g] for g in self.models}

    def _end(
        self,
        g: str,
        s: State,
        t: int,
        waits: float,
        points: tuple[list[float], float],
        best: list[int | None],
        x: int,
        more: dict[str, float],
    ) -> float:
        """What seat x's turn to propose adds to the value of the talks to g."""
        day, count = self.outlook.days[t], len(best)
        turn, p = self._turn(x, count, day), best[x]
        if p is None:
            return turn * waits
        if p == PROLONG:
            return turn * more[g]
        value, d = points
        worth = (d - self.world.cost) + self.world.in_force(day, self.phase)[p] * (value[p] - d)
        if self.outlook.has_left(g, s, day):
            worth = d + self.world.scenario.governments[g].legacy * (worth - d)
        return turn * worth
