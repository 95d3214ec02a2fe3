"""How likely recorded moves are in one world (docs/model.md, "Weights"), one draw of noise and one package at a time.

Moves alone, and the chances of events; silence is not weighed here.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from math import exp, inf, log

from sim.scenario.event import RecordEntry
from tests.reference.slow_mind import Mind
from tests.reference.slow_play import Play
from tests.reference.slow_tactics import Tactic
from tests.reference.slow_world import TIE, World

__all__ = ["explained"]

KINDS = {"tables": "offer", "withdraws": "withdraw", "refuses": "refuse", "accepts": "accept"}


def explained(world: World, as_of: date, *, mixing: float, nodes: int) -> tuple[dict[int, float], float]:
    """The logarithm of the chance of each recorded move, by its place, given those before it; and of all."""
    play = Play(world, 0, as_of=as_of)
    history = play.history
    assert history is not None
    record = list(enumerate(world.scenario.record))
    seen: dict[str, Seen] = {}
    moves: dict[int, float] = {}
    answers: list[float] = []
    do = history._do
    weighed: set[int] = set()

    def weigh_and_do(entry: RecordEntry) -> None:
        if play.day not in weighed:
            weighed.add(play.day)
            today = [(place, each) for place, each in record if (each.day - world.scenario.start).days == play.day]
            if play.procedure.open and play.procedure.pending is None:
                for seat, acts in news(play, [pair for pair in today if pair[1].seat is not None]).items():
                    mind = play.tactics[seat]
                    if isinstance(mind, Mind):
                        moves.update(seen.setdefault(mind.government, Seen(mind, mixing, nodes)).take_in(mind, acts))
        if (yes := answer_about_time(play, entry)) is not None:
            place = next(place for place, each in record if each is entry)
            moves[place] = log((1 - mixing) * yes + mixing / 2)
            answers.append(moves[place])
        do(entry)

    history._do = weigh_and_do  # type: ignore[method-assign]
    play.run()
    return moves, sum(each.total for each in seen.values()) + sum(answers)


def answer_about_time(play: Play, entry: RecordEntry) -> bool | None:
    """Whether a third party would say of more time what it said; None where nothing was said."""
    name, world = entry.prolongs or entry.declines, play.world
    if not name or entry.seat is None or entry.seat in world.principals or not play.procedure.open:
        return None
    after = play.used + 1, play.taken, frozenset(), ()
    if play.used == len(world.prolonging) or world.prolonging[play.used][0] != name:
        return None
    if world.deadline_in(after) <= play.deadline:
        return None
    alone = entry.seat in world.granting(play.used)
    worth, waits = play._more_time(play.sitting[entry.seat], granting=alone)
    return (worth >= waits - TIE) == bool(entry.prolongs)


def news(play: Play, entries: list[tuple[int, RecordEntry]]) -> dict[str, list[tuple[str, int, int]]]:
    """What each principal does (kind, package, place), but for what changes nothing."""
    named = []
    for place, entry in entries:
        for field, kind in KINDS.items():
            if (package := getattr(entry, field)) is not None:
                named.append((str(entry.seat), kind, play.world.package(package), place))
    tabled = {(seat, package) for seat, kind, package, _ in named if kind == "offer"}
    found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    known = set()
    for seat, kind, package, place in named:
        if seat not in play.seats or package is None or (seat, kind, package) in known or play.barred(package):
            continue
        own = play.holds(seat, package)
        lying = [o for x in play.others(seat) for o in play.standing(x) if o.package == package]
        open_ = any(seat not in offer.answered for offer in lying)
        new = {
            "offer": not own,
            "withdraw": own,
            "refuse": open_ or any(x != seat and p == package for x, p in tabled),
            "accept": bool(lying),
        }[kind]
        if new:
            known.add((seat, kind, package))
            found[seat].append(("accept" if kind == "offer" and lying else kind, package, place))
    return {seat: sorted(acts) for seat, acts in found.items()}


class Seen:
    """One government's choices, at so many draws of its noise."""

    def __init__(self, mind: Mind, mixing: float, nodes: int) -> None:
        self.mixing, self.points = mixing, [0.0]
        if mind.noisy:
            luck = mind.play.world.uniform(f"governments.{mind.government}.choice")
            own = min(int(luck * nodes), nodes - 1)
            at = [(k + luck * nodes - own) / nodes for k in range(nodes)]
            self.points = [mind.minds.noise * log(each / (1 - each)) for each in at]
            self.points[own] = mind.lean
        self.logs = [0.0] * len(self.points)

    @property
    def total(self) -> float:
        most = max(self.logs)
        return most + log(sum(exp(each - most) for each in self.logs) / len(self.logs)) if most > -inf else -inf

    def take_in(self, mind: Mind, acts: list[tuple[str, int, int]]) -> dict[int, float]:
        demand, plain = mind.demand(), Tactic.appeal(mind)
        rate = mind.play.world.effective(mind.play.day, mind.play.shifters, mind.play.phase)
        menu = offered(mind, demand, [[a + pi * at for a, pi in zip(plain, rate, strict=True)] for at in self.points])
        found = {}
        for kind, package, place in acts:
            before = self.total
            for q, at in enumerate(self.points):
                worth, many = plain[package] + rate[package] * at, 2
                if kind == "offer":
                    chance, many = menu[0][q].get(package, 0.0), menu[1]
                elif kind == "withdraw":
                    chance = float(not stands_by(mind, package, demand, worth))
                else:
                    good = worth >= demand - TIE and mind.assent(package) > 0
                    chance = float(good == (kind == "accept"))
                likely = (1 - self.mixing) * chance + self.mixing / many
                self.logs[q] += log(likely) if likely > 0 else -inf
            found[place] = self.total - before if before > -inf else -inf
        return found


