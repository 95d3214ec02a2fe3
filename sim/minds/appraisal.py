"""What a package is worth to a government on a day: points, weighed by the chance of taking effect in time."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np

from sim.alike import sort_alike
from sim.arrays import Floats, Ints
from sim.memory import CHUNK, Kept, of_day
from sim.minds.paths import path_of
from sim.minds.prospects import NOTHING_AHEAD, Prospects
from sim.minds.stacked import Stacked
from sim.minds.third_parties import ThirdParties
from sim.minds.timing import Timing
from sim.worlds.drafting import NO_DRAFTING
from sim.worlds.worlds import Worlds

__all__ = ["Appraisal"]

_STACKED = CHUNK // 16
"""Bytes of tables of one kind, by regime, that are kept one above the other."""

Phases = TypeVar("Phases", int, Ints)


class Appraisal:
    """Values of packages to governments in a batch of worlds, by day and by the events and moves that shifted them.

    A payoff regime is a set of events and moves that have happened and shift points, or on which a shift that is
    still ahead depends, as bits in the order of `shifters`, above these bits the phase of the talks
    (`sim.worlds.phases`), which tells the deadline, and above that a number for what is being
    drafted and who is to ratify.

    Parameters
    ----------
    worlds : Worlds
        The batch, w worlds and p packages.
    signing_cost : float
        Political cost c of signing, in points.
    asked : bool
        Whether third parties have been asked already: what follows then is the lead alone. By default it is what
        follows the principals' agreement, drafting and replies included.

    Attributes
    ----------
    drafts : list of tuple of int
        By number, the days since which options are being drafted (`sim.worlds.drafting`); 0: nothing is yet.
    ratifiers : list of tuple of int
        By the same number, the governments that will be asked for their assent after a signature.
    timing : Timing
        When what is agreed takes effect.
    third_parties : ThirdParties
        What third parties have refused, and what they are imagined to assent to.
    games, models : dict
        By government, the games it foresees, and by government and seat what `ImaginedRivals` has worked out of its
        rivals: plays of the same worlds share them.
    setups : dict
        By day, and by government and events that nobody foresaw, what games that are first asked about on it have in
        common.
    """

    def __init__(self, worlds: Worlds, *, signing_cost: float, asked: bool = False) -> None:
        self.worlds, self.signing_cost = worlds, signing_cost
        self.deadlines = worlds.calendar.deadlines
        self._phase_bits = (len(self.deadlines) - 1).bit_length()
        self.prospects = Prospects(worlds)
        self._staged = bool(worlds.stage_shift or worlds.stage_shift_no_deal)
        self.shifters: tuple[int, ...] = self.prospects.bits
        self.drafting = NO_DRAFTING if asked else worlds.drafting
        self.drafts = [(-1,) * len(self.drafting)]
        self._after = () if asked else tuple(x for x, _ in worlds.ratifiers)
        self.ratifiers = [tuple(g for _, g in worlds.ratifiers) if self._after else ()]
        self._numbers = {(self.drafts[0], self.ratifiers[0]): 0}
        # by the same number, the first with the same ratifiers
        self._first_ratified, self._alike_ratified = {self.ratifiers[0]: 0}, np.zeros(1, dtype=np.int64)
        self._assents = Kept[tuple[tuple[int, ...] | int, ...], Floats](within=CHUNK)
        self.timing = Timing(worlds, path_of(worlds, asked=asked), self.drafting, self.drafts)
        self._points = Kept[tuple[int, ...], tuple[Floats, Floats]](within=CHUNK)
        self._worth = Kept[tuple[int, int], Floats](within=CHUNK)
        self._day = -1
        self._stacks: dict[int, dict[tuple[str, int], Stacked]] = {}
        self.games: dict[int, Kept[Any, Any]] = {}
        self.models: dict[tuple[int, int], Kept[Any, Any]] = {}
        self.setups: dict[int, dict[tuple[int, int], Any]] = {}
        self.third_parties = ThirdParties(worlds, signing_cost=signing_cost, imagined=self.imagined, key=self.key)

    @property
    def shifts(self) -> bool:
        """Whether anything may shift what packages or no deal are worth."""
        return bool(self.shifters) or self._staged

    def points(self, g: int, regime: int) -> tuple[Floats, Floats]:
        """Return points (w, p) and no-deal values (w,) of government `g` in a payoff regime, as they are."""
        return self.expected(g, regime, NOTHING_AHEAD)

    def expected(self, g: int, regime: int, turn: int) -> tuple[Floats, Floats]:
        """Return U (w, p) and D (w,) of government `g`: points and no-deal values expected at the deadline.

        They are what is in force in the regime and, of foreseen events ahead on the grid day `turn` (`turn_of`), what
        these would shift times the chance that they come, as the government believes.
        """
        return self._points.get(self.key(regime, turn, g), lambda: self._shifted(g, regime, turn))

    def _shifted(self, g: int, regime: int, turn: int) -> tuple[Floats, Floats]:
        worlds = self.worlds
        value, no_deal = worlds.value[g], worlds.no_deal[g]
        for bit, place in enumerate(self.shifters):
            if regime >> bit & 1:
                value = value + worlds.shift[place][g] if place in worlds.shift else value
                added = worlds.shift_no_deal.get(place)
                no_deal = no_deal if added is None else no_deal + added[g]
        for k in range(self.stages(regime)):
            value = value + worlds.stage_shift[k][g] if k in worlds.stage_shift else value
            added = worlds.stage_shift_no_deal.get(k)
            no_deal = no_deal if added is None else no_deal + added[g]
        for place, chance in self.prospects.ahead(g, self.undrafted(regime), turn, imagined=False):
            value = value + chance * worlds.shift[place][g] if place in worlds.shift else value
            added = worlds.shift_no_deal.get(place)
            no_deal = no_deal if added is None else no_deal + chance[:, 0] * added[g]
        return value, no_deal

    def imagined(
        self, g: int, regime: int, turn: int, rows: Ints | slice = slice(None), rivals: slice = slice(None)
    ) -> tuple[Floats, Floats]:
        """Return U (w, m, p) and D (w, m) of the imagined models of government `g`, by their own beliefs."""
        worlds, imagined = self.worlds, self.worlds.imagined[g]
        value, no_deal = (each[rows] for each in self.points(g, regime))
        points = imagined.value[rows, rivals] + (value - worlds.value[g][rows])[:, None]
        without = imagined.no_deal[rows, rivals] + (no_deal - worlds.no_deal[g][rows])[:, None]
        for place, chances in self.prospects.ahead(g, self.undrafted(regime), turn, imagined=True):
            chance = np.broadcast_to(chances, worlds.imagined[g].no_deal.shape)[rows, rivals]
            if place in worlds.shift:
                points = points + chance[:, :, None] * worlds.shift[place][g][rows, None]
            if place in worlds.shift_no_deal:
                without = without + chance * worlds.shift_no_deal[place][g][rows, None]
        return points, without

    def turn_of(self, day: int, regime: int) -> int:
        """Return the grid day that stands for what is ahead on `day` (`Prospects.turn`)."""
        return self.prospects.turn(day, self.undrafted(regime))

    def key(self, regime: int, turn: int, *more: int) -> tuple[int, ...]:
        """Return what tells payoffs apart: regime and grid day, or what has shifted points where nothing is ahead."""
        kind = self.plain(regime) if turn == NOTHING_AHEAD else self.undrafted(regime)
        return (kind, turn, *more)

    def plain(self, regime: int) -> int:
        """Return a regime with what has shifted something so far alone: events, moves and prolongations."""
        return self.prospects.plain(regime) | self.stage_bits(self.stages(regime))

    def stages(self, regime: int) -> int:
        """Return how many prolongations have been used in a regime, where these shift points at all."""
        return self.worlds.calendar.phases.used[self.phase(regime)] if self._staged else 0

    def stage_bits(self, used: int) -> int:
        """Return the part of a regime that says that so many prolongations have been used, if these shift points."""
        return self.worlds.calendar.phases.number(used, 0) << len(self.shifters) if self._staged else 0

    def phase(self, regime: Phases) -> Phases:
        """Return the phase of the talks (n,): prolongations used and moves made."""
        return regime >> len(self.shifters) & (1 << self._phase_bits) - 1

    def number_drafts(self, begun: Ints, ratifiers: Ints | None = None) -> Ints:
        """Return the number (n,) of what is being drafted, and of who is to ratify.

        `begun` (k, n) are the days since which options are drafted, -1 for not yet; `ratifiers` (a, n) are the
        governments that would be asked after a signature, by default those of the start.
        """
        if ratifiers is None:
            ratifiers = np.repeat(np.array(self.ratifiers[0], dtype=np.int64)[:, None], begun.shape[1], axis=1)
        first, group = sort_alike(np.zeros(begun.shape[1], dtype=np.int64), *(begun + 1), *ratifiers)
        each, numbers = (map(tuple, columns[:, first].T.tolist()) for columns in (begun, ratifiers)), []
        known = len(self.drafts)
        for days, sitting in zip(*each, strict=True):
            number = self._numbers.setdefault((days, sitting), len(self.drafts))
            if number == len(self.drafts):
                self.drafts.append(days)
                self.ratifiers.append(sitting)
            numbers.append(number)
        more = [self._first_ratified.setdefault(self.ratifiers[k], k) for k in range(known, len(self.drafts))]
        self._alike_ratified = np.append(self._alike_ratified, more) if more else self._alike_ratified
        return np.array(numbers, dtype=np.int64)[group]

    def draft(self, regime: Phases) -> Phases:
        """Return the number (n,) of what is being drafted."""
        return regime >> len(self.shifters) + self._phase_bits

    def with_draft(self, regime: Phases, number: Phases) -> Phases:
        """Return payoff regimes (n,) in which what is being drafted is that of `number` (n,)."""
        bits = len(self.shifters) + self._phase_bits
        return regime & (1 << bits) - 1 | number << bits

    def undrafted(self, regime: Phases) -> Phases:
        """Return payoff regimes (n,) in which nothing is being drafted, and those of the start are to ratify."""
        return regime & (1 << len(self.shifters) + self._phase_bits) - 1

    def deadline(self, regime: Ints) -> Ints:
        """Return the day of the deadline (n,) as it stands."""
        return np.array(self.deadlines)[self.phase(regime)]

    def in_force(self, day: int, rows: Ints | slice = slice(None), *, phase: int = 0, draft: int = 0) -> Floats:
        """Return the chance pi(p, t), shape (w or 1, p), that a package agreed on `day` takes effect in time.

        With `rows`, that of the worlds of these rows; with `phase`, in that phase of the talks; with `draft`, when
        that is being drafted.
        """
        return self.timing.in_force(day, rows, phase=phase, draft=draft)

    def in_force_of(self, day: int, row: Ints, packages: Ints, regime: Ints | int) -> Floats:
        """Return pi of given packages, agreed on `day` in worlds of given rows; all three broadcast together.

        Where some must be ratified, times the chance that they are.
        """
        regime = np.asarray(regime)
        timely = self.timing.of(day, row, packages, self.phase(regime), self.draft(regime))
        if self._after:
            return timely * self._ratified_of(day, row, packages, regime)
        return timely

    def _ratified_of(self, day: int, row: Ints, packages: Ints, regime: Ints) -> Floats:
        """Return the chance that packages agreed on `day` are ratified; what is being drafted does not matter."""
        kinds = self.with_draft(regime, self._alike_ratified[self.draft(regime)])
        return self._stacked(day, "ratified").look_up(kinds, lambda kind: self.ratified(day, kind), row, packages)

    def chance(self, day: int, regime: int) -> Floats:
        """Return pi (w or 1, p) in a payoff regime, times the chance of being ratified where packages must be."""
        in_force = self.in_force(day, phase=self.phase(regime), draft=self.draft(regime))
        return in_force * self.ratified(day, regime) if self._after else in_force

    def chances(self, day: int, row: Ints, regime: Ints) -> Floats:
        """Return the same for every package (n, p) in worlds of given rows (n,), in payoff regimes (n,)."""
        every = np.arange(self.worlds.value.shape[2])
        return self.in_force_of(day, row[:, None], every, regime[:, None])

    def ratified(self, day: int, regime: int) -> Floats:
        """Return the chance (w, p) that those asked after a signature on `day` assent, in a payoff regime."""
        return self.ratified_by(self.ratifiers[self.draft(regime)], regime, self.turn_of(day, regime))

    def ratified_by(self, sitting: tuple[int, ...], regime: int, turn: int) -> Floats:
        """Return the chance (w, p) that the governments `sitting` ratify, as everybody imagines them.

        Notes
        -----
        One is imagined to assent to what is worth no less than no deal and the cost of signing to it: U - D >= c.
        Those who sit on the day of the agreement are reckoned with (ASSUMPTION), and nobody learns about them.
        """

        def chance() -> Floats:
            worlds = self.worlds
            models = {g: self.imagined(g, regime, turn) for g in sitting if g in worlds.imagined}
            count = max((points.shape[1] for points, _ in models.values()), default=1)
            assent = np.ones((len(worlds.number), count, worlds.needs.shape[1]), dtype=bool)
            for x, g in zip(self._after, sitting, strict=True):
                if g in models:
                    points, without = models[g]
                    assent &= ~worlds.needs[x] | (points - without[:, :, None] >= self.signing_cost)
            return np.asarray(assent.sum(axis=1) / count)

        return self._assents.get((sitting, *self.key(regime, turn)), chance)

    def days_until_force(self, day: int, row: Ints, packages: Ints, regime: int) -> Floats:
        """Return the median days (n,) from an agreement on `day` to force, in worlds of given rows."""
        return self.timing.days_until_force(day, row, packages, self.draft(regime))

    def worth(self, g: int, day: int, regime: int = 0) -> Floats:
        """Return a_g(p, t) = D + pi (U - D) - c, shape (w, p): what signing each package on `day` is worth to `g`."""
        if day != self._day:
            self._day = day
            self._worth.clear()

        def weighed() -> Floats:
            value, no_deal = self.expected(g, regime, self.turn_of(day, regime))
            at_stake = value - no_deal[:, None]
            chance = self.chance(day, regime)
            return no_deal[:, None] + chance * at_stake - self.signing_cost

        return self._worth.get((g, regime), weighed)

    def no_deal(self, g: Ints | int, day: int, row: Ints, regime: Ints) -> Floats:
        """Return D, what no deal will be worth to government `g`, or each of several (n,), in lanes (n,)."""
        return self._expected_of("no deal", g, day, regime, row)

    def points_of(self, g: Ints | int, day: int, row: Ints, regime: Ints, packages: Ints) -> Floats:
        """Return U, the points of packages to `g`; governments, worlds' rows, regimes and packages broadcast."""
        return self._expected_of("points", g, day, regime, row, packages)

    def _expected_of(self, what: str, g: Ints | int, day: int, regime: Ints, *at: Ints) -> Floats:
        """Return entries of U or D of one government in several regimes, or of several governments."""
        part, regime, count = ("points", "no deal").index(what), self.undrafted(regime), len(self.worlds.governments)
        if isinstance(g, int):
            one = self._stacked(day, what, g)
            return one.look_up(regime, lambda r: self.expected(g, r, self.turn_of(day, r))[part], *at)

        def of_both(number: int) -> Floats:
            r, government = divmod(number, count)
            return self.expected(government, r, self.turn_of(day, r))[part]

        return self._stacked(day, what).look_up(regime * count + g, of_both, *at)

    def in_time(self, g: int, day: int, row: Ints, regime: Ints, package: int) -> Floats:
        """Return what signing a package is worth (n,) to government `g` where it is sure to take effect in time."""
        return self.points_of(g, day, row, regime, np.full(len(row), package)) - self.signing_cost

    def rows(self, g: int, day: int, row: Ints, regime: Ints) -> Floats:
        """Return a_g for each lane and package, shape (n, p)."""
        return self._weighed(g, day, row, regime, np.arange(self.worlds.value.shape[2]))

    def of_packages(self, g: Ints | int, day: int, row: Ints, regime: Ints, packages: Ints) -> Floats:
        """Return a_g of packages (n, k) to a government, or one for each lane (n,); -1 (no package) is worth -inf."""
        return np.where(packages < 0, -np.inf, self._weighed(g, day, row, regime, packages))

    def _weighed(self, g: Ints | int, day: int, row: Ints, regime: Ints, packages: Ints) -> Floats:
        """Return what `worth` says of packages (n, k), without working out that of others."""
        no_deal, rows, regimes = self.no_deal(g, day, row, regime)[:, None], row[:, None], regime[:, None]
        at_stake = self.points_of(g if isinstance(g, int) else g[:, None], day, rows, regimes, packages) - no_deal
        return no_deal + self.in_force_of(day, rows, packages, regimes) * at_stake - self.signing_cost

    def _stacked(self, day: int, what: str, g: int = -1) -> Stacked:
        """Return tables of what is so on `day`, by regime; those of the last two days asked about are kept."""
        of_today = of_day(self._stacks, day, dict[tuple[str, int], Stacked])
        return of_today.setdefault((what, g), Stacked(within=_STACKED))
