"""Looking forward and reasoning back, one government, state, day and package at a time.

See docs/model.md, "Foresight: look forward, reason back".

A state is the set of foreseen events, unsure or of unknown day, that have happened. On one day the scenario's order
counts. An event whose day chance picks comes with a hazard between grid days, and once it has come the state says so.
"""

from bisect import bisect_right
from functools import cache
from itertools import combinations
from math import inf, nan

from tests.reference.slow_world import TIE, Phase, Step, World

State = frozenset[str]
PROLONG = -1
"""What is agreed in place of a package where the talks are prolonged."""


class Outlook:
    """The calendar ahead, given the unforeseen events that have happened, and the order of others that have.

    After the day on which an agreement is `signed` nothing comes that needs open talks.
    """

    def __init__(
        self, world: World, surprises: frozenset[str], past: tuple[str, ...], signed: int | None = None
    ) -> None:
        self.world, self.surprises, self.past, self.signed = world, surprises, past, signed
        scenario = world.scenario
        self.expected = {name: (world.first_day[name] + world.last_day[name]) // 2 for name in scenario.events}
        days = {*range(0, world.deadlines[-1] + 1, scenario.procedure.grid_days), *world.deadlines}
        if len(world.possible) > 1:
            days |= {look + more for look in world.looks for more in (0, 1)}
        days |= {day for first, last in world.move_days.values() for day in (first, last, last + 1)}
        days |= {(move.deadline - scenario.start).days for move in scenario.moves.values() if move.deadline}
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
        if self._too_late(name) and name not in self.world.foreseen:
            return False
        if any(cause in self.world.open_days for cause in (*event.if_, *event.unless)):
            return name in state
        return self.allowed(name, done) and (name not in self.world.foreseen or name in state)

    def _too_late(self, name: str) -> bool:
        late = self.signed is not None and self.expected[name] > self.signed
        return late and self.world.scenario.events[name].while_open

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

    def ended(self, state: State, day: int) -> bool:
        """Whether something that has happened has ended the talks."""
        return any(self.world.scenario.events[name].ends_talks for name in self.happened(state, day))

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
        if self.signed is not None and self.world.scenario.events[name].while_open:
            return 0.0
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

    def __init__(self, world: World, chances: dict[str, float], made: list[str]) -> None:
        self._world, self._chances, self._made = world, chances, made

    def of(self, name: str, done: list[str]) -> float:
        """Its chance for an event; what has happened may have set another one, the same for everybody."""
        chance = self._chances[name]
        for cause in done:
            chance = self._world.new_chance.get((cause, name), chance)
        given = self._world.given_chance(name, self._made)
        return chance if given is None else given


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
        phase: Phase,
    ) -> None:
        self.outlook = Outlook(world, surprises, past)
        games = [Game(world, self.outlook, own, refused, m, phase, {}) for m in range(len(world.imagined[own]))]
        self.waiting = [game.waiting for game in games]
        self.staying, self.options = [game.staying for game in games], [game.options for game in games]
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
        refused: frozenset[str],
        m: int,
        phase: Phase,
        solved: "dict[Phase, Game]",
    ) -> None:
        self.world, self.outlook, self.own = world, outlook, own
        sitters = {world.scenario.seats[seat].government for seat in world.principals}
        for event in world.scenario.events.values():
            sitters |= {government for seat, government in event.install.items() if seat in world.principals}
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
        self.value: dict[tuple[str, State, int], float] = {}
        self.staying: dict[tuple[State, int], float] = {}
        self.intending: dict[tuple[State, int], float] = {}
        self.options: dict[tuple[Step, State, int], float] = {}
        self.solve()

    def agreeable(self, sitting: tuple[tuple[str, str], ...], shifters: tuple[str, ...], day: int) -> list[int]:
        """Packages that the third parties needed would assent to, whatever the clock; who has refused, refuses."""
        world = self.world
        good = set(range(len(world.packages)))
        for seat, government in sitting:
            value, no_deal = world.imagined_points(government, self.m, day, shifters, self.phase)
            for p in world.needs[seat]:
                if government in self.refused or not value[p] - no_deal >= world.cost:
                    good.discard(p)
        return sorted(good)

    def _agreeable_now(self, s: State, day: int) -> list[int]:
        before = [seat for seat in self.world.third_parties if seat not in self.world.after]
        sitting = tuple((seat, self.outlook.sitting(seat, s, day)) for seat in before)
        return self.agreeable(sitting, self.world.shifters({*self.outlook.happened(s, day), *self.made}), day)

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
                c = self._moved(s, t, c, means)
                self.waiting.update({(g, s, t): worth for g, worth in c.items()})
                now.update({(g, s): worth for g, worth in self._bargain(s, t, c).items()})
            later, means = now, self.intends
            self.value.update({(g, s, t): worth for (g, s), worth in now.items()})

    def _contact(self, s: State, t: int) -> float:
        """How likely the seats can meet."""
        day = self.outlook.days[t]
        return 0.0 if self.outlook.ended(s, day) else self.outlook.together(s, day)

    def _moved(
        self, s: State, t: int, c: dict[str, float], later: dict[tuple[str, State], float]
    ) -> dict[str, float]:
        """What a day without an agreement is worth: seat after seat may move, and the last to decide comes first.

        A seat moves for more, and for as much where it will move later anyhow.
        """
        day = self.outlook.days[t]
        intends = dict.fromkeys(self.models, 0.0)
        if t < self.last:
            for g in self.models:
                odds = self.outlook.odds(self.beliefs[g], s, t)
                intends[g] = sum(chance * later[g, after] for after, chance in odds.items())
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
                if gain > TIE or (gain >= -TIE and not moved and intends[mover] > 0):
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
            shifters = world.shifters({*self.outlook.happened(s, day), *made})
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

    def _points(self, g: str, s: State, day: int) -> tuple[list[float], float]:
        shifters = self.world.shifters({*self.outlook.happened(s, day), *self.made})
        if shifters not in self._shifted[g]:
            self._shifted[g][shifters] = self.world.shifted(g, self.models[g], shifters)
        return self._shifted[g][shifters]

    def _signed(self, g: str, s: State, day: int) -> tuple[list[float], float]:
        """U and D, what a signature will be worth in force, as far as it will be ratified, and without."""
        shifters = self.world.shifters({*self.outlook.happened(s, day), *self.made})
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
            if world.enough({seat for seat, wants in zip(world.principals, willing, strict=True) if wants}):
                for x, a in enumerate(worth):
                    if willing[x] and (best[x] is None or a > most[x]):
                        best[x], most[x] = p, a
        more = self._prolonged(s, t)
        for x, g in enumerate(seats):
            asked = [
                seat for name, seat in zip(world.principals, seats, strict=True) if name in world.asked(self.phase[0])
            ]
            agreed = bool(more) and all(more[seat] >= c[seat] - TIE for seat in {*asked, g})
            if agreed and (best[x] is None or more[g] > most[x] + TIE):
                best[x] = PROLONG
        apart, later = self.apart[s]
        for g in self.models:  # what is agreed is not moved from
            free = sum(self._turn(x, len(seats), day) for x in range(len(seats)) if best[x] is None)
            self.intends[g, s] = together * free * self.intends[g, s] + (1 - together) * later[g]
        value = {
            g: sum(self._end(g, s, t, c[g], table[g], best, x, more) for x in range(len(seats))) for g in self.models
        }
        return {g: together * value[g] + (1 - together) * apart[g] for g in value}

    def _turn(self, x: int, count: int, day: int) -> float:
        """How likely seat x is to propose."""
        procedure = self.world.scenario.procedure
        return 1 / count if procedure.proposer == "random" else float(day // procedure.grid_days % count == x)

    def _prolonged(self, s: State, t: int) -> dict[str, float]:
        """What prolonging the talks is worth to everybody; empty where nobody can ask for it yet."""
        world, day = self.world, self.outlook.days[t]
        used = self.phase[0]
        if self.after is None or day < world.deadline_in(self.phase) - world.last_days[used]:
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
