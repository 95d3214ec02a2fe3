"""Foresight with imagined rivals (docs/model.md, "Minds"), one rival and one package at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations
from math import exp, inf, log, tanh
from typing import TYPE_CHECKING

from tests.reference.slow_foresight import Belief, Foresight, State
from tests.reference.slow_tactics import Tactic
from tests.reference.slow_world import CANNOT, TIE, Step

if TYPE_CHECKING:
    from tests.reference.slow_play import Play

HOPELESS = 1e-12
"""A chance of taking effect below which a package is as good as none."""


BEYOND = 500.0
"""Units of noise beyond which a gain counts as this, where governments play with noise."""

SAME = 1e-9
"""Units of noise within which two bounds are the same."""

Likings = Callable[..., float]
"""The chance that others accept a package, of a profile of them; as what was heard leaves it, or anew."""


def between(low: float, high: float) -> float:
    """F(high) - F(low), to its last digits in both tails."""
    return logistic(high) * logistic(-low) * (1 - exp(low - high))


def logistic(x: float) -> float:
    """F(x); that of refusing is F(-x), which 1 - F(x) would lose to rounding where F is next to 1."""
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


class Mind(Tactic):
    """The default tactic."""

    def __init__(self, play: Play, seat: str, government: str) -> None:
        super().__init__(play, seat, government)
        self.minds = play.world.scenario.minds
        self.count = len(play.world.imagined[government])
        self.weights = [1 / self.count] * self.count
        self.noisy = self.minds.noise_played and self.minds.noise > 0
        luck = play.world.uniform(f"governments.{government}.choice")
        self.lean = self.minds.noise * log(luck / (1 - luck)) if self.noisy else 0.0
        self.low, self.high = self._unbounded(), self._unbounded(inf)
        more = self.minds.offers_below_waiting or self.minds.gains_over != "waiting"
        self.weighs_more = more or self.minds.position > 0 or self.minds.offer_noise > 0

    def _unbounded(self, bound: float = -inf) -> dict[str, list[float]]:
        """By seat, what bounds the noise of each profile."""
        return {seat: [bound] * self.count for seat in self.play.world.principals}

    def appeal(self) -> list[float]:
        """a + kappa pi eps."""
        chance = self.play.world.effective(self.play.day, self.play.shifters, self.play.phase)
        return [a + self.lean * pi for a, pi in zip(self.worth(), chance, strict=True)]

    def assent(self, package: int) -> float:
        """How likely third parties assent to a package, by what it believes."""
        yes = [self.play.assents(m, package) for m in range(self.count)]
        return 1.0 if all(yes) else sum(w * each for w, each in zip(self.weights, yes, strict=True))

    def unheard(self, z: float) -> float:
        """How likely a rival of whom nothing was heard accepts what gains it z units: however little, told apart."""
        return logistic(min(max(z, -BEYOND), BEYOND) if self.noisy else z)

    def taken(self, seat: str, m: int, z: float) -> float:
        """How likely profile m of a rival accepts what gains it z units, given what is known of its noise."""
        if not self.noisy:
            return (1 + tanh(z / 2)) / 2  # F, whatever rounding left
        z = min(max(z, -BEYOND), BEYOND)
        low, high = self.low[seat][m], self.high[seat][m]
        return between(max(low, -z), high) / between(low, high) if -z < high else 0.0

    def foresight(self, *, more: int = 0) -> Foresight:
        """What it foresees after `more` prolongations, given moves, what nobody could foresee and who has refused.

        Solved once for a world.
        """
        world = self.play.world
        play = self.play
        used, taken, *path = play.phase
        key = self.government, play.refused, play.surprises, tuple(play.past), (used + more, taken, *path)
        if key not in world.foresights:
            world.foresights[key] = Foresight(world, *key)
        return world.foresights[key]

    def waiting(self, government: str, m: int, *, more: int = 0) -> float:
        """C(s, t) of a government in the game against profile m, on the last grid day."""
        foresight = self.foresight(more=more)
        return foresight.waiting[m][government, self.play.state, foresight.outlook.cell(self.play.day)]

    def prolonging(self, demand: float) -> tuple[float, float]:
        """sum_m omega_m of what waiting is worth afterwards, less the cost; and that as far as the others agree."""
        play = self.play
        _, cost = play.world.prolonging[play.used]
        worth = asking = 0.0
        for m, weight in enumerate(self.weights):
            agreed = 1.0
            for seat in play.others(self.seat):
                if seat in play.world.asked(play.used) and seat not in play.consents:
                    rival = play.sitting[seat]
                    gain = self.waiting(rival, m, more=1) - cost[rival] - self.waiting(rival, m)
                    exact = self.minds.noise == 0
                    agreed *= float(gain >= -TIE) if exact else self.taken(seat, m, gain / self.minds.noise)
            outlook = self.foresight().outlook
            for third in play.world.assenting(play.used):
                who = outlook.sitting(third, play.state, play.day)
                agreed *= self.waiting(who, m, more=1) - cost[who] - self.waiting(who, m) >= -TIE
            going_on, waiting = (
                self.waiting(self.government, m, more=1) - cost[self.government] + self.lean,
                self.waiting(self.government, m),
            )
            worth += weight * going_on
            asking += weight * (agreed * going_on + (1 - agreed) * waiting)
        return worth, asking

    def hopes(self, demand: float, package: int) -> float:
        """W + sum_m omega_m F_m(p) (a(p) - W)."""
        expected = 0.0
        for m, weight in enumerate(self.weights):
            expected += self.accepted(m, package, weight)
        return demand + expected * (self.appeal()[package] - demand)

    def demand(self) -> float:
        """W = sum_m omega_m C_g^m; or what its best move is worth, if that is more than making none."""
        if self.foresight().has_moves:
            _, worth, waiting = self.moving()
            return max(worth, waiting)
        return sum(w * self.waiting(self.government, m) for m, w in enumerate(self.weights))

    def moving(self) -> tuple[Step | None, float, float]:
        """The first step worth most and more than waiting, or as much if it means to move later anyhow."""
        foresight, state = self.foresight(), self.play.state
        if not foresight.has_moves:
            return None, 0.0, 0.0
        t, weights = foresight.outlook.cell(self.play.day), list(enumerate(self.weights))
        best, waiting = None, sum(w * foresight.staying[m][state, t] for m, w in weights)
        most = waiting
        intends = sum(w * foresight.intending[m][state, t] for m, w in weights) > CANNOT
        for step in self.play.world.steps:
            if step in self.play.open_steps(self.seat):
                worth = sum(w * foresight.options[m][step, state, t] for m, w in weights)
                if worth > most + TIE or (worth >= most - TIE and best is None and intends):
                    best, most = step, worth
        return best, most, waiting

    def offer(self, demand: float) -> int | None:
        if not self._attends() or not self._has_turn():
            return None
        if self.noisy or self.weighs_more:
            return self._choose(demand)
        return self._most_promising(demand)

    def _attends(self) -> bool:
        """Whether it takes up today what to offer."""
        play = self.play
        if play.day == play.last_look(play.day):
            return True
        luck = play.world.uniform(f"governments.{self.government}.attention", day=play.day)
        return luck < self.minds.attention

    def _has_turn(self) -> bool:
        """Whether it need not wait for others to table something."""
        play = self.play
        if play.last_tabled is None or play.day == play.last_look(play.day):
            return True
        who, day = play.last_tabled
        reviews = play.world.scenario.governments[self.government].review_days
        return who != self.seat or play.day - day >= self.minds.waits_for_offer * reviews

    def _choose(self, demand: float) -> int | None:
        """The package that promises most, or one of those that promise something by a softmax."""
        minds, worth, d = self.minds, self.appeal(), self.no_deal()
        if not self.play.in_turn(self.seat):
            return None
        tabled = {offer.package for offer in self.play.standing(self.seat)}
        tabled |= {offer.package for x in self.play.others(self.seat) for offer in self.play.seen(self.seat, x)}
        menu, accepted = [], self.likings()
        for p in self.available():
            wanted = worth[p] - demand > TIE or (minds.offers_below_waiting and worth[p] - d > TIE)
            if wanted and p not in tabled:
                menu.append((p, self.promises(p, worth, demand, accepted)))
        promising = [(p, u) for p, u in menu if u > minds.offer_cost + TIE]
        if minds.offer_noise == 0:
            most = max((u for _, u in promising), default=0.0)
            return next((p for p, u in promising if u >= most - TIE), None)
        best, most = None, minds.offer_noise * self._drawn(0)
        for p, u in menu if minds.offer_menu == "all" else promising:
            moved = self.moved(p, accepted)
            if moved == 0:
                continue
            value = u - minds.offer_cost + minds.offer_noise * (log(moved) + self._drawn(p + 1))
            if value > most:
                best, most = p, value
        return best

    def likings(self) -> Likings:
        """What profiles accept and liked anew, each worked out once: for a review, in which nothing happens."""

        gain = cache(self.wins)

        @cache
        def accepted(m: int, package: int, anew: bool = False) -> float:
            return self.accepted(m, package, 1.0, anew=anew, gain=gain)

        return accepted

    def moved(self, p: int, accepted: Likings) -> float:
        """By what part its chance to be tabled is left: that of belief in rivals who see a move in it."""
        if not self.minds.offers_move:
            return 1.0
        own, part = [offer.package for offer in self.play.standing(self.seat)], 0.0
        for m, weight in enumerate(self.weights):
            likes = accepted(m, p, True)
            part += weight * all(likes > accepted(m, q, True) * (1 + 1e-9) for q in own)
        return min(part, 1.0)

    def _drawn(self, option: int) -> float:
        """A Gumbel draw for an option, after so many offers of its seat."""
        made = self.play.offers[self.seat]
        return -log(-log(self.play.world.uniform(f"governments.{self.government}.offer", option, made)))

    def promises(self, p: int, worth: list[float], demand: float, accepted: Likings) -> float:
        """What tabling a package promises: with rivals, over what stands; and as a position."""
        minds, own = self.minds, [offer.package for offer in self.play.standing(self.seat)]
        expected = moved = 0.0
        for m, weight in enumerate(self.weights):
            liked = [accepted(m, q, True) for q in own]
            most = max(liked, default=-1.0)
            moves = not own or accepted(m, p, True) > most * (1 + 1e-9)
            moved += weight * moves
            promise = accepted(m, p) * (worth[p] - demand)
            if minds.gains_over == "standing_offers":
                q = own[liked.index(most)] if own else None
                if q is not None:
                    promise -= accepted(m, q) * (worth[q] - demand)
                promise *= moves
            expected += weight * promise
        if minds.position == 0:
            return expected
        d, b = self.no_deal(), minds.position * self._lasting(p)
        most = max(worth[q] - d for q in self.available())
        shown = max(worth[p] - d, 0.0) / most if most > TIE else 0.0
        return expected + b * (moved * shown * (not self._awaits()) - (1 - moved))

    def _awaits(self) -> bool:
        """Whether an offer of its own awaits the answer of somebody whose agreement counts."""
        others = {seat for seat in self.play.world.voters if seat != self.seat}
        return any(not others <= offer.answered for offer in self.play.standing(self.seat))

    def _lasting(self, p: int) -> float:
        """The chance that all who sit at the table today still do when a package could be in force."""
        play, outlook = self.play, self.foresight().outlook
        world, since = play.world, outlook.cell(play.day)
        reply = max((world.reply[play.sitting[x]][0] for x in world.voters if x != self.seat), default=0.0)
        until = outlook.cell(
            min(play.day + reply + world.whole_path(p, play.day, play.phase)[0], world.deadline_in(play.phase))
        )
        belief = Belief(world, world.own[self.government].beliefs, play.made)
        odds = {play.state: 1.0}
        for t in range(since, until):
            later: dict[State, float] = {}
            for s, chance in odds.items():
                for after, likely in outlook.odds(belief, s, t).items():
                    later[after] = later.get(after, 0.0) + chance * likely
            day = outlook.days[t + 1]
            odds = {
                s: chance
                for s, chance in later.items()
                if all(outlook.sitting(seat, s, day) == play.sitting[seat] for seat in world.principals)
            }
        return sum(odds.values())

    def _most_promising(self, demand: float) -> int | None:
        worth = self.appeal()
        best, most = None, self.minds.offer_cost
        for p in self.available():
            gain = worth[p] - demand
            if gain > TIE:
                expected = 0.0
                for m, weight in enumerate(self.weights):
                    expected += self.accepted(m, p, weight)
                if expected * gain > most:
                    best, most = p, expected * gain
        return best if self.play.in_turn(self.seat) else None

    def accepted(
        self,
        m: int,
        package: int,
        weight: float,
        *,
        anew: bool = False,
        gain: Callable[[str, int, int], float] | None = None,
    ) -> float:
        """The weight of profile m times the chance that enough others accept, group by group of those that do.

        That is as what was heard leaves it, or else `anew`.
        """
        world = self.play.world
        others = [seat for seat in world.voters if seat != self.seat]
        gains = {seat: (gain or self.wins)(seat, m, package) for seat in others}
        chance = {seat: self.unheard(gain) if anew else self.taken(seat, m, gain) for seat, gain in gains.items()}
        total = 0.0
        for count in range(len(others) + 1):
            for some in combinations(others, count):
                if world.enough(frozenset([self.seat, *some])):
                    likely = weight
                    for seat in others:
                        likely *= chance[seat] if seat in some else 1 - chance[seat]
                    total += likely
        return total

    def wins(self, seat: str, m: int, package: int) -> float:
        """What profile m of the rival in a seat gains by a package, to which third parties must assent."""
        return self.gain(seat, m, package) if self.play.assents(m, package) else -inf

    def gain(self, seat: str, m: int, p: int, *, over_no_deal: bool = False) -> float:
        """(a_m(p) - C_m) / (kappa pi(p)) on the last grid day, for profile m of the rival in a seat; or over d_m."""
        play = self.play
        rival, shifters, phase = play.sitting[seat], play.shifters, play.phase
        outlook = self.foresight().outlook
        value, d = play.world.imagined_points(rival, m, play.day, shifters, phase)
        pi = play.world.effective(outlook.days[outlook.cell(play.day)], shifters, phase)[p]
        over = d if over_no_deal else self.waiting(rival, m)
        if self.minds.noise == 0:  # it accepts what is worth no less than waiting
            accepts = pi * (value[p] - d) + (d - play.world.cost) >= over - TIE
            return inf if accepts else -inf
        points = (value[p] - d) + (d - play.world.cost - over) / max(pi, HOPELESS)
        return points / self.minds.noise

    def keeps(self, package: int, demand: float) -> bool:
        worth = self.appeal()[package]
        if worth >= demand - TIE:
            return True
        loss = sum(self.accepted(m, package, weight) for m, weight in enumerate(self.weights)) * (demand - worth)
        return 0 < self.minds.keep_loss >= loss - TIE

    def hears_offer(self, seat: str, package: int) -> None:
        gains = [self.gain(seat, m, package) for m in range(self.count)]
        if self.minds.offers_below_waiting:  # it may be better than no deal alone
            over = [self.gain(seat, m, package, over_no_deal=True) for m in range(self.count)]
            gains = [max(pair) for pair in zip(gains, over, strict=True)]
        if self.noisy:
            self._narrow(seat, gains, above=True)
        else:
            self._learn([logistic(gain) for gain in gains])

    def hears_refusal(self, seat: str, packages: list[int]) -> None:
        gains = [max(self.gain(seat, m, p) for p in packages) for m in range(self.count)]
        if self.noisy:
            self._narrow(seat, gains, above=False)
        else:
            self._learn([logistic(-gain) for gain in gains])

    def hears_new_government(self) -> None:
        self.weights = [1 / self.count] * self.count
        self.low, self.high = self._unbounded(), self._unbounded(inf)

    def _narrow(self, seat: str, gains: list[float], *, above: bool) -> None:
        """Profile m's noise lies above, or below, -z_m: as likely as the part of what was left that is left."""
        likelihood, news = [1.0] * self.count, False
        for m, gain in enumerate(gains):
            threshold = -min(max(gain, -BEYOND), BEYOND)
            low, high = self.low[seat][m], self.high[seat][m]
            if above and threshold > low + SAME:
                new_low, new_high = threshold, high
            elif not above and threshold < high - SAME:
                new_low, new_high = low, threshold
            else:
                continue
            news = True
            if new_high > new_low + SAME:
                likelihood[m] = between(new_low, new_high) / between(low, high)
            else:  # it cannot be: the news counts
                likelihood[m] = 0.0
                new_low, new_high = (threshold, inf) if above else (-inf, threshold)
            self.low[seat][m], self.high[seat][m] = new_low, new_high
        if news:
            self._learn(likelihood)

    def _learn(self, likelihood: list[float]) -> None:
        """Bayes, and a floor that keeps every rival possible."""
        weights = [w * chance for w, chance in zip(self.weights, likelihood, strict=True)]
        total, even, floor = sum(weights), 1 / self.count, self.minds.floor
        weights = [w / total for w in weights] if total > 0 else [even] * self.count
        self.weights = [(1 - floor) * w + floor * even for w in weights]
