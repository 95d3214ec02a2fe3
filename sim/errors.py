"""What goes wrong on a user's side: problems with a place, collected and shown together."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Problem", "ProblemsError", "SimError", "did_you_mean"]


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
        return ": ".join(part for part in (place, self.where, self.message) if part)


class SimError(Exception):
    """A mistake of the user's, told in one or more lines; the command line exits with status 2."""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the lines alone, as the command line does."""
        return [f"{type(self).__name__}:", *str(self).splitlines()]


class ProblemsError(SimError):
    """An input with one or more problems, all of them named, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(found: str, allowed: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the nearest allowed name, or an empty string.

    Examples
    --------
    >>> did_you_mean("fiv_years", ["one_year", "five_years"])
    " Did you mean 'five_years'?"
    >>> did_you_mean("zzz", ["one_year"])
    ''
    """
    nearest = difflib.get_close_matches(found, list(allowed), n=1, cutoff=0.6)
    return f" Did you mean '{nearest[0]}'?" if nearest else ""
