"""Examples: parts of scenario files, taken from them as they stand."""

from __future__ import annotations

import os
import pathlib

from sim.errors import InputError
from sim.reading import Located, load

__all__ = ["example", "excerpt"]

Path = tuple[str | int, ...]


def example(root: pathlib.Path, docs: pathlib.Path, request: str) -> str:
    """Return a block of YAML and where it is from.

    Parameters
    ----------
    root, docs : pathlib.Path
        The repository, and the folder of the page.
    request : str
        A file, and places in it: ``scenarios/a.yaml seats.us events``; without any place, the whole file.
    """
    name, *places = request.split()
    text = excerpt(root / name, places) if places else (root / name).read_text(encoding="utf-8").rstrip("\n")
    link = pathlib.PurePath(os.path.relpath(root / name, docs)).as_posix()
    return f"```yaml\n{text}\n```\n\n<sub>From [{name}]({link}).</sub>"


def excerpt(file: pathlib.Path, places: list[str]) -> str:
    """Return the lines of a YAML file that hold the given places, each under the keys it stands in.

    Raises
    ------
    InputError
        If the file has no such place on lines of its own.
    """
    located, lines = load(file), file.read_text(encoding="utf-8").split("\n")
    calls: list[str] = []
    above: Path = ()
    for place in places:
        path = _path(located, place, file)
        owners = [path[:depth] for depth in range(1, len(path)) if path[:depth] != above[:depth]]
        calls += [_key_line(located, lines, owner) for owner in owners if isinstance(owner[-1], str)]
        calls += _block(located, lines, path)
        above = path
    return "\n".join(calls)


def _path(located: Located, place: str, file: pathlib.Path) -> Path:
    path: Path = tuple(int(part) if part.isdecimal() else part for part in place.split("."))
    if path not in located.key_marks:
        raise InputError(f"{file}: holds nothing at {place}")
    return path


def _key_line(located: Located, lines: list[str], path: Path) -> str:
    line = lines[located.key_marks[path].line - 1]
    return line[: line.index(":") + 1]


def _block(located: Located, lines: list[str], path: Path) -> list[str]:
    """Return the lines from a key, or an item of a list, to the next at its depth or above."""
    first = located.key_marks[path].line - 1
    indent = _indent(lines[first])
    block = [lines[first]]
    for line in lines[first + 1 :]:
        if line.strip() and _indent(line) <= indent:
            break
        block.append(line)
    while not block[-1].strip() or block[-1].lstrip().startswith("#"):
        block.pop()
    return block


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
