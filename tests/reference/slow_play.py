"""The slow twin: one negotiation played once, in one SimPy environment, the way one would explain it at a blackboard.

Written from the model's text, the changelog's list of departures and the docstrings of the engine; it shares with the
engine the reading of scenarios, the draws of worlds and luck, and the procedure clock, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from math import inf
from typing import Any

import simpy

from tests.reference.slow_calendar import Calendar
from tests.reference.slow_ending import cost_of_talks, outcome_of
from tests.reference.slow_foresight import Foresight
from tests.reference.slow_history import History
from tests.reference.slow_luck import Luck, days_outlasting, days_taken
from tests.reference.slow_person import Person
from tests.reference.slow_procedure import Procedure
from tests.reference.slow_seat import Seat
from tests.reference.slow_tactics import Tactic, choose_tactic
from tests.reference.slow_world import TIE, Phase, Step, Text, World

CALENDAR, PROCEDURE, ASSENT, REVIEW, GRANT, LAPSE = 1_000, 2_000, 3_000, 4_000, 4_500, 5_000
"""The order of a day: events, entry into force, third parties, reviews, granted time, on the deadline the lapse."""


@dataclass
class Offer:
    """A whole package on the table, with who agrees to it and who has answered it; both hold who tabled it."""

    package: int
    day: int
    agreed: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)


@dataclass
class Told:
    """How a play ended; every move of it as (day, kind, who, package or -1); every review as (day, who, demand)."""

    outcome: str
    package: int
    signed_day: int
    force_day: int
    in_force: bool
    value: dict[str, float]
    offers: dict[str, int]
    refusals: dict[str, int]
    suspended_days: int
    prolonged: int
    happened: dict[str, int]
    moved: dict[str, int]
    log: list[tuple[int, str, str, int]]
    reviews: list[tuple[int, str, float]]


class Play:
    """One replication of one world."""

    def __init__(
        self,
        world: World,
        replication: int,
        *,
        as_of: date | None = None,
        people: dict[str, list[tuple[int, str, int]]] | None = None,
    ) -> None:
        self.env, self.world = simpy.Environment(), world
        self.luck = Luck(world.seed, world.number, replication)
        self.log: list[tuple[int, str, str, int]] = []
        self.reviews: list[tuple[int, str, float]] = []
        self.sitting = {name: seat.government for name, seat in world.scenario.seats.items()}
        self.table: dict[str, list[Offer | None]] = {seat: [] for seat in world.principals}
        self.happened: dict[str, int] = dict.fromkeys(world.scenario.events, 0)
        self.past: list[str] = []  # events whose order dates do not tell, as they came
        self.refused: frozenset[tuple[str, int]] = frozenset()  # governments in third parties' seats, and what
        self.offers, self.refusals = dict.fromkeys(self.sitting, 0), dict.fromkeys(self.sitting, 0)
        self.last_tabled: tuple[str, int] | None = None  # who tabled something last, and on which day
        self.suspended_until = self.suspended_days = 0
        self.used = 0  # prolongations
        self.struck = self._deadline(as_of)
        self.taken: frozenset[Step] = frozenset()  # steps of moves
        self.begun: dict[Text, int] = {}  # the day on which the drafting of each text began
        self.moved: dict[str, int] = dict.fromkeys(world.scenario.moves, -1)
        self.lapsed = False
        self.ended: int | None = None  # the day on which the talks were ended
        self.consents: set[str] = set()
        self.asking: set[str] | None = None  # third parties that have yet to answer about more time
        self.given: set[str] = set()  # those that have said yes to it
        self.prices = {name: [(0, world.daily_cost(name, []))] for name in world.scenario.governments}
        self.procedure = Procedure(self)
        self.seats = {seat: Seat(self, seat) for seat in world.principals}
        self.people = {seat: Person(self, seat, moves) for seat, moves in (people or {}).items()}
        self.tactics: dict[str, Tactic] = {}
        self.history = History(self, as_of) if as_of is not None else None
        self.calendar = Calendar(self)

    @property
    def day(self) -> int:
        return int(self.env.now)

    def at(self, day: int, part_of_day: int, place: int = 0) -> simpy.Event:
        """An event that SimPy fires on a day, at its place in the day's order; at once where that is past today."""
        event = self.env.event()
        event._ok, event._value = True, None
        self.env.schedule(event, priority=part_of_day + place, delay=day - self.day)  # type: ignore[arg-type]
        return event

    def note(self, kind: str, who: str, package: int | None = None) -> None:
        self.log.append((self.day, kind, who, -1 if package is None else package))

    # -- what everybody can see

    @property
    def deadline(self) -> int:
        """The deadline as it stands."""
        if self.ended is not None:
            return self.ended
        open_ = len(self.world.possible) > 1 and not self.used
        return self.struck if open_ else self.world.deadline_in(self.phase)

    @property
    def phase(self) -> Phase:
        """Prolongations used, steps of moves taken, texts begun, and who is to ratify."""
        begun = frozenset((text, self.world.reckoned(text, day)) for text, day in self.begun.items())
        return self.used, self.taken, begun, tuple(self.sitting[seat] for seat in self.world.after)

    @property
    def made(self) -> list[str]:
        """Moves that have taken effect."""
        return self.world.made(self.taken)

    def _deadline(self, as_of: date | None) -> int:
        """The day that chance picks, after what is on record."""
        known = -1 if as_of is None else (as_of - self.world.scenario.start).days
        possible, luck, so_far = (
            self.world.deadlines_from(known + 1, (0, frozenset(), frozenset(), ())),
            self.luck.draw("deadline"),
            0.0,
        )
        for deadline, chance in possible:
            so_far += chance
            if luck < so_far:
                return deadline
        return possible[-1][0]

    def last_look(self, after: int) -> int:
        """The first day from `after` on that may be the last, as far as anybody knows."""
        if self.used or len(self.world.possible) == 1:
            return self.deadline
        return next((day for day in self.world.looks if day >= after), self.world.looks[-1])

    @property
    def can_prolong(self) -> bool:
        """Whether more time may be asked for today."""
        world = self.world
        if self.used == len(world.prolonging) or self.day < world.earliest(self.phase) - world.last_days[self.used]:
            return False
        who = {self.sitting[seat] for seat in world.assenting(self.used)}
        if self.asking is not None or any((government, -1 - self.used) in self.refused for government in who):
            return False
        return world.deadline_in((self.used + 1, self.taken, frozenset(), ())) > world.deadline_in(self.phase)

    @property
    def shifters(self) -> tuple[str, ...]:
        """Events that have shifted points."""
        happened = {name for name, result in self.happened.items() if result == 1}
        return self.world.shifters(frozenset([*happened, *self.made, *self.world.stages(self.used)]))

    @property
    def state(self) -> frozenset[str]:
        """Foreseen chance events that have happened."""
        return frozenset(name for name in self.world.foreseen if self.happened[name] == 1)

    @property
    def surprises(self) -> frozenset[str]:
        """Events that matter and happened, and that nobody foresaw."""
        events = self.world.scenario.events
        return frozenset(
            name for name in self.world.matters if self.happened[name] == 1 and not events[name].foreseen
        )

    def others(self, seat: str) -> list[str]:
        return [other for other in self.world.principals if other != seat]

    def standing(self, seat: str) -> list[Offer]:
        """Offers of a seat that stand; a new one takes the place of one withdrawn, if any."""
        return [offer for offer in self.table[seat] if offer is not None]

    def seen(self, seat: str, other: str) -> list[Offer]:
        """The standing offers of another that a seat looks at today: not those it answers in its own time."""
        own_time = self.world.scenario.minds.reply_in_own_time and self.last_look(self.day) != self.day
        late = own_time and self.reply_days(seat) > 0
        return [offer for offer in self.standing(other) if not (late and offer.day == self.day)]

    def best_offer(self, seat: str) -> int | None:
        """The best of the others' standing offers to the government in a seat; the first of equals."""
        packages = [offer.package for other in self.others(seat) for offer in self.seen(seat, other)]
        worth = self.world.worth(self.sitting[seat], self.day, self.shifters, self.phase)
        return max(packages, key=lambda p: worth[p], default=None)

    def good_offers(self, seat: str, demand: float) -> list[int]:
        """The offers that a seat agrees to, every one worth its demand, best first."""
        tactic = self.tactics[seat]
        worth = list(tactic.appeal())  # a copy
        for p, a in enumerate(worth):
            if (chance := tactic.assent(p)) < 1:
                worth[p] = demand + chance * (a - demand) if chance > 0 else -inf
        packages = [offer.package for other in self.others(seat) for offer in self.seen(seat, other)]
        best_first = sorted(packages, key=lambda p: -worth[p])  # stable: equals in the order of the table
        return [package for package in best_first if worth[package] >= demand - TIE]

    def in_turn(self, seat: str) -> bool:
        """Whether a principal may propose today."""
        procedure, principals = self.world.scenario.procedure, self.world.principals
        if procedure.proposer == "random":
            return True
        return principals[self.day // procedure.grid_days % len(principals)] == seat

    def barred(self, package: int) -> bool:
        """Whether a government that refused it sits in a third party's seat that it needs."""
        world = self.world
        return any(
            package in world.needs[seat] and (self.sitting[seat], package) in self.refused
            for seat in world.third_parties
        )

    def assents(self, m: int, package: int) -> bool:
        """Whether all third parties that are asked about a package before its signature say yes, as imagined."""
        return all(
            self.world.assents(self.sitting[seat], m, package, self.refused, self.day, self.shifters, self.phase)
            for seat in self.world.third_parties
            if seat not in self.world.after and package in self.world.needs[seat]
        )

    # -- what is done to the table

    def holds(self, seat: str, package: int) -> bool:
        return any(offer.package == package for offer in self.standing(seat))

    def put(self, seat: str, package: int) -> None:
        """Table a package in the first free place; what must be drafted of it begins to be."""
        self.last_tabled = seat, self.day
        for text in self.world.texts(package):
            self.begun.setdefault(text, self.day)
        row, offer = self.table[seat], Offer(package, self.day, {seat}, {seat})
        if None in row:
            row[row.index(None)] = offer
        else:
            row.append(offer)
        same = [each for other in self.table for each in self.standing(other) if each.package == package]
        agreed = set().union(*(each.agreed for each in same))
        for each in same:
            each.agreed |= agreed
            each.answered |= agreed
        self.note("offer", seat, package)

    def take(self, seat: str, package: int) -> None:
        """Take a package off the table, if it lies there."""
        if self.holds(seat, package):
            self.clear(seat, {package})
            self.note("withdraw", seat, package)

    def clear(self, seat: str, packages: set[int]) -> None:
        """Take packages of a seat off the table; it does not agree any more to the same, tabled by others."""
        gone = packages & {offer.package for offer in self.standing(seat)}
        for other in self.others(seat):
            for offer in self.standing(other):
                if offer.package in gone:
                    offer.agreed.discard(seat)
        self.table[seat] = [offer if offer and offer.package not in packages else None for offer in self.table[seat]]

    def agreed(self) -> int | None:
        """The first package on the table to which enough have agreed."""
        offers = [offer for seat in self.table for offer in self.standing(seat)]
        return next((offer.package for offer in offers if self.world.enough(frozenset(offer.agreed))), None)

    def announce(self, seat: str, package: int) -> None:
        """Take up an offer just made where enough stand by it, or let the others hear of it and answer in time."""
        same = [offer for offer in self.standing(seat) if offer.package == package]
        talking = self.procedure.open and self.procedure.pending is None and self.suspended_until <= self.day
        if talking and self.world.enough(frozenset(same[0].agreed)):
            self.procedure.agree(package)
            return
        for other in self.others(seat):
            self.tactics[other].hears_offer(seat, package)
        for other in self.others(seat):
            self.seats[other].answer()

    def seat_government(self, seat: str, government: str) -> None:
        """Put a new government in a seat; what its predecessor offered, agreed to and answered is void."""
        if self.sitting[seat] == government:
            return
        self.sitting[seat] = government
        if seat not in self.seats:
            self.procedure.ask_again(seat)
            for principal in self.seats:
                self.clear(
                    principal, {offer.package for offer in self.standing(principal) if self.barred(offer.package)}
                )
            return
        self.table[seat], self.last_tabled = [], None
        self.seats[seat].in_office = self.day
        for other in self.others(seat):
            for offer in self.standing(other):
                offer.agreed.discard(seat)
                offer.answered.discard(seat)
        self.consents.discard(seat)
        self.tactics[seat] = choose_tactic(self, seat, government)
        for other in self.others(seat):
            self.tactics[other].hears_new_government()
        self.seats[seat].begin_anew()

    def suspend(self, who: str, days: int, package: int | None = None) -> None:
        """Break off contact from today; an ongoing break is only lengthened."""
        until = max(self.suspended_until, self.day + days)
        self.suspended_days += until - max(self.suspended_until, self.day)
        self.suspended_until = until
        self.note("suspend", who, package)

    def order_of(self, day: int) -> list[str]:
        """Who reviews the table first on a day, who second, and so on: that is luck."""
        return sorted(self.world.principals, key=lambda seat: self.luck.draw(f"order/{seat}", day))

    def reply_days(self, seat: str) -> int:
        """Days until a seat answers what came before it today."""
        return days_taken(self.luck.draw(f"reply/{seat}", self.day), *self.world.reply[self.sitting[seat]])

    def reply_after_silence(self, seat: str, began: int) -> int:
        """The day on which a seat answers what lies before it since a day, if it has not done so yet."""
        return self._answered(seat, began, self.day)

    def answers_on(self, seat: str) -> int:
        """The day on which a third party answers that is asked today: not before the record ends."""
        return self._answered(seat, self.day, -1 if self.history is None else self.history.last)

    def _answered(self, seat: str, began: int, silent: int) -> int:
        """The day on which a seat answers what lies before it since a day, where it has not up to another."""
        luck, (median, spread) = self.luck.draw(f"reply/{seat}", began), self.world.reply[self.sitting[seat]]
        if silent <= began:
            return began + days_taken(luck, median, spread)
        return max(began + days_outlasting(silent - began, luck, median, spread), silent + 1)

    # -- from the start to the end

    def run(self) -> Told:
        for seat in self.seats:
            self.tactics[seat] = choose_tactic(self, seat, self.sitting[seat])
        self.env.process(self._lapse())
        closed = -1 if self.history is None else self.history.last
        if any(self.world.granting(k) or k in self.world.time_chance for k in range(len(self.world.prolonging))):
            for day in range(closed + 1, self.world.deadlines[-1] + 1):
                self.env.process(self._grant(day))
        if self.history is None:
            for body in self.seats.values():
                body.first_review(0)
        for seat, packages in self.world.scenario.on_the_table.items():
            for named in packages:
                package = self.world.package(named)
                if package is not None and not self.holds(seat, package):
                    self.put(seat, package)
            for other in self.others(seat):
                self.seats[other].answer()
        if (package := self.agreed()) is not None:
            self.procedure.agree(package)
        self.env.run()
        return self._told()

    def ask_for_time(self, mover: str) -> None:
        """Ask the third parties that must assent to a prolongation, all at once; without any the deadline moves."""
        third = set(self.world.assenting(self.used)) - self.given
        if not third:
            self.prolong(mover)
            return
        self.asking = third
        for seat in self.world.third_parties:
            if seat in third:
                self.env.process(self._answer_about_time(seat, self.asking, self.answers_on(seat)))

    def _answer_about_time(self, seat: str, asked: set[str], day: int) -> Iterator[Any]:
        third, world = self.world.third_parties, self.world
        yield self.at(day, ASSENT, len(third) + third.index(seat))
        if self.asking is not asked or seat not in asked or self.day > self.deadline:
            return
        after = self.used + 1, self.taken, frozenset[Any](), ()
        if not self.procedure.open or self.procedure.pending is not None or world.deadline_in(after) <= self.deadline:
            self.no_more_time()
            return
        government = self.sitting[seat]
        worth, waits = self._more_time(government)
        self.note("more time" if worth >= waits - TIE else "no more time", seat)
        if worth < waits - TIE:
            self.refused |= {(government, -1 - self.used)}
            self.no_more_time()
            return
        self.allow_time(seat)

    def no_more_time(self) -> None:
        """Nobody is for more time any more, nor is asked."""
        self.asking, self.consents, self.given = None, set(), set()

    def allow_time(self, seat: str) -> None:
        """A third party says yes to more time, asked or not."""
        self.given |= {seat}
        if self.asking is not None:
            self.asking.discard(seat)
        alone = self.world.granting(self.used)
        if self.asking == set() or (alone and set(alone) <= self.given):
            self.prolong("")

    def _grant(self, day: int) -> Iterator[Any]:
        """At the end of a day third parties, or chance, prolong the talks or not."""
        yield self.at(day, GRANT)
        world, used = self.world, self.used
        if not self.procedure.open or self.procedure.pending is not None or day > self.deadline:
            return
        if (
            used == len(world.prolonging)
            or world.deadline_in((used + 1, self.taken, frozenset(), ())) <= self.deadline
        ):
            return
        name = world.prolonging[used][0]
        if (toss := world.toss(self.phase)) is not None:
            if day == toss and self.luck.draw(f"prolongation/{name}", day) < world.time_chance[used]:
                self.prolong("")
            elif day == toss:
                self.note("not prolonged", name)
            return
        who = {seat: self.sitting[seat] for seat in world.granting(used)}
        if not who or day < world.earliest(self.phase) - world.last_days[used]:
            return
        if any((government, -1 - used) in self.refused for government in who.values()):
            return
        weighed = {seat: self._more_time(government, granting=True) for seat, government in who.items()}
        against = [seat for seat, (worth, waits) in weighed.items() if worth < waits - TIE and seat not in self.given]
        for seat in who:
            if not against:
                self.note("time granted", seat)
            elif seat in against and day == self.deadline:
                self.note("time withheld", seat)
        if not against:
            self.prolong("")

    def _more_time(self, government: str, *, granting: bool = False) -> tuple[float, float]:
        """What going on is worth to a third party, its cost taken off, and what waiting is: means over the others."""
        used, taken, *path = self.phase
        found = []
        for more in (1, 0):
            key = government, self.refused, self.surprises, tuple(self.past), (used + more, taken, *path)
            if key not in self.world.foresights:
                self.world.foresights[key] = Foresight(self.world, *key)
            games = self.world.foresights[key]
            t = games.outlook.cell(self.day)
            each = games.ungranted if granting and not more else games.waiting
            found.append(sum(game[government, self.state, t] for game in each) / len(each))
        return found[0] - self.world.prolonging[used][1][government], found[1]

    def prolong(self, mover: str) -> None:
        """Move the deadline, now that every principal is for it; the others review the table in their interval."""
        self.note("prolonged", self.world.prolonging[self.used][0])
        self.used += 1
        self.no_more_time()
        self.env.process(self._lapse())
        for other in self.others(mover):
            self.seats[other].rest_a_while()

    def open_steps(self, seat: str) -> list[Step]:
        """The steps that a seat may take today."""
        found = []
        done = {name for name, result in self.happened.items() if result == 1} | set(self.made)
        for name, mover in self.world.steps:
            move, (first, last) = self.world.scenario.moves[name], self.world.move_days[name]
            allowed = set(move.if_) <= done and not set(move.unless) & done
            if mover == seat and (name, mover) not in self.taken and first <= self.day <= last and allowed:
                found.append((name, mover))
        return found if self.procedure.open and self.procedure.pending is None else []

    def take_step(self, step: Step) -> None:
        """Take a step; with the last step of a move it takes effect."""
        name, seat = step
        self.taken |= {step}
        effective = name in self.made
        self.note("move" if effective else "ready", name)
        move = self.world.scenario.moves[name]
        if effective:
            self.moved[name] = self.day
        if effective and move.ends_talks:
            self.end_talks()
            return
        if effective:
            self.price(name)
            if move.suspend is not None:
                self.suspend(name, move.suspend.days)
        self.env.process(self._lapse())
        for principal in self.seats:
            self.seats[principal].rest(self.last_look(self.day + 1))
            if principal != seat:
                self.seats[principal].answer()

    def price(self, turn: str) -> None:
        """Let days of talks cost what they cost from an event or a move on; what moves say stands."""
        for government, prices in self.prices.items():
            cost = self.world.daily_costs.get((turn, government))
            fixed = any((name, government) in self.world.daily_costs for name in self.made)
            if cost is not None and (turn in self.world.scenario.moves or not fixed):
                prices.append((self.day, cost))

    def end_talks(self) -> None:
        """End the talks today, without an agreement."""
        self.ended = self.day
        self.procedure.open, self.procedure.pending = False, None
        self.env.process(self._lapse())

    def _lapse(self) -> Iterator[Any]:
        deadline = self.deadline
        yield self.at(deadline, LAPSE)
        if deadline != self.deadline or self.lapsed:
            return
        self.lapsed = True
        counted = self.world.scenario.signature_counts and self.procedure.package is not None
        if not self.procedure.in_force and not counted:
            self.note("lapsed", "")
        self.procedure.open = False

    def _told(self) -> Told:
        end = self.procedure
        value = {}
        for government in self.world.scenario.governments:
            points, no_deal = self.world.points(government, self.shifters)
            value[government] = points[end.package] if end.in_force and end.package is not None else no_deal
            value[government] -= cost_of_talks(self, government)
            for _, cost in self.world.prolonging[: self.used]:
                value[government] -= cost[government]
            for name in self.made:
                value[government] -= self.world.move_cost[name][government]
        return Told(
            outcome=outcome_of(self),
            package=-1 if end.package is None else end.package,
            signed_day=end.signed_day,
            force_day=end.force_day,
            in_force=end.in_force,
            value=value,
            offers=self.offers,
            refusals=self.refusals,
            suspended_days=self.suspended_days,
            prolonged=self.used,
            happened=self.happened,
            moved=self.moved,
            log=self.log,
            reviews=self.reviews,
        )
