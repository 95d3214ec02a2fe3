"""A class's own file: who is in it, the moves of its tables, its clock; what is acknowledged is on the disk."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import InputError, StorageError, in_a_line
from sim.scenario.load import LoadedScenario
from sim.version import VERSION
from sim.whole_file import parse_json

__all__ = ["FORMAT", "KeptMove", "Store", "Student", "forget"]

FORMAT = "negotiation-sim class 1"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS students (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, look TEXT NOT NULL UNIQUE, token TEXT NOT NULL UNIQUE,
  game INTEGER NOT NULL, seat TEXT NOT NULL, consent INTEGER NOT NULL DEFAULT 0, UNIQUE (game, seat)
);
CREATE TABLE IF NOT EXISTS games (id INTEGER PRIMARY KEY, world INTEGER NOT NULL, replication INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS moves (
  id INTEGER PRIMARY KEY, game INTEGER NOT NULL, date TEXT NOT NULL, seat TEXT NOT NULL, move TEXT NOT NULL,
  package TEXT
);
CREATE INDEX IF NOT EXISTS moves_of_game ON moves (game);
CREATE TABLE IF NOT EXISTS forecasts (student INTEGER PRIMARY KEY, shares TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
  student INTEGER NOT NULL, stage TEXT NOT NULL, question TEXT NOT NULL, choice INTEGER NOT NULL,
  PRIMARY KEY (student, stage, question)
);
"""


class Student(NamedTuple):
    """A student: who, the hash of the token, and whose chair at which table; whether moves may be pooled."""

    id: int
    name: str
    token: str
    game: int
    seat: str
    consent: bool


class KeptMove(NamedTuple):
    """A move as it is kept: of which table, on which day, what about."""

    game: int
    date: str
    seat: str
    move: str
    package: dict[str, str] | str | None


