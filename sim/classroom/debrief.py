"""What came of it: each table beside the model's plays, the mind in the same chair, and what really happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sim.analysis.forecasts.scoring import brier_score
from sim.arrays import Floats
from sim.classroom.away import mind_moves
from sim.classroom.game import Game
from sim.classroom.room import Room
from sim.classroom.store import Student
from sim.classroom.turning_points import TurningPoint, turning_points
from sim.play.placement import Placement
from sim.results.narrative import Story
from sim.results.outcomes import Outcomes
from sim.results.run import run

__all__ = ["Debrief", "Debriefs", "Score"]

WORLDS, REPLICATIONS = 200, 10
"""Of the model's run beside the class: its margins are near 7 points at most, a class's are larger."""


@dataclass(frozen=True)
class Score:
    """A forecast and its Brier score: of the own table, and of what really happened (None: the scenario has not)."""

    shares: dict[str, float]
    own: float
    actual: float | None


@dataclass(frozen=True)
class Debrief:
    """What came of one seat at one table.

    Parameters
    ----------
    placement : Placement
        Its end among plays of the same world.
    story : Story
        What happened, with everybody's reasons.
    turns : tuple of TurningPoint
        Where it might have gone another way.
    model : dict of str to float
        The shares of the ends in all worlds.
    score, model_score : Score or None
        Of the student's forecast and of the model's.
    away : list of str
        When a mind held the chair, and what it did there.
    """

    placement: Placement
    story: Story
    turns: tuple[TurningPoint, ...]
    model: dict[str, float]
    score: Score | None
    model_score: Score
    away: list[str]


class Debriefs:
    """Works out what came of the tables, each once.

    Parameters
    ----------
    room : Room
        The class.
    """

    def __init__(self, room: Room) -> None:
        self._room = room
        self._placed: dict[tuple[int, str], Placement] = {}
        self._outcomes: Outcomes | None = None

    @property
    def outcomes(self) -> Outcomes:
        """The model's run over many worlds."""
        if self._outcomes is None:
            scenario, seed = self._room.scenario, self._room.seed
            self._outcomes = run(  # by workers, whose memory is not the server's
                scenario, worlds=WORLDS, replications=REPLICATIONS, seed=seed, workers=2
            )
        return self._outcomes

    @property
    def model(self) -> dict[str, float]:
        """The shares of the ends in all worlds."""
        outcomes = self.outcomes
        return dict(zip(outcomes.names, outcomes.estimates.probability.tolist(), strict=True))

    def placement(self, game: Game, seat: str) -> Placement:
        """Return where the end of a table lies, through the eyes of a seat."""
        key = game.number, seat
        if key not in self._placed:
            self._placed[key] = game.table.placement(seat)
        return self._placed[key]

    def prepare(self) -> Iterator[None]:
        """Work out whatever the debrief needs, step by step: the model's run, then table by table."""
        _ = self.outcomes
        yield
        for student in self._room.students.values():
            self.placement(self._room.games[student.game], student.seat)
            yield

    def of(self, student: Student) -> Debrief:
        """Return what came of a student's table."""
        game = self._room.games[student.game]
        placement, story = self.placement(game, student.seat), game.table.story()
        shares = self._room.store.forecasts().get(student.id)
        return Debrief(
            placement,
            story,
            turning_points(story, student.seat),
            self.model,
            None if shares is None else self.score(shares, placement),
            self.score(self.model, placement),
            mind_moves(game, student.seat),
        )

    def score(self, shares: dict[str, float], placement: Placement) -> Score:
        """Return the score of a forecast."""
        names = placement.names
        forecast = np.array([shares.get(name, 0.0) for name in names])
        actual = None if placement.actual is None else _brier(forecast, names.index(placement.actual))
        return Score(shares, _brier(forecast, names.index(placement.own.outcome)), actual)

    def signing_days(self) -> list[date]:
        """Return the days on which tables signed, in order."""
        start = self._room.scenario.model.start
        endings = [game.table.ending() for game in self._room.games.values()]
        return sorted(
            start + timedelta(days=each.signed) for each in endings if each is not None and each.signed >= 0
        )


def _brier(forecast: Floats, happened: int) -> float:
    return float(brier_score(forecast, happened))
