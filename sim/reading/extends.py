"""``extends: baseline.yaml``: a file that says only what differs from others."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable
from functools import partial, reduce
from typing import Any

from sim.errors import Problem, ProblemsError
from sim.reading.located import Located, Path, problem
from sim.reading.merging import Replaces, copy, forget, merge
from sim.reading.names import composed
from sim.reading.shown import show
from sim.reading.text import load, near_names

__all__ = ["resolve_extends"]

_LONGEST_CHAIN = 10  # files from the first to the last base
_MOST = 10  # bases one file may name


def resolve_extends(
    path: pathlib.Path,
    *,
    within: pathlib.Path | None = None,
    replaces: Replaces = lambda below, above: False,
    amend: Callable[[Located], Located] = lambda located: located,
) -> Located:
    """Read a file and the files it extends, and theirs, as one (see `merge`).

    Parameters
    ----------
    path : pathlib.Path
        A YAML file; its key `extends`, if it has one, names a file or a list of files, absolute or
        relative to its own folder, later ones laid over earlier ones, the file itself over all.
    within : pathlib.Path, optional
        The folder that every base must lie below, links followed; anywhere by default.
    replaces : callable
        Tells of two maps whether the second, laid over the first, replaces it.
    amend : callable
        What each file's own instructions (to add to a list, to leave something out) make of the result, done
        when the file has been laid over its bases and before another is laid over it.

    Returns
    -------
    Located
        Without the key `extends`; every part is marked in the file it came from.

    Raises
    ------
    ProblemsError
        With every problem of every file, and for bases that are missing, not YAML by name,
        outside `within`, circular, or in a chain of more than ten.
    """
    return _Family(amend, within, replaces).resolve(path, ())


class _Family:
    """Files resolved so far, each once, however often it is extended."""

    def __init__(self, amend: Callable[[Located], Located], within: pathlib.Path | None, replaces: Replaces) -> None:
        self._amend, self._merge = amend, partial(merge, replaces=replaces)
        self._within = within and pathlib.Path(os.path.realpath(within))
        self._resolved: dict[str, Located] = {}

    def resolve(self, path: pathlib.Path, chain: tuple[pathlib.Path, ...]) -> Located:
        """Resolve `path`, which the files of `chain` extend, the first one first."""
        identity = _identity(path)
        if identity not in self._resolved:
            own = load(path)
            bases: list[Located] = []
            problems: list[Problem] = []
            for at, name in _names(own):
                try:
                    bases.append(self._base(own, at, name, (*chain, path)))
                except ProblemsError as error:
                    problems += error.problems
            if problems:
                raise ProblemsError(problems)
            self._resolved[identity] = self._amend(_without_extends(reduce(self._merge, [*bases, own])))
        return self._resolved[identity]

    def _base(self, own: Located, at: Path, name: Any, chain: tuple[pathlib.Path, ...]) -> Located:
        """Resolve the base `name`, written at `at` of the last file of `chain`."""
        message = _misnamed(name)
        if message:
            raise ProblemsError([problem(own, at, message)])
        base = _on_disk(pathlib.Path(os.path.normpath(chain[-1].parent / name)))
        upward = [_identity(file) for file in chain]
        if self._is_outside(base):  # first of all: whether such a file exists is not reported either
            message = (
                f"lies outside the scenario's own tree (found {show(name)}; allowed: files below {self._within}, "
                "which is where its evidence, a folder named seeds, or else the scenario itself stands)"
            )
        elif _identity(base) in upward:
            cycle = [*chain[upward.index(_identity(base)) :], base]
            message = f"circular: {' extends '.join(file.name for file in cycle)}"
        elif len(chain) >= _LONGEST_CHAIN:
            message = f"a chain of more than {_LONGEST_CHAIN} files"
        elif not _is_file(base):
            message = f"no such file (found {show(name)}).{near_names(base)}".removesuffix(".")
        if message:
            raise ProblemsError([problem(own, at, message)])
        return self.resolve(base, chain)

    def _is_outside(self, base: pathlib.Path) -> bool:
        # realpath, as Path.resolve stumbles over a link to itself
        return self._within is not None and not pathlib.Path(os.path.realpath(base)).is_relative_to(self._within)


def _identity(path: pathlib.Path) -> str:
    return os.path.normpath(path.absolute())


def _on_disk(path: pathlib.Path) -> pathlib.Path:
    """Return the path, or that of a file whose name has the same letters with accents apart (as of macOS)."""
    if path.name.isascii() or _is_file(path):
        return path
    try:
        return next((entry for entry in path.parent.iterdir() if composed(entry.name) == path.name), path)
    except OSError:
        return path


def _is_file(path: pathlib.Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the file system allows
        return False


def _names(own: Located) -> list[tuple[Path, Any]]:
    """Return the bases a file names, and where."""
    if "extends" not in own.data:
        return []
    named = own.data["extends"]
    if not isinstance(named, list):
        return [(("extends",), named)]
    if len(named) > _MOST:
        message = f"has too many items (found {len(named)}; allowed: at most {_MOST})"
        raise ProblemsError([problem(own, ("extends",), message)])
    return [(("extends", number), name) for number, name in enumerate(named)]


def _misnamed(name: Any) -> str:
    """Say what is wrong with the name of a base, or nothing."""
    if not isinstance(name, str):
        return f"must be a file name, or a list of file names (found {show(name)})"
    if not name.endswith((".yaml", ".yml")) or not name.isprintable():
        return f"must name a .yaml or .yml file (found {show(name)})"
    return ""


def _without_extends(located: Located) -> Located:
    if "extends" not in located.data:
        return located
    kept = copy(located)
    forget(kept, ("extends",), kept.data.pop("extends"))
    return kept
