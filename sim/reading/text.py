"""YAML text or file -> located plain data, or every problem found in it."""

from __future__ import annotations

import codecs
import difflib
import pathlib
import sys
import unicodedata
from contextlib import nullcontext, suppress
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import Scanner

from sim.errors import Problem, ProblemsError, near_name
from sim.reading.located import DEPTH, Located, Path
from sim.reading.nodes import Node, TreeBuilder

__all__ = ["BYTES", "construct", "load", "load_text", "near_names", "parse", "read_text"]

BYTES = 1_000_000
"""How large a file may be. ASSUMPTION: a scenario of 300 lines takes 15,000 bytes."""

_KEPT_BYTES = 50_000  # below it a text stays in memory as parsed: the same base is read for many files

_FEW_FILES = 3
"""How many files of a folder are named where the folder was given for one of them."""

STANDARD_INPUT = pathlib.Path("-")
"""Stands for standard input where a file is read."""

_IN_PLAIN_WORDS = {  # by what the parser says
    "'\\t'": "a tab cannot indent: use spaces",
    "'<stream end>'": "a list or map is not closed",
    "'<document start>'": "something follows the end of the value",
    "unexpected end of stream": "a quote is not closed",
    "expected ',' or": "a comma or a closing bracket is missing before this",
    "unknown escape": "an unknown escape (between double quotes a backslash begins one: use single quotes)",
    "expected escape sequence": "an escape is cut short (between double quotes a backslash begins one)",
    "<block end>": "out of place here (is it indented as the lines above?)",
    "mapping values": "a colon is out of place (text with ': ' needs quotes; a key above may lack its colon)",
    "could not find expected ':'": "a key needs a colon and a space after it",
}


class _GuardedScanner(Scanner):
    """Refuses deep flow nesting as it is scanned: the scanner looks 1,024 characters ahead of its events."""

    def fetch_flow_collection_start(self, *arguments: Any, **named: Any) -> None:
        if self.flow_level > DEPTH:
            raise MarkedYAMLError(
                problem=f"nested too deeply (allowed: {DEPTH} levels)", problem_mark=self.reader.get_mark()
            )
        super().fetch_flow_collection_start(*arguments, **named)


def parse(text: str, file: str) -> Node | None:
    """Parse one YAML 1.2 document into a tree of nodes; None where the text holds nothing.

    The tree may be one returned before: it is not to be changed.

    Raises
    ------
    ProblemsError
        For a syntax error, and for every duplicate key, tag or other refused construct before it.
    """
    return _parsed(text, file) if len(text) < _KEPT_BYTES else _parse(text, file)


def _parse(text: str, file: str) -> Node | None:
    builder = TreeBuilder(file)
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _GuardedScanner
    try:
        for event in yaml.parse(text):
            builder.take(event)
    except YAMLError as error:
        raise ProblemsError([*builder.problems, _syntax_problem(error, text, file)]) from None
    except (ValueError, OverflowError):  # the parser's own int() of a version and chr() of an escape
        message = "not YAML: an escape or a number in it is out of range"
        raise ProblemsError([*builder.problems, Problem(file, 1, 1, "", message)]) from None
    if builder.problems:
        raise ProblemsError(builder.problems)
    return builder.root


_parsed = lru_cache(maxsize=64)(_parse)


def _syntax_problem(error: YAMLError, text: str, file: str) -> Problem:
    if isinstance(error, ReaderError):
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return Problem(file, line, column, "", f"character U+{error.character:04X} is not allowed in YAML")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    problem = " ".join(str(getattr(error, "problem", None) or error).split())
    before = text[: mark.index].rstrip(" ") if mark else ""
    if "'<scalar>'" in problem and before.endswith(("'", '"')):
        message = "something follows a closing quote (a quote inside quotes: write it twice, or use the other kind)"
        return Problem(file, line, column, "", f"not YAML: {message}")
    message = next((plain for hint, plain in _IN_PLAIN_WORDS.items() if hint in problem), problem)
    return Problem(file, line, column, "", f"not YAML: {message[:120]}")


