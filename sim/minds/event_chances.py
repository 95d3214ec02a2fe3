"""What governments believe of foreseen events, step by step of the grid: the decisions of the game of foresight."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats, Ints
from sim.minds.appraisal import Appraisal
from sim.minds.foresight_chance import Decision
from sim.minds.outlook import Hazard, Outlook, given_by

__all__ = ["EventChances"]

_Turn = Hazard | str | None
"""What tells an event's chance: a hazard, or the event that has given it a new one, if any."""


class EventChances:
    """The chances of foreseen events in the games of one government.

    Parameters
    ----------
    appraisal : Appraisal
        The batch of worlds.
    outlook : Outlook
        The calendar as foreseen.
    own : int
        Whose games they are: it knows its own beliefs and imagines the others'.
    evaluators : tuple of int
        The governments whose beliefs count, axis e.
    """

    def __init__(self, appraisal: Appraisal, outlook: Outlook, *, own: int, evaluators: tuple[int, ...]) -> None:
        self._appraisal, self._outlook, self._own, self._evaluators = appraisal, outlook, own, evaluators
        self._imagined = appraisal.worlds.imagined[own].value.shape[1]

    def decisions(self, rows: Ints, rivals: slice, made: Sequence[str] = ()) -> tuple[tuple[Decision, ...], ...]:
        """Return the chance events that each step decides, with the beliefs (q, e, c) about them.

        The chance that a move of those `made` gives an event is believed whatever events make of it.
        """
        return tuple(
            tuple(
                Decision(
                    bit, np.stack([self._chance(name, turn, rows, rivals, made) for turn in turns], axis=2), which
                )
                for name, bit, turns, which in step
            )
            for step in self._steps
        )

    @cached_property
    def _steps(self) -> list[list[tuple[str, int, list[_Turn], NDArray[np.int64]]]]:
        """Return each step's events: name, bit, what may tell their chance, and which of these does in a state."""
        steps = []
        for t, names in self._outlook.steps():
            step = []
            for name in names:
                bit = 1 << self._outlook.calendar.foreseen.index(name)
                turns: list[_Turn] = [] if self._outlook.is_open(name) else [None]
                which = np.full(self._outlook.states, -1)
                for s in range(self._outlook.states):
                    turn = False if s & bit else self._outlook.turns(name, s, t)
                    if turn is not False:
                        turns += [turn] if turn not in turns else []
                        which[s] = turns.index(turn)
                if turns:
                    step.append((name, bit, turns, which))
            steps.append(step)
        return steps

    def _chance(self, name: str, turn: _Turn, rows: Ints, rivals: slice, made: Sequence[str]) -> Floats:
        """Return the chance (q, e) each evaluator gives to an event on a step."""
        given = given_by(self._outlook.scenario, name, made)
        if isinstance(turn, Hazard):
            return turn.chance(lambda cause: self._belief(name, given or cause, rows, rivals))
        return self._belief(name, given or turn, rows, rivals)

    def _belief(self, name: str, cause: str | None, rows: Ints, rivals: slice) -> Floats:
        """Return the chance (q, e) each evaluator gives to an event, which another may have changed."""
        worlds, place = self._appraisal.worlds, self._outlook.calendar.place(name)
        count, imagined_by = len(rows), len(range(self._imagined)[rivals])
        belief = np.empty((count, imagined_by, len(self._evaluators)))
        if cause:  # everybody believes the new chance
            belief[:] = worlds.new_chance[self._outlook.calendar.place(cause), place][rows, None, None]
        else:
            for e, g in enumerate(self._evaluators):
                own, imagined = worlds.beliefs[g, rows, place, None], worlds.imagined[g].beliefs[rows, rivals, place]
                belief[:, :, e] = own if g == self._own else imagined
        return belief.reshape(-1, len(self._evaluators))
