"""What may leave a class: moves and endings of tables whose students agree to it, without names."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sim.classroom.concepts import CONCEPTS, STAGES, right_answers
from sim.classroom.debrief import Debriefs
from sim.classroom.game import Game
from sim.classroom.room import Room
from sim.results.csv_text import csv_text
from sim.version import VERSION

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["agreed_games", "answers_csv", "class_name", "endings_csv", "endings_rows", "moves_csv"]


def _frame(*args: Any, **options: Any) -> pd.DataFrame:
    import pandas as pd  # late: half a second

    return pd.DataFrame(*args, **options)


def agreed_games(room: Room) -> list[Game]:
    """Return the tables at which students sit, all of whom agree to be exported."""
    found = []
    for game in room.games.values():
        students = [room.student_in(game, seat) for seat in room.seats]
        if any(students) and all(student.consent for student in students if student is not None):
            found.append(game)
    return found


def class_name(room: Room) -> str:
    """Return a name of the class that says nothing of it, the same in every export."""
    return hashlib.sha256(f"class {room.store.fact('key')}".encode()).hexdigest()[:12]


def moves_csv(room: Room) -> str:
    """Return the moves of people as CSV: one row a move, chairs handed over among them."""
    start, rows = room.scenario.model.start, []
    for game in agreed_games(room):
        for move in game.table.moves:
            package = move.package or ""
            if isinstance(package, tuple):
                package = ", ".join(f"{issue}={option}" for issue, option in package)
            day = (start + timedelta(days=move.day)).isoformat()
            rows.append((class_name(room), game.number, day, move.seat, move.kind, package))
    return csv_text(_frame(rows, columns=["class", "table", "date", "seat", "move", "package"]))


def endings_rows(room: Room, debriefs: Debriefs | None = None) -> list[dict[str, Any]]:
    """Return a row for each student's seat at a table that has ended.

    Parameters
    ----------
    room : Room
        The class.
    debriefs : Debriefs, optional
        For the place among the model's plays and the scores of forecasts; without, these columns are not there.
    """
    start, rows = room.scenario.model.start, []
    for game in agreed_games(room):
        ending = game.table.ending()
        for seat in room.seats:
            student = room.student_in(game, seat)
            if ending is None or student is None:
                continue
            days = {
                name: "" if day < 0 else (start + timedelta(days=day)).isoformat()
                for name, day in (("signed", ending.signed), ("in_force", ending.in_force))
            }
            row = {
                "class": class_name(room),
                "title": room.scenario.model.title,
                "scenario": room.scenario.digest,
                "version": VERSION,
                "seed": room.seed,
                "table": game.number,
                "world": game.table.world,
                "replication": game.table.replication,
                "seat": seat,
                "person_at_the_end": seat in game.table.people,
                "outcome": ending.outcome,
                **days,
            }
            rows.append(row | ({} if debriefs is None else _placed(debriefs, game, seat, student.id, room)))
    return rows


def _placed(debriefs: Debriefs, game: Game, seat: str, student: int, room: Room) -> dict[str, Any]:
    placed, shares = debriefs.placement(game, seat), room.store.forecasts().get(student)
    return {
        "points": placed.own.value,
        "no_deal": placed.no_deal,
        "plays_worth_less": placed.less / placed.plays,
        "plays_worth_as_much": placed.equal / placed.plays,
        "mind_outcome": placed.mind.outcome,
        "mind_points": placed.mind.value,
        "brier_own_table": None if shares is None else debriefs.score(shares, placed).own,
        "brier_of_model": debriefs.score(debriefs.model, placed).own,
    }


def endings_csv(room: Room, debriefs: Debriefs) -> str:
    """Return the endings as CSV: one row a seat in which a student sat."""
    rows = endings_rows(room, debriefs)
    return csv_text(_frame(rows if rows else None, columns=None if rows else ["class", "table", "outcome"]))


def answers_csv(room: Room) -> str:
    """Return the answers to the questions on concepts as CSV: one row a student and stage, in no order of theirs."""
    kept, rows = room.store.answers(), []
    agreeing = [student for student in room.students.values() if student.consent]
    order = sorted(agreeing, key=lambda each: hashlib.sha256(f"{room.store.fact('key')} {each.id}".encode()).digest())
    for number, student in enumerate(order, 1):
        for stage in STAGES:
            answers = kept.get((student.id, stage))
            if answers is not None:
                marks = {each.id: int(answers.get(each.id) == each.right) for each in CONCEPTS}
                rows.append({"class": class_name(room), "student": number, "stage": stage} | marks)
                rows[-1]["right"] = right_answers(answers)
    columns = ["class", "student", "stage", *(each.id for each in CONCEPTS), "right"]
    return csv_text(_frame(rows, columns=columns))
