"""Solved games: what one government foresees, its own true preferences against each rival it imagines."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.memory import fitting
from sim.minds.appraisal import Appraisal
from sim.minds.foresight_table import batches
from sim.minds.games import Setup
from sim.minds.outlook import Outlook
from sim.minds.phase_games import may_grant, own_steps, solve_phases
from sim.scenario.scenario import ScenarioModel

__all__ = ["Games"]


TOGETHER = 4096
"""Games set up together at most, fewer where they are large: solving many at once is quicker (measured)."""


class Games:
    """The game of foresight of one government against every rival it imagines, solved in the worlds that ask for it.

    See docs/model.md, "Foresight: look forward, reason back". Axes: w world, m imagined rival, e evaluator, s state,
    t grid day. Game m of world w has the government's true model and number m of every other government's.

    Parameters
    ----------
    scenario : ScenarioModel
        The negotiation.
    appraisal : Appraisal
        Values of packages in the batch of worlds.
    government : int
        Whose foresight it is; it knows its own preferences and imagines the others'.
    refused : int
        Number of what third parties have refused (`ThirdParties.refuse`).
    hidden : int
        Unforeseen events that have happened, as bits.
    phase : int
        Which prolongations have been agreed and which moves made.
    draft : int
        Number of what is being drafted (`Appraisal.drafts`).
    since : int
        The first day that anybody will ask about.

    Attributes
    ----------
    outlook : Outlook
        The grid of days and the states.
    evaluators : tuple of int
        The governments that value things in the game: all that may sit in a principal's seat or a mediator's.
    days : int
        Grid days T up to the deadline.
    made : tuple of str
        Moves that have taken effect.
    steps : tuple of int
        The government's own steps that are still ahead, by number.
    grants : bool
        Whether it may prolong the talks by itself.
    solved : ndarray of bool, shape (w,)
        The worlds in which it is solved so far.
    """

    def __init__(
        self,
        scenario: ScenarioModel,
        appraisal: Appraisal,
        government: int,
        *,
        refused: int = 0,
        hidden: int = 0,
        phase: int = 0,
        draft: int = 0,
        since: int = 0,
    ) -> None:
        self.outlook = Outlook(scenario, appraisal.worlds.calendar, hidden, since)
        self._setup = setup = Setup(scenario, appraisal, government, self.outlook, draft=draft)
        self._refused, self._phase = refused, phase
        self.evaluators, self.days = setup.evaluators, setup.days_until(phase)
        self.made = appraisal.worlds.calendar.phases.made(appraisal.worlds.calendar.phases.taken[phase])
        self.steps, self.grants = own_steps(setup, phase), may_grant(setup, phase)
        worlds, cells = len(appraisal.worlds), (self.outlook.states, self.days, setup.imagined)
        self.solved: Bools = np.zeros(worlds, dtype=np.bool_)
        # C_e(s, t); and, if the government has steps to take, what `staying`, `intending` and `moving` return, and
        # what `ungranted` does
        self._waiting = np.empty((worlds, len(self.evaluators), *cells))
        own = (2 + len(self.steps) if self.steps else 0) + self.grants
        self._deciding = np.empty((worlds, own, *cells))

    @property
    def nbytes(self) -> int:
        """Bytes it takes once it is solved in all worlds."""
        return self._waiting.nbytes + self._deciding.nbytes

    def of(self, government: int, state: int, cell: int, row: Ints | slice = slice(None)) -> Floats:
        """Return C_e(s, t), the value of waiting (n, m) to a government in worlds of given rows (n,), in points.

        It is NaN where no play can be in the state on the grid day.
        """
        return self._look_up(self._waiting, self.evaluators.index(government), state, cell, row)

    def staying(self, state: int, cell: int, row: Ints) -> Floats:
        """Return what waiting is worth (n, m) to the government if it makes no move that day."""
        return self._look_up(self._deciding, 0, state, cell, row)

    def intending(self, state: int, cell: int, row: Ints) -> Floats:
        """Return, above 0, where (n, m) the government means to make a move later if it makes none that day."""
        return self._look_up(self._deciding, 1, state, cell, row)

    def moving(self, step: int, state: int, cell: int, row: Ints) -> Floats:
        """Return what a step of the government's own is worth (n, m) to it; -inf where it cannot be taken."""
        return self._look_up(self._deciding, 2 + self.steps.index(step), state, cell, row)

    def ungranted(self, state: int, cell: int, row: Ints) -> Floats:
        """Return what waiting is worth (n, m) to the government if it does not prolong the talks itself that day."""
        return self._look_up(self._deciding, -1, state, cell, row)

    def at(self, governments: list[int], state: int, cell: int, row: Ints | slice = slice(None)) -> Floats:
        """Return C_e(s, t) to several governments (x, n, m) in worlds of given rows; anything where it is not solved.

        It is NaN where no play can be in the state on the grid day.
        """
        each = [self.evaluators.index(g) for g in governments]
        return np.asarray(self._waiting[:, :, state, cell][row][:, each].transpose(1, 0, 2))

    def _look_up(self, found: Floats, part: int, state: int, cell: int, row: Ints | slice) -> Floats:
        self.solve(row)
        return np.asarray(found[row, part, state, cell])

    def solve(self, row: Ints | slice) -> None:
        """Solve it in worlds of given rows, where it is not yet."""
        if not self.solved[row].all():
            new = np.zeros_like(self.solved)
            new[row] = True
            self._solve(np.flatnonzero(new & ~self.solved))

    def _solve(self, worlds: Ints) -> None:
        """Solve the games of some worlds."""
        setup = self._setup
        together = fitting(setup.bytes_a_game, most=TOGETHER)
        for part in batches(len(worlds), max(1, together // setup.imagined)):
            rows = worlds[part]
            for rivals in batches(setup.imagined, together):  # all of them, unless a game is as large as may be
                found = solve_phases(setup, rows, rivals, refused=self._refused, phase=self._phase)
                for into, by_game in zip((self._waiting, self._deciding), found, strict=True):
                    if into.size:
                        by_world = by_game.reshape(len(rows), -1, *by_game.shape[1:])
                        into[rows, ..., rivals] = by_world.transpose(0, 2, 3, 4, 1)
        self.solved[worlds] = True
