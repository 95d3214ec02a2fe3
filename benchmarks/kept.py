"""What is done of a long benchmark, kept in a file line by line, so that it can go on where it was ended."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sim.errors import InputError

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
    InputError
        Where the file has other things in common.
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
        first, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        if json.loads(first) != dict(made):
            raise InputError(f"--keep: {path} is of another scenario, version or size of run: take another folder")
        self._done = dict(json.loads(line) for line in lines if line.endswith("\n"))
        path.write_text(first + "".join(line for line in lines if line.endswith("\n")), encoding="utf-8")

    def once(self, key: str, find: Callable[[], Any]) -> Any:
        """Return plain data, found or kept under a key."""
        if key not in self._done:
            self._done[key] = find()
            if self._path is not None:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps([key, self._done[key]]) + "\n")
        return self._done[key]
