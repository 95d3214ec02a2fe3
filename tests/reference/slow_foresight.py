"""Looking forward and reasoning back, one government, state, day and package at a time.

See docs/model.md, "Foresight: look forward, reason back".

A state is the set of foreseen events, unsure or of unknown day, that have happened. On one day the scenario's order
counts. An event whose day chance picks comes with a hazard between grid days, and once it has come the state says so.
"""

from bisect import bisect_right
from functools import cache
from itertools import combinations

from tests.reference.slow_world import TIE, World

State = frozenset[str]
PROLONG = -1
"""What is agreed in place of a package where the talks are prolonged."""


class Outlook:
    """The calendar ahead, given the unforeseen events that have happened, and the order of others that have."""

    def __init__(self, world: World, surprises: frozenset[str], past: tuple[str, ...]) -> None:
        self.world, self.surprises, self.past = world, surprises, past
        scenario = world.scenario
        self.expected = {name: (world.first_day[name] + world.last_day[name]) // 2 for name in scenario.events}
        days = {*range(0, world.deadlines[-1] + 1, scenario.procedure.grid_days), *world.deadlines}
        if len(world.possible) > 1:
            days |= {look + more for look in world.looks for more in (0, 1)}
        for name in world.matters:
            if name in world.open_days:
                if scenario.events[name].foreseen:
                    days |= {world.first_day[name] - 1, world.last_day[name]}
            elif scenario.events[name].foreseen or name in surprises:
                days.add(self.expected[name])
                if world.break_days(name):
                    days |= {self.expected[name] - 1, self.expected[name] + world.break_days(name)}
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
            if name in self.world.open_days:
                if name in state or name in self.surprises:
                    done.append(name)
            elif self.expected[name] <= day and self._happens(name, state, done):
                done.append(name)
        # those of open order change places among themselves: first those that came, as they came
        moved = [name for name in done if name in self.world.open_order]
        moved.sort(key=lambda name: self.past.index(name) if name in self.past else len(self.past))
        return [moved.pop(0) if name in self.world.open_order else name for name in done]

    def before(self, name: str, state: State) -> list[str]:
        """What has happened, in a state, before an event of known day is decided."""
        earlier = self.in_order[: self.in_order.index(name)]
        done = self.happened(state, self.expected[name])
        return [other for other in done if other in earlier or other in self.world.open_days]

    def _happens(self, name: str, state: State, done: list[str]) -> bool:
        event = self.world.scenario.events[name]
        if not event.foreseen:
            return name in self.surprises
        if any(cause in self.world.open_days for cause in (*event.if_, *event.unless)):
            return name in state
        return self.allowed(name, done) and (name not in self.world.foreseen or name in state)

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

    def together(self, state: State, day: int) -> float:
        """The chance that what has happened lets the seats meet; who has a break of unknown day behind him, does."""
        chance = 1.0
        for name in self.happened(state, day):
            length, first, last = self.world.break_days(name), self.world.first_day[name], self.world.last_day[name]
            if name not in self.world.open_days:
                chance *= day >= self.expected[name] + length
            elif length and name not in self.past and name not in self.surprises and day >= first:
                came = range(first, min(day, last) + 1)
                chance *= sum(begun + length <= day for begun in came) / len(came)
        return chance

    def has_left(self, government: str, state: State, day: int) -> bool:
        """Whether a government has sat on an earlier grid day, and sits nowhere now."""
        seats, events = self.world.scenario.seats, self.world.scenario.events
        if any(self.sitting(seat, state, day) == government for seat in seats):
            return False
        done = self.happened(state, day)
        if any(name in self.world.open_days and events[name].install for name in done):  # who knows on which day
            ever = [seat.government for seat in seats.values()]
            return government in ever or any(government in events[name].install.values() for name in done)
        earlier = [t for t in self.days if t < day]
        return any(self.sitting(seat, state, t) == government for seat in seats for t in earlier)

    def odds(self, belief: "Belief", state: State, t: int) -> dict[State, float]:
        """The chances of the states on grid day t + 1, given the state on grid day t: unknown days come first."""
        after = {state: 1.0}
        for name in sorted(self.world.foreseen, key=lambda name: name not in self.world.open_days):
            split: dict[State, float] = {}
            for s, weight in after.items():
                chance = 0.0 if name in s else self._chance(belief, name, s, t)
                split[s] = split.get(s, 0.0) + weight * (1 - chance)
                split[s | {name}] = split.get(s | {name}, 0.0) + weight * chance
            after = {s: weight for s, weight in split.items() if weight}
        return after

    def _chance(self, belief: "Belief", name: str, s: State, t: int) -> float:
        """The chance that an event that has not come by grid day t does by the next."""
        if name in self.world.open_days:
            return self._hazard(belief, name, s, self.days[t], self.days[t + 1])
        if t + 1 != self.cell(self.expected[name]) or not self.allowed(name, self.before(name, s)):
            return 0.0
        return belief.of(name, self.before(name, s))

    def _hazard(self, belief: "Belief", name: str, s: State, day: int, until: int) -> float:
        """c f / (1 - c F), day by day, where the event's conditions hold on the day."""
        come, gone, span = 0.0, 0.0, range(self.world.first_day[name], self.world.last_day[name] + 1)
        for each in span:
            done = [other for other in self.happened(s, each) if self._earlier(other, name, each, now=each > day)]
            if self.allowed(name, done):
                if each <= day:
                    gone += belief.of(name, done) / len(span)
                elif each <= until:
                    come += belief.of(name, done) / len(span)
        return come / max(1 - gone, come) if come > 0 else 0.0

    def _earlier(self, other: str, name: str, day: int, *, now: bool) -> bool:
        """Whether one that has happened did before `name` comes up on a day; of unknown day, only just now."""
        if other in self.world.open_days:
            return other != name and now
        order = list(self.world.scenario.events)
        return (self.expected[other], order.index(other)) < (day, order.index(name))


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

    def __init__(
        self,
        world: World,
        own: str,
        refused: frozenset[str],
        surprises: frozenset[str],
        past: tuple[str, ...],
        used: int,
    ) -> None:
        self.outlook = Outlook(world, surprises, past)
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
        if not self.used:  # the deadline may pass before the next grid day
            left = self.world.deadlines_from(days[t])
            struck = sum(chance for deadline, chance in left if deadline < days[t + 1])
            expected = (1 - struck) * expected + struck * self._points(g, s, days[t])[1]
        cost = self.world.daily_cost(g, self.outlook.happened(s, days[t]))
        return self.world.scenario.governments[g].discount ** ahead * expected - ahead * cost

    def _bargain(self, s: State, t: int, c: dict[str, float]) -> dict[str, float]:
        """V_e(s, t): the mean over who proposes of what is then agreed; nobody proposes without contact."""
        world, day = self.world, self.outlook.days[t]
        together = self.outlook.together(s, day)
        if not together:
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
        value = {
            g: sum(self._end(g, s, t, c[g], table[g], best, x, more) for x in range(len(seats))) for g in self.models
        }
        return {g: together * value[g] + (1 - together) * c[g] for g in value}

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
