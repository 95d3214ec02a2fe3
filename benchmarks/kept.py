"""What is done of a long benchmark, kept in a file line by line, so that it can go on where it was ended."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

__all__ = ["Kept"]


class Kept:
    """Findings by key, in a file.

    Parameters
    ----------
    path : Path or None
        The file; without one nothing is kept.
    made : mapping
        What all findings in the file have in common: scenario, version, size.

    Raises
    ------
    click.BadParameter
        Where the file has other things in common, or is none of these.
    """

    def __init__(self, path: Path | None, made: Mapping[str, Any]) -> None:
        self._path = path
        self._done: dict[str, Any] = {}
        if path is None:
            return
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(dict(made)) + "\n", encoding="utf-8")
            return
        try:
            found, lines = _read(path)
        except (OSError, ValueError, TypeError) as error:
            raise _cannot_keep(f"{path} is none of its files, or damaged") from error
        if found != json.loads(json.dumps(dict(made))):
            raise _cannot_keep(f"{path} is of another scenario, version or size of run")
        self._done = dict(lines)
        kept = "".join(json.dumps(line) + "\n" for line in (found, *lines))
        path.write_text(kept, encoding="utf-8")  # without a last line that was cut off

    def once(self, key: str, find: Callable[[], Any]) -> Any:
        """Return plain data, found or kept under a key."""
        if key not in self._done:
            self._done[key] = find()
            if self._path is not None:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps([key, self._done[key]]) + "\n")
        return self._done[key]


def _read(path: Path) -> tuple[Any, list[tuple[str, Any]]]:
    """Return the first line of a file and the findings after it; one that was cut off is left out."""
    first, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    pairs = [json.loads(line) for line in lines if line.endswith("\n")]
    return json.loads(first), [(str(key), found) for key, found in pairs]


def _cannot_keep(why: str) -> click.BadParameter:
    return click.BadParameter(f"{why}: take another folder", param_hint="--keep")
