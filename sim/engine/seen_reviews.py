"""What one government was seen to do and not to do, review by review, where the days of silent reviews are not known.

See docs/model.md, "Weights".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.elementary import exp, log
from sim.engine.acts import Act
from sim.engine.block import Block
from sim.engine.lanes import NEVER
from sim.engine.seen_choices import SeenChoices, difference, log_mean_exp
from sim.engine.seen_offers import SeenOffers, Tabling
from sim.minds.clock import chance_in_force
from sim.minds.foresight_tactic import ForesightTactic
from sim.minds.tactic import Review
from sim.scenario.weighing import Weighing

__all__ = ["SeenReviews"]


class SeenReviews(SeenChoices):
    """The likelihood of all that a government does and leaves, summed over the days on which it may have reviewed.

    A review in which nothing is done is not seen. Its day follows from the moves and from the first review, whose
    possible days v are tried one by one; a reply to an offer is seen as it comes, an acceptance or a refusal.

    Parameters
    ----------
    block, x, government, tactic, weighing
        As of `SeenChoices`.
    successor : bool
        Whether it takes office today, in the course of the talks.
    """

    def __init__(
        self,
        block: Block,
        x: int,
        government: int,
        tactic: ForesightTactic,
        weighing: Weighing,
        *,
        successor: bool = False,
    ) -> None:
        super().__init__(block, x, government, tactic, weighing)
        name = block.worlds.governments[government]
        self._interval = block.scenario.governments[name].review_days
        self._median, self._spread = (
            each[government] for each in (block.worlds.reply_median, block.worlds.reply_spread)
        )
        days = np.arange(block.calendar.last_day - block.day + 1 if successor else self._interval)
        self._due, self._idle = days + block.day, np.full(len(days), not successor)
        self._prior = np.full((len(days), len(block.worlds)), -float(log(len(days))))
        if successor:  # it looks at the table for the first time after its reply delay
            up_to = chance_in_force(days[:, None], self._median, self._spread)
            self._prior = log(np.diff(up_to, axis=0, prepend=0.0))
        self._pending: list[int] = []
        self._each = np.zeros((len(days), *self._log.shape))  # (v, w, q)
        self._offers = SeenOffers(len(days), *self._log.shape, mixing=weighing.mixing)

    @property
    def total(self) -> Floats:
        """The logarithm of how likely all that was seen is, (w,)."""
        by_day = np.stack([log_mean_exp(each) for each in self._each]) + self._prior
        return np.asarray(log_mean_exp(by_day.T) + log(len(by_day)))

    def called(self) -> None:
        """Take note that it reviews the table today."""
        self._due[:], self._idle[:] = self._block.day, False

    def asked(self) -> None:
        """Take note that an offer was tabled today which it will answer in its own time."""
        self._due[self._idle] = NEVER
        self._idle[:] = False
        self._pending.append(self._block.day)

    def reviews(self, acts: Sequence[Act], lanes: Ints) -> dict[int, Floats]:
        """Take in what it does today in `lanes`, one of each world, or leaves, before any of it is done.

        Where another tables something today, of two whose review was due only by the calendar the one that goes
        second puts it off.
        """
        now = self._due == self._block.day
        if not (acts or now.any() or self._pending):
            return {}
        answer = self._answers_today()
        before, news = self.total, self._news(lanes)
        chance, tabling = np.ones(self._log.shape), None
        if acts or not news:
            review, demand = self._review(lanes)
            chance[review.row], left = self._of_review(acts, review, demand)
            tabling = None if left is None else self._tabling(acts, left, demand)
        for v, due in enumerate(now.tolist()):
            comes, kind = (np.ones_like(answer), "due") if due else (answer, "answer")
            if due and self._idle[v] and self.others_table:
                comes, kind = np.full_like(answer, 0.5), "put off"
            if acts:
                found = self._mixed(comes[:, None], 2) * chance
                if tabling is not None and tabling.sets is not None:
                    found = found * self._offers.tabled(v, tabling, tabling.sets)
                elif tabling is not None:
                    found = found * self._offers.silent(v, tabling, np.ones_like(chance), "seen")
            elif news:
                found = 1 - comes[:, None] if kind == "put off" else self._mixed((1 - comes)[:, None], 2)
            else:
                found = self._unseen(v, comes, chance, tabling, kind)
            self._each[v] += log(np.broadcast_to(found, chance.shape))
        self._offers.day_ends()
        reviewed = np.ones_like(now) if acts else now
        self._due = np.where(reviewed, self._block.day + self._interval, self._due)
        self._idle |= reviewed
        if acts:
            self._pending = []
        place = acts[0].place if acts else -1 - self._government
        return {place: difference(self.total, before)}

    def _answers_today(self) -> Floats:
        """Return the chance (w,) that a reply comes today, given that it has not come yet."""
        none = np.ones(len(self._block.worlds))
        for began in self._pending:
            waited = self._block.day - began
            until, by = (chance_in_force(k, self._median, self._spread) for k in (waited - 1, waited))
            none = none * np.divide(1 - by, 1 - until, out=np.zeros_like(none), where=until < 1)
        return 1 - none

    def _news(self, lanes: Ints) -> bool:
        """Return whether something lies on the table that it has yet to answer."""
        table, others = self._block.table, range(len(self._block.principals))
        return any(table.unanswered(y, self._x, lanes[:1]).any() for y in others if y != self._x)

    def _unseen(self, v: int, comes: Floats, chance: Floats, tabling: Tabling | None, kind: str) -> Floats:
        """Return the chance (w, q) that nothing is seen where a review comes with some chance (w,).

        If it comes, all but what is tabled is as it is seen with some chance (w, q).
        """
        silent = (1 - comes)[:, None] + comes[:, None] * chance
        if tabling is None:
            return silent
        part = np.divide(comes[:, None] * chance, silent, out=np.zeros_like(silent), where=silent > 0)
        return silent * self._offers.silent(v, tabling, part, kind)

    def _of_review(self, acts: Sequence[Act], review: Review, demand: Floats) -> tuple[Floats, Review | None]:
        """Return the chance (n, q) that in a review it does all of this and nothing else, but for what it tables.

        And what it has before it when it may table something; None where it may not, or where that is reckoned with.
        """
        kinds = {kind: [act.package for act in acts if act.kind == kind] for kind in ("accept", "withdraw", "offer")}
        many, chance = np.ones(len(review.row), dtype=np.int64), np.ones((len(review.row), self._log.shape[1]))
        if kinds["accept"]:
            for package in kinds["accept"]:
                accepts = self._chances.accepts(review, demand, package * many)
                chance = chance * self._mixed(accepts.astype(np.float64), 2)
            return chance, None
        standing = [package for package in np.unique(review.packages[:1]).tolist() if package >= 0]
        refuses = np.ones(chance.shape, dtype=np.bool_)
        for package in standing:
            refuses &= ~self._chances.accepts(review, demand, package * many)
        if standing:
            chance = chance * self._mixed(refuses.astype(np.float64), 2)
        own = review.own if review.own is not None else np.empty((len(many), 0), dtype=np.int64)
        for package in [each for each in np.unique(own[:1]).tolist() if each >= 0]:
            keeps = self._chances.keeps(review, demand, package * many)
            kept = keeps if package not in kinds["withdraw"] else ~keeps
            chance = chance * self._mixed(kept.astype(np.float64), 2)
        left = replace(review, own=np.where(np.isin(own, kinds["withdraw"]), -1, own))
        if self._chances.keeps_draws:
            return chance, left
        sets = self._sets(acts)
        nothing = np.zeros((0, len(self._block.packages)), dtype=np.bool_)
        tabled, none, menu = self._tables(left, demand, nothing if sets is None else sets)
        for each in tabled if sets is not None else none[None]:
            chance = chance * self._mixed(each, menu)
        return chance, None

    def _sets(self, acts: Sequence[Act]) -> Bools | None:
        """Return what counts as the same as each package that is tabled, (s, p); None where none is."""
        offered = [self._like(act.package) for act in acts if act.kind == "offer"]
        return np.stack(offered) if offered else None

    def _tabling(self, acts: Sequence[Act], review: Review, demand: Floats) -> Tabling:
        """Return what it may table in every world, once it has done all else; nothing where talks are over."""
        worlds, draws = self._log.shape
        utility, many = self._chances.utilities(review, demand)
        attends = np.zeros((worlds, draws))
        attends[review.row] = (self._chances.attends(review) * self._has_turn(review))[:, None]
        if len(review.row) == worlds:
            return Tabling(attends, utility, many, self._sets(acts))
        everywhere, menu = np.full((len(utility), worlds, draws), -np.inf), np.ones(worlds, dtype=np.int64)
        everywhere[:, review.row], menu[review.row] = utility, many
        return Tabling(attends, everywhere, menu, self._sets(acts))

    def settle(self) -> Floats:
        """Let plays go on with one of the draws in each world, and return the logarithm of its likelihood (w,)."""
        whole = self._each + self._prior[:, :, None]
        most = whole.max(axis=0)
        least = np.where(most > -np.inf, most, 0.0)
        self._log = least + log(np.cumsum(exp(whole - least), axis=0)[-1])
        return super().settle()
