"""Plays kept as the moves people made: plain data out, the same play again in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sim.answer import json_text
from sim.arguments import is_among
from sim.errors import InputError, StorageError, cannot_write
from sim.paths import path_of
from sim.play.course import Course
from sim.scenario.load import LoadedScenario
from sim.version import VERSION
from sim.whole_file import parse_json, read_bounded, write_whole

__all__ = ["FILE", "FORMAT", "check_origin", "data_of", "read", "save"]

FORMAT = "negotiation-sim table 1"

FILE = "table.json"


def data_of(table: Course) -> dict[str, Any]:
    """Return all it takes to make a play again."""
    start = table.scenario.model.start

    def day_after(days: int) -> str:
        return date.isoformat(start + timedelta(days=days))

    return {
        "format": FORMAT,
        "version": VERSION,
        "title": table.scenario.model.title,
        "scenario": table.scenario.digest,
        "settings": list(table.scenario.settings),
        "seed": table.seed,
        "world": table.world,
        "replication": table.replication,
        "people": list(table.first_people),
        "day": table.day.isoformat(),
        "over": table.over,
        "moves": [
            {
                "date": day_after(move.day),
                "seat": move.seat,
                "move": move.kind,
                "package": dict(move.package) if isinstance(move.package, tuple) else move.package,
            }
            for move in table.moves
        ],
    }


def save(table: Course, folder: Path | str) -> Path:
    """Write a play into a folder, whole or not at all.

    Raises
    ------
    SimError
        If it cannot be written to.
    """
    folder = path_of("folder", folder)
    try:
        write_whole(folder / FILE, json_text(data_of(table)))
    except OSError as error:
        raise cannot_write(folder, error) from None
    return folder


def read(folder: Path) -> dict[str, Any]:
    """Return what `save` wrote.

    Raises
    ------
    SimError
        If there is nothing that can be read.
    """
    path = folder / FILE
    try:
        found = parse_json(read_bounded(path))
    except FileNotFoundError:
        raise InputError(f"{folder}: holds no table: there is no {FILE}") from None
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from None
    except ValueError:
        raise InputError(f"{path}: is damaged: not JSON") from None
    return _checked(found, str(path))


def check_origin(data: Mapping[str, Any], scenario: LoadedScenario) -> dict[str, Any]:
    """Return the data of a play, if this version can play it again in this scenario.

    Raises
    ------
    InputError
        If it was played with another version or in another scenario.
    """
    data = _checked(data, "table")
    if data["version"] != VERSION:
        raise InputError(
            f"table: was played with version {data['version']} of negotiation-sim, and plays of another version may "
            f"go another way (this is {VERSION})"
        )
    if data["scenario"] != scenario.digest:
        then = _which(data["title"], data["scenario"], data.get("settings"))
        now = _which(scenario.model.title, scenario.digest, list(scenario.settings))
        raise InputError(f"table: was played of another scenario: {then} (this is {now})")
    return data


def _which(title: str, digest: str, settings: object) -> str:
    """Return which scenario it is, with the values set on it."""
    values = " and ".join(map(str, settings)) if isinstance(settings, list) else ""
    return f"'{title}', {digest}" + (f", with {values}" if values else "")


_FIELDS = {
    "version": str,
    "title": str,
    "scenario": str,
    "seed": int,
    "world": int,
    "replication": int,
    "people": list,
    "day": str,
    "over": bool,
    "moves": list,
}


def _checked(data: object, where: str) -> dict[str, Any]:
    """Refuse what is not a table's data."""
    if not isinstance(data, Mapping) or not is_among(data.get("format"), (FORMAT,)):
        raise InputError(f"{where}: is not a table of negotiation-sim (its format should be '{FORMAT}')")
    for name, kind in _FIELDS.items():
        if not isinstance(data.get(name), kind):
            raise InputError(f"{where}: is damaged: {name} is missing or of another kind")
    return dict(data)
