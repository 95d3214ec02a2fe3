"""Looking forward and reasoning back, one government, state, day and package at a time.

See docs/model.md, "Foresight: look forward, reason back".

A state is the set of foreseen chance events that have happened. What is expected of the calendar follows dates: an
event whose day chance picks is expected on the middle day, and on one day the scenario's order counts.
"""

from bisect import bisect_right
from functools import cache
from itertools import combinations

from tests.reference.slow_world import TIE, World

State = frozenset[str]
PROLONG = -1
"""What is agreed in place of a package where the talks are prolonged."""


class Outlook:
    """The calendar ahead, given the unforeseen events that have happened."""

    def __init__(self, world: World, surprises: frozenset[str]) -> None:
        self.world, self.surprises = world, surprises
        scenario = world.scenario
        self.expected = {name: (world.first_day[name] + world.last_day[name]) // 2 for name in scenario.events}
        steps = range(0, world.deadlines[-1] + 1, scenario.procedure.grid_days)
        known = [name for name in world.matters if scenario.events[name].foreseen or name in surprises]
        breaks = [name for name in known if world.break_days(name)]
        eves = [self.expected[name] - 1 for name in breaks]
        ends = [self.expected[name] + world.break_days(name) for name in breaks]
        days = {*steps, *(self.expected[name] for name in known), *eves, *ends, *world.deadlines}
        self.days = sorted(day for day in days if 0 <= day <= world.deadlines[-1])
        self.states = [
            State(some) for n in range(len(world.foreseen) + 1) for some in combinations(world.foreseen, n)
        ]
        self.in_order = sorted(scenario.events, key=lambda name: self.expected[name])  # stable: then as listed
        # the same questions come up for every package
        self.happened, self.sitting, self.has_left = cache(self.happened), cache(self.sitting), cache(self.has_left)

    def cell(self, day: int) -> int:
        """The place of the last grid day up to `day`."""
        return bisect_right(self.days, day) - 1

    def happened(self, state: State, day: int) -> list[str]:
        """What has happened by the end of `day` in a state, in order."""
        done: list[str] = []
        for name in self.in_order:
            if self.expected[name] <= day and self._happens(name, state, done):
                done.append(name)
        return done

    def before(self, name: str, state: State) -> list[str]:
        """What has happened, in a state, before an event is decided."""
        earlier = self.in_order[: self.in_order.index(name)]
        return [other for other in self.happened(state, self.expected[name]) if other in earlier]

    def _happens(self, name: str, state: State, done: list[str]) -> bool:
        event = self.world.scenario.events[name]
        if not event.foreseen:
            return name in self.surprises
        return self.allowed(name, done) and (event.chance == 1.0 or name in state)

    def allowed(self, name: str, done: list[str]) -> bool:
        """Whether an event's conditions hold; open talks are taken for granted."""
        event = self.world.scenario.events[name]
        return all(cause in done for cause in event.if_) and not any(cause in done for cause in event.unless)

    def sitting(self, seat: str, state: State, day: int) -> str:
        """Who is in a seat: the last one installed."""
        government = self.world.scenario.seats[seat].government
        for name in self.happened(state, day):
            government = self.world.scenario.events[name].install.get(seat, government)
        return government

    def apart(self, state: State, day: int) -> bool:
        """Whether what has happened keeps the seats from meeting."""
        return any(day < self.expected[name] + self.world.break_days(name) for name in self.happened(state, day))

    def has_left(self, government: str, state: State, day: int) -> bool:
        """Whether a government has sat on an earlier grid day, and sits nowhere now."""
        seats = self.world.scenario.seats
        earlier = [t for t in self.days if t < day]
        sat = any(self.sitting(seat, state, t) == government for seat in seats for t in earlier)
        return sat and all(self.sitting(seat, state, day) != government for seat in seats)

    def odds(self, belief: "Belief", state: State, t: int) -> dict[State, float]:
        """The chances of the states on grid day t + 1, given the state on grid day t."""
        after = {state: 1.0}
        for name in self.world.foreseen:
            if t + 1 != self.cell(self.expected[name]):
                continue
            split: dict[State, float] = {}
            for s, weight in after.items():
                chance = 0.0
                if name not in s and self.allowed(name, self.before(name, s)):
                    chance = belief.of(name, self.before(name, s))
                split[s] = split.get(s, 0.0) + weight * (1 - chance)
                split[s | {name}] = split.get(s | {name}, 0.0) + weight * chance
            after = {s: weight for s, weight in split.items() if weight}
        return after


class Belief:
    """The chances one evaluator gives to events."""

    def __init__(self, world: World, chances: dict[str, float]) -> None:
        self._world, self._chances = world, chances

    def of(self, name: str, done: list[str]) -> float:
        """Its chance for an event; what has happened may have set another one, the same for everybody."""
        chance = self._chances[name]
        for cause in done:
            chance = self._world.new_chance.get((cause, name), chance)
        return chance


class Foresight:
    """The games one government foresees: itself against each profile m of imagined rivals.

    `waiting[m][government, state, t]` is C_e(s, t), the value of waiting, on grid day number t.
    """

    def __init__(self, world: World, own: str, refused: frozenset[str], surprises: frozenset[str], used: int) -> None:
        self.outlook = Outlook(world, surprises)
        self.waiting = [
            Game(world, self.outlook, own, refused, m, used).solve() for m in range(len(world.imagined[own]))
        ]


class Game:
    """One game: every government that may sit in a principal's seat is an evaluator e."""

    def __init__(self, world: World, outlook: Outlook, own: str, refused: frozenset[str], m: int, used: int) -> None:
        self.world, self.outlook = world, outlook
        sitters = {world.scenario.seats[seat].government for seat in world.principals}
        for event in world.scenario.events.values():
            sitters |= {government for seat, government in event.install.items() if seat in world.principals}
        self.models = {g: world.own[g] if g == own else world.imagined[g][m] for g in sitters}
        self.beliefs = {g: Belief(world, model.beliefs) for g, model in self.models.items()}
        self._shifted: dict[str, dict[tuple[str, ...], tuple[list[float], float]]] = {g: {} for g in sitters}
        self.refused, self.m, self.used = refused, m, used
        self.last = outlook.cell(world.deadlines[used])  # the last grid day
        self.after: dict[tuple[str, State, int], float] = {}
        if used < len(world.prolonging):
            self.after = Game(world, outlook, own, refused, m, used + 1).solve()
        self.agreeable = cache(self.agreeable)  # the same on most days

    def agreeable(self, sitting: tuple[tuple[str, str], ...], shifters: tuple[str, ...]) -> list[int]:
        """Packages that the third parties needed would assent to, whatever the clock; who has refused, refuses."""
        world = self.world
        good = set(range(len(world.packages)))
        for seat, government in sitting:
            value, no_deal = world.shifted(government, world.imagined[government][self.m], shifters)
            for p in world.needs[seat]:
                if government in self.refused or not value[p] - no_deal >= world.cost:
                    good.discard(p)
        return sorted(good)

    def _agreeable_now(self, s: State, day: int) -> list[int]:
        sitting = tuple((seat, self.outlook.sitting(seat, s, day)) for seat in self.world.third_parties)
        return self.agreeable(sitting, self.world.shifters(set(self.outlook.happened(s, day))))

    def solve(self) -> dict[tuple[str, State, int], float]:
        waiting: dict[tuple[str, State, int], float] = {}
        later: dict[tuple[str, State], float] = {}
        for t in reversed(range(self.last + 1)):
            now: dict[tuple[str, State], float] = {}
            for s in self.outlook.states:
                c = {g: self._waiting(g, s, t, later) for g in self.models}
                waiting.update({(g, s, t): worth for g, worth in c.items()})
                now.update({(g, s): worth for g, worth in self._bargain(s, t, c).items()})
            later = now
        return waiting

    def _points(self, g: str, s: State, day: int) -> tuple[list[float], float]:
        shifters = self.world.shifters(set(self.outlook.happened(s, day)))
        if shifters not in self._shifted[g]:
            self._shifted[g][shifters] = self.world.shifted(g, self.models[g], shifters)
        return self._shifted[g][shifters]

    def _waiting(self, g: str, s: State, t: int, later: dict[tuple[str, State], float]) -> float:
        """C_e(s, t): no deal on the last day, else what the next grid day is expected to bring."""
        days = self.outlook.days
        if t == self.last:
            return self._points(g, s, days[t])[1]
        expected = sum(chance * later[g, after] for after, chance in self.outlook.odds(self.beliefs[g], s, t).items())
        ahead = days[t + 1] - days[t]
        cost = self.world.daily_cost(g, self.outlook.happened(s, days[t]))
        return self.world.scenario.governments[g].discount ** ahead * expected - ahead * cost

    def _bargain(self, s: State, t: int, c: dict[str, float]) -> dict[str, float]:
        """V_e(s, t): the mean over who proposes of what is then agreed; nobody proposes without contact."""
        world, day = self.world, self.outlook.days[t]
        if self.outlook.apart(s, day):
            return c
        seats = [self.outlook.sitting(seat, s, day) for seat in world.principals]
        chance, cost = world.in_force(day, self.used), world.cost
        table = {g: self._points(g, s, day) for g in self.models}
        best: list[int | None] = [None] * len(seats)
        most = [0.0] * len(seats)
        for p in self._agreeable_now(s, day):
            worth = []
            for g in seats:
                value, d = table[g]
                worth.append((d - cost) + chance[p] * (value[p] - d))
            willing = [a >= c[g] - TIE for a, g in zip(worth, seats, strict=True)]
            if world.enough({seat for seat, wants in zip(world.principals, willing, strict=True) if wants}):
                for x, a in enumerate(worth):
                    if willing[x] and (best[x] is None or a > most[x]):
                        best[x], most[x] = p, a
        more = self._prolonged(s, t)
        for x, g in enumerate(seats):
            asked = [seat for name, seat in zip(world.principals, seats, strict=True) if name in world.voters]
            agreed = bool(more) and all(more[seat] >= c[seat] - TIE for seat in {*asked, g})
            if agreed and (best[x] is None or more[g] > most[x] + TIE):
                best[x] = PROLONG
        return {
            g: sum(self._end(g, s, t, c[g], table[g], best, x, more) for x in range(len(seats))) for g in self.models
        }

    def _prolonged(self, s: State, t: int) -> dict[str, float]:
        """What prolonging the talks is worth to everybody; empty where nobody can ask for it yet."""
        world, day = self.world, self.outlook.days[t]
        if not self.after or day < world.deadlines[self.used] - world.last_days[self.used]:
            return {}
        _, cost = world.prolonging[self.used]
        return {g: self.after[g, s, t] - cost[g] for g in self.models}

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
        procedure = self.world.scenario.procedure
        turn = 1 / count if procedure.proposer == "random" else float(day // procedure.grid_days % count == x)
        p = best[x]
        if p is None:
            return turn * waits
        if p == PROLONG:
            return turn * more[g]
        value, d = points
        worth = (d - self.world.cost) + self.world.in_force(day, self.used)[p] * (value[p] - d)
        if self.outlook.has_left(g, s, day):
            worth = d + self.world.scenario.governments[g].legacy * (worth - d)
        return turn * worth
