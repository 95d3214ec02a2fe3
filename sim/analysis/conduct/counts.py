"""Counts of conduct, world by world, and the shares made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np

from sim.analysis.bargaining.pairings import pairings
from sim.analysis.bargaining.stakes import draw_stakes
from sim.analysis.conduct.course import DEEDS, Course
from sim.analysis.conduct.rates import rate
from sim.analysis.conduct.shares import MoveConduct, SeatConduct, Signing
from sim.analysis.conduct.watched import WatchedMove
from sim.arrays import Bools, Floats, Ints
from sim.engine.block import Block
from sim.engine.play import Play, Played
from sim.ensemble.batches import Batch
from sim.ensemble.execution import RunSize
from sim.results.endings import Endings
from sim.scenario.load import LoadedScenario
from sim.worlds.draw import WorldSource

__all__ = ["Counts"]

TENTH = 0.1


class Counts:
    """Counts of plays and of what is done in them, by world (w,).

    Parameters
    ----------
    scenario : LoadedScenario
    watched : tuple of WatchedMove
    size : RunSize
    """

    def __init__(self, scenario: LoadedScenario, watched: tuple[WatchedMove, ...], size: RunSize) -> None:
        self._scenario, self._watched, self._size = scenario, watched, size
        self._outcome = Endings(scenario.model, scenario.packages).of_packages()
        self._of = _zeros(size.worlds, {})
        self._signed_on = np.zeros((size.worlds, scenario.model.last_day + 1))

    def add(self, source: WorldSource, batch: Batch) -> None:
        """Play a batch and count what is done in it."""
        numbers = np.arange(batch.first_world, batch.stop_world)
        replications = np.arange(batch.first_replication, batch.stop_replication)
        block = Block(
            source.scenario,
            source.packages,
            source.draw(numbers),
            row=np.repeat(np.arange(len(numbers)), len(replications)),
            replication=np.tile(replications, len(numbers)),
            seed=source.seed,
            log=True,
        )
        play = Play(block)
        course = Course(source.scenario, play, self._watched, self._outcome)
        played = play.finish()
        course.follow(played)
        self._count_signing(played)
        self._count_course(course, played)

    def __iadd__(self, other: Counts) -> Counts:
        """Add the counts of other batches of the same plays; all are whole numbers, in any order the same."""
        for name, counted in other._of.items():
            self._of[name] += counted
        self._signed_on += other._signed_on
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_of": dict(self._of)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._of = _zeros(self._size.worlds, state["_of"])

    def _add(self, name: tuple[str, ...], world: Ints, counted: Bools | Ints) -> None:
        self._of[name] += np.bincount(world, weights=counted.astype(float), minlength=self._size.worlds)

    def _count_signing(self, played: Played) -> None:
        signed, day, deadline = played.package >= 0, played.signed_day, played.deadline
        late = np.ceil(deadline - TENTH * deadline)
        self._add(("plays",), played.world, np.ones_like(signed))
        self._add(("signed",), played.world, signed)
        self._add(("last tenth",), played.world, signed & (day >= late))
        self._add(("last day",), played.world, signed & (day == deadline))
        np.add.at(self._signed_on, (played.world[signed], day[signed]), 1.0)

    def _count_course(self, course: Course, played: Played) -> None:
        end = np.where(played.package >= 0, played.signed_day, played.deadline)
        for k, (move, did) in enumerate(zip(self._watched, course.did, strict=True)):
            going_on = end >= move.first
            self._add(("going on", str(k)), played.world, going_on)
            for name, hits in did.items():
                self._add((name, str(k)), played.world, hits & going_on)
        for seat in self._seats:
            for name in ("tabled", "offers", "refusals", "withdrawn", "pairs", "own_favour"):
                self._add((name, seat), played.world, getattr(course, name)[seat])

    @property
    def _seats(self) -> list[str]:
        return [name for name, seat in self._scenario.model.seats.items() if seat.principal or seat.mediator]

    def moves(self) -> tuple[MoveConduct, ...]:
        """Return the shares of plays that do what seats did."""
        return tuple(self._move(str(k), move) for k, move in enumerate(self._watched))

    def _move(self, k: str, move: WatchedMove) -> MoveConduct:
        going_on = self._of["going on", k]
        shares = {name: rate(self._of[name, k], going_on) for name in (*DEEDS, "keeps", "alike", "any")}
        return MoveConduct(
            move=move,
            going_on=rate(going_on, self._of["plays",]),
            any_package=shares.pop("any"),
            same=shares[move.kind],
            **shares,
        )

    def seats(self) -> tuple[SeatConduct, ...]:
        """Return the shares of each seat at the table."""
        return tuple(self._seat(seat) for seat in self._seats)

    def _seat(self, seat: str) -> SeatConduct:
        plays = self._of["plays",]
        return SeatConduct(
            seat=seat,
            offers=rate(self._of["offers", seat], plays),
            refusals=rate(self._of["refusals", seat], plays),
            withdrawals=rate(self._of["withdrawn", seat], plays),
            own_favour=rate(self._of["own_favour", seat], self._of["pairs", seat]),
            withdrawn=rate(self._of["withdrawn", seat], self._of["tabled", seat]),
        )

    def signing(self) -> Signing:
        """Return the shares of signatures, and how they go with zones of agreement."""
        plays, signed = self._of["plays",], self._of["signed",]
        by_day = self._signed_on.sum(axis=0)
        busiest = int(by_day.argmax())
        start = self._scenario.model.start
        zone = _zones(self._scenario, self._size)
        return Signing(
            signed=rate(signed, plays),
            busiest=start + timedelta(days=busiest) if by_day[busiest] else None,
            on_busiest=rate(self._signed_on[:, busiest], signed),
            last_tenth=rate(self._of["last tenth",], signed),
            last_day=rate(self._of["last day",], signed),
            zone=rate(zone.astype(float), np.ones(len(zone))),
            signed_without_zone=rate(signed * ~zone, plays * ~zone),
            lapsed_with_zone=rate((plays - signed) * zone, plays * zone),
        )


def _zeros(worlds: int, counted: Mapping[tuple[str, ...], Floats]) -> defaultdict[tuple[str, ...], Floats]:
    return defaultdict(lambda: np.zeros(worlds), counted)


def _zones(scenario: LoadedScenario, size: RunSize) -> Bools:
    """Return the worlds (w,) in which some package is better than no deal for enough who may face each other.

    In force, before any event shifts what it is worth (`sim.analysis.bargaining.bargaining_set`).
    """
    stakes = draw_stakes(scenario, worlds=size.worlds, seed=size.seed)
    zones = [stakes.zone(pairing).any(axis=1) for pairing in pairings(scenario.model)]
    return np.asarray(np.logical_or.reduce(zones))
