"""A scenario file's raw data, seen by checks that must not stumble over odd shapes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from types import NoneType
from typing import Any, Literal, TypeAlias

from sim.errors import Problem, did_you_mean
from sim.reading import Located, Path, problem
from sim.reading.sentences import as_name
from sim.reading.shown import listed, show
from sim.scenario_part import FIRST_YEAR, LAST_YEAR

__all__ = ["At", "Draft", "as_day", "bad_reference"]

At: TypeAlias = Literal["key", "value"]


class Draft:
    """Raw data with its marks, what names it defines, and the problems found so far.

    Every accessor passes over what has the wrong shape: the models report that.
    """

    def __init__(self, located: Located, claims: Iterable[str] = ()) -> None:
        self.located = located
        self.problems: list[Problem] = []
        # maps, whatever their values: a name is found in them at once, however many there are
        self.issues = {name: self.mapping("issues", name, "options") for name in self.mapping("issues")}
        self.proposals = self.mapping("proposals")
        self.seats = self.mapping("seats")
        # the models report what is not a truth value; until then it may be meant as true
        self.principals = [seat for seat in self.seats if self.part("seats", seat, "principal") not in (None, False)]
        self.mediators = [seat for seat in self.seats if self.part("seats", seat, "mediator") not in (None, False)]
        self.governments = self.mapping("governments")
        self.events = {name: place for place, name in enumerate(self.mapping("events"))}
        self.moves = self.mapping("moves")
        self.claims = {*claims, *self.mapping("claims")}
        self.start, (self.first_deadline, self.deadline) = as_day(self.part("start")), self._deadlines()
        self.last_deadline = self._last_deadline()

    def _deadlines(self) -> tuple[date | None, date | None]:
        """Return the first and the last possible day of the deadline, as far as they can be read."""
        items = [item for key in ("between", "one_of") for _, item in self.items("deadline", key)]
        days = [as_day(item.get("date") if isinstance(item, dict) else item) for item in items]
        found = [day for day in (days or [as_day(self.part("deadline"))]) if day is not None]
        return (min(found), max(found)) if found else (None, None)

    def _last_deadline(self) -> date | None:
        """Return the last deadline that prolongations, as far as they can be read, may lead to."""
        last = self.deadline
        for name in self.mapping("prolongations"):
            to = as_day(self.part("prolongations", name, "to"))
            days, times = (self.part("prolongations", name, key) for key in ("days", "times"))
            if to is not None:
                last = to
            elif last is not None and type(days) is int:
                days *= times if type(times) is int else 1
                last += timedelta(days=min(max(days, 0), 10**5)) if (last.year < 2900) else timedelta(0)
        return last

    def part(self, *path: str | int) -> Any:
        """Return what stands at `path`, None where nothing does."""
        value = self.located.data
        for step in path:
            held = isinstance(value, dict) and step in value
            listed_there = isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)
            if not held and not listed_there:
                return None
            value = value[step]
        return value

    def mapping(self, *path: str | int) -> dict[str, Any]:
        """Return the map at `path`, empty where there is none."""
        value = self.part(*path)
        return value if isinstance(value, dict) else {}

    def sequence(self, *path: str | int) -> list[Any]:
        """Return the list at `path`, empty where there is none."""
        value = self.part(*path)
        return value if isinstance(value, list) else []

    def part_at_talks(self, seat: str) -> str:
        """Return what a seat is, in words."""
        words = ((self.principals, "a principal"), (self.mediators, "a mediator"))
        return next((word for seats, word in words if seat in seats), "a third party")

    def items(self, *path: str | int) -> Iterator[tuple[Path, Any]]:
        """Yield the items of the list at `path` with their paths; anything else is a list of itself."""
        value = self.part(*path)
        if isinstance(value, list):
            yield from (((*path, number), item) for number, item in enumerate(value))
        elif value is not None:
            yield path, value

    def once(self, named: Iterable[tuple[Path, str]]) -> None:
        """Report every name that stands in a list a second time."""
        known: set[str] = set()
        for path, name in named:
            if name in known:
                self.report(path, f"named twice (found '{name}')")
            known.add(name)

    def names(self, *path: str | int) -> Iterator[tuple[Path, str]]:
        """Yield the names, one or a list of them, at `path`."""
        yield from ((place, item) for place, item in self.items(*path) if isinstance(item, str))

    def report(self, path: Path, message: str, *, at: At = "value") -> None:
        """Note a problem at `path`."""
        self.problems.append(problem(self.located, path, message, at=at))

    def not_before_start(self, path: Path) -> None:
        """Report a day at `path` that lies before the start. One after the deadline is never reached: no mistake."""
        day, start, deadline = as_day(self.part(*path)), self.start, self.last_deadline
        if day and start and deadline and day < start < deadline:
            self.report(path, f"must not come before the start (found {day}; the start is {start})")

    def line(self, path: Path) -> int:
        """Return the line on which the key or list item at `path` begins."""
        mark = self.located.key_marks.get(path)
        return mark.line if mark else 0

    def file(self, path: Path) -> str:
        """Return the file in which the key or list item at `path` stands."""
        mark = self.located.key_marks.get(path)
        return mark.file if mark else ""

    def refer(self, noun: str, name: str, allowed: Collection[str], path: Path, *, at: At = "value") -> bool:
        """Report a name that refers to nothing; return whether it refers to something."""
        if name in allowed:
            return True
        meant = [
            each for each in allowed if isinstance(each, str) and as_name(each) != each and as_name(each) == name
        ]
        if self._is_readable(noun, allowed) and not meant:  # what is meant has a name that cannot be one
            message = bad_reference(noun, name, allowed if self.hints else None)
            issue = next(
                (issue for issue, options in self.issues.items() if noun == "proposal" and name in options), ""
            )
            if issue:
                message = f"{message}. An option is written {{{issue}: {name}}}"
            elif noun == "event" and name in self.mapping("moves"):
                message = f"{message}. '{name}' is a move: it brings an event about by its `chances`, from chance 0"
            elif noun == "issue" and path[0] == "outcomes" and name == "packages":
                message = f"{message}. Names of proposals are written without `packages`"
            self.report(path, message, at=at)
        return False

    @property
    def hints(self) -> bool:
        """Whether to say what is allowed, and what may be meant: in as many problems as anyone reads."""
        return len(self.problems) < _MOST_HINTS

    def _is_readable(self, noun: str, allowed: Collection[str]) -> bool:
        """Tell whether the names of a noun are known at all; where not, the models report why."""
        sections = _OPTIONAL.get(noun)
        return bool(allowed) or (
            sections is not None and all(isinstance(self.part(section), dict | NoneType) for section in sections)
        )


_MOST_HINTS = 100

_OPTIONAL = {
    "event": ("events",),
    "move": ("moves",),
    "event or move": ("events", "moves"),
    "proposal": ("proposals",),
    "claim": ("claims",),
    "prolongation": ("prolongations",),
}
"""Nouns of which a sound scenario may have none, and the sections where they stand."""


def bad_reference(noun: str, name: str, allowed: Collection[str] | None) -> str:
    """Say that `name` refers to nothing, and, where `allowed` is given, to what it could.

    Examples
    --------
    >>> bad_reference("seat", "rusia", ["us", "russia"])
    "no such seat (found 'rusia'; allowed us, russia). Did you mean 'russia'?"
    >>> bad_reference("event", "landing", [])
    "no such event (found 'landing'; the scenario has none)"
    """
    if allowed is None:
        return f"no such {noun} (found {show(name)})"
    names = list(allowed)
    choice = f"allowed {listed(names)}" if names else "the scenario has none"
    return f"no such {noun} (found {show(name)}; {choice}).{did_you_mean(name, names)}".removesuffix(".")


def as_day(value: Any) -> date | None:
    """Return a date, or ISO text as a date; None for anything else, and for years that no scenario may have."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return None
    return value if type(value) is date and FIRST_YEAR <= value.year <= LAST_YEAR else None
