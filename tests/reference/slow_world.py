"""One world as plain numbers: read out of the drawn arrays, with the sums in full.

See docs/model.md, "Worlds: what is not known", and docs/model.md, "Time: the clock eats the ambitious deals first".
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from sim.minds.clock import chance_in_force
from sim.quantity import quantile
from sim.scenario.agreement import AnyOf
from sim.scenario.deadline import chances_of_days, last_looks_of
from sim.scenario.event import Between, Event
from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel
from sim.streams import uniforms
from sim.worlds.worlds import Worlds
from tests.reference.slow_matters import mattering, with_causes

Lead = tuple[float, float]
"""Median days, and the standard deviation of their logarithm."""

Step = tuple[str, str]
"""A move, and the seat that takes its part in it."""

Text = tuple[str, str]
"""An issue and its option that must be drafted."""

Phase = tuple[int, frozenset[Step], frozenset[tuple[Text, int]], tuple[str, ...]]
"""Prolongations used, steps taken, texts being drafted with the day on which each was begun, and who is to ratify."""


TIE = 1e-9
"""Points within which two values count as equal; a tie accepts."""

CANNOT = 1e-9
"""A chance of moving later that is no more is none."""


@dataclass
class Model:
    """What a government wants, or is imagined to want: points, no-deal value, chances it gives to events."""

    value: list[float]
    no_deal: float
    beliefs: dict[str, float]


class World:
    """World `row` of a batch: governments, seats and events by name, packages by number, days since the start."""

    def __init__(
        self, scenario: ScenarioModel, packages: PackageTable, drawn: Worlds, *, row: int, seed: int
    ) -> None:
        self.scenario, self.packages, self.seed, self.number = scenario, packages, seed, int(drawn.number[row])
        self.deadline, self.cost = scenario.days, scenario.procedure.signing_cost
        self.possible = [((day - scenario.start).days, p) for day, p in chances_of_days(scenario.deadline).items()]
        self.looks = [(day - scenario.start).days for day in last_looks_of(scenario.deadline)]
        self._read_prolongations(drawn, row)
        self.principals = [name for name, seat in scenario.seats.items() if seat.principal or seat.mediator]
        self.voters = [name for name, seat in scenario.seats.items() if seat.principal]
        self.third_parties = [name for name in scenario.seats if name not in self.principals]
        self.after = [name for name, seat in scenario.seats.items() if seat.asked == "after"]
        self._read(drawn, row)
        self.first_day, self.last_day = {}, {}
        for name, event in scenario.events.items():
            first, last = event.date.between if isinstance(event.date, Between) else (event.date, event.date)
            self.first_day[name], self.last_day[name] = (first - scenario.start).days, (last - scenario.start).days
        self.steps: list[Step] = [(name, seat) for name, move in scenario.moves.items() for seat in move.seats]
        self.move_days = {name: self._move_days(name) for name in scenario.moves}
        self.matters = mattering(scenario.events)
        self.matters |= {
            cause
            for move in scenario.moves.values()
            for cause in (*move.if_, *move.unless)
            if cause in scenario.events
        }
        self.matters = with_causes(self.matters, scenario.events)
        self.open_days = {name for name, day in self.first_day.items() if day < self.last_day[name]}
        self.foreseen = [name for name in scenario.events if name in self.matters and self._is_uncertain(name)]
        self.open_order = self._of_open_order()
        self._kept: dict[object, Any] = {}
        self.foresights: dict[object, Any] = {}  # solved once for all replications of the world, as are its games
        self.games: dict[object, dict[Phase, Any]] = {}
        self.outlooks: dict[object, Any] = {}
        self.enough, self.made, self.shifters = cache(self.enough), cache(self.made), cache(self.shifters)
        self.deadline_in, self.deadlines_from = cache(self.deadline_in), cache(self.deadlines_from)

    def _read(self, drawn: Worlds, row: int) -> None:
        events, governments = list(self.scenario.events), list(self.scenario.governments)
        turns = [*events, *self.scenario.moves]
        self.chance = dict(zip(events, drawn.chance[row].tolist(), strict=True))
        self.new_chance = {(turns[a], events[b]): float(new[row]) for (a, b), new in drawn.new_chance.items()}
        self.own: dict[str, Model] = {}
        self.imagined: dict[str, list[Model]] = {}
        self.shift: dict[tuple[str, str], list[float]] = {}
        self.shift_no_deal: dict[tuple[str, str], float] = {}
        self.reply: dict[str, tuple[float, float]] = {}
        for g, name in enumerate(governments):
            beliefs = dict(zip(events, drawn.beliefs[g, row].tolist(), strict=True))
            self.own[name] = Model(drawn.value[g, row].tolist(), float(drawn.no_deal[g, row]), beliefs)
            others = drawn.imagined[g]
            self.imagined[name] = [
                Model(value, no_deal, dict(zip(events, chances, strict=True)))
                for value, no_deal, chances in zip(
                    others.value[row].tolist(),
                    others.no_deal[row].tolist(),
                    others.beliefs[row].tolist(),
                    strict=True,
                )
            ]
            self.reply[name] = float(drawn.reply_median[g, row]), float(drawn.reply_spread[g, row])
            for place, event in enumerate(turns):
                if place in drawn.shift:
                    self.shift[event, name] = drawn.shift[place][g, row].tolist()
                if place in drawn.shift_no_deal:
                    self.shift_no_deal[event, name] = float(drawn.shift_no_deal[place][g, row])
        for g, name in enumerate(governments):
            for k, stage in enumerate(self.stages(len(self.prolonging))):
                if k in drawn.stage_shift:
                    self.shift[stage, name] = drawn.stage_shift[k][g, row].tolist()
                if k in drawn.stage_shift_no_deal:
                    self.shift_no_deal[stage, name] = float(drawn.stage_shift_no_deal[k][g, row])
        self.daily_costs: dict[tuple[str | None, str], float] = {}
        for place, costs in drawn.daily_cost.items():
            for g, points in costs.items():
                self.daily_costs[None if place < 0 else turns[place], governments[g]] = float(points[row])
        self.move_cost = {
            name: dict(zip(governments, drawn.move_cost[k, :, row].tolist(), strict=True))
            for k, name in enumerate(self.scenario.moves)
        }
        clock = row if len(drawn.lead_median) > 1 else 0
        self.lead = list(zip(drawn.lead_median[clock].tolist(), drawn.lead_spread[clock].tolist(), strict=True))
        self.hurried = [  # the chance, and the leads, where just some seats can hurry
            (
                float(each.chance[row if len(each.chance) > 1 else 0, 0]),
                list(zip(*(part[row if len(part) > 1 else 0].tolist() for part in each.lead), strict=True)),
            )
            for each in drawn.hurried
        ]
        self.draft: dict[Text, tuple[float, float]] = {}
        self.draft_step: dict[Text, int] = {}
        for k, text in enumerate(drawn.drafting.options):
            medians = drawn.drafting.median[k]
            median = float(medians[row if len(medians) > 1 else 0])
            self.draft[text] = median, float(drawn.drafting.spread[k])
            usual = quantile(self.scenario.issues[text[0]].options[text[1]].draft_days, np.array([0.5]))
            self.draft_step[text] = max(self.scenario.procedure.grid_days, round(float(usual[0]) / 2))
        self.needs = {
            seat: set(np.flatnonzero(drawn.needs[x]).tolist()) for x, seat in enumerate(self.scenario.seats)
        }

    def asked(self, used: int) -> list[str]:
        """The seats that must be for the next prolongation."""
        if used == len(self.prolonging):
            return []
        body = self.scenario.prolongations[self.prolonging[used][0]]
        if body.granted_by or body.chance is not None:
            return []
        return list(body.consent) or self.voters

    def assenting(self, used: int) -> list[str]:
        """The third parties that must assent to the next prolongation."""
        if used == len(self.prolonging):
            return []
        return list(self.scenario.prolongations[self.prolonging[used][0]].assent)

    def granting(self, used: int) -> list[str]:
        """The third parties that grant the next prolongation by themselves."""
        if used == len(self.prolonging):
            return []
        return list(self.scenario.prolongations[self.prolonging[used][0]].granted_by)

    def toss(self, phase: Phase) -> int | None:
        """The day at whose end chance decides on the next prolongation."""
        used = phase[0]
        if used not in self.time_chance:
            return None
        before = self.deadlines[used - 1] if used else 0
        return min(max(self.earliest(phase) - self.last_days[used], before), self.deadline_in(phase))

    def earliest(self, phase: Phase) -> int:
        """The first day that the deadline may be, after some prolongations and moves."""
        return self.deadline_in(phase) if phase[0] or len(self.possible) == 1 else self.possible[0][0]

    def enough(self, agreeing: frozenset[str]) -> bool:
        """Whether these seats are enough to agree on a package."""
        rule = self.scenario.procedure.agreement
        principals = [seat for seat in self.voters if seat in agreeing]
        if rule == "all":
            return len(principals) == len(self.voters)
        if rule == "majority":
            return 2 * len(principals) > len(self.voters)
        if isinstance(rule, AnyOf):
            return any(set(group) <= set(principals) for group in rule.any_of)
        weight = sum(rule.weights[seat] if rule.weights else 1 for seat in principals)
        return weight >= rule.at_least - 1e-9

    def _is_uncertain(self, name: str) -> bool:
        """Whether governments reckon with an event without being sure that it comes, or when."""
        events = self.scenario.events
        event = events[name]
        changed = any(name in turn.chances for turn in (*events.values(), *self.scenario.moves.values()))
        depends = any(cause in self.open_days for cause in (*event.if_, *event.unless))
        doubted = any(body.beliefs.get(name, 1.0) != 1.0 for body in self.scenario.governments.values())
        return event.foreseen and (event.chance != 1.0 or doubted or changed or depends or name in self.open_days)

    def _of_open_order(self) -> set[str]:
        """Events that act on the same as another, one of unknown day, and breaks of contact of unknown day."""
        events, found = self.scenario.events, set()
        for a in self.matters:
            if a in self.open_days and self.break_days(a):
                found.add(a)
            for b in self.matters - {a}:
                meet = self.first_day[a] <= self.last_day[b] and self.first_day[b] <= self.last_day[a]
                if a in self.open_days and meet and self._clash(events[a], events[b]):
                    found |= {a, b}
        for _ in events:
            found |= {a for a in self.matters for b in found - {a} if self._clash(events[a], events[b])}
        return found

    def _clash(self, a: Event, b: Event) -> bool:
        """Whether the later of two events undoes what the other did."""
        return any({*getattr(a, effect)} & {*getattr(b, effect)} for effect in ("install", "chances", "cost_per_day"))

    def break_days(self, event: str) -> int:
        """Days without contact that an event brings."""
        suspend = self.scenario.events[event].suspend
        return suspend.days if suspend else 0

    def _read_prolongations(self, drawn: Worlds, row: int) -> None:
        """The deadlines, and what each prolongation costs whom."""
        self.deadlines, self.last_days, self.prolonging = [self.deadline], [], []
        self.time_chance = {k: float(chance[row]) for k, chance in drawn.prolonging_chance.items()}
        for name, body in self.scenario.prolongations.items():
            for _ in range(body.times):
                to = (body.to - self.scenario.start).days if body.to else self.deadlines[-1] + (body.days or 0)
                cost = drawn.prolonging_cost[len(self.prolonging), :, row].tolist()
                self.deadlines.append(to)
                self.last_days.append(body.last_days)
                self.prolonging.append((name, dict(zip(self.scenario.governments, cost, strict=True))))

    def _move_days(self, name: str) -> tuple[int, int]:
        """The first and the last day of a move."""
        move, start = self.scenario.moves[name], self.scenario.start
        first = (move.from_ - start).days if move.from_ else 0
        last = min((move.until - start).days, self.deadlines[-1]) if move.until else self.deadlines[-1]
        return first, min(last, (move.deadline - start).days - 1) if move.deadline else last

    def made(self, taken: frozenset[Step]) -> list[str]:
        """The moves that all of their seats have made."""
        return [
            name for name, move in self.scenario.moves.items() if all((name, seat) in taken for seat in move.seats)
        ]

    def deadline_in(self, phase: Phase) -> int:
        """The deadline after some prolongations and moves."""
        used, taken, *_ = phase
        nearer = [self.scenario.moves[name].deadline for name in self.made(taken)]
        return min([self.deadlines[used], *((day - self.scenario.start).days for day in nearer if day)])

    def ends_talks(self, taken: frozenset[Step]) -> bool:
        """Whether a move has ended the talks."""
        return any(self.scenario.moves[name].ends_talks for name in self.made(taken))

    def given_chance(self, event: str, made: list[str]) -> float | None:
        """The chance that a move gives to an event, if any."""
        chance = None
        for name in made:
            chance = self.new_chance.get((name, event), chance)
        return chance

    def daily_cost(self, government: str, done: list[str]) -> float:
        """What a day of talks costs a government after some events, the last that says so counting."""
        cost = self.daily_costs.get((None, government), 0.0)
        for event in done:
            cost = self.daily_costs.get((event, government), cost)
        return cost

    def shifters(self, happened: frozenset[str]) -> tuple[str, ...]:
        """Which of those that happened shift points, or bear on shifts that may come, in the scenario's order."""
        turns = [*self.scenario.events.items(), *self.scenario.moves.items()]
        bearing = self.bearing()
        found = [
            name for name, turn in turns if name in happened and (turn.shift or turn.shift_no_deal or name in bearing)
        ]
        return (*found, *(stage for stage in self.stages(len(self.prolonging)) if stage in happened))

    def stages(self, used: int) -> list[str]:
        """Names of the first prolongations, for what shifts points."""
        return [f"prolongation {k}" for k in range(used)]

    def bearing(self) -> set[str]:
        """Foreseen events that shift something, and those on which they depend, by condition or by chance."""
        if "bearing" not in self._kept:
            events = self.scenario.events
            found = {name for name, each in events.items() if each.foreseen and (each.shift or each.shift_no_deal)}
            found = {name for name in found if self.first_day[name] <= self.deadlines[-1]}
            self._kept["bearing"] = with_causes(found, events)
        return self._kept["bearing"]

    def shifted(self, government: str, model: Model, shifters: tuple[str, ...]) -> tuple[list[float], float]:
        """Points and no-deal value of `model`, after some events."""
        value, no_deal = model.value, model.no_deal
        for event in shifters:
            if (event, government) in self.shift:
                value = [u + more for u, more in zip(value, self.shift[event, government], strict=True)]
            no_deal += self.shift_no_deal.get((event, government), 0.0)
        return value, no_deal

    def points(self, government: str, shifters: tuple[str, ...]) -> tuple[list[float], float]:
        """What packages and no deal are really worth to a government."""
        key = "points", government, shifters
        if key not in self._kept:
            self._kept[key] = self.shifted(government, self.own[government], shifters)
        return self._kept[key]

    def imagined_points(
        self, government: str, m: int, day: int, shifters: tuple[str, ...], phase: Phase
    ) -> tuple[list[float], float]:
        """What packages and no deal will be worth to profile m of a government, as others imagine it."""
        return self.expected_points(government, m, day, shifters, phase)

    def expected_points(
        self, government: str, m: int | None, day: int, shifters: tuple[str, ...], phase: Phase
    ) -> tuple[list[float], float]:
        """The same of a government's own model, or of profile m."""
        from tests.reference.slow_prospects import expected

        key = "expected", government, m, day, shifters, phase
        if key not in self._kept:
            model = self.own[government] if m is None else self.imagined[government][m]
            self._kept[key] = expected(self, government, model, day, shifters, phase)
        return self._kept[key]

    def in_force(self, day: int, phase: Phase) -> list[float]:
        """pi(p, t): the chance that a package agreed on `day` is in force by the deadline."""
        if ("in force", day, phase) not in self._kept:
            usual, *quick = (
                [self.whole_path(p, day, phase, leads[p]) for p in range(len(self.packages))]
                for leads in (self.lead, *(leads for _, leads in self.hurried))
            )
            chances = np.zeros(len(usual))
            for deadline, likely in self.deadlines_from(day, phase):
                chances += likely * self._in_time(deadline - day, usual, quick)
            self._kept["in force", day, phase] = chances.tolist()
        return self._kept["in force", day, phase]

    def _in_time(self, left: int, usual: list[Lead], quick: list[list[Lead]]) -> Any:
        """The chances that paths are done in so many days, hurried where they can be and would be late."""
        found = total = chance_in_force(left, *zip(*usual, strict=True))
        for (chance, _), paths in zip(self.hurried, quick, strict=False):
            total = total + chance * np.maximum(chance_in_force(left, *zip(*paths, strict=True)) - found, 0.0)
        return total

    def effective(self, day: int, shifters: tuple[str, ...], phase: Phase) -> list[float]:
        """The chance that a package agreed on `day` is in force by the deadline and ratified."""
        key = "effective", day, shifters, phase
        if key not in self._kept:
            chances = enumerate(self.in_force(day, phase))
            self._kept[key] = [pi * self.ratified(p, day, shifters, phase) for p, pi in chances]
        return self._kept[key]

    def ratified(self, package: int, day: int, shifters: tuple[str, ...], phase: Phase) -> float:
        """The share of imagined ratifiers to which it is worth no less than no deal and the cost of signing."""
        asked = [g for seat, g in zip(self.after, phase[3], strict=True) if package in self.needs[seat]]
        if not asked:
            return 1.0
        yes = [
            all(self.would_ratify(g, m, package, day, shifters, phase) for g in asked)
            for m in range(len(self.imagined[asked[0]]))
        ]
        return sum(yes) / len(yes)

    def would_ratify(
        self, government: str, m: int | None, package: int, day: int, shifters: tuple[str, ...], phase: Phase
    ) -> bool:
        value, no_deal = self.expected_points(government, m, day, shifters, phase)
        return value[package] - no_deal >= self.cost

    def assents(
        self,
        government: str,
        m: int,
        package: int,
        refused: frozenset[tuple[str, int]],
        day: int,
        shifters: tuple[str, ...],
        phase: Phase,
    ) -> bool:
        """Whether profile m of a third party says yes: it gains, and more or sooner than by what it has refused."""
        value, no_deal = self.imagined_points(government, m, day, shifters, phase)
        for other in (p for g, p in refused if g == government and p >= 0):
            sooner = not self.scenario.signature_counts and self.lead[package][0] < self.lead[other][0]
            if value[package] - no_deal <= value[other] - no_deal + TIE and not sooner:
                return False
        return value[package] - no_deal >= self.cost

    def signed_now(self, government: str, day: int, shifters: tuple[str, ...], package: int, phase: Phase) -> float:
        """What signing a package today is worth to a third party that is asked: no reply is waited for any more."""
        value, d = self.expected_points(government, None, day, shifters, phase)
        usual, *quick = ([leads[package]] for leads in (self.lead, *(leads for _, leads in self.hurried)))
        if self.scenario.signature_counts:
            usual, quick = [(0.0, 0.0)], []
        pi = sum(
            likely * float(self._in_time(deadline - day, usual, quick)[0])
            for deadline, likely in self.deadlines_from(day, phase)
        )
        return d + pi * (value[package] - d) - self.cost

    def deadlines_from(self, day: int, phase: Phase) -> list[tuple[int, float]]:
        """The deadlines possible on a day, and how likely they are; it has not passed before."""
        left = [(deadline, chance) for deadline, chance in self.possible if deadline >= day]
        if len(self.possible) == 1 or phase[0] or not left:
            return [(self.deadline_in(phase), 1.0)]
        total = sum(chance for _, chance in left)
        return [(deadline, chance / total) for deadline, chance in left]

    def worth(self, government: str, day: int, shifters: tuple[str, ...], phase: Phase) -> list[float]:
        """a(p, t) = D + pi (U - D) - c: what signing each package on `day` is worth to a government."""
        key = "worth", government, day, shifters, phase
        if key not in self._kept:
            value, d = self.expected_points(government, None, day, shifters, phase)
            chances = self.effective(day, shifters, phase)
            self._kept[key] = [d + pi * (u - d) - self.cost for u, pi in zip(value, chances, strict=True)]
        return self._kept[key]

    def parameter(self, path: str, quantity: object) -> float:
        """A number of the scenario that may be a distribution, drawn once per world in the stream of its path."""
        return float(quantile(quantity, uniforms(self.seed, f"world/{path}", self.number))[0])

    def uniform(self, path: str, part: int = 0, day: int = 0) -> float:
        """What luck says of a world in the stream of a path: about one of several parts, on one of several days."""
        return float(uniforms(self.seed, f"world/{path}", self.number, part, day)[0])

    def reckoned(self, text: Text, day: int) -> int:
        """The day since which governments take a text to be drafted: the nearest of their steps."""
        if ("reckoned", text, day) not in self._kept:
            step = self.draft_step[text]
            nearest = min(range(0, day + step + 1, step), key=lambda each: (abs(each - day), -each))
            self._kept["reckoned", text, day] = nearest
        return self._kept["reckoned", text, day]

    def texts(self, package: int) -> list[Text]:
        """What must be drafted of a package."""
        return [text for text in self.packages.package(package).items() if text in self.draft]

    def whole_path(self, package: int, day: int, phase: Phase, lead: Lead | None = None) -> Lead:
        """Median and spread of the days from agreement on a day to force, drafting included."""
        median, spread = self.path(package, lead)
        begun, slowest = dict(phase[2]), (0.0, 0.0)
        for text in self.draft:
            if text in self.texts(package):
                whole, own = self.draft[text]
                rest = min(whole, max(0.0, begun[text] + whole - day)) if text in begun else whole
                if rest > slowest[0]:
                    slowest = rest, own
        if slowest[0] == 0:
            return median, spread
        whole = median + slowest[0]
        return whole, (median * spread + slowest[0] * slowest[1]) / whole

    def paths(self, package: int) -> list[Lead]:
        """The usual path, and those where some seats hurry."""
        return [self.path(package), *(self.path(package, leads[package]) for _, leads in self.hurried)]

    def path(self, package: int, hurried: Lead | None = None) -> Lead:
        """Median and spread of the days from agreement to force: the slowest reply, then the lead."""
        lead, spread = (0.0, 0.0) if self.scenario.signature_counts else hurried or self.lead[package]
        for seat in self.after if not self.scenario.signature_counts else ():
            reply = self.reply[self.scenario.seats[seat].government]
            if package in self.needs[seat] and reply[0] > lead:
                lead, spread = reply
        slowest = 0.0, 0.0
        for seat in [name for name in self.third_parties if name not in self.after]:
            reply = self.reply[self.scenario.seats[seat].government]
            if package in self.needs[seat] and reply[0] > slowest[0]:
                slowest = reply
        if slowest[0] == 0:
            return lead, spread
        whole = lead + slowest[0]
        return whole, (lead * spread + slowest[0] * slowest[1]) / whole

    def package(self, named: str | dict[str, str]) -> int | None:
        """The number of a proposal or package; None where an exclusion removes it."""
        return self.packages.index(self.scenario.proposals[named] if isinstance(named, str) else named)
