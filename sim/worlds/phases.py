"""Phases of the talks: how many prolongations have been used and which moves made; each is a game of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sim.scenario.move import Step, steps_of
from sim.scenario.prolongation import in_turn
from sim.scenario.scenario import ScenarioModel

__all__ = ["Phases", "read_phases"]


@dataclass(frozen=True)
class Phases:
    """Numbered phases; 0 is the start, and without moves the number is that of the prolongations used.

    A phase is named by prolongations used and by the steps taken, as bits in the order of `steps`. A step that ends
    the talks leads to no phase.

    Parameters
    ----------
    moves : tuple of str
        Names of moves, in the scenario's order.
    steps : tuple of Step
        All their steps, in order.
    used, taken : tuple of int
        Of each phase: prolongations used, and steps taken as bits.
    deadlines : tuple of int
        Of each phase: the day of its deadline.
    windows : tuple of range
        Of each phase: the days on which the next prolongation can be had.
    tosses : dict of int to int
        By phase, where chance prolongs the talks or not: the day at whose end it does.
    """

    moves: tuple[str, ...]
    steps: tuple[Step, ...]
    used: tuple[int, ...]
    taken: tuple[int, ...]
    deadlines: tuple[int, ...]
    windows: tuple[range, ...] = ()
    tosses: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def _numbers(self) -> dict[tuple[int, int], int]:
        return {named: number for number, named in enumerate(zip(self.used, self.taken, strict=True))}

    def number(self, used: int, taken: int) -> int:
        """Return the number of a phase."""
        return self._numbers[used, taken]

    def prolonged(self, phase: int) -> int:
        """Return the phase that a prolongation leads to; -1 where there is none left, or it brings no time."""
        after = self._numbers.get((self.used[phase] + 1, self.taken[phase]), -1)
        return after if after >= 0 and self.deadlines[after] > self.deadlines[phase] else -1

    def stepped(self, phase: int, step: int) -> int:
        """Return the phase that a step leads to, -1 where that ends the talks."""
        return self._numbers.get((self.used[phase], self.taken[phase] | 1 << step), -1)

    def completes(self, taken: int, step: int) -> bool:
        """Tell whether a step makes its move take effect, given the steps taken."""
        return self.steps[step].move in self.made(taken | 1 << step)

    def made(self, taken: int) -> tuple[str, ...]:
        """Return the moves that have taken effect once these steps are taken."""
        return tuple(name for name in self.moves if self.of(name) & taken == self.of(name))

    def of(self, move: str) -> int:
        """Return the steps of a move, as bits."""
        return sum(1 << bit for bit, step in enumerate(self.steps) if step.move == move)


def read_phases(scenario: ScenarioModel) -> Phases:
    """Return the phases of a scenario's talks."""
    deadlines = [(day - scenario.start).days for day in scenario.deadlines]
    steps = steps_of(scenario.moves)
    subsets = [0]
    for bit, step in enumerate(steps):
        subsets += [] if step.ends else [taken | 1 << bit for taken in subsets]
    found = Phases(tuple(scenario.moves), steps, (), (), ())
    named, days = [], []
    for taken in subsets:
        made = [scenario.moves[name] for name in found.made(taken)]
        if any(move.ends_talks for move in made):
            continue
        nearer = [(move.deadline - scenario.start).days for move in made if move.deadline]
        for used, deadline in enumerate(deadlines):
            named.append((used, taken))
            days.append(min([deadline, *nearer]))
    windows = [_window(scenario, used, day) for (used, _), day in zip(named, days, strict=True)]
    chance = [step.chance is not None for _, step in in_turn(scenario.prolongations)] + [False]
    return Phases(
        tuple(scenario.moves),
        steps,
        tuple(used for used, _ in named),
        tuple(taken for _, taken in named),
        tuple(days),
        tuple(windows),
        {k: window.start for k, ((used, _), window) in enumerate(zip(named, windows, strict=True)) if chance[used]},
    )


def _window(scenario: ScenarioModel, used: int, deadline: int) -> range:
    """Return the days before a deadline on which the next prolongation can be had: chance decides on one day."""
    if used == len(scenario.deadlines) - 1:
        return range(0)
    _, step = in_turn(scenario.prolongations)[used]
    earliest = deadline if used else min(deadline, (scenario.first_deadline - scenario.start).days)
    first = max(earliest - step.last_days, 0)
    if step.chance is None:
        return range(first, deadline + 1)
    before = (scenario.deadlines[used - 1] - scenario.start).days if used else 0
    decided = min(max(first, before), deadline)
    return range(decided, decided + 1)
