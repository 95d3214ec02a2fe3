"""The rivals a government imagines: what packages gain them, how likely they accept, and what is learned of them.

See docs/model.md, "Minds".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from sim.arrays import Bools, Floats, Ints, each_number
from sim.memory import AT_ONCE, Kept
from sim.minds.beliefs import Beliefs
from sim.minds.circumstance import Circumstance, Circumstances, Situations
from sim.minds.foreseen import Foreseen
from sim.minds.quorum import quorum_of
from sim.minds.random_utility import BEYOND, both_ways, logistic
from sim.minds.solved_games import Games, solve_together
from sim.minds.tactic import TIE, Review, View

__all__ = ["ImaginedRivals"]


_HOPELESS = 1e-12
"""A chance of taking effect below which a package is as good as none."""

_FEW = 1 << 14
"""So many chances are worked out at once for all worlds and packages where enough of many must accept, and kept until
the next grid day: many seats look at the same packages one after the other."""


class ImaginedRivals:
    """M profiles of rivals that one government imagines in each world.

    Parameters
    ----------
    view : View
        The government's place in the block.

    Attributes
    ----------
    count : int
        How many, M.
    noise : float
        Their noise kappa.
    beliefs : Beliefs
        What is believed of them in every lane.
    foreseen : Foreseen
        What waiting is worth today.
    """

    def __init__(self, view: View) -> None:
        minds = view.scenario.minds
        self.view, self.noise, self.quorum = view, minds.noise, quorum_of(view.scenario)
        self.count = view.worlds.imagined[view.government].value.shape[1]
        self._below = minds.offers_below_waiting
        self.bounded = minds.noise_played and minds.noise > 0
        self.beliefs = Beliefs(
            view.row,
            worlds=len(view.worlds),
            rivals=self.count,
            mixing=minds.floor,
            seats=len(self.quorum.voters) - 1 if self.bounded else 0,
        )
        self._tabulated: tuple[int, dict[tuple[Circumstance, tuple[int, ...], int], Floats]] = (-1, {})
        self._games: Kept[tuple[int, int, int, int], Games]
        self._models: Kept[tuple[int, ...], tuple[Floats, Floats]]
        same = minds.rivals_known and not view.appraisal.shifts and not view.scenario.moves  # all foresee one game
        owner, sitter = -1 if same else view.government, (view.government, view.principal)
        self._games = view.appraisal.games.setdefault(owner, Kept(within=AT_ONCE))
        self._models = view.appraisal.models.setdefault(sitter, Kept(within=AT_ONCE // 2))
        self.foreseen = Foreseen(
            lambda circumstance, since: self.games(circumstance, since=since),
            principal=view.principal,
            government=view.government,
            shape=(len(view.seats), len(view.worlds), self.count),
        )

    def games(self, circumstance: Circumstance, *, since: int) -> Games:
        """Return the games to solve, given who refused as a third party and the unforeseen events so far.

        The first that asks tells the day: in one play nobody asks about earlier ones later. Another play of the same
        worlds may: then they are set up anew.
        """
        view, refused, hidden = self.view, circumstance.refused, circumstance.hidden
        phase, draft = view.appraisal.phase(circumstance.regime), view.appraisal.draft(circumstance.regime)

        def games() -> Games:
            return Games(
                view.scenario,
                view.appraisal,
                view.government,
                refused=refused,
                hidden=hidden,
                phase=phase,
                draft=draft,
                since=since,
            )

        key = refused, hidden, phase, draft
        found = self._games.get(key, games)
        if found.outlook.since > since:
            self._games.forget(key)
            found = self._games.get(key, games)
        return found

    @property
    def certain(self) -> bool:
        """Whether there is nothing to learn: one rival alone is certain from the start, unless by its noise."""
        mixing = self.view.scenario.minds.floor
        return not self.bounded and self.count == 1 and (1 - mixing) + mixing == 1

    def waiting(self, day: int, circumstance: Circumstance, government: int, row: Ints) -> Floats:
        """Return the value of waiting (n, m) to a government in worlds of given rows, on the last grid day."""
        games = self.games(circumstance, since=day)
        return games.of(government, circumstance.state, games.outlook.cell(day), row)

    def prepare(self, day: int, asked: Iterable[tuple[Circumstance, Ints]]) -> None:
        """Solve games of circumstances in worlds of given rows (n,), many at once, before they are asked about."""
        solve_together([(self.games(circumstance, since=day), row) for circumstance, row in asked])

    def hears_offer(self, review: Review, principal: int, packages: Ints) -> None:
        """Learn from an offer of `packages` (n,): rivals who would not accept them become less likely."""
        gain = self._heard(review, principal, np.arange(len(packages)), packages, tabled=True)
        if self.bounded:
            self.beliefs.narrow(self._place(principal), review.lanes, -gain, above=True)
        else:
            self.beliefs.learn(review.lanes, logistic(gain))

    def hears_refusal(self, review: Review, principal: int, offers: Ints) -> None:
        """Learn from a refusal of `offers` (n, slots): rivals who would have gained become less likely."""
        lane, slot = np.nonzero(offers >= 0)
        gain = np.full((*offers.shape, self.count), -np.inf)
        gain[lane, slot] = self._heard(review, principal, lane, offers[lane, slot])
        tempting = gain.max(axis=1)
        if self.bounded:
            self.beliefs.narrow(self._place(principal), review.lanes, -tempting, above=False)
        else:
            self.beliefs.learn(review.lanes, logistic(-tempting))

    def likely(
        self,
        situations: Situations,
        packages: Ints,
        *,
        lanes: Ints | None = None,
        weights: Floats | None = None,
    ) -> Floats:
        """Return how likely enough imagined rivals are to accept packages, shape (n, m), times `weights` if given.

        With `lanes` (n,) as what is known there of their noise leaves it, without as if nothing were known.
        """
        everything = len(self.view.worlds) * self.view.worlds.value.shape[2] * self.count
        if not (self.quorum.product or self.bounded or everything > _FEW):
            chances = np.empty((len(situations), self.count))
            for number, here in each_number(situations.numbers):
                table = self._of_all(situations.day, situations.known, number)
                chances[here] = table[situations.row[here], packages[here]]
            return chances if weights is None else weights * chances
        gains = self.gains(situations, packages)
        if not self.bounded or lanes is None:
            return self.enough(logistic(gains), weights=weights)
        return self.enough(self._all_left(lanes, *both_ways(gains)), weights=weights)

    def _of_all(self, day: int, known: Circumstances, number: int) -> Floats:
        """Return how likely enough imagined rivals are to accept every package in every world, (w, p, m).

        They are reckoned with on the last grid day, so that it holds until the next.
        """
        circumstance, opposite = known[number]
        cell = self.games(circumstance, since=day).outlook.cell(day)
        if self._tabulated[0] != cell:
            self._tabulated = cell, {}
        found = self._tabulated[1]
        key = circumstance, opposite, self.view.appraisal.turn_of(day, circumstance.regime)
        if key not in found:
            shape = len(self.view.worlds), self.view.worlds.value.shape[2]
            row, packages = (each.ravel() for each in np.indices(shape))
            gains = self.gains(Situations(day, row, np.full(len(row), number), known), packages)
            found[key] = self.enough(logistic(gains)).reshape(*shape, self.count)
        return found[key]

    def likely_anew_and_now(self, situations: Situations, packages: Ints, *, lanes: Ints) -> tuple[Floats, Floats]:
        """Return what `likely` does without `lanes` and with them."""
        gains = self.gains(situations, packages)
        if not self.bounded:
            anew = self.enough(logistic(gains))
            return anew, anew
        accepts, refuses = both_ways(gains)
        return self.enough(accepts), self.enough(self._all_left(lanes, accepts, refuses))

    def _all_left(self, lanes: Ints, accepts: Floats, refuses: Floats) -> Floats:
        """Return the chances (x, n, m) to accept that are left by what is known of the noise of all asked."""
        each = zip(self.asked, accepts, refuses, strict=True)
        return np.array([self._left(seat, lanes, *chances) for seat, *chances in each]).reshape(accepts.shape)

    @property
    def asked(self) -> list[int]:
        """The other seats whose agreement may be needed."""
        return [x for x, voter in enumerate(self.quorum.voters) if voter and x != self.view.principal]

    def enough(self, chances: Floats, *, weights: Floats | None = None) -> Floats:
        """Return the chance (...) that enough accept, times `weights` if given, from that of each asked (x, ...)."""
        accepts = dict(zip(self.asked, chances, strict=True))
        likely = np.ones(chances.shape[1:]) if weights is None else weights
        if not self.quorum.product:
            return np.asarray(likely * self.quorum.chance(self.view.principal, accepts.__getitem__))
        for x in self.asked:
            likely = likely * accepts[x]
        return likely

    def agree(self, gain: Floats, seat: int, lanes: Ints) -> Floats:
        """Return the chance (n, m) that imagined rivals agree to what they gain `gain` (n, m) points by."""
        if self.noise == 0:
            return np.asarray(gain >= -TIE, dtype=np.float64)
        if not self.bounded:
            return logistic(gain / self.noise)
        gain = np.clip(gain / self.noise, -BEYOND, BEYOND)
        return self._left(seat, lanes, *both_ways(gain))

    def _left(self, seat: int, lanes: Ints, accepts: Floats, refuses: Floats) -> Floats:
        """Return the chance (n, m) to accept that is left by what is known of a seat's noise in `lanes`."""
        share, gone = (each[:, self._place(seat)] for each in self.beliefs.left(lanes))
        return np.clip(share * accepts - gone * refuses, 0.0, 1.0)

    def _place(self, seat: int) -> int:
        """Return the place of another seat among all others."""
        return seat - (seat > self.view.principal)

    def known(self, lanes: Ints) -> tuple[Floats, Floats]:
        """Return what `remaining` makes of the noise of each seat that is asked, (x, m, n) each, in `lanes`."""
        share, gone = self.beliefs.left(lanes)
        places = [self._place(seat) for seat in self.asked]
        return share.transpose(1, 2, 0)[places], gone.transpose(1, 2, 0)[places]

    def gains(self, situations: Situations, packages: Ints) -> Floats:
        """Return what packages (n,) gain each seat that is asked, shape (x, n, m): (a_m(p) - C_m) / (kappa pi).

        Nobody gains by what a third party imagined with the rivals refuses: that is as little as can be.
        """
        places, row = self.foreseen.places(situations), situations.row
        at_stake, without = np.empty((2, len(self.asked), len(packages), self.count))
        for x, seat in enumerate(self.asked):
            no_deal = self._at_stake(situations.day, places, seat, row, packages, into=at_stake[x])
            without[x] = no_deal - self.view.appraisal.signing_cost - self.foreseen.waiting(places, seat, row)
        gains = self._weighed(at_stake, without, self._in_force(places, situations, packages)[:, None])
        if self.view.appraisal.third_parties.asked:
            for here, assents in self.assents(situations.day, places):
                some = row[here], slice(None), packages[here]
                gains[:, here] = np.where(assents[some], gains[:, here], -BEYOND if self.bounded else -np.inf)
        return gains

    def assents(self, day: int, places: Ints) -> Iterator[tuple[Ints | slice, Bools]]:
        """Split places (n,) by what third parties would assent to (w, m, p), as they are imagined today."""
        appraisal = self.view.appraisal

        def key(circumstance: Circumstance, _: tuple[int, ...]) -> tuple[int, ...]:
            regime = circumstance.regime
            return circumstance.vetoed, *appraisal.key(regime, appraisal.turn_of(day, regime))

        for here, circumstance, _ in self.foreseen.by(places, key):
            yield here, self.view.assents(day, circumstance.vetoed, circumstance.regime)

    def _at_stake(self, day: int, places: Ints, seat: int, row: Ints, packages: Ints, *, into: Floats) -> Floats:
        """Put what models of who sits in a seat have above no deal (n, m) `into` an array; return no deal (n, m)."""
        appraisal, no_deal = self.view.appraisal, np.empty_like(into)

        def key(circumstance: Circumstance, opposite: tuple[int, ...]) -> tuple[int, ...]:
            regime = circumstance.regime
            return appraisal.key(regime, appraisal.turn_of(day, regime), opposite[seat])

        for here, circumstance, opposite in self.foreseen.by(places, key):
            above, without = self._imagined(opposite[seat], circumstance.regime, day)
            rows = row[here]
            into[here], no_deal[here] = above[rows, packages[here]], without[rows]
        return no_deal

    def _in_force(self, places: Ints, situations: Situations, packages: Ints) -> Floats:
        """Return the chance (n,) that packages take effect in time, agreed on the grid day of the rivals."""
        on, row, regime = self.foreseen.on[places], situations.row, situations.regime
        chance = np.empty(len(packages))
        for day, here in each_number(on):
            chance[here] = self.view.appraisal.in_force_of(day, row[here], packages[here], regime[here])
        return chance

    def _heard(self, review: Review, principal: int, lane: Ints, packages: Ints, *, tabled: bool = False) -> Floats:
        """Return (a_m(p) - C_m) / (kappa pi), shape (j, m), of packages (j,) in lanes of given places in a review.

        It is what `principal` gains by them over waiting; by what it has `tabled` itself it may gain over no deal
        alone, where offers below waiting are made.

        All is reckoned on the last grid day. What is heard may be as good as certain, or as good as impossible, for
        every imagined rival: then only the logistic of these numbers still tells one from another, while 1 - F is
        lost to rounding. Without noise they are infinite: a rival accepts, ties included, or it does not.
        """
        situations = review.situations[lane]
        places, row = self.foreseen.places(situations), situations.row
        at_stake = np.empty((len(packages), self.count))
        no_deal = self._at_stake(review.day, places, principal, row, packages, into=at_stake)
        least = self.foreseen.waiting(places, principal, row)
        if tabled and self._below:
            least = np.minimum(least, no_deal)
        without = no_deal - self.view.appraisal.signing_cost - least
        return self._weighed(at_stake, without, self._in_force(places, situations, packages)[:, None])

    def _weighed(self, at_stake: Floats, without: Floats, chance: Floats) -> Floats:
        """Return gains from what is at stake and what a signature without effect is worth above waiting."""
        if self.noise == 0:
            return np.where(at_stake * chance + without >= -TIE, np.inf, -np.inf)
        gain = (at_stake + without / np.maximum(chance, _HOPELESS)) / self.noise
        return np.clip(gain, -BEYOND, BEYOND) if self.bounded else np.asarray(gain)

    def _imagined(self, rival: int, regime: int, day: int) -> tuple[Floats, Floats]:
        """Return what imagined models of a rival expect on a day: points above no deal (w, p, m), no deal (w, m)."""
        appraisal = self.view.appraisal
        turn = appraisal.turn_of(day, regime)

        def above() -> tuple[Floats, Floats]:
            points, no_deal = appraisal.imagined(rival, regime, turn)
            points -= no_deal[:, :, None]
            return np.ascontiguousarray(points.transpose(0, 2, 1)), no_deal

        return self._models.get(appraisal.key(regime, turn, rival), above)
