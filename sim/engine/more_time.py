"""What third parties think of prolonging the talks: what it is worth to them, and who has refused it."""

from __future__ import annotations

from functools import partial
from typing import Protocol

import numpy as np

from sim.alike import sort_alike
from sim.arrays import Bools, Floats, Ints, each_number
from sim.engine.block import Block
from sim.memory import AT_ONCE, Kept
from sim.minds.solved_games import Games
from sim.minds.tactic import TIE

__all__ = ["MoreTime", "Prolong"]


class Prolong(Protocol):
    """Moves deadlines."""

    def __call__(self, lanes: Ints, *, reviewing: bool) -> None:
        """Move the deadline in `lanes`."""


class MoreTime:
    """Weighs the next prolongation for third parties, and keeps who has refused it.

    Parameters
    ----------
    block : Block
        The lanes.
    closed_until : int
        The last day on which nobody answers but who is on record.

    Attributes
    ----------
    given : ndarray of int, shape (n,)
        Third parties' seats that have said yes to the next prolongation, as bits.
    alone : ndarray of bool, shape (prolongations + 1,)
        Whether third parties prolong the talks by themselves, by prolongations used.
    """

    def __init__(self, block: Block, *, closed_until: int) -> None:
        self._block, self.closed_until = block, closed_until
        self.given = np.zeros(len(block.lanes), dtype=np.int64)
        assent, grant = block.scenario.assent_to_prolong, block.scenario.grant_time
        self._deciding = [*(some or others for some, others in zip(assent, grant, strict=True)), ()]
        self.alone = np.array([*(bool(step) for step in grant), False])
        self._needed = np.array([sum(1 << x for x in step) for step in self._deciding], dtype=np.int64)
        self._games = Kept[tuple[int, ...], Games](within=AT_ONCE // 4)

    def needs(self, seat: int, lanes: Ints) -> Bools:
        """Return where (n,) a third party's seat has a say in the next prolongation."""
        return np.asarray(self._needed[self._block.lanes.used[lanes]] >> seat & 1 == 1)

    def needs_any(self, lanes: Ints) -> Bools:
        """Return where (n,) any third party has a say in the next prolongation."""
        return np.asarray(self._needed[self._block.lanes.used[lanes]] > 0)

    def all_given(self, lanes: Ints) -> Bools:
        """Return where (n,) every third party that has a say has said yes; so it is where none has."""
        needed = self._needed[self._block.lanes.used[lanes]]
        return np.asarray(self.given[lanes] & needed == needed)

    def is_complete(self, lanes: Ints) -> Bools:
        """Return where (n,) every third party that prolongs the talks by itself has said that it does."""
        return np.asarray(self.alone[self._block.lanes.used[lanes]] & self.all_given(lanes))

    def barred(self, lanes: Ints) -> Bools:
        """Return where (n,) who sits in a third party's seat has refused the next prolongation."""
        block, state = self._block, self._block.lanes
        found = np.zeros(len(lanes), dtype=np.bool_)
        seats = block.third_parties
        kinds = np.stack([state.used[lanes], state.refused[lanes], *state.government[list(seats)][:, lanes]])
        first, group = sort_alike(*kinds)
        for number, (used, refused, *sitting) in enumerate(kinds[:, first].T.tolist()):
            who = dict(zip(seats, sitting, strict=True))
            refuses = partial(block.appraisal.third_parties.has_refused_time, refused=refused, step=used)
            found[group == number] = any(refuses(who[x]) for x in self._deciding[used])
        return found

    def refuse(self, seat: int, lanes: Ints, *, allows: bool = False) -> None:
        """Let the government in a third party's seat refuse the next prolongation in `lanes`, or not any more."""
        state, third_parties = self._block.lanes, self._block.appraisal.third_parties
        change = third_parties.allow_time if allows else third_parties.refuse_time
        for used, places in each_number(state.used[lanes]):
            here = lanes[places]
            governments = state.government[seat, here]
            state.refused[here] = change(state.refused[here], governments, used)
        state.renumber_circumstances(lanes)

    def would_agree(self, seat: int, lanes: Ints, *, granting: bool) -> Bools:
        """Return where (n,) the government in a third party's seat would say yes today."""
        found = np.zeros(len(lanes), dtype=np.bool_)
        for government, where in self._block.by_government(seat, lanes):
            worth, waiting = self.weigh(government, lanes[where], granting=granting)
            found[where] = worth >= waiting - TIE
        return found

    def weigh(self, government: int, lanes: Ints, *, granting: bool = False) -> tuple[Floats, Floats]:
        """Return what going on is worth (n,) to a third party's government, its cost taken off, and what waiting is.

        That is the mean over the others as it imagines them; where it is `granting` time by itself, waiting is what
        the talks are worth if it does not do so today.
        """
        block, state = self._block, self._block.lanes
        worth, waiting = np.empty((2, len(lanes)))
        phases, costs = block.calendar.phases, block.worlds.prolonging_cost
        for _, here in each_number(state.circumstances[lanes]):
            one, rows = int(lanes[here[0]]), state.row[lanes[here]]
            phase = block.appraisal.phase(int(state.regime[one]))
            cost = costs[phases.used[phase], government][rows]
            after, now = (self._solved(government, one, each) for each in (phases.prolonged(phase), phase))
            number, cell = int(state.state[one]), now.outlook.cell(block.day)
            left = now.ungranted(number, cell, rows) if granting else now.of(government, number, cell, rows)
            worth[here] = _mean(after.of(government, number, after.outlook.cell(block.day), rows)) - cost
            waiting[here] = _mean(left)
        return worth, waiting

    def _solved(self, government: int, lane: int, phase: int) -> Games:
        """Return the games of a government in a phase of `lane`'s talks."""
        block, state = self._block, self._block.lanes
        refused, hidden = int(state.refused[lane]), int(state.hidden[lane])
        draft = block.appraisal.draft(int(state.regime[lane]))

        def games() -> Games:
            named = {"refused": refused, "hidden": hidden, "phase": phase, "draft": draft}
            return Games(block.scenario, block.appraisal, government, since=block.day, **named)

        return self._games.get((government, refused, hidden, phase, draft), games)


def _mean(each: Floats) -> Floats:
    """Return the mean (n,) over rivals (n, m)."""
    return np.asarray((each * (1 / each.shape[1])).sum(axis=1))
