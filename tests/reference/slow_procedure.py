"""What follows when all principals agree: third parties, signature, procedures, entry into force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.reference.slow_luck import days_taken
from tests.reference.slow_world import TIE, Text

if TYPE_CHECKING:
    from tests.reference.slow_play import Play


class Procedure:
    """Takes an agreed package to force."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.open, self.in_force = True, False
        self.package: int | None = None
        self.signed_day = self.force_day = -1
        self.pending: int | None = None
        self._to_answer: set[str] = set()
        self.to_ratify: dict[str, int] = {}  # who has yet to assent to what is signed, and when it answers

    def agree(self, package: int) -> None:
        """Take up what the principals agree on: await its text, ask third parties, or sign; the talks pause."""
        ready = max([self.play.day, *(self._ready(text) for text in self.play.world.texts(package))])
        if ready > self.play.day:
            self.pending, self._to_answer = package, set()
            self.play.note("drafting", "", package)
            if ready <= self.play.deadline:
                self.play.env.process(self._draft(ready))
            return
        self._ask(package)

    def _ready(self, text: Text) -> int:
        """The day on which a text is drafted."""
        issue, option = text
        luck = self.play.luck.draw(f"draft/{issue}.{option}")
        return self.play.begun[text] + days_taken(luck, *self.play.world.draft[text])

    def _draft(self, ready: int) -> Iterator[Any]:
        from tests.reference.slow_play import PROCEDURE

        asked = self._to_answer
        yield self.play.at(ready, PROCEDURE, 1)
        if self.pending is not None and asked is self._to_answer:
            package, self.pending = self.pending, None
            self._ask(package)

    def _ask(self, package: int) -> None:
        """Sign a package whose text is ready, or ask the third parties it needs."""
        world = self.play.world
        before = [seat for seat in world.third_parties if seat not in world.after]
        self._to_answer = {seat for seat in before if package in world.needs[seat]}
        if not self._to_answer:
            self.sign(package)
            return
        self.pending = package
        for seat in world.third_parties:
            if seat in self._to_answer:
                self.play.env.process(self._assent(seat, self.play.answers_on(seat)))

    def _assent(self, seat: str, day: int) -> Iterator[Any]:
        """A third party's answer, in its own time: no if the package is worth less than no deal to it that day."""
        from tests.reference.slow_play import ASSENT

        play = self.play
        if day > play.deadline:
            return
        asked = self._to_answer
        yield play.at(day, ASSENT, play.world.third_parties.index(seat))
        if self.pending is None or asked is not self._to_answer or seat not in asked:
            return  # another third party has refused already, or the record says what this one answers
        package, government = self.pending, play.sitting[seat]
        worth = play.world.signed_now(government, play.day, play.shifters, package, play.phase)
        if worth >= play.world.expected_points(government, None, play.day, play.shifters, play.phase)[1] - TIE:
            self.assent_now(seat)
        else:
            play.note("veto", seat, package)
            self.pending = None
            play.refused |= {(government, package)}
            for principal in play.seats:  # it is off the table while this government sits
                play.clear(principal, {package})

    def assent_now(self, seat: str) -> None:
        """A third party's yes; with the last the package is signed."""
        if self.pending is None or seat not in self._to_answer:
            return
        package = self.pending
        self.play.note("assent", seat, package)
        self._to_answer.discard(seat)
        if not self._to_answer:
            self.pending = None
            self.sign(package)

    def sign(self, package: int) -> None:
        play = self.play
        self.open = False
        self.package, self.signed_day = package, play.day
        lead = self._lead(package)
        self.force_day = play.day + lead
        play.note("agreed", "", package)
        for seat in play.world.after:
            if package in play.world.needs[seat]:
                self._ask_to_ratify(seat)
        counts = play.world.scenario.signature_counts
        self.in_force = counts and not self.to_ratify
        if counts or self.force_day <= play.deadline:
            play.env.process(self._complete())

    def _lead(self, package: int) -> int:
        """The days to force; less, with the same luck, where seats can hurry and it would be too late."""
        play, luck = self.play, self.play.luck.draw("lead")
        lead = days_taken(luck, *play.world.lead[package])
        if play.world.scenario.signature_counts or play.day + lead <= play.deadline:
            return lead
        hurry, below = play.luck.draw("hurry"), 0.0
        for chance, leads in play.world.hurried:
            if below <= hurry < below + chance:
                return min(lead, days_taken(luck, *leads[package]))
            below += chance
        return lead

    def _ask_to_ratify(self, seat: str) -> None:
        play = self.play
        self.to_ratify[seat] = self.play.answers_on(seat)
        if play.world.scenario.signature_counts or self.to_ratify[seat] <= play.deadline:
            play.env.process(self._ratify(seat))

    def ask_again(self, seat: str) -> None:
        """Ask a new government about what its predecessor has not assented to."""
        if seat in self.to_ratify:
            self._ask_to_ratify(seat)

    def _ratify(self, seat: str) -> Iterator[Any]:
        """Its answer about what is signed: no if the package in force is worth less than no deal and the cost."""
        from tests.reference.slow_play import ASSENT

        play, day = self.play, self.to_ratify[seat]
        yield play.at(day, ASSENT, play.world.third_parties.index(seat))
        if self.to_ratify.get(seat) != day or self.package is None:
            return  # another government sits there, and takes its own time
        government = play.sitting[seat]
        value, no_deal = play.world.expected_points(government, None, day, play.shifters, play.phase)
        if value[self.package] - play.world.cost < no_deal - TIE:
            play.note("rejected", seat, self.package)
            self.to_ratify[seat] = -1
            return
        self.ratify_now(seat)

    def ratify_now(self, seat: str) -> None:
        """A third party's yes to what is signed; with the last it may be in force."""
        play = self.play
        play.note("ratified", seat, self.package)
        del self.to_ratify[seat]
        if not self.to_ratify:
            self.in_force = play.world.scenario.signature_counts
            if self.force_day <= play.day:
                self.force_day = play.day
                play.env.process(self._complete())

    def _complete(self) -> Iterator[Any]:
        from tests.reference.slow_play import PROCEDURE

        yield self.play.at(self.force_day, PROCEDURE)
        if self.to_ratify:
            return
        self.in_force = True
        self.play.note("in force", "", self.package)
