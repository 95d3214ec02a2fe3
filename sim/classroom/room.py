"""A class: its students, their tables, and the calendar that runs for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from time import monotonic
from typing import Any

from sim.classroom.game import Game
from sim.classroom.names import look_of, student_name
from sim.classroom.presence import Presence
from sim.classroom.secrets import new_token, token_hash
from sim.classroom.store import KeptMove, Store, Student
from sim.errors import InputError
from sim.play.seats import people_of
from sim.results.naming import say_day
from sim.scenario.load import LoadedScenario

__all__ = ["MOST_STUDENTS", "STEPS", "Room"]

MOST_STUDENTS = 300

STEPS = ("day", "week", "event", "end")
"""How far the calendar may be asked to go."""

AWAY_AFTER = 120.0
"""Seconds without a sign after which a student is away. ASSUMPTION: two minutes, for those who read without
JavaScript; a page that listens for news is a sign all the time."""


class Room:
    """A class that plays a scenario.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    store : Store
        The class's file; what is in it is played again.
    away_after : float
        Seconds without a sign after which a student is away.
    now : callable
        Returns seconds.

    Attributes
    ----------
    day : date
        Today, for all tables.
    before : date
        The day from which the calendar last moved.
    stage : {"start", "play", "over", "debrief"}
        Before the calendar moves, while it does, at its end, and once the teacher has opened the debrief.
    games : dict of int to Game
        The tables by number.
    version : int
        Grows with whatever changes for everybody: the calendar, the debrief.
    roster : int
        Grows with who is in the class.
    """

    def __init__(
        self,
        scenario: LoadedScenario,
        store: Store,
        *,
        away_after: float = AWAY_AFTER,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self.scenario, self.store = scenario, store
        self.version = self.roster = 0
        self.presence = Presence(away_after, now=now)
        self.seats = people_of(scenario.model, store.fact("seats"))
        self.seed: int = store.fact("seed") or 1
        self.day = date.fromisoformat(store.fact("day"))
        self.before = date.fromisoformat(store.fact("before") or store.fact("day"))
        self.stage: str = store.fact("stage")
        self.students = {student.id: student for student in store.students()}
        self._by_token = {student.token: student.id for student in self.students.values()}
        self._chairs = {(student.game, student.seat): student.id for student in self.students.values()}
        self.games: dict[int, Game] = {}
        kept = store.moves()
        for number, world, replication in store.games():
            which = {"seed": self.seed, "world": world, "replication": replication, "people": list(self.seats)}
            which |= {"day": self.day.isoformat(), "over": self.ended}
            self.games[number] = Game.replay(number, which, scenario, store, moves=kept[number])

    @property
    def ended(self) -> bool:
        """Whether the calendar has run to its end."""
        return self.stage in ("over", "debrief")

    # -- students

    def join(self, given: str, *, consent: bool = False) -> tuple[Student, str]:
        """Seat a student at the first free chair, and return the student with a token of its own.

        Raises
        ------
        InputError
            For a name that cannot be, or that somebody has; where the talks are over, or the room is full.
        """
        name = student_name(given)
        if self.ended:
            raise InputError("the talks are over: there is nothing left to play")
        if len(self.students) >= MOST_STUDENTS:
            raise InputError(f"the room is full: {MOST_STUDENTS} students have joined")
        if any(look_of(each.name) == look_of(name) for each in self.students.values()):
            raise InputError("somebody in the class has this name: take another")
        number, seat = self._free_chair()
        token = new_token()
        student = self.store.add_student(
            name, look_of(name), token_hash(token), game=number, seat=seat, consent=consent
        )
        self.students[student.id] = student
        self._by_token[student.token] = student.id
        self._chairs[number, seat] = student.id
        self.roster += 1
        self.arrive(student)
        return student, token

    def _free_chair(self) -> tuple[int, str]:
        """Return a chair in which no student sits, at a new table if need be."""
        for number, game in self.games.items():
            for seat in self.seats:
                if (number, seat) not in self._chairs and not game.table.over:
                    return number, seat
        return self._new_game().number, self.seats[0]

    def _new_game(self) -> Game:
        """Set up another table; where the calendar has moved, minds have sat there so far."""
        number, world = len(self.games) + 1, self.store.fact("world")
        game = Game.new(
            number,
            self.scenario,
            self.store,
            seats=self.seats,
            seed=self.seed,
            world=number - 1 if world is None else world,
        )
        if self.day > self.scenario.model.start:
            self._hand_over(game, self.seats, "mind")
            game.catch_up(self.day, ended=self.ended)
        self.games[number] = game
        return game

    def by_token(self, token: str) -> Student | None:
        """Return the student whose token it is."""
        student = self._by_token.get(token_hash(token))
        return None if student is None else self.students[student]

    def give_token(self, student: Student) -> str:
        """Return a new token for a student; the one before opens nothing any more."""
        token = new_token()
        self._change(student, token=token_hash(token))
        return token

    def rename(self, student: Student, given: str) -> None:
        """Give a student another name.

        Raises
        ------
        InputError
            For a name that cannot be, or that somebody else has.
        """
        name = student_name(given)
        if any(look_of(each.name) == look_of(name) for each in self.students.values() if each.id != student.id):
            raise InputError("somebody in the class has this name: take another")
        self._change(student, name=name, look=look_of(name))

    def set_consent(self, student: Student, consent: bool) -> None:
        """Note whether a student's moves may be pooled and exported."""
        self._change(student, consent=consent)

    def _change(self, student: Student, **fields: Any) -> None:
        self.store.change_student(student.id, **fields)
        new = student._replace(**{name: value for name, value in fields.items() if name != "look"})
        del self._by_token[student.token]
        self.students[student.id] = new
        self._by_token[new.token] = student.id
        self.roster += 1

    def arrive(self, student: Student) -> Game:
        """Note a sign of a student, give its chair back where a mind took it, and return its table as of today."""
        self.presence.see(student.id)
        game = self.games[student.game]
        game.catch_up(self.day, ended=self.ended)
        self._hand_over(game, [student.seat], "person")
        return game

    def _hand_over(self, game: Game, seats: list[str] | tuple[str, ...], to: str) -> None:
        moves = [move for seat in seats for move in game.to_hand_over(seat, to)]
        if moves:
            self.store.keep(moves=moves)
            game.hand_over(moves)

    def student_in(self, game: Game, seat: str) -> Student | None:
        """Return who has a chair."""
        found = self._chairs.get((game.number, seat))
        return None if found is None else self.students[found]

    # -- what a student does

    def move(self, student: Student, kind: str, package: int | str | None) -> None:
        """Make a move of a student's at its table."""
        self.arrive(student).move(student.seat, kind, package)

    # -- the calendar

    @property
    def last(self) -> date:
        """The last day on which something can be done at a table that is not over."""
        days = [game.table.deadline for game in self.games.values() if not game.table.over]
        return max(days, default=self.day)

    def next_event(self) -> date:
        """Return the day of the next event ahead at any table; the last day where there is none."""
        days = [
            each.first if each.first > self.day else each.last
            for game in self.games.values()
            if not game.table.over
            for each in game.table.offers().ahead
        ]
        return min((day for day in days if day > self.day), default=self.last)

    def advance(self, step: str, *, seen: date) -> Iterator[Game]:
        """Let time pass for all tables: kept at once, then done table by table as the result is gone through.

        Parameters
        ----------
        step : str
            One of `STEPS`.
        seen : date
            The day that whoever asks saw: two teachers who ask at once do not go twice as far.

        Raises
        ------
        InputError
            Where the calendar has moved meanwhile, has ended, or the step is none.
        """
        if step not in STEPS:
            raise InputError(f"step: must be one of {', '.join(STEPS)}")
        if self.ended or not self.games:
            raise InputError("the talks are over" if self.ended else "nobody has joined yet")
        if seen != self.day:
            raise InputError(f"the calendar has moved meanwhile: it is {say_day(self.day)}")
        ended = step == "end" or self.day >= self.last
        days = {"day": self.day + timedelta(days=1), "week": self.day + timedelta(days=7)}
        day = self.last if ended else min(self.next_event() if step == "event" else days[step], self.last)
        absent = {game.number: self._absent(game) for game in self.games.values()}
        stage = "over" if ended else "play"
        self.store.keep(
            facts={"day": day.isoformat(), "stage": stage, "before": self.day.isoformat()},
            moves=[move for moves in absent.values() for move in moves],
        )
        self.before, self.day, self.stage, self.version = self.day, day, stage, self.version + 1
        for number, moves in absent.items():
            self.games[number].hand_over(moves)
        return self._catch_up()

    def _catch_up(self) -> Iterator[Game]:
        for game in list(self.games.values()):
            game.catch_up(self.day, ended=self.ended)
            yield game

    def _absent(self, game: Game) -> list[KeptMove]:
        """Return the chairs of a table that minds take: those of students who are away, and those nobody has."""
        found = []
        for seat in self.seats:
            student = self.student_in(game, seat)
            if student is None or self.presence.is_away(student.id):
                found += game.to_hand_over(seat, "mind")
        return found

    def open_debrief(self) -> None:
        """Show everybody what came of it.

        Raises
        ------
        InputError
            While the calendar runs.
        """
        if not self.ended:
            raise InputError("the talks go on: let the calendar run to its end first")
        self.store.keep(facts={"stage": "debrief"})
        self.stage, self.version = "debrief", self.version + 1
