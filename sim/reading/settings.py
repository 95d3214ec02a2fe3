"""One value set from the command line: ``--set events.biden_wins.chance=0``."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any, NoReturn

from sim.errors import Problem, ProblemsError, did_you_mean, number_in
from sim.reading.located import DEPTH, Located, Mark, Path, spell, walk
from sim.reading.merging import copy, deletes, forget, remove
from sim.reading.names import composed, hidden_mark
from sim.reading.shown import listed, show
from sim.reading.text import construct, parse

__all__ = ["assign"]

_LONGEST = 60  # characters of a setting in messages


def assign(located: Located, setting: str, *, closed: Mapping[str, str] | None = None) -> Located:
    """Set one value.

    Parameters
    ----------
    located : Located
        Left as it is.
    setting : str
        ``path=value``: keys and 0-based list numbers joined by dots, and a value in YAML 1.2 flow style
        (``[a, b]``, ``{uniform: [0, 1]}``; nothing after the sign is None). Maps that are not there are made.
        A written ``null`` deletes what is there, a list's item too.
    closed : mapping of str to str, optional
        What the entries of top-level maps are called, for maps to which only whole entries (maps) may be added.

    Raises
    ------
    ProblemsError
        When the setting has no sign or path, its value is not YAML, or its path leads into a word, past
        the end of a list, or to a new entry of a closed map.

    Examples
    --------
    >>> from sim.reading import load_text
    >>> located = load_text("events: {biden_wins: {chance: 0.7}}", name="a.yaml")
    >>> assign(located, "events.biden_wins.chance=0").data
    {'events': {'biden_wins': {'chance': 0}}}
    >>> assign(located, "events.biden_wins=[a, 1e-3]").data
    {'events': {'biden_wins': ['a', 0.001]}}
    """
    name, sign, written = composed(setting).partition("=")
    if not _is_text(setting):
        _refuse(Mark(f"--set {_abbreviate(ascii(setting)[1:-1])}", 0, 0), (), "must be in UTF-8")
    keys, mark = name.strip().split("."), Mark(f"--set {_abbreviate(setting)}", 0, 0)
    if not sign or not all(keys):
        _refuse(mark, (), "must be path=value, as in events.election.chance=0.5")
    if (hidden := hidden_mark(name)) is not None:
        _refuse(mark, (), f"holds the hidden mark U+{ord(hidden):04X}, which makes text look like another")
    if len(keys) > DEPTH:
        _refuse(mark, (), f"nested too deeply (allowed: {DEPTH} levels)")
    result, read = copy(located), Located(None, {}, {})
    value = _read(written, mark, (*keys,), read)
    _check_entry(located.data, keys, closed or {}, mark, value)
    owner, path = result.data, ()  # type: tuple[Any, Path]
    for key in keys[:-1]:
        part = _part(owner, key, mark, path)
        path = (*path, part)
        if isinstance(part, str) and owner.get(part) is None:
            owner[part] = {}
            result.key_marks[path] = result.value_marks[path] = mark
        owner = owner[part]
    part = _part(owner, keys[-1], mark, path)
    path = (*path, part)
    if deletes(read, (0,), value) and isinstance(part, int):
        remove(result, path[:-1], owner, [number == part for number in range(len(owner))])
        return result
    if part in owner or isinstance(part, int):
        forget(result, path, owner[part])
        if deletes(read, (0,), value):
            del owner[part]
            return result
    owner[part] = value
    for place, _ in walk(value, path):
        result.key_marks[place] = mark
        written_at = read.value_marks.get((0, *place[len(path) :]))
        result.value_marks[place] = mark._replace(word=written_at.word) if written_at else mark
    return result


def _check_entry(data: Any, keys: list[str], closed: Mapping[str, str], mark: Mark, value: Any) -> None:
    """Refuse to set a part of an entry that a closed map does not have: a slip in a name would make a new one."""
    section, name = keys[0], keys[1] if len(keys) > 1 else ""
    entries = data.get(section, {})
    if not name or section not in closed or not isinstance(entries, dict | NoneType) or name in (entries or {}):
        return
    if len(keys) == 2 and value is not None:
        return
    names, noun = list(entries or {}), closed[section]
    choice = f"allowed {listed(names)}" if names else "the scenario has none"
    meant = did_you_mean(name, names) or f" A new {noun} is set whole: {section}.{name}={{...}}"
    _refuse(mark, (section,), f"no such {noun} (found {show(name)}; {choice}).{meant}")


def _is_text(setting: str) -> bool:
    try:
        setting.encode()
    except UnicodeEncodeError:  # bytes of a command line that are not UTF-8
        return False
    return True


def _abbreviate(setting: str) -> str:
    plain = setting if setting.isprintable() else repr(setting)
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 3]}..."


def _refuse(mark: Mark, path: Path, message: str) -> NoReturn:
    raise ProblemsError([Problem(mark.file, mark.line, mark.column, spell(path), message)])


def _part(owner: Any, key: str, mark: Mark, path: Path) -> str | int:
    """Return `key` as a key of the map, or a number of the list, that stands at `path`."""
    if isinstance(owner, dict):
        return key
    if not isinstance(owner, list):
        _refuse(mark, path, f"holds no '{key}': it is not a map (found {show(owner)})")
    if (place := number_in(key)) is not None and place < len(owner):
        return place
    last = f"0 to {len(owner) - 1}" if owner else "none, the list is empty"
    _refuse(mark, path, f"no such item (found {show(key)}; allowed: {last})")


def _read(written: str, mark: Mark, path: Path, read: Located) -> Any:
    """Read a value as the only item of a flow list, its marks into `read`; the line break ends a comment."""
    try:
        node = parse(f"[{written}\n]", mark.file)
    except ProblemsError as error:
        messages = [problem.message for problem in error.problems]
        raise ProblemsError(Problem(mark.file, 0, 0, spell(path), message) for message in messages) from None
    items = construct(node, read, ()) if node else []
    if not isinstance(items, list) or len(items) > 1:
        _refuse(mark, path, "more than one value (a list needs brackets: [a, b]; text with commas needs quotes)")
    return items[0] if items else None