def stands_by(mind: Mind, package: int, demand: float, worth: float) -> bool:
    if worth >= demand - TIE:
        return True
    loss = sum(mind.accepted(m, package, weight) for m, weight in enumerate(mind.weights)) * (demand - worth)
    return 0 < mind.minds.keep_loss >= loss - TIE


def offered(mind: Mind, demand: float, worths: list[list[float]]) -> tuple[list[dict[int, float]], int]:
    """At each draw the chance with which it tables each package, and of how many possibilities at any draw."""
    play, minds, d = mind.play, mind.minds, mind.no_deal()
    attends = 1.0 if play.day == play.last_look(play.day) else minds.attention
    lying = {offer.package for offer in play.standing(mind.seat)}
    lying |= {offer.package for x in play.others(mind.seat) for offer in play.seen(mind.seat, x)}
    any_, chances, accepted = set(), [], mind.likings()
    for worth in worths:
        wanted = [
            p
            for p in mind.available()
            if p not in lying and (worth[p] - demand > TIE or (minds.offers_below_waiting and worth[p] - d > TIE))
        ]
        moved = {p: mind.moved(p, accepted) if minds.offer_noise else 1.0 for p in wanted}
        wanted = [p for p in wanted if moved[p] > 0]
        any_ |= set(wanted)
        promises = {p: mind.promises(p, worth, demand, accepted) for p in wanted}
        left = {p: u for p, u in promises.items() if minds.offer_menu == "all" or u > minds.offer_cost + TIE}
        if minds.offer_noise == 0:
            best = max((u for u in left.values() if u > minds.offer_cost + TIE), default=None)
            first = next((p for p, u in left.items() if best is not None and u >= best - TIE), None)
            chances.append({} if first is None else {first: attends})
            continue
        weight = {p: moved[p] * exp((u - minds.offer_cost) / minds.offer_noise) for p, u in left.items()}
        whole = 1 + sum(weight.values())
        chances.append({p: attends * each / whole for p, each in weight.items()})
    if not play.in_turn(mind.seat) or not getattr(mind, "_has_turn", lambda: True)():
        return [{} for _ in worths], len(any_) + 1
    return chances, len(any_) + 1
