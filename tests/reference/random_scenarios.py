"""Random small negotiations with every feature that plays, for the engine and its slow twin.

A number makes a scenario, which spreads the features evenly; or hypothesis does, which can then shrink one that
fails. Whole points make exact ties on purpose: sums of them are exact, so a tie is one for both. Where a tie could be
one to rounding only (an offer chosen among equals by chances next to 1, or made for a gain next to 0), noise and
offer cost are kept from it. Governments hold points, and with `statements` some hold what statements leave possible.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

from tests.reference.random_evidence import evidence

START = date(2020, 1, 1)
Data = dict[str, Any]


class RandomScenario:
    """A scenario in the making, section by section."""

    def __init__(self, rng: Random, *, statements: bool = False, choosing: Random | None = None) -> None:
        self.rng, self.statements, self.choosing = rng, statements, choosing
        self.days = self.horizon = rng.randint(15, 90)
        self.prolongations = self.later_deadlines() if self.one_in(3) else {}
        issues = "abc"[: rng.choice([1, 2, 2, 3])]
        self.options = {issue: [f"{issue}{o}" for o in range(rng.randint(2, 4))] for issue in issues}
        every = [dict(zip(self.options, chosen, strict=True)) for chosen in product(*self.options.values())]
        self.excluded = [rng.choice(every)] if len(issues) > 1 and self.one_in(4) else []
        self.allowed = [package for package in every if package not in self.excluded]
        self.principals = ["north", "south", "east", "centre"][: rng.choice([2, 2, 2, 3, 3, 4])]
        self.third_parties = ["west", "far"][: rng.choice([0, 0, 1, 2])]
        self.seats = [*self.principals, *self.third_parties]
        self.mediators = ["middle"] if self.one_in(5) else []
        self.seats += self.mediators
        rng.shuffle(self.seats)
        self.voters = [seat for seat in self.seats if seat in self.principals]
        self.principals = [seat for seat in self.seats if seat in self.principals + self.mediators]
        self.sitters = {seat: [f"{seat}_1", f"{seat}_2"] for seat in self.seats}
        self.spans = {f"event_{n}": self.span() for n in range(rng.choice([0, 1, 2, 3, 4, 5, 6]))}
        self.events = list(self.spans)
        self.drafts = self.one_in(3)
        apart = Random(1000 * self.days + self.horizon)  # of its own, so that what else is drawn stays
        for step in self.prolongations.values() if self.third_parties else ():
            if apart.random() < 0.6:
                step["assent"] = apart.sample(self.third_parties, apart.randint(1, len(self.third_parties)))
        others = Random(1001 * self.days + self.horizon)
        for step in self.prolongations.values():
            if others.random() < 0.4:
                for agreed in ("consent", "assent"):
                    step.pop(agreed, None)
                if self.third_parties and others.random() < 0.6:
                    step["granted_by"] = others.sample(self.third_parties, others.randint(1, len(self.third_parties)))
                else:
                    step["chance"] = others.choice([0, 0.4, 1, {"uniform": [0.2, 0.9]}])

    def one_in(self, odds: int) -> bool:
        return self.rng.randrange(odds) == 0

    def day(self, first: int = 0) -> str:
        return iso(self.rng.randint(first, max(first, self.days)))

    def span(self) -> tuple[int, int]:
        """The first and the last day of an event."""
        first = self.rng.randint(0, self.horizon)
        return (first, self.rng.randint(first, self.horizon)) if self.one_in(4) else (first, first)

    def package(self) -> dict[str, str]:
        return dict(self.rng.choice(self.allowed))

    def packages(self) -> list[dict[str, str]]:
        return [self.package() for _ in range(self.rng.randint(1, 2))]

    def quantity(self, low: int, high: int) -> float | Data:
        """A whole number, or a distribution about as wide."""
        whole = self.rng.randint(low, high)
        return self.rng.choice([whole, {"uniform": [whole, whole + self.rng.randint(1, 20)]}, {"normal": [whole, 5]}])

    def price(self) -> float | Data:
        """What something costs."""
        return self.rng.choice([0, 1, self.rng.randint(0, 8), {"uniform": [0, 6]}])

    def chance(self) -> float | Data:
        return self.rng.choice([0.0, 0.2, 0.5, 0.5, 0.9, {"uniform": [0.3, 0.8]}])

    def duration(self) -> float | Data:
        return self.rng.choice([0, 1, 3, {"uniform": [1, 9]}, {"median": 4, "spread": 0.6}, {"median": 12}])

    def scenario(self) -> Data:
        rng = self.rng
        known = any("days" in step for step in list(self.prolongations.values())[:1])
        self.last_day = self.deadline() if not known and self.one_in(3) else iso(self.days)
        return {
            "title": "Random",
            "start": START.isoformat(),
            "deadline": self.last_day,
            "deadline_for": rng.choice(["entry_into_force", "entry_into_force", "signature", "horizon"]),
            "issues": {
                issue: {"options": {option: self.option() for option in options}}
                for issue, options in self.options.items()
            },
            "exclusions": self.excluded,
            "seats": {seat: self.seat(seat) for seat in self.seats},
            "governments": {name: self.government() for names in self.sitters.values() for name in names},
            "on_the_table": self.table(),
            "events": {name: self.event(name) for name in self.events},
            "prolongations": self.prolongations,
            "procedure": {
                "signing_cost": rng.choice([0, 1]),
                "proposer": "alternating" if self.one_in(4) else "random",
                "grid_days": rng.randint(3, 15),
                "agreement": self.agreement(),
            },
            "moves": self.moves(),
            "minds": self.minds(),
            "proposals": {"named": self.package()},
            "outcomes": self.outcomes(),
            "record": self.record(),
        }

    def table(self) -> Data:
        """What lies on the table at the start."""
        found = {seat: self.packages() for seat in self.principals if self.one_in(2)}
        self.on_table = [package for packages in found.values() for package in packages]
        return found

    def deadline(self) -> Data:
        """A deadline that chance picks: any day of a span, or one of two or three days."""
        first = self.rng.randint(5, self.days - 1)
        if self.one_in(2):
            return {"between": [iso(first), iso(self.days)]}
        days = sorted({first, self.rng.randint(first, self.days), self.days})
        weights = [self.rng.choice([1, 1, 2, 0.5]) for _ in days]
        if self.one_in(2):
            return {"one_of": [iso(day) for day in days]}
        return {"one_of": [{"date": iso(d), "weight": w} for d, w in zip(days, weights, strict=True)]}

    def outcomes(self) -> Data:
        """Ends by package, or also by dates, events and without an agreement."""
        found: Data = {"first": {"a": "a0"}, "second": {"a": "a1"}}
        if self.one_in(2):
            return found
        rng, limits = self.rng, [*self.events, *self.made, iso(self.rng.randint(1, 60))]
        for place in range(rng.randint(1, 4)):
            kind = rng.choice(["signed", "in_force", "no_agreement", "too_late"])
            rule: Data = {kind: True} if kind in ("no_agreement", "too_late") else {}
            if rule and place and not self.events:
                continue  # would leave nothing to those after it
            if kind != "no_agreement" and self.one_in(2):
                rule["packages"] = rng.choice(["named", {"a": "a0"}, ["named", {"a": ["a0", "a1"]}]])
            for side in ("before", "after") if not rule.keys() & {"no_agreement", "too_late"} else ():
                if side == "after" or self.one_in(3):
                    rule[f"{kind}_{side}"] = rng.choice(limits)
            for key in ("if", "unless"):
                if self.events and (self.one_in(4) or (key == "if" and place and kind in rule)):
                    rule[key] = rng.choice([*self.events, *self.made])
            found = {f"early_{place}": rule} | found
        return found

    def minds(self) -> Data:
        """What governments know of each other; without noise two rivals at most, whose weights add up to the same in
        any order: chances to accept are then 0 or 1, and sums of three weights may tie to rounding only.
        """
        noise = self.rng.choice([0, 3, 6])
        return {
            "imagined_rivals": self.rng.randint(1, 5 if noise else 2),
            "rivals_known": self.one_in(6),
            "noise": noise,
            "offer_cost": self.rng.choice([0.001, 0.1]),
            "floor": self.rng.choice([0, 0.02, 0.2]),
            **(self.conduct(self.choosing) if self.choosing else {"choice": "exact"}),
        }

    def conduct(self, rng: Random) -> Data:
        """How governments choose, by other luck than all else: as people do, or in any other way."""
        found = {
            "noise_played": rng.random() < 0.7,
            "gains_over": rng.choice(["waiting", "standing_offers"]),
            "position": rng.choice([0, 0.5, 2, 2]),
            "offers_below_waiting": rng.random() < 0.5,
            "offer_noise": rng.choice([0, 0, 0.3, 2]),
            "offer_menu": rng.choice(["promising", "promising", "all"]),
            "attention": rng.choice([1, 0.6, 0.3]),
            "keep_loss": rng.choice([0, 0.5, 2]),
            "waits_for_offer": rng.choice([0, 0, 1, 2, 5]),
            "most_offers": rng.choice([None, None, 1, 2, 3]),
            "reply_in_own_time": rng.random() < 0.5,
            "offers_move": rng.random() < 0.5,
        }
        return {"choice": "people"} if rng.random() < 0.25 else found

    def later_deadlines(self) -> Data:
        """One prolongation or two, and how late it may get."""
        found: Data = {}
        for name in ("more_time", "last_time")[: self.rng.choice([1, 2])]:
            days, times = self.rng.randint(1, 30), self.rng.choice([1, 1, 2])
            self.horizon += days * times
            found[name] = {"days": days, "times": times, "last_days": self.rng.choice([0, 3, 14])}
            if times == 1 and self.one_in(2):
                found[name] = {"to": iso(self.horizon), "last_days": self.rng.choice([0, 3, 14])}
            seats = [seat for seat in ("north_1", "south_1") if self.one_in(2)]
            if self.one_in(3):
                found[name]["consent"] = self.rng.sample(["north", "south"], self.rng.randint(1, 2))
            found[name]["cost"] = {seat: self.price() for seat in seats}
            if self.one_in(2):
                found[name]["gain"] = {seat: self.rng.choice([0, 5, 20]) for seat in ("north_1", "south_1")}
                found[name]["shift_no_deal"] = {"south_1": self.quantity(-20, 20)}
                found[name]["shift"] = {"north_1": {"a": {"a1": self.quantity(-20, 20)}}}
        return found

    def moves(self) -> Data:
        """Moves of some seats: a few kinds of effects each, on some days, under some conditions."""
        found: Data = {}
        for name in ("walk_out", "second_move")[: self.rng.choice([0, 0, 1, 1, 2])]:
            several = not found and self.one_in(4)
            move: Data = {
                "seats": self.rng.sample(self.principals, 2) if several else self.rng.choice(self.principals)
            }
            first, last = sorted(self.rng.randint(0, self.days - 2) for _ in range(2))
            move |= {"from": iso(first)} if self.one_in(2) else {}
            move |= {"until": iso(last)} if self.one_in(2) else {}
            for condition in ("if", "unless"):
                if (causes := [*self.events, *found]) and self.one_in(4):
                    move[condition] = [self.rng.choice(causes)]
            if set(move.get("if", ())) & set(move.get("unless", ())):
                del move["unless"]
            move["cost"] = {self._government(): self.price()}
            makers = move["seats"] if several else [move["seats"]]
            move["shift_no_deal"] = {self._government(): self.quantity(-20, 20)}
            move["shift_no_deal"] |= {self.sitters[maker][0]: self.quantity(0, 30) for maker in makers}
            kinds: list[Callable[[], Any]] = []
            if self.one_in(2):
                move["ends_talks"] = True
            else:
                kinds += [self.shift, self.suspend, self.cost_per_day]
                if isinstance(self.last_day, str) and self.one_in(3):
                    move["deadline"] = iso(self.rng.randint(last + 1, self.days - 1))
                if self.events and self.one_in(3):
                    move["chances"] = {self.rng.choice(self.events): self.chance()}
            for effect in self.rng.sample(kinds, min(len(kinds), self.rng.choice([0, 1, 2]))):
                move[effect.__name__] = effect()
            found[name] = move
        self.made = found
        return found

    def option(self) -> Data:
        option: Data = {"lead_days": self.rng.choice([0, 0, 4, 15, {"uniform": [2, 20]}])}
        if self.one_in(3):
            option["lead_spread"] = self.rng.choice([0, 0.3, 1])
        if self.drafts and self.one_in(3):
            option["draft_days"] = self.rng.choice([1, 5, 12, 30, {"uniform": [2, 20]}])
        if self.third_parties and self.one_in(3):
            option["needs"] = self.rng.sample(self.third_parties, self.rng.randint(1, len(self.third_parties)))
        return option

    def seat(self, name: str) -> Data:
        hurried = {"median": 40, "expedited": 2, "chance": self.rng.choice([1, 0.5, {"uniform": [0.2, 0.9]}])}
        days = self.rng.choice([0, 0, 2, {"median": 3, "spread": 0.5}, hurried])
        part = {"mediator": True} if name in self.mediators else {"principal": name in self.voters}
        if name in self.third_parties and self.one_in(3):
            part["asked"] = "after"
        return {"government": f"{name}_1", "procedure_days": days, **part}

    def agreement(self) -> Any:
        """Whose agreement is enough."""
        rng = self.rng
        weights = {seat: rng.randint(1, 3) for seat in self.voters}
        groups = [rng.sample(self.voters, rng.randint(1, len(self.voters))) for _ in range(2)]
        return rng.choice(
            [
                "all",
                "all",
                "majority",
                {"at_least": rng.randint(1, len(self.voters))},
                {"at_least": rng.randint(1, sum(weights.values())), "weights": weights},
                {"any_of": groups},
            ]
        )

    def preferences(self) -> Data:
        if self.statements and self.one_in(3):
            return evidence(self.rng, self.options, self.allowed)
        issues = len(self.options)
        body: Data = {
            "points": {
                issue: {option: self.quantity(0, 50) for option in options} for issue, options in self.options.items()
            },
            "no_deal": self.quantity(10 * issues, 45 * issues),
        }
        if self.one_in(4):
            body["adjustments"] = [{"name": "both", "when": self.package(), "points": self.rng.randint(-20, 20)}]
        return body

    def government(self) -> Data:
        rng = self.rng
        body = self.preferences() | {
            "reply_days": self.duration(),
            "review_days": rng.randint(1, 20),
            "legacy": rng.choice([0, 0, 0.5, 1]),
            "discount": rng.choice([1, 1, 1, 0.99, 0.9]),
            "cost_per_day": rng.choice([0, 0, 0, 0.5, {"uniform": [0, 1]}]),
            "tactic": self.tactic(),
            "beliefs": {event: self.chance() for event in self.events if self.one_in(3)},
        }
        if self.one_in(4):
            body["break_off"] = {"below": rng.randint(0, 20), "days": rng.randint(1, 15), "chance": self.chance()}
        return body

    def tactic(self) -> Any:
        rng = self.rng
        share = [0, 0.4, 1, {"uniform": [0.2, 0.9]}]
        if rng.random() < 0.55:
            return "foresight"
        moves = sorted([{"date": self.day(), "tables": self.package()} for _ in range(4)], key=lambda m: m["date"])
        beta = rng.choice([0.4, 1, 2, {"uniform": [0.3, 2]}])
        return rng.choice(
            [
                "aspiration",
                "tit_for_tat",
                {"aspiration": {"beta": beta, "start": rng.choice(share)}},
                {"tit_for_tat": {"generosity": rng.choice([0.5, 1, 2]), "start": rng.choice(share)}},
                {"hold_out": {"until": self.day(), "level": rng.choice(share)}},
                {"ultimatum": {"package": self.package()}},
                {"script": {"moves": moves[: rng.randint(0, 4)]}},
            ]
        )

    def event(self, name: str) -> Data:
        rng = self.rng
        first, last = self.spans[name]
        event: Data = {"date": iso(first), "chance": rng.choice([1.0, self.chance(), self.chance()])}
        if last > first:
            event["date"] = {"between": [iso(first), iso(last)]}
        causes = self.causes(name)
        for condition in ("if", "unless"):
            if causes and self.one_in(3):
                event[condition] = [causes.pop(rng.randrange(len(causes)))]
        place = self.events.index
        later = [
            other
            for other in self.events
            if other != name and (self.spans[other][1], place(other)) > (first, place(name))
        ]
        if later and self.one_in(3):
            event["chances"] = {rng.choice(later): self.chance()}
        event["while_open"] = self.one_in(5)
        event["foreseen"] = not self.one_in(4)
        effects: list[Callable[[], Any]] = [
            self.install,
            self.install,
            self.shift,
            self.shift_no_deal,
            self.cost_per_day,
            self.tables,
            self.withdraws,
            self.talks,
            self.suspend,
            self.ends_talks,
        ]
        for effect in rng.sample(effects, rng.choice([0, 1, 1, 2])):
            event[effect.__name__] = effect()
        if name == "event_0" and not self.one_in(3):
            seat = rng.choice(self.principals)
            event["install"] = {seat: self.sitters[seat][1]}
        return event

    def causes(self, name: str) -> list[str]:
        """The events on which one may depend: those that may come before it."""
        first, last = self.spans[name]
        before = self.events[: self.events.index(name)]
        return [
            other
            for other, (others_first, others_last) in self.spans.items()
            if (others_first <= last if other in before else others_last < first and other != name)
        ]

    def install(self) -> Data:
        seat = self.rng.choice(self.seats)
        return {seat: self.rng.choice([*self.sitters[seat], self.sitters[seat][1]])}

    def _government(self) -> str:
        return self.rng.choice([name for names in self.sitters.values() for name in names])

    def shift(self) -> Data:
        issue, options = self.rng.choice(list(self.options.items()))
        return {self._government(): {issue: {self.rng.choice(options): self.quantity(-20, 20)}}}

    def cost_per_day(self) -> Data:
        return {self._government(): self.rng.choice([0, 0.25, 1, {"uniform": [0, 2]}]) for _ in range(2)}

    def shift_no_deal(self) -> Data:
        return {self._government(): self.quantity(-20, 20)}

    def tables(self) -> Data:
        return {self.rng.choice(self.principals): self.packages()}

    def withdraws(self) -> Data:
        return self.tables()

    def talks(self) -> list[str]:
        return self.rng.sample(self.seats, self.rng.randint(1, len(self.seats)))

    def ends_talks(self) -> bool:
        return self.one_in(2)

    def suspend(self) -> Data:
        return {"days": self.rng.randint(1, 20)}

    def record(self) -> list[Data]:
        unknown = list(self.events)
        return [self.entry(unknown) for _ in range(self.rng.randint(0, 6))]

    def entry(self, unknown: list[str]) -> Data:
        """One entry, about an event whose result is unknown yet or a move."""
        if unknown and self.one_in(3):
            event = unknown.pop(self.rng.randrange(len(unknown)))
            return {"date": self.day(self.spans[event][0]), "event": event, "happened": self.one_in(2)}
        day: Any = self.day(first=-3)
        move = self.rng.choice(["tables", "tables", "refuses", "withdraws", "accepts", "other"])
        if self.one_in(8):
            day = {"from": iso(-5), "to": day}
        if move == "other" and self.third_parties and self.one_in(2):
            answer = self.rng.choice(["vetoes", "assents", "assents"])
            return {"date": day, "seat": self.rng.choice(self.third_parties), answer: self.package()}
        if move == "other" and self.one_in(4):
            return {"date": day, "signs": self.package()}
        if move == "other" and self.made and self.one_in(2):
            name = self.rng.choice(list(self.made))
            seats, last = self.made[name]["seats"], self.made[name].get("deadline")
            seat = self.rng.choice([seats] if isinstance(seats, str) else seats)
            if last is None or self.one_in(2):
                return {"date": iso(0) if last else day, "seat": seat, "makes": name}
        if move == "other" and self.prolongations:
            return {"date": self.day(), **self.about_time(self.rng.choice(list(self.prolongations)))}
        if move == "other":
            move = "tables"
        seat = self.rng.choice(self.voters if move == "accepts" else self.principals)
        if move == "accepts" and self.on_table and self.one_in(2):
            return {"date": day, "seat": seat, move: self.rng.choice(self.on_table)}
        return {"date": day, "seat": seat, move: self.package()}

    def about_time(self, name: str) -> Data:
        """That the talks are prolonged, or what a seat says of it."""
        step = self.prolongations[name]
        voters = [] if {"granted_by", "chance"} & step.keys() else step.get("consent", self.voters)
        seats = [*voters, *step.get("assent", ()), *step.get("granted_by", ())]
        if not seats or self.one_in(3):
            return {"prolongs": name}
        return {"seat": self.rng.choice(seats), self.rng.choice(["prolongs", "prolongs", "declines"]): name}


def iso(day: int) -> str:
    return (START + timedelta(days=day)).isoformat()
