"""One located map laid over another: maps merge by key, anything else is replaced."""

from __future__ import annotations

from typing import Any

from sim.reading.located import Located, Path

__all__ = ["copy", "forget", "merge"]


def merge(base: Located, over: Located) -> Located:
    """Lay `over` on `base`.

    Parameters
    ----------
    base, over : Located
        Neither is changed, and the result shares none of their maps and lists.

    Returns
    -------
    Located
        Maps merged by key, the keys of `base` first; lists, words and None of `over` replace what `base` has.
        Marks follow the data they came from; a map that both have is marked where `over` has it.

    Examples
    --------
    >>> from sim.reading import load_text
    >>> base = load_text("a: {x: 1, y: [1, 2]}", name="base.yaml")
    >>> merged = merge(base, load_text("a: {y: [3]}", name="over.yaml"))
    >>> merged.data
    {'a': {'x': 1, 'y': [3]}}
    >>> merged.value_marks["a", "x"].file, merged.value_marks["a", "y", 0].file
    ('base.yaml', 'over.yaml')
    """
    result = copy(base)
    return Located(_lay(result, result.data, over, over.data, ()), result.key_marks, result.value_marks)


def copy(located: Located) -> Located:
    """Return a copy that may be changed in place."""
    result = Located(None, {}, {})
    return Located(_put(result, located, located.data, ()), result.key_marks, result.value_marks)


def forget(result: Located, path: Path) -> None:
    """Remove the marks of `path` and of everything below it, in place."""
    for marks in (result.key_marks, result.value_marks):
        for known in [known for known in marks if known[: len(path)] == path]:
            del marks[known]


def _lay(result: Located, below: Any, over: Located, above: Any, path: Path) -> Any:
    """Lay `above`, the part of `over` at `path`, on `below`, the part of `result` there."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        forget(result, path)
        return _put(result, over, above, path)
    _mark(result, over, path)
    for key, value in above.items():
        deeper = (*path, key)
        if key in below:
            below[key] = _lay(result, below[key], over, value, deeper)
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
