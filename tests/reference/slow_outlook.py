"""What a government sees ahead: the calendar's states, their chances, and its beliefs about events.

See docs/model.md, "Foresight: look forward, reason back".

A state is the set of foreseen events, unsure or of unknown day, that have happened. On one day the scenario's order
counts. An event whose day chance picks comes with a hazard between grid days, and once it has come the state says so.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from itertools import combinations, product

from tests.reference.slow_world import World

State = frozenset[str]


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
        sets = [frozenset(some) for n in range(len(world.steps) + 1) for some in combinations(world.steps, n)]
        for used, taken in product(world.time_chance, [some for some in sets if not world.ends_talks(some)]):
            toss = world.toss((used, taken, frozenset(), ()))
            days |= {toss, toss + 1}
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
        self.together, self.ended, self.odds = cache(self.together), cache(self.ended), cache(self.odds)

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

    def odds(self, belief: Belief, state: State, t: int) -> dict[State, float]:
        """The chances of the states on grid day t + 1, given the state on grid day t: unknown days come first."""
        after = {state: 1.0}
        for name in sorted(self.world.foreseen, key=lambda name: name not in self.world.open_days):
            split: dict[State, float] = {}
            for s, weight in after.items():
                chance = 0.0 if name in s else self._chance(belief, name, s, t)
                split[s] = split.get(s, 0.0) + weight * (1 - chance)
                if chance:
                    split[s | {name}] = split.get(s | {name}, 0.0) + weight * chance
            after = {s: weight for s, weight in split.items() if weight}
        return after

    def _chance(self, belief: Belief, name: str, s: State, t: int) -> float:
        """The chance that an event that has not come by grid day t does by the next."""
        if self.signed is not None and self.world.scenario.events[name].while_open:
            return 0.0
        if name in self.world.open_days:
            return self._hazard(belief, name, s, self.days[t], self.days[t + 1])
        if t + 1 != self.cell(self.expected[name]) or not self.allowed(name, self.before(name, s)):
            return 0.0
        return belief.of(name, self.before(name, s))

    def _hazard(self, belief: Belief, name: str, s: State, day: int, until: int) -> float:
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
        self._key = tuple(chances.items()), tuple(made)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Belief) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def of(self, name: str, done: list[str]) -> float:
        """Its chance for an event; what has happened may have set another one, the same for everybody."""
        chance = self._chances[name]
        for cause in done:
            chance = self._world.new_chance.get((cause, name), chance)
        given = self._world.given_chance(name, self._made)
        return chance if given is None else given