def load_text(text: str, *, name: str) -> Located:
    r"""Read YAML text whose top level is a map.

    Parameters
    ----------
    text : str
        YAML 1.2, one document. Keys are taken as text (``2020:`` is ``"2020"``).
    name : str
        What problems call the text, usually a file name.

    Raises
    ------
    ProblemsError
        With every problem found.

    Examples
    --------
    >>> load_text("a: [no, 1e-3, 2020-10-01]", name="a.yaml").data
    {'a': ['no', 0.001, datetime.date(2020, 10, 1)]}
    >>> load_text("a: 1\na: 2\na: 3", name="a.yaml")
    Traceback (most recent call last):
    sim.errors.ProblemsError: a.yaml:2:1: key 'a' is given twice (first on line 1)
    a.yaml:3:1: key 'a' is given twice (first on line 1)
    """
    if len(text) > BYTES:
        raise ProblemsError([Problem(name, 0, 0, "", f"too large (allowed: {BYTES:,} bytes)")])
    root = parse(text.removeprefix("\ufeff"), name)
    if root is None or root.content is None:
        raise ProblemsError([Problem(name, 1, 1, "", "the file is empty (a map of keys is needed)")])
    if not isinstance(root.content, dict):
        mark = root.mark
        raise ProblemsError([Problem(name, mark.line, mark.column, "", "the top level must be a map of keys")])
    located = Located({}, {}, {})
    return Located(construct(root, located, ()), located.key_marks, located.value_marks)


def construct(node: Node, located: Located, path: Path) -> Any:
    """Return the plain data of `node`, writing the marks of its parts into `located`."""
    located.value_marks[path] = node.mark
    content = node.content
    if isinstance(content, dict):
        data: dict[str, Any] = {}
        for key, entry in content.items():
            below = (*path, key)
            located.key_marks[below] = entry.key_mark
            data[key] = construct(entry.node, located, below)
        return data
    if isinstance(content, list):
        items = []
        for number, item in enumerate(content):
            below = (*path, number)
            located.key_marks[below] = item.mark
            items.append(construct(item, located, below))
        return items
    return content


def load(path: pathlib.Path) -> Located:
    """Read a YAML file whose top level is a map (see `load_text`).

    Raises
    ------
    ProblemsError
        With every problem found, also when the file is missing, unreadable, too large or not UTF-8.
    """
    return load_text(read_text(path), name=str(path))


def read_text(path: pathlib.Path) -> str:
    """Return the text of a UTF-8 file of at most `BYTES` bytes, or of standard input for ``-``.

    Raises
    ------
    ProblemsError
        When there is no such file, or not of this kind.
    """
    try:
        with nullcontext(sys.stdin.buffer) if path == STANDARD_INPUT else path.open("rb") as file:
            raw = file.read(BYTES + 1)
    except FileNotFoundError:
        raise ProblemsError([Problem(str(path), 0, 0, "", f"no such file.{near_names(path)}")]) from None
    except IsADirectoryError:
        raise ProblemsError([Problem(str(path), 0, 0, "", f"is a folder, not a file.{_files_of(path)}")]) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise ProblemsError([Problem(str(path), 0, 0, "", f"cannot be read: {reason}")]) from None
    if len(raw) > BYTES:
        raise ProblemsError([Problem(str(path), 0, 0, "", f"too large (allowed: {BYTES:,} bytes)")])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"not UTF-8 text (found byte 0x{raw[error.start]:02x})"
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # how UTF-32 of the same order begins, too
            message += ": it is UTF-16 or UTF-32; save it as UTF-8"
        raise ProblemsError([Problem(str(path), line, column, "", message)]) from None


def _files_of(folder: pathlib.Path) -> str:
    """Return `` Did you mean 'x/a.yaml'?`` where a folder holds a few YAML files."""
    try:
        files = sorted(str(entry) for entry in folder.iterdir() if entry.suffix in (".yaml", ".yml"))
    except OSError:
        return ""
    return f" Did you mean {' or '.join(map(repr, files))}?" if 0 < len(files) <= _FEW_FILES else ""


def near_names(path: pathlib.Path) -> str:
    """Return `` Did you mean 'x' or 'y'?`` for files of the folder with names near that of `path`.

    A name that only looks the same is written in its characters' numbers; a link that leads nowhere is called one.
    """
    with suppress(OSError):  # of a name that is too long for the system
        if path.is_symlink():
            return " It is a link to a place where there is nothing."
    try:
        names = [entry.name for entry in path.parent.iterdir() if near_name(path.stem, [entry.stem])]
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.6)
    composed = unicodedata.normalize("NFC", path.name)
    shown = [repr(name) if unicodedata.normalize("NFC", name) != composed else ascii(name) for name in near]
    return f" Did you mean {' or '.join(shown)}?" if shown else ""
