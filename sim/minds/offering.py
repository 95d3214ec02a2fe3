"""What a government puts on the table: the package that promises most, as its imagined rivals would answer.

See docs/model.md, "Minds".
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sim.arrays import Bools, Floats, Ints, runs_of
from sim.elementary import log
from sim.memory import CHUNK, batches, fitting
from sim.minds.choices import best_of_each, of_each_lane
from sim.minds.circumstance import Situations
from sim.minds.imagined_rivals import ImaginedRivals
from sim.minds.incumbency import Incumbency
from sim.minds.leaning import Leaning
from sim.minds.random_utility import both_ways, gumbel, logistic
from sim.minds.tactic import TIE, Review
from sim.scenario.minds import Minds
from sim.streams import uniforms

__all__ = ["Menu", "Offering", "taken"]


_ROUNDING = 1e-6
"""Points by which a bound on what a package promises may be wrong, and more."""

_PAIRS = 1 << 15
"""Chances worked out at once, of as many imagined rivals as these allow: they stay in the cache."""

_MORE = 1 + 1e-9
"""By how much likelier a rival must be to accept a package than another to see a move in it: rounding."""


@dataclass(frozen=True)
class Menu:
    """Packages (k,) that may be tabled, world by world."""

    world: Ints  # (k,) place of the world in its circumstance, increasing
    package: Ints  # (k,)
    worth: Floats  # (k,) a(p, t), with the government's own noise
    over: Floats  # (k,) the same above no deal
    shows: Floats  # (k,) what it shows an audience: b phi times the part of the most that is to be had
    blame: Floats  # (k,) b phi


@dataclass(frozen=True)
class _Answers:
    """How imagined rivals m answer the packages of a menu, as if nothing were known of their noise."""

    accepts: Floats  # (x, m, k) F(z) of each seat that is asked
    refuses: Floats  # (x, m, k) F(-z); empty where no noise is played
    enough: Floats  # (m, k) the chance that enough accept


@dataclass(frozen=True)
class _Lanes:
    """What lanes (n,) have before them."""

    lanes: Ints  # (n,) their places in the block
    of: Ints  # (n,) place of the world
    demand: Floats  # (n,)
    weights: Floats  # (m, n)
    share: Floats  # (x, m, n) with `gone`, what is known of the noise of each seat that is asked; or empty
    gone: Floats
    turn: Bools  # (n,) no offer of its own awaits an answer
    stands: (
        Floats  # (m, n) the chance that enough accept the own offer they like best, -1 where none stands; or empty
    )
    promises: Floats  # (m, n) what that offer promises; or empty
    regret: Floats  # (n,) the most that it is below nothing
    hope: Floats  # (n,) the most that it is above nothing
    readiest: Floats  # (n,) the greatest part by which what is known raises a chance to accept


class Offering:
    """The choice among the packages that a government may table.

    Parameters
    ----------
    rivals : ImaginedRivals
        As it imagines them.
    leaning : Leaning or None
        Its own noise, if any.
    """

    def __init__(self, rivals: ImaginedRivals, leaning: Leaning | None) -> None:
        self._rivals, self._leaning, self._view = rivals, leaning, rivals.view
        minds = rivals.view.scenario.minds
        self._cost, self._noise = minds.offer_cost, minds.offer_noise
        self._below, self._position = minds.offers_below_waiting, minds.position
        self._over_standing, self._all = minds.gains_over == "standing_offers", minds.offer_menu == "all"
        self._by_move = minds.offers_move and self._noise > 0
        self._compares = self._over_standing or self._position > 0 or self._by_move
        self._incumbency = Incumbency(rivals)

    @staticmethod
    def differs(minds: Minds) -> bool:
        """Tell whether more counts than the expected gain over waiting."""
        more = minds.position > 0 or minds.offers_below_waiting or minds.offer_noise > 0
        return more or minds.gains_over != "waiting"

    def choose(self, review: Review, demand: Floats) -> Ints:
        """Return the package (n,) it tables, or -1."""
        packages = np.full(len(review.lanes), -1)
        asked = np.flatnonzero(review.may_offer)
        if not len(asked):
            return packages
        here, first = _together(review, asked)
        for part in self._parts(len(here), len(first)):
            begin = first[part.start]
            lanes = here[begin : first[part.stop] if part.stop < len(first) else len(here)]
            packages[lanes] = self._among(review.part(lanes), demand[lanes], first[part] - begin)
        return packages

    def _parts(self, lanes: int, worlds: int) -> list[slice]:
        """Return as many worlds at once as fit into memory."""
        packages, seats = self._view.worlds.value.shape[2], len(self._rivals.asked)
        each = 8 * packages * (self._rivals.count * (6 * seats + 3) + 16 * lanes / max(1, worlds))
        return list(batches(worlds, fitting(each, most=max(1, worlds), within=CHUNK)))

    def _among(self, review: Review, demand: Floats, first: Ints) -> Ints:
        """Return the package (n,) to table, or -1, in lanes that are sorted by what packages are worth in them.

        `first` (u,) are the first lanes in which they are worth the same.
        """
        situations, made = review.situations[first], 0 if review.made is None else review.made[first]
        of = np.repeat(np.arange(len(first)), np.diff(np.r_[first, len(review.row)]))
        worth, least = self._worth(situations), np.minimum.reduceat(demand, first)
        menu = self._menu(worth, situations, least)
        lanes = self._lanes(review, demand, of, worth)
        lane, pair = of_each_lane(menu.world, of)
        gain = menu.worth[pair] - demand[lane]
        wanted = (gain > TIE) | (menu.over[pair] > TIE) if self._below else gain > TIE
        wanted &= ~taken(review, worth.shape[1])[lane, menu.package[pair]]
        wanted &= self._may_promise(menu, lanes, lane, pair, np.maximum(gain, 0.0))
        lane, pair, gain = lane[wanted], pair[wanted], gain[wanted]
        menu, pair = _part(menu, pair)
        answers = self._answers(menu, situations)
        best = answers.enough.max(axis=0) if len(pair) else np.empty(0)
        likely = np.minimum(best[pair] * lanes.readiest[lane], 1.0) if len(self._rivals.asked) == 1 else 1.0
        wanted = self._may_promise(menu, lanes, lane, pair, np.maximum(gain, 0.0) * likely)
        lucky = self._luck(menu, situations.row, made)
        if self._all and self._noise > 0 and len(lane):
            sure, moves = self._surely_moving(answers, lanes, lane, pair)
            wanted = moves & self._may_be_best(lanes, lane, gain, likely, lucky[pair], sure)
        lane, pair, gain = lane[wanted], pair[wanted], gain[wanted]
        promised, moved = self._promised(menu, answers, lanes, lane, pair, gain)
        return self._best(promised, self._by_moving(moved), lane, pair, menu, lucky, lanes=len(of))

    def _may_promise(self, menu: Menu, lanes: _Lanes, lane: Ints, pair: Ints, most: Floats) -> Bools:
        """Return where (j,) a package may promise more than an offer costs, if its gain is `most` (j,) at best."""
        if self._all and self._noise > 0:
            return np.ones(len(lane), dtype=np.bool_)
        bound = most + lanes.turn[lane] * menu.shows[pair] + lanes.regret[lane]
        return np.asarray(bound > self._cost)

    def _surely_moving(self, answers: _Answers, lanes: _Lanes, lane: Ints, pair: Ints) -> tuple[Bools, Bools]:
        """Return which packages (j,) every rival sees a move in, and which some may, where that counts."""
        if not self._by_move or lanes.stands.max(initial=-1.0) < 0:  # nothing stands
            everything = np.ones(len(lane), dtype=np.bool_)
            return everything, everything
        sure = answers.enough.min(axis=0)[pair] > lanes.stands.max(axis=0)[lane]
        return sure, np.asarray(answers.enough.max(axis=0)[pair] > lanes.stands.min(axis=0)[lane])

    def _may_be_best(
        self, lanes: _Lanes, lane: Ints, gain: Floats, likely: Floats | float, lucky: Floats, sure: Bools
    ) -> Bools:
        """Return which packages (j,) may be chosen, by bounds on what they promise; `lane` (j,) is sorted.

        They gain so much, are accepted with chance `likely` at most, and their draws make them `lucky`. In others
        than those that are `sure` to be seen as a move, the chance of that may take any part of it off.
        """
        most = np.maximum(gain, 0.0) * likely + self._position + lanes.regret[lane] + lucky
        least = np.minimum(gain, 0.0) * likely - self._position - lanes.hope[lane] + lucky
        least[~sure] = -np.inf
        first, length = runs_of(lane)
        floor = np.maximum(np.maximum.reduceat(least, first), self._cost)
        return np.asarray(most > np.repeat(floor, length) - _ROUNDING)

    def _best(
        self, promised: Floats, by_moving: Floats, lane: Ints, pair: Ints, menu: Menu, lucky: Floats, *, lanes: int
    ) -> Ints:
        """Return the package (n,) that is chosen of those that promise so much (j,), or -1 for none.

        That rivals see a move in them adds `by_moving` (j,), and draws make the packages of the menu `lucky` (k,);
        which of them are promising is told before.
        """
        least = self._cost + TIE
        if self._noise > 0:
            value = promised + by_moving
            if not self._all:
                good = promised > least
                value, lane, pair = value[good], lane[good], pair[good]
            promised, least = value - self._cost + lucky[pair], 0.0
        best, good = best_of_each(lane, menu.package[pair], promised, lanes, least=least, within=TIE)
        return np.where(good, best, -1)

    def _luck(self, menu: Menu, row: Ints, made: Ints | int) -> Floats:
        """Return what draws add (k,) to what packages promise: those for them, less those for tabling nothing.

        They are those of the next offer in worlds of given rows (u,), after so many that were `made` (u,).
        """
        if self._noise == 0:
            return np.zeros(len(menu.world))
        each = np.broadcast_to(made, row.shape)
        drawn = self._drawn(row[menu.world], menu.package + 1, each[menu.world])
        return np.asarray(self._noise * (drawn - self._drawn(row, 0, each)[menu.world]))

    def _drawn(self, row: Ints, option: Ints | int, made: Ints) -> Floats:
        """Return the draws for options (n,) in worlds of given rows: 0 for none, p + 1 for package p."""
        view = self._view
        name = f"world/governments.{view.name}.offer"
        return gumbel(uniforms(view.seed, name, view.worlds.number[row], option, made))

    def _worth(self, situations: Situations) -> Floats:
        """Return what packages (u, p) are worth to the government as it chooses."""
        view, day, row, regime = self._view, situations.day, situations.row, situations.regime
        worth = view.appraisal.rows(view.government, day, row, regime)
        if self._leaning is not None:
            worth = worth + self._leaning.of_all(day, row, regime)
        return worth

    def _menu(self, worth: Floats, situations: Situations, least: Floats) -> Menu:
        """Return the packages worth more than the `least` (u,) that a lane of each world demands, or more."""
        view, day, row = self._view, situations.day, situations.row
        over = worth - view.appraisal.no_deal(view.government, day, row, situations.regime)[:, None]
        unbarred = np.ones(worth.shape, dtype=np.bool_)
        if view.appraisal.third_parties.asked:
            for places, circumstance, _ in situations.alike():
                unbarred[places] = view.possible(day, row[places], circumstance.vetoed, circumstance.regime)
        wanted = worth - least[:, None] > TIE
        if self._below:
            wanted |= over > TIE
        world, package = np.nonzero(wanted & unbarred)
        blame, part = np.zeros((2, len(world)))
        if self._position > 0:
            blame = self._position * self._incumbency.lasting(situations[world], package)
            most = np.where(unbarred, over, 0.0).max(axis=1)[world]
            part = np.where(most > TIE, np.maximum(over[world, package], 0.0) / np.maximum(most, TIE), 0.0)
        return Menu(world, package, worth[world, package], over[world, package], blame * part, blame)

    def _answers(self, menu: Menu, situations: Situations) -> _Answers:
        rivals = self._rivals
        gains = rivals.gains(situations[menu.world], menu.package)
        by_rival = np.ascontiguousarray(gains.transpose(0, 2, 1))
        accepts, refuses = both_ways(by_rival) if rivals.bounded else (logistic(by_rival), np.empty(0))
        return _Answers(accepts, refuses, rivals.enough(accepts))

    def _lanes(self, review: Review, demand: Floats, of: Ints, worth: Floats) -> _Lanes:
        rivals, nothing = self._rivals, np.empty(0)
        share = gone = stands = promises = nothing
        if rivals.bounded:
            share, gone = rivals.known(review.lanes)
        if self._compares:
            stands, promises = self._standing(review, demand, of, worth)
        turn = np.ones(len(of), dtype=np.bool_) if review.awaits is None else ~review.awaits
        weights = np.ascontiguousarray(rivals.beliefs.weights(review.lanes).T)
        regret = hope = np.zeros(len(of))
        if self._over_standing:
            regret, hope = np.maximum(-promises.min(axis=0), 0.0), np.maximum(promises.max(axis=0), 0.0)
        readiest = np.ones(len(of))
        if rivals.bounded and len(rivals.asked) == 1:
            readiest *= share.max(axis=(0, 1))
        return _Lanes(review.lanes, of, demand, weights, share, gone, turn, stands, promises, regret, hope, readiest)

    def _standing(self, review: Review, demand: Floats, of: Ints, worth: Floats) -> tuple[Floats, Floats]:
        """Return how likely enough rivals accept the own offer they like best, (m, n), and what it promises."""
        own = review.own if review.own is not None else np.full((len(of), 1), -1)
        lane, slot = np.nonzero(own >= 0)
        package, lanes = own[lane, slot], review.lanes[lane]
        like = np.full((*own.shape, self._rivals.count), -1.0)
        promise = np.zeros_like(like)
        anew, left = self._rivals.likely_anew_and_now(review.situations[lane], package, lanes=lanes)
        gain = worth[of[lane], package] - demand[lane]
        like[lane, slot], promise[lane, slot] = anew, left * gain[:, None]
        best = like.argmax(axis=1)[:, None]
        taken = (np.take_along_axis(each, best, 1)[:, 0] for each in (like, promise))
        stands, promises = (np.ascontiguousarray(each.T) for each in taken)
        return np.where(stands >= 0, stands * _MORE, -1.0), promises

    def _by_moving(self, moved: Floats) -> Floats:
        """Return what it adds (j,) that rivals see a move in packages with so much of belief (j,): lambda log mu."""
        if not self._by_move:
            return np.zeros(len(moved))
        seen = moved > 0
        return np.where(seen, self._noise * log(np.where(seen, np.minimum(moved, 1.0), 1.0)), -np.inf)

    def _promised(
        self, menu: Menu, answers: _Answers, lanes: _Lanes, lane: Ints, pair: Ints, gain: Floats
    ) -> tuple[Floats, Floats]:
        """Return what each package promises (j,), the cost of an offer not taken off, and how far it moves, mu (j,).

        That is sum_m omega_m T_m(p) (a(p) - W), or of this what is more than the own standing offers promise, and
        what the offer is worth as a position. Summed in the order of m, whatever other lanes are due.
        """
        expected, moved = np.zeros((2, len(pair)))
        for part in batches(self._rivals.count, max(1, _PAIRS // max(1, len(pair)))):
            weights = lanes.weights[part][:, lane]
            likely = self._rivals.enough(self._taking(answers, lanes, lane, pair, part))
            moves: Bools | None = None
            if self._compares:
                moves = answers.enough[part][:, pair] > lanes.stands[part][:, lane]
                for each in np.where(moves, weights, 0.0):
                    moved += each
            if self._over_standing:
                over = weights * (likely * gain - lanes.promises[part][:, lane])
                terms = over if moves is None else np.where(moves, over, 0.0)
            else:
                terms = weights * likely
            for each in terms:
                expected += each
        if not self._over_standing:
            expected *= gain
        if self._position > 0:
            expected += lanes.turn[lane] * moved * menu.shows[pair] - menu.blame[pair] * (1 - moved)
        return expected, moved

    def _taking(self, answers: _Answers, lanes: _Lanes, lane: Ints, pair: Ints, part: slice) -> Floats:
        """Return the chance (x, m, j) that some rivals of each seat take a package, given what is known of noise."""
        chances = answers.accepts[:, part].take(pair, axis=2)
        if self._rivals.bounded:
            chances *= lanes.share[:, part].take(lane, axis=2)
            chances -= lanes.gone[:, part].take(lane, axis=2) * answers.refuses[:, part].take(pair, axis=2)
            np.clip(chances, 0.0, 1.0, out=chances)
        return chances


def _together(review: Review, places: Ints) -> tuple[Ints, Ints]:
    """Return `places` (n,) sorted by what packages are worth there, and where each such group (u,) begins.

    That depends on the circumstances, the world, and the draws for the next offer.
    """
    made = np.zeros_like(review.row) if review.made is None else review.made
    columns = np.stack([made[places], review.row[places], review.circumstances[places]])
    order = np.lexsort(columns)
    columns = columns[:, order]
    return places[order], np.flatnonzero(np.r_[True, (columns[:, 1:] != columns[:, :-1]).any(axis=0)])


def _part(menu: Menu, pair: Ints) -> tuple[Menu, Ints]:
    """Return the packages of a menu that are named in `pair` (j,), and their places among them (j,)."""
    used = np.zeros(len(menu.world), dtype=np.bool_)
    used[pair] = True
    arrays = (getattr(menu, field.name)[used] for field in fields(menu))
    return Menu(*arrays), (np.cumsum(used) - 1)[pair]


def taken(review: Review, packages: int) -> Bools:
    """Return which packages (n, p) lie on the table already, its own or the others'."""
    found = np.zeros((len(review.lanes), packages), dtype=np.bool_)
    for offers in (review.packages, review.own):
        if offers is not None:
            lane, slot = np.nonzero(offers >= 0)
            found[lane, offers[lane, slot]] = True
    return found
