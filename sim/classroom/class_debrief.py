"""What came of a class: its tables beside each other, and over the model's plays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.classroom.debrief import Debriefs
from sim.classroom.game import Game
from sim.classroom.pictures import Curve
from sim.classroom.room import Room
from sim.classroom.store import Student
from sim.play.placement import Placement

__all__ = ["ClassDebrief", "SeatResult", "class_debrief"]


@dataclass(frozen=True)
class SeatResult:
    """What came of one student's chair, and the Brier scores of the student's forecast and the model's."""

    game: Game
    student: Student
    placement: Placement
    score: float | None
    model_score: float


@dataclass(frozen=True)
class ClassDebrief:
    """What came of a class.

    Parameters
    ----------
    seats : tuple of SeatResult
        By table.
    ends : tuple of (str, list of float or None)
        How it ended: the name, and shares of the columns.
    columns : tuple of str
        Whose shares.
    curve : Curve
        By which day the tables had signed, and the model's plays.
    scores : tuple of float or None, float
        Mean Brier scores over the tables of those who wrote a forecast down, and of the model's there.
    history : str or None
        How it really ended.
    """

    seats: tuple[SeatResult, ...]
    ends: tuple[tuple[str, list[float | None]], ...]
    columns: tuple[str, ...]
    curve: Curve
    scores: tuple[float | None, float | None]
    history: str | None


def class_debrief(room: Room, debriefs: Debriefs) -> ClassDebrief:
    """Work out what came of a class."""
    seats = tuple(_seats(room, debriefs))
    outcomes, model = debriefs.outcomes, debriefs.model
    ended = [ending.outcome for game in room.games.values() if (ending := game.table.ending()) is not None]
    forecasts = [shares for student, shares in room.store.forecasts().items() if student in room.students]
    actual = room.scenario.model.actual
    history = None if actual is None else actual.outcome
    ends = []
    for name in outcomes.names:
        own = ended.count(name) / len(ended) if ended else None
        thought = float(np.mean([shares.get(name, 0.0) for shares in forecasts])) if forecasts else None
        if own or model[name] > 0 or (thought or 0) > 0 or name == history:
            ends.append((f"{name} (what really happened)" if name == history else name, [own, model[name], thought]))
    scored = [each for each in seats if each.score is not None]
    means = (
        (float(np.mean([each.score for each in scored])), float(np.mean([each.model_score for each in scored])))
        if scored
        else (None, None)
    )
    columns = ("the class's tables", "the model, all worlds", "the class's forecasts")
    return ClassDebrief(seats, tuple(ends), columns, _curve(room, debriefs), means, history)


def _seats(room: Room, debriefs: Debriefs) -> list[SeatResult]:
    found, forecasts = [], room.store.forecasts()
    for game in room.games.values():
        for seat in room.seats:
            student = room.student_in(game, seat)
            if student is not None and game.table.over:
                placement, shares = debriefs.placement(game, seat), forecasts.get(student.id)
                own = None if shares is None else debriefs.score(shares, placement).own
                found.append(SeatResult(game, student, placement, own, debriefs.score(debriefs.model, placement).own))
    return found


def _curve(room: Room, debriefs: Debriefs) -> Curve:
    from sim.plots.timing import signed_shares  # late: loads matplotlib

    shares, total = signed_shares(debriefs.outcomes)
    days = [day.date() if hasattr(day, "date") else day for day in shares.index]
    rows = zip(days, total.probability.tolist(), total.low.tolist(), total.high.tolist(), strict=True)
    return Curve(days[0], days[-1], debriefs.signing_days(), len(room.games), tuple(rows))
