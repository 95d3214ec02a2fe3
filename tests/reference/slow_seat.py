"""A principal's seat: its diary, and what it does when it reviews the table."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, inf
from typing import TYPE_CHECKING, Any

from tests.reference.slow_world import TIE

if TYPE_CHECKING:
    from tests.reference.slow_play import Offer, Play


class Seat:
    """One principal: the day its next review is `due`, `idle` where that is only because nothing else happens."""

    def __init__(self, play: Play, name: str) -> None:
        self.play, self.name = play, name
        self.due: int | None = None
        self.idle = False
        self._made_room = -1
        self._tabled = -1, -1  # day and package of what it tabled last
        self.in_office = 0

    @property
    def _review_days(self) -> int:
        return self.play.world.scenario.governments[self.play.sitting[self.name]].review_days

    # -- the diary

    def call(self, day: int) -> None:
        """Review on a day, or before it if a review is due earlier."""
        if self.due is None or day <= self.due:
            self._write(day, idle=False)

    def rest(self, day: int) -> None:
        """Review on a day at the latest, and on the deadline anyway."""
        day = min(day, self.play.last_look(self.play.day + 1))
        if self.due is None or day < self.due:
            self._write(day, idle=True)

    def answer(self, *, earliest: int = 0, reply: int | None = None) -> None:
        """Answer what lies on the table after a delay of its own; that takes the place of an idle review."""
        if reply is None:
            reply = self.play.day + self.play.reply_days(self.name)
        reply = min(max(reply, earliest), self.play.last_look(self.play.day))
        if self.due is None or self.idle or reply <= self.due:
            self._write(reply, idle=False)
        self.insist(max(self.play.day + 1, earliest))

    def insist(self, earliest: int) -> None:
        """Review on the days that the tactic insists on, whatever else happens."""
        if days := [day for day in self.play.tactics[self.name].wakes() if day >= earliest]:
            self.call(min(days))

    def first_review(self, first: int) -> None:
        """The first review of its own: from a day on, within its interval."""
        luck = self.play.luck.draw(f"first_review/{self.name}")
        self.rest(first + int(luck * self._review_days))
        self.insist(first)

    def begin_anew(self) -> None:
        """A new government's diary: it looks at what it finds after its own delay."""
        if not self.play.procedure.open:
            return
        self.due = None
        self.call(min(self.play.day + self.play.reply_days(self.name), self.play.last_look(self.play.day)))
        self.insist(self.play.day)

    def _write(self, day: int, *, idle: bool) -> None:
        if self.play.history and self.play.history.going_on:
            return  # until the as-of day is over nobody reviews the table of its own accord
        self.due, self.idle = day, idle
        if day <= max(self.play.deadline, self.play.world.deadlines[-1]):  # talks may be prolonged until then
            self.play.env.process(self._visit(day))

    def _visit(self, day: int) -> Iterator[Any]:
        """Come to the table on a day, if by then the diary still says so."""
        from tests.reference.slow_play import REVIEW

        play = self.play
        yield play.at(day, REVIEW, play.order_of(day).index(self.name))
        if self.due != day or not play.procedure.open:
            return
        self.due = None
        if self.name in play.people:
            return  # a person sits there
        if play.procedure.pending is not None:
            self.call(day + 1)
        elif play.suspended_until > day:
            self.call(play.suspended_until)
        elif (package := play.agreed()) is not None:
            play.procedure.agree(package)  # agreed while talks paused
        else:
            late = any(len(play.seen(self.name, x)) < len(play.standing(x)) for x in play.others(self.name))
            self._review()
            if play.procedure.open:
                if day < play.world.deadline_in(play.phase):
                    self.rest(day + self._review_days)
                self.insist(day + 1)
                if late:
                    self.answer()

    # -- the review

    def _review(self) -> None:
        play, tactic = self.play, self.play.tactics[self.name]
        demand = tactic.demand()
        play.reviews.append((play.day, self.name, demand))
        if good := play.good_offers(self.name, demand):
            for package in good:
                if play.procedure.open and play.procedure.pending is None:
                    self.accept(package)
            self._is_against()
            if play.procedure.open and play.procedure.pending is None:
                self._refuse_new(demand)
            return
        self._refuse_new(demand)
        for offer in play.standing(self.name):
            if not tactic.keeps(offer.package, demand):
                play.take(self.name, offer.package)
        offered = None
        if play.suspended_until <= play.day and not (self._is_full() and self._made_room == play.day):
            package = tactic.offer(demand)
            if package is not None and not play.holds(self.name, package):
                offered = package
                self._make_room()
                play.put(self.name, package)
                play.offers[self.name] += 1
                play.announce(self.name, package)
                self._tabled = play.day, package
        if offered is None and self._tabled[0] == play.day and self._is_awaited(self._tabled[1]):
            offered = self._tabled[1]
        self._weigh_moves(offered)
        if play.procedure.open and play.procedure.pending is None:
            self._weigh_prolonging(offered)
        else:
            self._is_against()

    def _is_against(self) -> None:
        """It is not for prolonging; what was said stands while third parties are asked."""
        if self.play.asking is None:
            self.play.consents.discard(self.name)

    def _is_awaited(self, package: int) -> bool:
        """Whether one whose agreement counts has yet to answer its offer of a package."""
        play = self.play
        offers = [offer for offer in play.standing(self.name) if offer.package == package]
        return any(
            other in play.world.voters and other not in offer.answered
            for offer in offers
            for other in play.others(self.name)
        )

    def _is_full(self) -> bool:
        most = self.play.world.scenario.minds.most_offers
        return most is not None and len(self.play.standing(self.name)) >= most

    def _make_room(self) -> None:
        """Take back the own offer it likes best where as many stand as may."""
        standing = self.play.standing(self.name)
        if self._is_full():
            self._made_room = self.play.day
            worth = self.play.tactics[self.name].worth()
            self.play.take(self.name, max(standing, key=lambda offer: worth[offer.package]).package)

    def _weigh_moves(self, offered: int | None) -> None:
        """Make the move that is worth most, unless waiting is, or an offer just made promises more."""
        play, tactic = self.play, self.play.tactics[self.name]
        if not play.open_steps(self.name) or play.suspended_until > play.day:
            return
        step, worth, waiting = tactic.moving()
        if step is None:
            return
        if offered is not None and tactic.hopes(max(worth, waiting), offered) > worth + TIE:
            return
        play.take_step(step)

    def _weigh_prolonging(self, offered: int | None) -> None:
        """Say whether it wants more time; not while an offer it has just made promises as much."""
        play, tactic = self.play, self.play.tactics[self.name]
        if play.asking is not None:
            return
        wants = False
        if play.can_prolong and self.name in play.world.asked(play.used) and play.suspended_until <= play.day:
            demand = tactic.demand()
            worth, asking = tactic.prolonging(demand)
            hopes = -inf if offered is None else tactic.hopes(demand, offered)
            wants = worth >= demand - TIE and hopes < asking - TIE
        new = wants and self.name not in play.consents
        if new:
            play.note("consent", self.name)
        (play.consents.add if wants else play.consents.discard)(self.name)
        self.answer_prolonging(wants, new)

    def answer_prolonging(self, wants: bool, new: bool) -> None:
        """Prolong the talks once everybody is for it; or else let the others answer, where that it wants is new."""
        play = self.play
        if wants and play.consents == set(play.world.asked(play.used)):
            play.ask_for_time(self.name)
        elif new:
            for other in play.world.asked(play.used):
                if other not in play.consents:
                    play.seats[other].answer()
                    if third := play.world.assenting(play.used):  # in time for these to answer
                        usual = max(play.world.reply[play.sitting[seat]][0] for seat in third)
                        play.seats[other].call(max(play.day, play.last_look(play.day) - ceil(usual)))

    def rest_a_while(self) -> None:
        """Review within its interval."""
        self.rest(self.play.day + self._review_days)

    def accept(self, package: int) -> None:
        """Agree to a package, whoever tabled it; once every principal agrees, it is taken up."""
        play = self.play
        same = [offer for seat in play.seats for offer in play.standing(seat) if offer.package == package]
        if all(self.name in offer.agreed for offer in same):
            return  # it waits for the others
        play.note("accept", self.name, package)
        for offer in same:
            offer.agreed.add(self.name)
            offer.answered.add(self.name)
        if any(play.world.enough(frozenset(offer.agreed)) for offer in same):
            play.procedure.agree(package)
            return
        for other in play.others(self.name):
            play.seats[other].call(min(play.day + play.reply_days(other), play.last_look(play.day)))

    def _refuse_new(self, demand: float) -> None:
        """Refuse all offers that were not answered yet, and perhaps break off contact over the worst."""
        refused = [offer for other in self.play.others(self.name) for offer in self._refuse(other)]
        self._break_off(refused, demand)

    def _refuse(self, other: str) -> list[Offer]:
        """Refuse the offers of another seat that were not answered yet; it hears that all it stands by is refused."""
        play = self.play
        new = [offer for offer in play.seen(self.name, other) if self.name not in offer.answered]
        for offer in new:
            offer.answered.add(self.name)
            play.refusals[self.name] += 1
            play.note("refuse", self.name, offer.package)
        if new:
            play.tactics[other].hears_refusal(self.name, [offer.package for offer in play.seen(self.name, other)])
        return new

    def _break_off(self, refused: list[Offer], demand: float) -> None:
        """Perhaps break off contact over the worst of the offers just refused, where it is far below the demand."""
        play, government = self.play, self.play.sitting[self.name]
        rule = play.world.scenario.governments[government].break_off
        if rule is None or not refused:
            return
        worth = play.tactics[self.name].worth()
        worst = min(refused, key=lambda offer: worth[offer.package]).package
        chance = play.world.parameter(f"governments.{government}.break_off.chance", rule.chance)
        if worth[worst] < demand - rule.below - TIE and play.luck.draw(f"break_off/{self.name}", play.day) < chance:
            play.suspend(self.name, rule.days, worst)
