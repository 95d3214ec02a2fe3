"""The default tactic: look forward, reason back, and learn about rivals it can only imagine.

See docs/model.md, "Minds".
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.minds.best_offer import BestOffer
from sim.minds.circumstance import Circumstance
from sim.minds.foresight_moves import CANNOT
from sim.minds.imagined_rivals import ImaginedRivals
from sim.minds.leaning import Leaning
from sim.minds.offering import Offering
from sim.minds.reasons import effective_number, prospects
from sim.minds.solved_games import Games
from sim.minds.tactic import TIE, Review, Tactic, View, alike
from sim.streams import uniforms

__all__ = ["ForesightTactic"]


class ForesightTactic(Tactic):
    """Foresight with imagined rivals.

    Parameters
    ----------
    view : View
        The government's place in the block.

    Notes
    -----
    In each world the government holds M profiles m of imagined rivals with weights omega_m, and has solved the game
    against each: C_g^m is what waiting is worth to it, C_m what waiting is worth to the rival. On day t:

    - its walk-away value is W = sum_m omega_m C_g^m(s, t), and it accepts what is worth at least W;
    - it offers argmax_p sum_m omega_m F_m(p) (a_g(p, t) - W), if that exceeds what an offer costs, where
      F_m(p) = F((a_m(p) - C_m) / (kappa pi(p))) with F logistic; at kappa = 0 it is 1 where a_m(p) >= C_m, else 0;
    - a refusal of the offers O multiplies omega_m by 1 - max_O F_m, a new offer p by F_m(p); then every omega_m is
      mixed with 1 / M by `minds.floor`;
    - it withdraws an offer of its own that has become worth less than W;
    - a new government opposite is a new rival: equal weights again.

    A rival is reckoned with on the grid days, so a_m and C_m are those of the last grid day; the government's own a_g
    is today's.

    Departures from the model text. The noise kappa is in points of the package, so it counts only as far as the
    package takes effect: with kappa alone a rival would seem to toss a coin over anything hopeless, red lines
    included, since every value nears no deal as pi falls. And C where it said V: V averages over who proposes next,
    so two sides that both insist on it would refuse the very package the game predicts.
    """

    def __init__(self, view: View) -> None:
        super().__init__(view)
        minds = view.scenario.minds
        self.rivals = ImaginedRivals(view)
        self.leaning = Leaning(view) if self.rivals.bounded else None
        chooses = self.rivals.bounded or Offering.differs(minds)
        self.offering = Offering(self.rivals, self.leaning) if chooses else BestOffer(self.rivals)
        self.attention, self.keep_loss = minds.attention, minds.keep_loss

    @property
    def listens(self) -> bool:
        """Whether there is anything to learn of its rivals."""
        return not self.rivals.certain

    @property
    def waits(self) -> int:
        """So many of its reviews as `minds.waits_for_offer` says."""
        scenario = self.view.scenario
        return scenario.minds.waits_for_offer * scenario.governments[self.view.name].review_days

    @property
    def draws_offers(self) -> bool:
        """So it is with noise among offers."""
        return self.view.scenario.minds.offer_noise > 0

    def takes_office(self, lanes: Ints, day: int) -> None:
        """Begin with equal weights."""
        self.rivals.beliefs.forget(lanes)

    def hears_new_government(self, lanes: Ints, principal: int) -> None:
        """Forget what was learned: the rival is a new one."""
        self.rivals.beliefs.forget(lanes)

    def memory(self, lanes: Ints) -> Ints:
        """Return the number of what is believed in each lane."""
        return self.rivals.beliefs.number[lanes]

    def remember(self, lanes: Ints, like: Ints) -> None:
        """Believe in `lanes` what is believed in `like`."""
        self.rivals.beliefs.number[lanes] = self.rivals.beliefs.number[like]

    def demand(self, review: Review) -> Floats:
        """Return the walk-away value W (n,) in points."""
        foreseen, situations = self.rivals.foreseen, review.situations
        waiting = foreseen.waiting(foreseen.places(situations), self.view.principal, situations.row)
        demand = (waiting * self.rivals.beliefs.weights(review.lanes)).sum(axis=1)
        for here, circumstance, _ in alike(review) if self.view.scenario.moves else ():
            games = self.rivals.games(circumstance, since=review.day)
            if games.steps:
                _, worth, staying = self._best_step(games, circumstance.state, review, here)
                demand[here] = np.maximum(worth, staying)
        return np.asarray(demand)

    def moving(self, review: Review) -> tuple[Ints, Floats, Floats]:
        """Return the first step (n,) that is worth most and more than waiting, -1 for none; what both are worth.

        The step is worth sum_m omega_m of what it brings in the game against m, and waiting the same of making no
        move today. A step that is worth as much as waiting is taken where the government means to move later anyhow.
        """
        step, worth, staying = np.full(len(review.lanes), -1), *np.zeros((2, len(review.lanes)))
        for here, circumstance, _ in alike(review):
            games = self.rivals.games(circumstance, since=review.day)
            if games.steps:
                found = self._best_step(games, circumstance.state, review, here)
                step[here], worth[here], staying[here] = found
        return step, worth, staying

    def _best_step(self, games: Games, state: int, review: Review, here: Ints) -> tuple[Ints, Floats, Floats]:
        row, weights, cell = (
            review.row[here],
            self.rivals.beliefs.weights(review.lanes[here]),
            games.outlook.cell(review.day),
        )
        staying = np.asarray((games.staying(state, cell, row) * weights).sum(axis=1))
        intends = np.asarray((games.intending(state, cell, row) * weights).sum(axis=1)) > CANNOT
        best, most = np.full(len(here), -1), staying
        for step in games.steps:
            ends = np.where(weights > 0, games.moving(step, state, cell, row), 0.0)  # some are -inf
            brings = (ends * weights).sum(axis=1)
            better = (brings > most + TIE) | ((brings >= most - TIE) & (best < 0) & intends)
            better &= review.open_steps[here] >> step & 1 == 1
            best, most = np.where(better, step, best), np.where(better, brings, most)
        return best, most, staying

    def offer(self, review: Review, demand: Floats) -> Ints:
        """Return the package (n,) with the greatest expected gain over walking away, or -1."""
        packages = np.full(len(review.lanes), -1)
        if self.attention < 1:
            attends = self._attends(review)
            if not attends.all():
                if attends.any():
                    packages[attends] = self.propose(review.select(attends), demand[attends])
                return packages
        return self.propose(review, demand)

    def _attends(self, review: Review) -> Bools:
        """Return where (n,) it takes up what to table: by chance, once a world and day; on a last day it does."""
        view, day = self.view, review.day
        luck = uniforms(view.seed, f"world/governments.{view.name}.attention", view.worlds.number[review.row], 0, day)
        return np.asarray(luck < self.attends_with(review))

    def attends_with(self, review: Review) -> Floats:
        """Return the chance (n,) with which it takes up what to table."""
        calendar, appraisal = self.view.worlds.calendar, self.view.appraisal
        last = appraisal.deadline(review.regime) == review.day
        if review.day in calendar.last_looks:
            last |= calendar.open_phases[appraisal.phase(review.regime)]
        return np.where(last, 1.0, np.full(len(review.lanes), self.attention))

    def propose(self, review: Review, demand: Floats) -> Ints:
        """Return the package (n,) it tables, or -1, where it takes that up."""
        return self.offering.choose(review, demand)

    def prolonging(self, review: Review, demand: Floats) -> tuple[Floats, Floats]:
        """Return what prolonging is worth, sum_m omega_m C_g^m of the game that follows less its cost, and asking.

        Asking is worth that as far as the rivals agree, with chance F((C_m' - cost_m - C_m) / kappa), and waiting as
        far as they do not. Nobody learns from it.
        """
        worth, asking = np.empty(len(review.lanes)), np.empty(len(review.lanes))
        groups = list(alike(review))
        asked = [(each, review.row[here]) for here, now, _ in groups for each in (now, self._prolonged(now))]
        self.rivals.prepare(review.day, asked)
        for here, circumstance, opposite in groups:
            row, weights = review.row[here], self.rivals.beliefs.weights(review.lanes[here])
            agreed = np.ones_like(weights)
            phases = self.view.worlds.calendar.phases
            used = phases.used[self.view.appraisal.phase(circumstance.regime)]
            must = self.view.scenario.asked_to_prolong[used]
            for x, rival in enumerate(opposite):
                if x != self.view.principal and must[x] and not circumstance.consents >> x & 1:
                    waits = self.rivals.waiting(review.day, circumstance, rival, row)
                    gain = self._going_on(review.day, circumstance, rival, row) - waits
                    agreed *= self.rivals.agree(gain, x, review.lanes[here])
            for third in self._asked_for_assent(review.day, circumstance, used):
                waits = self.rivals.waiting(review.day, circumstance, third, row)
                agreed *= self._going_on(review.day, circumstance, third, row) - waits >= -TIE
            going_on = self._going_on(review.day, circumstance, self.view.government, row)
            if self.leaning is not None:
                going_on = going_on + self.leaning.points[row][:, None]
            waiting = self.rivals.waiting(review.day, circumstance, self.view.government, row)
            worth[here] = (weights * going_on).sum(axis=1)
            asking[here] = (weights * (agreed * going_on + (1 - agreed) * waiting)).sum(axis=1)
        return worth, asking

    def _asked_for_assent(self, day: int, circumstance: Circumstance, used: int) -> list[int]:
        """Return the governments of third parties that must assent to the next prolongation."""
        scenario, outlook = self.view.scenario, self.rivals.games(circumstance, since=day).outlook
        seats, names = list(scenario.seats), self.view.worlds.governments
        asked = scenario.assent_to_prolong[used]
        return [names.index(outlook.sitting(seats[x], circumstance.state, day)) for x in asked]

    def hopes(self, review: Review, demand: Floats, packages: Ints) -> Floats:
        """Return W + sum_m omega_m F_m(p) (a_g(p) - W)."""
        hopes, view = np.full(len(packages), -np.inf), self.view
        some = np.flatnonzero(packages >= 0)
        situations, lanes, offered = review.situations[some], review.lanes[some], packages[some]
        weights = self.rivals.beliefs.weights(lanes)
        likely = self.rivals.likely(situations, offered, lanes=lanes, weights=weights)
        row, regime = situations.row, situations.regime
        worth = view.appraisal.of_packages(view.government, review.day, row, regime, offered[:, None])[:, 0]
        if self.leaning is not None:
            worth = worth + self.leaning.of(review.day, row, offered, regime)
        hopes[some] = demand[some] + likely.sum(axis=1) * (worth - demand[some])
        return hopes

    def _going_on(self, day: int, circumstance: Circumstance, government: int, row: Ints) -> Floats:
        """Return the value of waiting (n, m) once the talks are prolonged, less what that costs."""
        worlds = self.view.worlds
        used = worlds.calendar.phases.used[self.view.appraisal.phase(circumstance.regime)]
        cost = worlds.prolonging_cost[used, government]
        return np.asarray(self.rivals.waiting(day, self._prolonged(circumstance), government, row) - cost[row, None])

    def _prolonged(self, circumstance: Circumstance) -> Circumstance:
        """Return a circumstance once the talks are prolonged."""
        appraisal, phases = self.view.appraisal, self.view.worlds.calendar.phases
        phase = appraisal.phase(circumstance.regime)
        more = phases.prolonged(phase) - phase
        return circumstance._replace(regime=circumstance.regime + (more << len(appraisal.shifters)))

    def appeal(self, review: Review) -> Floats:
        """Return what the others' offers are worth as it chooses: what they are worth today, and its own noise."""
        if self.leaning is None:
            return review.values
        regime = review.regime[:, None]
        return review.values + self.leaning.of(review.day, review.row[:, None], review.packages, regime)

    def assent(self, review: Review, packages: Ints) -> Floats:
        """Return the chance (n, k) that third parties assent, by what it believes: sum_m omega_m."""
        found, situations = np.ones(packages.shape), review.situations
        weights = self.rivals.beliefs.weights(review.lanes)
        for here, assents in self.rivals.assents(review.day, self.rivals.foreseen.places(situations)):
            yes = assents[review.row[here][:, None], :, packages[here]]
            lane, k = np.nonzero(~yes.all(axis=2))
            places = np.arange(len(found))[here][lane]
            found[places, k] = np.cumsum(weights[places] * yes[lane, k], axis=1)[:, -1]
        return found

    def keeps(self, review: Review, demand: Floats, own: Ints, values: Floats) -> Bools:
        """Return which of its own offers are still worth at least as much as waiting."""
        if self.leaning is not None:
            values = values + self.leaning.of(review.day, review.row[:, None], own, review.regime[:, None])
        kept = values >= demand[:, None] - TIE
        if self.keep_loss > 0:  # it cannot lose more than all that is missing
            kept |= values >= demand[:, None] - self.keep_loss
            open_to = (own >= 0) & ~kept
            kept[open_to] = self._loss(review, demand, own, values, open_to) <= self.keep_loss + TIE
        return np.asarray(kept)

    def _loss(self, review: Review, demand: Floats, own: Ints, values: Floats, which: Bools) -> Floats:
        """Return what it expects to lose (k,) by its own offers in the slots of `which`, as rivals accept them."""
        lane, slot = np.nonzero(which)
        lanes = review.lanes[lane]
        likely = self.rivals.likely(
            review.situations[lane], own[lane, slot], lanes=lanes, weights=self.rivals.beliefs.weights(lanes)
        )
        return np.asarray(np.cumsum(likely, axis=1)[:, -1] * (demand[lane] - values[lane, slot]))

    def hears_offer(self, review: Review, principal: int, packages: Ints) -> None:
        """Learn from an offer: rivals who would not gain by it become less likely."""
        self.rivals.hears_offer(review, principal, packages)

    def hears_refusal(self, review: Review, principal: int, offers: Ints) -> None:
        """Learn from a refusal: rivals who would have gained become less likely."""
        self.rivals.hears_refusal(review, principal, offers)

    def reasons(self, review: Review, packages: Ints) -> dict[str, Floats]:
        """Return why waiting is worth what it is: see `prospects`, and some numbers more.

        ``accepted`` is the expected chance that the rivals accept `packages`, sum_m omega_m F; ``plausible`` the
        number of imagined rivals that what was heard leaves plausible; ``assent``, where that is not sure, the chance
        that third parties assent.
        """
        found: dict[str, Floats] = {}
        if ((assent := self.assent(review, packages[:, None])[:, 0]) < 1).any():
            found["assent"] = np.where(assent < 1, assent, np.nan)
        for here, circumstance, _ in alike(review):
            row, weights = review.row[here], self.rivals.beliefs.weights(review.lanes[here])
            likely = self.rivals.likely(review.situations[here], packages[here], lanes=review.lanes[here])
            games = self.rivals.games(circumstance, since=review.day)
            ahead = prospects(
                games,
                self.view.worlds,
                self.view.government,
                state=circumstance.state,
                day=review.day,
                row=row,
                weights=weights,
            )
            numbers = {"accepted": (weights * likely).sum(axis=1), "plausible": effective_number(weights), **ahead}
            if self.leaning is not None:
                numbers["leaning"] = self.leaning.of(review.day, row, packages[here], circumstance.regime)
            for name, each in numbers.items():
                found.setdefault(name, np.full(len(packages), np.nan))[here] = each
        return found
