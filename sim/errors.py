"""Errors by their cause: bad input, files that cannot be read or written, workers that are lost, an interrupt.

========================  =====================================================  ===========
class                     what went wrong                                        exit status
========================  =====================================================  ===========
`SimError`                any of the next five
`InputError`              an argument, an option or a path is not usable         2
`ProblemsError`           a scenario or evidence file has mistakes, each placed  2
`StorageError`            files cannot be read or written                        1
`ExecutionError`          workers, an executor or a cluster cannot be used       1
`MissingDependencyError`  an optional package is not installed                   1
`Interrupted`             Ctrl-C; what was done is kept                          130
========================  =====================================================  ===========
"""

from __future__ import annotations

import difflib
import errno
import itertools
import operator
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

__all__ = [
    "NO_MEMORY",
    "ExecutionError",
    "InputError",
    "Interrupted",
    "MissingDependencyError",
    "Problem",
    "ProblemsError",
    "SimError",
    "SimWarning",
    "StorageError",
    "cannot_write",
    "did_you_mean",
    "in_a_line",
    "near_name",
    "number_in",
    "shown",
    "whole_number",
]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""What would break the line of a message, or move a terminal's cursor; a name or a path may hold it."""

_MOST_BITS = 1_024
"""Of a whole number without a limit of its own, such as a seed: Python does not write much longer ones in digits."""

_MOST_DIGITS = 300
"""Of a number that a person types: of thousands of digits Python reads none."""

_LONGEST_LINE = 200

_LONGEST_NAME, _MOST_NAMES = 100, 500
"""Beyond these no near name is looked for: comparing takes 5 microseconds a name, more for long ones."""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in an input, and where it stands.

    Parameters
    ----------
    file : str
        The file as the user named it, or "" for something given on the command line.
    line, column : int
        1-based position; 0 where the input has none.
    where : str
        The place in the user's own words, such as ``events.inauguration.date``.
    message : str
        What is wrong, what was found, what is allowed.

    Examples
    --------
    >>> print(Problem("a.yaml", 3, 7, "deadline", "not a date (found 'soon'; allowed YYYY-MM-DD)"))
    a.yaml:3:7: deadline: not a date (found 'soon'; allowed YYYY-MM-DD)
    """

    file: str
    line: int
    column: int
    where: str
    message: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        text = ": ".join(part for part in (place, self.where, self.message) if part)
        return _CONTROL.sub(lambda found: repr(found[0])[1:-1], text)


NO_MEMORY = (
    "There is not enough memory. What takes less: fewer --workers or --worlds, fewer packages (options, issues), "
    "fewer chance events that governments foresee, fewer imagined rivals; with --out results are kept on disk"
)
"""The message wherever memory runs out."""


class SimError(Exception):
    """Anything that went wrong and is reported in one or more lines; raised as one of the classes below it."""

    exit_status: ClassVar[int] = 2
    """Of the command line."""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the lines alone, as the command line does."""
        return [f"{type(self).__name__}:", *str(self).splitlines()]


class SimWarning(UserWarning):
    """Something a user should know of results that are right all the same; the command line prints it as a line."""


class InputError(SimError):
    """What was given cannot be used: an argument, an option, a path, a file's content."""


class StorageError(SimError):
    """Files or folders cannot be read or written: no space, no permission, damaged, or in use by another run."""

    exit_status = 1


class ExecutionError(SimError):
    """A run cannot be played where it should be: workers, an executor or a cluster are missing or lost."""

    exit_status = 1


class MissingDependencyError(SimError):
    """An optional package is needed and not installed."""

    exit_status = 1


class Interrupted(KeyboardInterrupt):
    """Ctrl-C cut something short; what was done is kept, each subclass says where.

    As Python's own KeyboardInterrupt it is not an Exception, so that no ``except SimError`` takes it for a mistake.
    """


