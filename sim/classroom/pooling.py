"""How several classes ended, from their files or what they exported."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from sim.classroom.room import Room
from sim.classroom.store import Store
from sim.errors import InputError, StorageError
from sim.play.pooled import PooledForecast, TableEnd, pool_ends
from sim.results.run import run
from sim.scenario.load import LoadedScenario
from sim.version import VERSION

__all__ = ["pool_files"]

WORLDS, REPLICATIONS = 500, 20
"""Of the model's run beside them: the usual size."""


def pool_files(scenario: LoadedScenario, paths: Sequence[Path], *, say: Callable[[str], None]) -> PooledForecast:
    """Pool classes of one scenario into a forecast.

    Parameters
    ----------
    scenario : LoadedScenario
        What they played.
    paths : sequence of Path
        Classes' files, or their ``endings.csv``.
    say : callable
        Prints a line: what was left out.

    Raises
    ------
    SimError
        For a file that is neither, or of another scenario or version.
    """
    ends: list[TableEnd] = []
    for path in paths:
        try:
            with path.open("rb") as file:
                is_class = file.read(15) == b"SQLite format 3"
        except OSError as error:
            raise StorageError(f"{path}: cannot be read ({error.strerror})") from None
        ends += _of_class(scenario, path, say) if is_class else _of_export(scenario, path)
    return pool_ends(ends, run(scenario, worlds=WORLDS, replications=REPLICATIONS, seed=1))


def _of_class(scenario: LoadedScenario, path: Path, say: Callable[[str], None]) -> list[TableEnd]:
    from sim.classroom.export import agreed_games, class_name

    store = Store(path, scenario, {})
    try:
        room = Room(scenario, store)
        found = [
            TableEnd(class_name(room), game.number, game.table.world, ending.outcome)
            for game in agreed_games(room)
            if (ending := game.table.ending()) is not None
        ]
        if left := len(room.games) - len(found):
            say(f"{path}: {left} of {len(room.games)} tables left out: not over, or not all of their students agree.")
    finally:
        store.close()
    return found


def _of_export(scenario: LoadedScenario, path: Path) -> list[TableEnd]:
    """Return the ends in what a class exported; its rows are seats, and tables may have several."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error):
        raise InputError(f"{path}: is neither a class's file nor its endings.csv") from None
    found: dict[tuple[str, int], TableEnd] = {}
    for number, row in enumerate(rows, 2):
        try:
            origin = row["version"], row["scenario"]
            end = TableEnd(row["class"], int(row["table"]), int(row["world"]), row["outcome"].removeprefix("'"))
        except (KeyError, ValueError, TypeError, AttributeError):
            raise InputError(f"{path}:{number}: is neither a class's file nor its endings.csv") from None
        if origin != (VERSION, scenario.digest):
            raise InputError(
                f"{path}:{number}: is of another scenario or version: {origin[1]}, {origin[0]} "
                f"(this is {scenario.digest}, {VERSION})"
            )
        found[end.group, end.table] = end
    return list(found.values())
