"""One located map laid over another: maps merge by key, anything else is replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from sim.reading.located import Located, Path, walk

__all__ = ["Replaces", "copy", "deletes", "forget", "merge", "move", "remove"]


Replaces: TypeAlias = Callable[[dict[str, Any], dict[str, Any]], bool]
"""Tells whether a map, the second, takes the place of another rather than adding to it."""


def merge(base: Located, over: Located, *, replaces: Replaces = lambda below, above: False) -> Located:
    """Lay `over` on `base`.

    Parameters
    ----------
    base, over : Located
        Neither is changed, and the result shares none of their maps and lists.
    replaces : callable
        Tells of two maps whether the second replaces the first; they are merged by default.

    Returns
    -------
    Located
        Maps merged by key, the keys of `base` first; lists and words of `over` replace what `base` has, and a
        written ``null`` deletes it. Marks follow the data they came from; a map that both have is marked where
        `over` has it.

    Examples
    --------
    >>> from sim.reading import load_text
    >>> base = load_text("a: {x: 1, y: [1, 2]}", name="base.yaml")
    >>> merged = merge(base, load_text("a: {y: [3]}", name="over.yaml"))
    >>> merged.data
    {'a': {'x': 1, 'y': [3]}}
    >>> merged.value_marks["a", "x"].file, merged.value_marks["a", "y", 0].file
    ('base.yaml', 'over.yaml')
    >>> merge(base, load_text("a: {x: null}", name="over.yaml")).data
    {'a': {'y': [1, 2]}}
    """
    result = copy(base)
    data = _Layer(result, over, replaces).lay(result.data, over.data, ())
    return Located(data, result.key_marks, result.value_marks)


def deletes(located: Located, path: Path, value: Any) -> bool:
    """Tell whether the value at `path` is a written ``null``, which deletes; one left out does not."""
    mark = located.value_marks.get(path)
    return value is None and mark is not None and mark.word != ""


def copy(located: Located) -> Located:
    """Return a copy that may be changed in place."""
    result = Located(None, {}, {})
    return Located(_put(result, located, located.data, ()), result.key_marks, result.value_marks)


def forget(result: Located, path: Path, value: Any) -> None:
    """Remove, in place, the marks of `path`, where `value` stands or stood, and of everything below it."""
    for known, _ in walk(value, path):
        result.key_marks.pop(known, None)
        result.value_marks.pop(known, None)


def move(result: Located, old: Path, new: Path, value: Any) -> None:
    """Move the marks of `value`, and of everything below it, from `old` to `new`."""
    for known, _ in walk(value, old):
        for marks in (result.key_marks, result.value_marks):
            if known in marks:
                marks[(*new, *known[len(old) :])] = marks.pop(known)


def remove(result: Located, place: Path, items: list[Any], gone: list[bool]) -> None:
    """Remove items of the list at `place`, in place; those that move up take their marks along."""
    kept = 0
    for number, item in enumerate(list(items)):
        if gone[number]:
            forget(result, (*place, number), item)
            continue
        if kept != number:
            move(result, (*place, number), (*place, kept), item)
        items[kept] = item
        kept += 1
    del items[kept:]


class _Layer:
    """What lays `over` on `result`, in place."""

    def __init__(self, result: Located, over: Located, replaces: Replaces) -> None:
        self._result, self._over, self._replaces = result, over, replaces

    def lay(self, below: Any, above: Any, path: Path) -> Any:
        """Lay `above`, the part of `over` at `path`, on `below`, the part of `result` there."""
        result, over = self._result, self._over
        if not (isinstance(below, dict) and isinstance(above, dict)) or self._replaces(below, above):
            forget(result, path, below)
            return _put(result, over, above, path)
        _mark(result, over, path)
        for key, value in above.items():
            deeper = (*path, key)
            if key in below and deletes(over, deeper, value):
                forget(result, deeper, below.pop(key))
            elif key in below:
                below[key] = self.lay(below[key], value, deeper)
            else:
                below[key] = _put(result, over, value, deeper)
        return below


def _put(result: Located, source: Located, data: Any, path: Path) -> Any:
    """Return a copy of `data`, the part of `source` at `path`, and copy its marks."""
    _mark(result, source, path)
    if isinstance(data, dict):
        return {key: _put(result, source, value, (*path, key)) for key, value in data.items()}
    if isinstance(data, list):
        return [_put(result, source, item, (*path, number)) for number, item in enumerate(data)]
    return data


def _mark(result: Located, source: Located, path: Path) -> None:
    for marks, known in ((result.key_marks, source.key_marks), (result.value_marks, source.value_marks)):
        if path in known:
            marks[path] = known[path]
