"""Plain data that remembers where in which file each of its parts was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

from sim.errors import Problem

__all__ = ["DEPTH", "Located", "Mark", "Path", "problem", "spell", "walk"]

Path: TypeAlias = tuple[str | int, ...]
"""Keys of maps and 0-based numbers of list items, from the top: ``("seats", "us")``."""

DEPTH = 60
"""How deep maps and lists may be nested. ASSUMPTION: scenarios use about 8; Python's stack ends near 1,000."""


class Mark(NamedTuple):
    """A position: the file as the user named it, 1-based line and column (0 where the input has none).

    Of a number, date, truth value or ``null`` also how it is written: the first three may stand where a name should,
    and ``null`` deletes what a file extended says, while a value left out does not.
    """

    file: str
    line: int
    column: int
    word: str = ""


@dataclass(frozen=True)
class Located:
    """Plain data and the marks of its parts.

    Parameters
    ----------
    data : Any
        Maps with text keys, lists, text, whole and decimal numbers, truth values, dates, None.
    key_marks : dict of Path to Mark
        Where the key of a map entry, or a list item, begins.
    value_marks : dict of Path to Mark
        Where the value begins; ``()`` is the whole.
    """

    data: Any
    key_marks: dict[Path, Mark]
    value_marks: dict[Path, Mark]


def walk(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every part of `data` with its path, owners before what they hold.

    Examples
    --------
    >>> [path for path, _ in walk({"a": [1, 2]})]
    [(), ('a',), ('a', 0), ('a', 1)]
    """
    yield path, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from walk(value, (*path, key))
    elif isinstance(data, list):
        for number, item in enumerate(data):
            yield from walk(item, (*path, number))


def spell(path: Path) -> str:
    """Write a path as a user would say it.

    Examples
    --------
    >>> spell(("governments", "trump", "statements", 2, "accepts"))
    'governments.trump.statements[2].accepts'
    >>> spell(("outcomes", "clean five years", "v1.5"))
    "outcomes.clean five years.'v1.5'"
    """
    spelled = ""
    for part in path:
        if isinstance(part, int):
            spelled += f"[{part}]"
        else:
            plain = part.isprintable() and part.strip() == part != "" and not set(part) & set(".[]")
            spelled += ("." if spelled else "") + (part if plain else repr(part))
    return spelled


def problem(located: Located, path: Path, message: str, *, at: Literal["key", "value"] = "value") -> Problem:
    """Make a problem at the mark of `path`, or at the nearest mark above it.

    Examples
    --------
    >>> top, five = Mark("a.yaml", 1, 1), Mark("a.yaml", 2, 4)
    >>> located = Located({"a": 5}, {("a",): Mark("a.yaml", 2, 1)}, {(): top, ("a",): five})
    >>> print(problem(located, ("a",), "too small (found 5)"))
    a.yaml:2:4: a: too small (found 5)
    >>> print(problem(located, ("b",), "missing"))
    a.yaml:1:1: b: missing
    """
    if at == "key" and path in located.key_marks:
        mark = located.key_marks[path]
    else:
        above = (path[:length] for length in range(len(path), -1, -1))
        mark = next((located.value_marks[p] for p in above if p in located.value_marks), Mark("", 0, 0))
    return Problem(mark.file, mark.line, mark.column, spell(path), message)
