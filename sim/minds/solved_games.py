"""Solved games: what one government foresees, its own true preferences against each rival it imagines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sim.arrays import Bools, Floats, Ints, each_number, with_room
from sim.memory import batches, fitting
from sim.minds.appraisal import Appraisal
from sim.minds.games import setup_of
from sim.minds.phase_games import may_grant, own_steps, solve_phases
from sim.scenario.scenario import ScenarioModel

__all__ = ["Games", "solve_together"]


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
    kind : tuple of int
        The same for games that differ in what is being drafted or has been refused alone.
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
        self._setup = setup = setup_of(scenario, appraisal, government, hidden=hidden, since=since)
        self.outlook = setup.outlook
        self._refused, self._phase, self._draft = refused, phase, draft
        self.kind = government, hidden, since, phase
        self.evaluators, self.days = setup.evaluators, setup.days_until(phase)
        self.made = appraisal.worlds.calendar.phases.made(appraisal.worlds.calendar.phases.taken[phase])
        self.steps, self.grants = own_steps(setup, phase), may_grant(setup, phase)
        cells = self.outlook.states, self.days, setup.imagined
        self._places = np.full(len(appraisal.worlds), -1)  # of worlds, among those in which it is solved
        # C_e(s, t); and, if the government has steps to take, what `staying`, `intending` and `moving` return, and
        # what `ungranted` does
        self._waiting = np.empty((0, len(self.evaluators), *cells))
        own = (2 + len(self.steps) if self.steps else 0) + self.grants
        self._deciding = np.empty((0, own, *cells))

    @property
    def nbytes(self) -> int:
        """Bytes it takes so far."""
        return self._waiting.nbytes + self._deciding.nbytes

    @property
    def solved(self) -> Bools:
        """The worlds (w,) in which it is solved so far."""
        return self._places >= 0

    def of(self, government: int, state: int, cell: int, row: Ints | slice = slice(None)) -> Floats:
        """Return C_e(s, t), the value of waiting (n, m) to a government in worlds of given rows (n,), in points.

        It is NaN where no play can be in the state on the grid day.
        """
        return self._look_up(self.evaluators.index(government), state, cell, row, deciding=False)

    def staying(self, state: int, cell: int, row: Ints) -> Floats:
        """Return what waiting is worth (n, m) to the government if it makes no move that day."""
        return self._look_up(0, state, cell, row)

    def intending(self, state: int, cell: int, row: Ints) -> Floats:
        """Return, above 0, where (n, m) the government means to make a move later if it makes none that day."""
        return self._look_up(1, state, cell, row)

    def moving(self, step: int, state: int, cell: int, row: Ints) -> Floats:
        """Return what a step of the government's own is worth (n, m) to it; -inf where it cannot be taken."""
        return self._look_up(2 + self.steps.index(step), state, cell, row)

    def ungranted(self, state: int, cell: int, row: Ints) -> Floats:
        """Return what waiting is worth (n, m) to the government if it does not prolong the talks itself that day."""
        return self._look_up(-1, state, cell, row)

    def at(self, governments: list[int], state: int, cell: int, row: Ints) -> Floats:
        """Return C_e(s, t) to several governments (x, n, m) in worlds of given rows, in which it is solved.

        It is NaN where no play can be in the state on the grid day.
        """
        each = [self.evaluators.index(g) for g in governments]
        return np.asarray(self._waiting[:, :, state, cell][self._places[row]][:, each].transpose(1, 0, 2))

    def _look_up(self, part: int, state: int, cell: int, row: Ints | slice, *, deciding: bool = True) -> Floats:
        self.solve(row)
        into = self._deciding if deciding else self._waiting
        return np.asarray(into[self._places[row], part, state, cell])

    def solve(self, row: Ints | slice) -> None:
        """Solve it in worlds of given rows, where it is not yet."""
        if not self.solved[row].all():
            solve_together([(self, np.arange(len(self._places))[row])])

    def _make_room(self, count: int) -> Ints:
        """Make room for so many worlds more; return their places (count,), which are nobody's yet."""
        first = int(self._places.max()) + 1
        most = len(self._places)
        self._waiting = with_room(self._waiting, first + count, most=most)
        self._deciding = with_room(self._deciding, first + count, most=most)
        return np.arange(first, first + count)

    def _take(self, places: Ints, here: Ints, rivals: slice, *found: Floats) -> None:
        """Put what is `found` (q, ...), of the worlds `here` in it, into `places`."""
        for into, by_game in zip((self._waiting, self._deciding), found, strict=True):
            if into.size:
                by_world = by_game.reshape(-1, len(range(self._setup.imagined)[rivals]), *by_game.shape[1:])[here]
                into[places, ..., rivals] = by_world.transpose(0, 2, 3, 4, 1)

    @staticmethod
    def solve_alike(asked: Sequence[tuple[Games, Ints]]) -> None:
        """Solve games in worlds of given rows (n,); they differ in what is being drafted or has been refused alone.

        They count as solved when all are: what is broken off leaves nothing half done.
        """
        first, setup = asked[0][0], asked[0][0]._setup
        each = [len(row) for _, row in asked]
        rows, whose = np.concatenate([row for _, row in asked]), np.repeat(np.arange(len(asked)), each)
        drafts, refused = np.array([(games._draft, games._refused) for games, _ in asked])[whose].T
        places = np.concatenate([games._make_room(len(row)) for games, row in asked])
        together = fitting(setup.bytes_a_game, most=TOGETHER)
        for part in batches(len(rows), max(1, together // setup.imagined)):
            for rivals in batches(setup.imagined, together):  # all of them, unless a game is as large as may be
                found = solve_phases(setup, rows[part], drafts[part], refused[part], rivals, phase=first._phase)
                for number, here in each_number(whose[part]):
                    asked[number][0]._take(places[part][here], here, rivals, *found)
        for number, (games, row) in enumerate(asked):
            games._places[row] = places[whose == number]


def solve_together(asked: Iterable[tuple[Games, Ints]]) -> None:
    """Solve games of one batch in worlds of given rows (n,), where they are not yet: many at once are quicker."""
    new: dict[Games, Bools] = {}
    for games, rows in asked:
        if not games.solved[rows].all():
            new.setdefault(games, np.zeros_like(games.solved))[rows] = True
    alike: dict[tuple[int, ...], list[tuple[Games, Ints]]] = {}
    for games, wanted in new.items():
        alike.setdefault(games.kind, []).append((games, np.flatnonzero(wanted & ~games.solved)))
    for each in alike.values():
        Games.solve_alike(each)
