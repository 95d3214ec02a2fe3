"""Solved games: what one government foresees, its own true preferences against each rival it imagines."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.arrays import Floats
from sim.memory import fitting
from sim.minds.appraisal import Appraisal
from sim.minds.foresight_table import batches
from sim.minds.games import Setup
from sim.minds.outlook import Outlook
from sim.minds.phase_games import own_steps, solve_phases
from sim.scenario.scenario import ScenarioModel

__all__ = ["Games", "foresee"]


TOGETHER = 4096
"""Games set up together at most, fewer where they are large: solving many at once is quicker (measured)."""


@dataclass(frozen=True)
class Games:
    """Solved games of one government; axes w world, m imagined rival, e evaluator, s state, t grid day.

    Parameters
    ----------
    outlook : Outlook
        The grid of days and the states.
    evaluators : tuple of int
        The governments that value things in the game: all that may sit in a principal's seat or a mediator's.
    waiting : ndarray, shape (w, m, e, s, t)
        C_e(s, t): the value of waiting, in points; NaN where no play can be in state s on the days of t.
    made : tuple of str
        Moves that have taken effect.
    staying, intending : ndarray, shape (w, m, s, t)
        What waiting is worth to the government if it makes no move that day, and, above 0, that it means to make one
        later; empty where it has no moves.
    moving : dict of int to ndarray, shape (w, m, s, t)
        What its own steps that are still ahead are worth to it, by number; -inf where they cannot be taken.
    """

    outlook: Outlook
    evaluators: tuple[int, ...]
    waiting: Floats
    made: tuple[str, ...] = ()
    staying: Floats = field(default_factory=lambda: np.empty(0))
    intending: Floats = field(default_factory=lambda: np.empty(0))
    moving: dict[int, Floats] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Bytes it takes."""
        return self.waiting.nbytes + 2 * self.staying.nbytes + sum(worth.nbytes for worth in self.moving.values())

    def of(self, government: int, state: int, cell: int) -> Floats:
        """Return the value of waiting (w, m) to a government in a state on a grid day."""
        return self.waiting[:, :, self.evaluators.index(government), state, cell]


def foresee(
    scenario: ScenarioModel,
    appraisal: Appraisal,
    government: int,
    *,
    refused: int = 0,
    hidden: int = 0,
    phase: int = 0,
    draft: int = 0,
    since: int = 0,
) -> Games:
    """Solve the game of foresight for a government against every rival it imagines, in every world.

    See docs/model.md, "Foresight: look forward, reason back".

    Parameters
    ----------
    scenario : ScenarioModel
        The negotiation.
    appraisal : Appraisal
        Values of packages in the batch of worlds.
    government : int
        Whose foresight it is; it knows its own preferences and imagines the others'.
    refused : int
        Governments that have refused in a third party's seat, as bits.
    hidden : int
        Unforeseen events that have happened, as bits.
    phase : int
        Which prolongations have been agreed and which moves made.
    draft : int
        Number of what is being drafted (`Appraisal.drafts`).
    since : int
        The first day that anybody will ask about.

    Returns
    -------
    Games
        Game m of world w has the government's true model and number m of every other government's.
    """
    outlook = Outlook(scenario, appraisal.worlds.calendar, hidden, since)
    setup = Setup(scenario, appraisal, government, outlook, draft=draft)
    stop = setup.days_until(phase)
    worlds, imagined = len(appraisal.worlds), setup.imagined
    waiting = np.empty((len(setup.evaluators), outlook.states, stop, worlds, imagined))
    own = own_steps(setup, phase)
    deciding = np.empty((2 + len(own) if own else 0, outlook.states, stop, worlds, imagined))
    together = fitting(setup.bytes_a_game, most=TOGETHER)
    for rows in batches(worlds, max(1, together // imagined)):
        for rivals in batches(imagined, together):  # all of them, unless a game is as large as may be
            solved, decided = solve_phases(setup, rows, rivals, refused=refused, phase=phase)
            for into, found in ((waiting, solved), (deciding, decided)):
                if len(into):
                    by_game = found.transpose(1, 2, 3, 0)
                    into[:, :, :, rows, rivals] = by_game.reshape(*by_game.shape[:3], rows.stop - rows.start, -1)
    return Games(
        outlook,
        setup.evaluators,
        waiting.transpose(3, 4, 0, 1, 2),
        appraisal.worlds.calendar.phases.made(appraisal.worlds.calendar.phases.taken[phase]),
        deciding[0].transpose(2, 3, 0, 1) if own else np.empty(0),
        deciding[1].transpose(2, 3, 0, 1) if own else np.empty(0),
        {step: worth.transpose(2, 3, 0, 1) for step, worth in zip(own, deciding[2:], strict=False)},
    )