class Store:
    """The file of one class.

    Parameters
    ----------
    path : Path
        Where it is; made if need be, readable by its owner alone.
    scenario : LoadedScenario
        What is played.
    facts : mapping of str to object
        What a new class is made of: seed, seats, world. Of a class that is kept already they must be the same where
        they are given (not None).

    Raises
    ------
    InputError
        For a file that holds something else, another scenario's class, another version's.
    StorageError
        If it cannot be read or written.

    Notes
    -----
    SQLite with a write-ahead log and ``synchronous=FULL``: a transaction that is committed outlives a power cut.
    """

    def __init__(self, path: Path, scenario: LoadedScenario, facts: Mapping[str, Any]) -> None:
        self.path = path
        self._db = sqlite3.connect(":memory:")  # until the file is open
        try:
            self._open(path, scenario, facts)
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise _storage_error(path, error) from None
        except BaseException:
            self.close()
            raise

    def _open(self, path: Path, scenario: LoadedScenario, facts: Mapping[str, Any]) -> None:
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        self._db.close()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=2)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
        self._db.execute("BEGIN EXCLUSIVE")  # one server a class
        self._check_or_begin(scenario, facts)
        self._db.execute("COMMIT")

    def _check_or_begin(self, scenario: LoadedScenario, facts: Mapping[str, Any]) -> None:
        names = {row[0] for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not names:
            for statement in _SCHEMA.split(";"):
                self._db.execute(statement)
            origin = {
                "format": FORMAT,
                "version": VERSION,
                "scenario": scenario.digest,
                "title": scenario.model.title,
                "day": scenario.model.start.isoformat(),
                "stage": "start",
            }
            self._write_facts(origin | {name: value for name, value in facts.items() if value is not None})
            return
        if "facts" not in names or self.fact("format") != FORMAT:
            raise InputError(f"{self.path}: is not a class of negotiation-sim (its format should be '{FORMAT}')")
        if self.fact("version") != VERSION:
            raise InputError(
                f"{self.path}: the class was played with version {self.fact('version')} of negotiation-sim, and "
                f"plays of another version may go another way (this is {VERSION})"
            )
        if self.fact("scenario") != scenario.digest:
            raise InputError(
                f"{self.path}: the class plays another scenario: '{self.fact('title')}', {self.fact('scenario')} "
                f"(this is '{scenario.model.title}', {scenario.digest})"
            )
        for name, value in facts.items():
            if value is not None and name not in ("teacher", "room", "key") and self.fact(name) != value:
                raise InputError(
                    f"--{name}: the class kept in {self.path} has {self.fact(name)} (found {value}); leave it out"
                )

    # -- facts

    def fact(self, name: str) -> Any:
        """Return a fact of the class; None where it has none of that name."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else parse_json(row[0])

    def _write_facts(self, facts: Mapping[str, Any]) -> None:
        rows = [(name, json.dumps(value)) for name, value in facts.items()]
        self._db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", rows)

    def keep(self, *, facts: Mapping[str, Any] | None = None, moves: Iterable[KeptMove] = ()) -> None:
        """Keep facts and moves, all of them or none; they are on the disk when this returns.

        Raises
        ------
        StorageError
            If they cannot be written; nothing is then kept.
        """
        with self._whole():
            self._write_facts(facts or {})
            self._db.executemany(
                "INSERT INTO moves (game, date, seat, move, package) VALUES (?, ?, ?, ?, ?)",
                [(*each[:4], None if each.package is None else json.dumps(each.package)) for each in moves],
            )

    # -- students and games

    def add_game(self, number: int, *, world: int, replication: int) -> None:
        """Keep a new table."""
        with self._whole():
            self._db.execute("INSERT INTO games VALUES (?, ?, ?)", (number, world, replication))

    def games(self) -> list[tuple[int, int, int]]:
        """Return number, world and replication of each table."""
        return list(self._db.execute("SELECT id, world, replication FROM games ORDER BY id"))

    def moves(self) -> dict[int, list[KeptMove]]:
        """Return the moves of each table, in their order."""
        found: dict[int, list[KeptMove]] = {number: [] for number, _, _ in self.games()}
        rows = self._db.execute("SELECT game, date, seat, move, package FROM moves ORDER BY id")
        for game, day, seat, move, package in rows:
            content = None if package is None else parse_json(package)
            found[game].append(KeptMove(game, day, seat, move, content))
        return found

    def add_student(self, name: str, look: str, token: str, *, game: int, seat: str, consent: bool) -> Student:
        """Keep a new student, and return it.

        Raises
        ------
        InputError
            Where somebody has that name, or one that looks like it.
        """
        try:
            with self._whole():
                row = (name, look, token, game, seat, consent)
                made = self._db.execute(
                    "INSERT INTO students (name, look, token, game, seat, consent) VALUES (?, ?, ?, ?, ?, ?)", row
                )
        except sqlite3.IntegrityError:
            raise InputError("somebody in the class has this name: take another") from None
        return Student(int(made.lastrowid or 0), name, token, game, seat, consent)

    def students(self) -> list[Student]:
        """Return everybody in the class, in the order in which they joined."""
        rows = self._db.execute("SELECT id, name, token, game, seat, consent FROM students ORDER BY id")
        return [
            Student(number, name, token, game, seat, bool(agrees)) for number, name, token, game, seat, agrees in rows
        ]

    def change_student(self, student: int, **fields: object) -> None:
        """Change the name (with its look), the token's hash or the consent of a student."""
        allowed = {"name", "look", "token", "consent"}
        if not fields.keys() <= allowed:
            raise ValueError(f"no such field of a student: {fields.keys() - allowed}")
        with self._whole():
            for name, value in fields.items():
                self._db.execute(f"UPDATE students SET {name} = ? WHERE id = ?", (value, student))

    # -- what students write down

    def keep_forecast(self, student: int, shares: Mapping[str, float]) -> None:
        """Keep a student's forecast, in place of an earlier one."""
        with self._whole():
            self._db.execute("INSERT OR REPLACE INTO forecasts VALUES (?, ?)", (student, json.dumps(dict(shares))))

    def forecasts(self) -> dict[int, dict[str, float]]:
        """Return the forecasts by student."""
        return {student: parse_json(shares) for student, shares in self._db.execute("SELECT * FROM forecasts")}

    def keep_answers(self, student: int, stage: str, answers: Mapping[str, int]) -> None:
        """Keep a student's answers to the questions on concepts, before or after."""
        with self._whole():
            rows = [(student, stage, question, choice) for question, choice in answers.items()]
            self._db.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", rows)

    def answers(self) -> dict[tuple[int, str], dict[str, int]]:
        """Return the answers by student and stage."""
        found: dict[tuple[int, str], dict[str, int]] = {}
        for student, stage, question, choice in self._db.execute("SELECT * FROM answers ORDER BY rowid"):
            found.setdefault((student, stage), {})[question] = choice
        return found

    # --

    def _whole(self) -> _Transaction:
        return _Transaction(self._db, self.path)

    def close(self) -> None:
        """Close the file; the log of writes goes into it."""
        self._db.close()


class _Transaction:
    """All of what is written inside, or nothing; a failure of the disk becomes an error of ours."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db, self._path = db, path

    def __enter__(self) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise _storage_error(self._path, error) from None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        failure = error
        if error is None:
            try:
                self._db.execute("COMMIT")
                return
            except sqlite3.Error as found:
                failure = found
        with suppress(sqlite3.Error):  # a full disk has undone it already
            self._db.execute("ROLLBACK")
        if isinstance(failure, sqlite3.Error) and not isinstance(failure, sqlite3.IntegrityError):
            raise _storage_error(self._path, failure) from None


def _storage_error(path: Path, error: sqlite3.Error | OSError) -> InputError | StorageError:
    text = str(error)
    if "locked" in text:
        return StorageError(f"{path}: another sim class is using it")
    if "not a database" in text:
        return InputError(f"{path}: is not a class of negotiation-sim (it is no SQLite file)")
    return StorageError(
        f"{path}: cannot be read or written ({in_a_line(error) if isinstance(error, OSError) else text})"
    )


def forget(path: Path) -> list[Path]:
    """Delete a class's file, with what SQLite keeps beside it; return what was deleted.

    Raises
    ------
    InputError
        Where there is no class.
    StorageError
        While a server uses it, or where it cannot be deleted.
    """
    try:
        head = path.read_bytes()[:15]
    except OSError as error:
        raise InputError(f"{path}: no class can be read there ({error.strerror})") from None
    try:
        db = sqlite3.connect(f"file:{path}?mode=rw", uri=True, isolation_level=None, timeout=0.2)
        try:
            kept = db.execute("SELECT value FROM facts WHERE name = 'format'").fetchone()
            db.execute("PRAGMA locking_mode=EXCLUSIVE")
            db.execute("BEGIN EXCLUSIVE")
            db.execute("ROLLBACK")
        finally:
            db.close()
        if head != b"SQLite format 3" or kept is None or parse_json(kept[0]) != FORMAT:
            raise InputError(f"{path}: is not a class of negotiation-sim; it was not deleted")
    except sqlite3.Error as error:
        if "locked" in str(error):
            raise StorageError(f"{path}: a sim class is using it; stop it first") from None
        raise InputError(f"{path}: is not a class of negotiation-sim; it was not deleted") from None
    found = [place for end in ("", "-wal", "-shm") if (place := path.with_name(path.name + end)).exists()]
    try:
        for place in found:
            place.unlink()
    except OSError as error:
        raise StorageError(f"{path}: cannot be deleted ({error.strerror})") from None
    return found
