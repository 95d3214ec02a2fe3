"""Read the log of a block of plays in its order: what seats did, and what they stood by, play by play."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.analysis.conduct.watched import KINDS, WatchedMove
from sim.arrays import Bools, Floats, Ints
from sim.engine.play import Play, Played
from sim.scenario.scenario import ScenarioModel

__all__ = ["DEEDS", "Course"]

DEEDS = {"tables": "offer", "accepts": "accept", "refuses": "refuse", "withdraws": "withdraw"}
"""What a seat may do about a package, and what the log calls it."""

_TIE = 1e-9
"""Points by which an offer must be better to its maker than the one before it: rounding."""


class Course:
    """Follows every play (n,) of a block through its log.

    Parameters
    ----------
    scenario : ScenarioModel
    play : Play
        With a log; not yet played.
    watched : tuple of WatchedMove
    outcome : ndarray of int, shape (p,)
        Which outcome each package is; packages of one outcome are alike.

    Attributes
    ----------
    did : list of dict of str to ndarray of bool, shape (n,)
        For each watched move what its seat did within the window: every one of `DEEDS`, and ``keeps``, about that
        package; ``alike``, the same deed about a package of the same outcome; ``any``, about any package.
    tabled : dict of str to ndarray of int, shape (n,)
        By seat: offers it has tabled, those of the start and of events too.
    offers, refusals, withdrawn, pairs, own_favour : dict of str to ndarray of int, shape (n,)
        By seat: offers it made, refused and withdrew of its own accord; of its offers those that follow another of
        the same government, and of these those worth more to it than the one before.

    Notes
    -----
    What lies on the table at the start, and what events table and withdraw, is nobody's own deed. Two offers are
    compared by what both are worth in force to the government when the later one is made.
    """

    def __init__(self, scenario: ScenarioModel, play: Play, watched: tuple[WatchedMove, ...], outcome: Ints) -> None:
        self._scenario, self._watched, self._outcome = scenario, watched, outcome
        self._block, n = play.block, len(play.block.lanes)
        self._regime = np.zeros(n, dtype=np.int64)
        self._before = {seat: np.full(n, -1) for seat in scenario.seats}
        self._stands = np.zeros((len(watched), n), dtype=bool)
        self._sits = {seat: np.full(n, self._government(body.government)) for seat, body in scenario.seats.items()}
        self.did: list[dict[str, Bools]] = [
            {kind: np.zeros(n, dtype=bool) for kind in (*DEEDS, "keeps", "alike", "any")} for _ in watched
        ]
        self.tabled, self.offers, self.refusals, self.withdrawn, self.pairs, self.own_favour = (
            {seat: np.zeros(n, dtype=np.int64) for seat in scenario.seats} for _ in range(6)
        )
        self._initial = 0 if play.block.log is None else len(play.block.log.entries)

    def follow(self, played: Played) -> None:
        """Go through the log of what was played."""
        entries = [] if played.log is None else played.log.entries
        left = list(range(len(self._watched)))
        for number, (day, kind, who, lanes, packages, numbers) in enumerate(entries):
            for k in [k for k in left if day > self._watched[k].last]:
                left.remove(k)
                self._close(k)
            if kind in ("event", "move"):
                self._happens(who, lanes)
            elif kind == "veto":
                self._bar(who, lanes)
            elif kind in DEEDS.values():
                if number >= self._initial:
                    self._count(day, kind, who, lanes, packages, numbers)
                self._remember(kind, who, lanes, packages)
        for k in left:
            self._close(k)

    def _government(self, name: str) -> int:
        return self._block.worlds.governments.index(name)

    def _close(self, k: int) -> None:
        """Note who stands by the package of a watched move as its window, or the play, ends."""
        self.did[k]["keeps"] = self._stands[k].copy()

    def _happens(self, who: str, lanes: Ints) -> None:
        """Let an event or a move shift points, and an event bring governments to office."""
        shifters, place = self._block.appraisal.shifters, self._block.calendar.place(who)
        if place in shifters:
            self._regime[lanes] |= 1 << shifters.index(place)
        installed = self._scenario.events[who].install if who in self._scenario.events else {}
        for seat, government in installed.items():
            new = lanes[self._sits[seat][lanes] != self._government(government)]
            self._sits[seat][new] = self._government(government)
            self._before[seat][new] = -1
            for k, move in enumerate(self._watched):
                if move.seat == seat:
                    self._stands[k, new] = False

    def _bar(self, who: str, lanes: Ints) -> None:
        """Take what a third party's refusal bars off the table."""
        needs = self._block.worlds.needs[self._block.seats.index(who)]
        for k, move in enumerate(self._watched):
            if needs[move.package]:
                self._stands[k, lanes] = False

    def _count(
        self, day: int, kind: str, who: str, lanes: Ints, packages: Ints, numbers: Mapping[str, Floats]
    ) -> None:
        for move, did in zip(self._watched, self.did, strict=True):
            if move.seat != who or not move.first <= day <= move.last:
                continue
            same = packages == move.package
            for name, deed in DEEDS.items():
                if deed == kind:
                    did[name][lanes[same]] = True
            if kind == KINDS[move.kind]:
                did["any"][lanes] = True
                did["alike"][lanes[self._outcome[packages] == self._outcome[move.package]]] = True
        if "demand" not in numbers:  # an event's doing
            return
        if kind == "offer":
            self.offers[who][lanes] += 1
            self._compare(who, lanes, packages)
        elif kind in ("refuse", "withdraw"):
            counted = self.refusals if kind == "refuse" else self.withdrawn
            np.add.at(counted[who], lanes, 1)

    def _compare(self, who: str, lanes: Ints, packages: Ints) -> None:
        """Hold new offers against those before them."""
        before = self._before[who][lanes]
        self._before[who][lanes], later = packages, before >= 0
        lanes, packages, before = lanes[later], packages[later], before[later]
        self.pairs[who][lanes] += 1
        sitting, regime, row = self._sits[who][lanes], self._regime[lanes], self._block.lanes.row[lanes]
        for g, r in {*zip(sitting.tolist(), regime.tolist(), strict=True)}:
            here = (sitting == g) & (regime == r)
            worth, _ = self._block.appraisal.points(g, r)
            gained = worth[row[here], packages[here]] - worth[row[here], before[here]]
            self.own_favour[who][lanes[here]] += gained > _TIE

    def _remember(self, kind: str, who: str, lanes: Ints, packages: Ints) -> None:
        """Count what a seat has tabled, and keep which watched offers it stands by."""
        if kind == "offer":
            self.tabled[who][lanes] += 1
        if kind in ("offer", "withdraw"):
            for k, move in enumerate(self._watched):
                if move.seat == who:
                    self._stands[k, lanes[packages == move.package]] = kind == "offer"
