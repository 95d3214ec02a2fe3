"""How likely what the record says was done is in each world, under the rule by which governments choose.

See docs/model.md, "Weights".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.elementary import log
from sim.engine.acts import read_acts
from sim.engine.block import Block
from sim.engine.explaining import Likelihood
from sim.engine.seen_choices import SeenChoices
from sim.engine.seen_reviews import SeenReviews
from sim.minds.foresight_tactic import ForesightTactic
from sim.scenario.event import RecordEntry
from sim.scenario.weighing import Weighing

__all__ = ["RecordLikelihood"]


class RecordLikelihood:
    """The likelihood of what is done in the prologue of a block of plays.

    Parameters
    ----------
    block : Block
        The lanes.
    weighing : Weighing
        What counts.

    Notes
    -----
    Given the record, what a government does depends on what is common to the world and on its own draws alone, so
    that the likelihood is a product over governments. Its own noise is one draw a world: it is tried at several
    draws, one from each of so many equally likely spans, over which the likelihood is averaged, and the play goes on
    with one of them, drawn by how likely it makes what was seen. All moves of a day are reckoned with as the day
    begins for the seats, after its events, so that their order in the record tells nothing.
    """

    def __init__(self, block: Block, weighing: Weighing) -> None:
        self._block, self._how = block, weighing
        self._lanes = np.unique(block.lanes.row, return_index=True)[1]
        self._moves: dict[int, Floats] = {}
        self._events = np.zeros(len(block.worlds))
        self._seen: dict[tuple[int, int], SeenChoices] = {}
        self._answers: dict[int, Floats] = {}

    @property
    def every_day(self) -> bool:
        """Whether there is something to take in on every day."""
        return self._how.silence

    def event(self, place: int, happened: bool, chance: Floats) -> None:
        """Take in that an event, by its entry's place in the record, happened or not, where its chance is (w,)."""
        likely = chance if happened else 1 - chance
        found = log((1 - self._how.mixing) * likely + self._how.mixing / 2)
        self._moves[place] = found
        self._events = self._events + found

    def answer(self, place: int, seat: int, agrees: bool, would: Callable[[Ints], Bools]) -> None:
        """Take in what a third party says of more time, by its entry's place, and in which lanes (n,) it would agree.

        It is sure of it, so that all that speaks for another answer is that now and then it says anything.
        """
        block = self._block
        lanes = self._lanes[block.lanes.open[self._lanes]]
        for government, where in block.by_government(seat, lanes):
            expected = (would(lanes[where]) == agrees).astype(np.float64)
            found = np.zeros(len(block.worlds))
            found[block.lanes.row[lanes[where]]] = log((1 - self._how.mixing) * expected + self._how.mixing / 2)
            self._moves[place] = self._moves.get(place, 0.0) + found
            self._answers[government] = self._answers.get(government, 0.0) + found

    def chance_of_each_world(self, chance: Floats, lanes: Ints) -> Floats:
        """Return for each world (w,) what is said of `lanes` (n,), which are alike in one world."""
        found = np.zeros(len(self._block.worlds))
        found[self._block.lanes.row[lanes]] = chance
        return found

    def weigh(self, entries: Sequence[tuple[int, RecordEntry]]) -> None:
        """Take in what seats do today, each entry with its place in the record; before any of it is done."""
        block = self._block
        lanes = self._lanes[block.lanes.open[self._lanes] & (block.lanes.pending[self._lanes] < 0)]
        if not len(lanes):
            return
        acts = read_acts(block, entries, lanes)
        table = {x for x in acts if any(act.kind == "offer" for act in acts[x])}
        for x in range(len(block.principals)) if self._how.silence else acts:
            for government, where in block.by_government(block.principals[x], lanes):
                if (seen := self._of(x, government)) is None:
                    continue
                seen.others_table = bool(table - {x})
                if isinstance(seen, SeenReviews):
                    found = seen.reviews(acts.get(x, ()), lanes[where])
                else:
                    found = seen.take_in(acts[x], lanes[where])
                for place, each in found.items():
                    self._moves[place] = self._moves.get(place, 0.0) + each

    def _of(self, x: int, government: int, *, successor: bool = False) -> SeenChoices | None:
        """Return what is known of a government so far; None where it does not look forward."""
        if (found := self._seen.get((x, government))) is not None:
            return found
        block, tactic = self._block, self._block.tactic(x, government)
        if not isinstance(tactic, ForesightTactic):
            return None
        made: SeenChoices
        if self._how.silence:
            made = SeenReviews(block, x, government, tactic, self._how, successor=successor)
        else:
            made = SeenChoices(block, x, government, tactic, self._how)
        self._seen[x, government] = made
        return made

    def called(self, x: int) -> None:
        """Take in that principal `x` reviews the table today."""
        for seen in self._sitting(x):
            seen.called()

    def asked(self, x: int) -> None:
        """Take in that principal `x` is to answer an offer that was tabled today."""
        for seen in self._sitting(x):
            seen.asked()

    def seated(self, x: int, government: int) -> None:
        """Take in that a new government sits in the seat of principal `x` from today."""
        if self._how.silence:
            self._of(x, government, successor=True)

    def _sitting(self, x: int) -> list[SeenReviews]:
        """Return the governments that sit in a principal's seat, where silence counts."""
        if not self._how.silence:
            return []
        sitting = np.unique(self._block.lanes.government[self._block.principals[x], self._lanes])
        known = [self._of(x, government) for government in sitting.tolist()]
        return [each for each in known if isinstance(each, SeenReviews)]

    def settle(self) -> Likelihood:
        """Let plays go on with draws of noise that make likely what was seen, and return how likely it was."""
        drawn = self._events.copy()
        governments = {-1: self._events} if self._events.any() else {}
        for (_, government), seen in self._seen.items():
            drawn = drawn + seen.settle()
            governments[government] = governments.get(government, 0.0) + seen.total
        for government, found in self._answers.items():
            drawn = drawn + found
            governments[government] = governments.get(government, 0.0) + found
        return Likelihood(self._moves, governments, drawn)