class ProblemsError(InputError):
    """An input with one or more problems, all of them named, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # as it leaves a worker process


_MISTAKEN = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP, errno.EILSEQ}
"""Failures of the system that say that a path is wrong, and not that the system cannot do it."""


def cannot_write(place: Path, error: OSError) -> InputError | StorageError:
    """Return the error that says why nothing can be written somewhere, in the system's words.

    Parameters
    ----------
    place : Path
        A file or folder.
    error : OSError
        What the system said. Of a path that leads nowhere it is the input's fault.

    Examples
    --------
    >>> cannot_write(Path("out"), OSError(28, "writing bytes failed"))
    StorageError('out: cannot be written to (No space left on device)')
    """
    kind = InputError if error.errno in _MISTAKEN else StorageError
    return kind(f"{place}: cannot be written to ({os.strerror(error.errno) if error.errno else error})")


def did_you_mean(found: str, allowed: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the nearest of the first 500 allowed names, or an empty string.

    Examples
    --------
    >>> did_you_mean("fiv_years", ["one_year", "five_years"])
    " Did you mean 'five_years'?"
    >>> did_you_mean("zzz", ["one_year"])
    ''
    """
    nearest = near_name(found, allowed)
    return "" if nearest is None else f" Did you mean '{nearest}'?"


def in_a_line(error: BaseException) -> str:
    """Return what went wrong elsewhere, of any cause, in a short line.

    Examples
    --------
    >>> in_a_line(OSError(28, "No space left on device")), in_a_line(ValueError("no sense"))
    ('No space left on device', 'ValueError: no sense')
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    words = " ".join(_CONTROL.sub(" ", str(error)).split())
    text = words if isinstance(error, SimError) else f"{type(error).__name__}{': ' * bool(words)}{words}"
    return text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]} …"


def shown(value: object) -> str:
    """Return what a caller gave as Python writes it, in a short line.

    Examples
    --------
    >>> shown("x"), len(shown(list(range(1000))))
    ("'x'", 202)
    """
    text = " ".join(repr(value).split(maxsplit=_LONGEST_LINE))
    return text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]} …"


def near_name(found: str, allowed: Iterable[str]) -> str | None:
    """Return the nearest of the first 500 allowed names, None where none is near."""
    if len(found) > _LONGEST_NAME:
        return None
    names = list(itertools.islice(allowed, _MOST_NAMES))
    return next(iter(difflib.get_close_matches(found, names, n=1, cutoff=0.6)), None)


def number_in(text: str) -> int | None:
    """Return the whole number that a text writes in digits, None where it is not one or beyond any that is meant.

    Examples
    --------
    >>> number_in("12"), number_in("\u00b2"), number_in("-1"), number_in("9" * 5000)
    (12, None, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def whole_number(name: str, value: object, *, least: int | None = None, most: int | None = None) -> int:
    """Return a whole number a user gave as Python's own int, whatever whole-number type it has.

    Parameters
    ----------
    name : str
        What the user calls it.
    value : object
        An int or anything that stands for one, such as numpy's; True and 1.0 do not.
    least, most : int, optional
        Least and greatest number allowed.

    Raises
    ------
    InputError
        For anything else, or a number too small or too large.

    Examples
    --------
    >>> whole_number("worlds", 500, least=1)
    500
    >>> whole_number("worlds", 2.5)
    Traceback (most recent call last):
    sim.errors.InputError: worlds: must be a whole number (found 2.5)
    >>> whole_number("worlds", 0, least=1)
    Traceback (most recent call last):
    sim.errors.InputError: worlds: must be at least 1 (found 0)
    >>> whole_number("worlds", 10**10, most=10**9)
    Traceback (most recent call last):
    sim.errors.InputError: worlds: must be at most 1,000,000,000 (found 10,000,000,000)
    """
    try:
        if isinstance(value, bool):  # Python counts with truth values; a user who gives one has mixed something up
            raise TypeError
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise InputError(f"{name}: must be a whole number (found {shown(value)})") from None
    if least is not None and number < least:
        raise InputError(f"{name}: must be at least {least} (found {_in_digits(number)})")
    if number.bit_length() > _MOST_BITS or (most is not None and number > most):
        limit = f"{most:,}" if most is not None else f"a number of {_MOST_BITS} bits"
        raise InputError(f"{name}: must be at most {limit} (found {_in_digits(number)})")
    return number


def _in_digits(number: int) -> str:
    """Return a whole number as digits, or where it is very long how long it is."""
    return f"{number:,}" if number.bit_length() <= 100 else f"a number of {number.bit_length():,} bits"
