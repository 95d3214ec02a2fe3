"""Advice to a seat: what it had better table and when, wait for, give up, and whose mind to work on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sim.analysis.advice.changes import TriedChange, minds_of_others, red_lines_of
from sim.analysis.advice.effect import Effect, Standing, effect_of, pick
from sim.analysis.advice.options import Opening, dated_events, days_to_try, opening_of, packages_to_try
from sim.analysis.advice.trial import Trial, Work
from sim.answer import Answer
from sim.arguments import check_type, day_of, is_among
from sim.ensemble.execution import Progress, RunSize, progress_of
from sim.ensemble.notebook import notebook_progress
from sim.errors import InputError, did_you_mean, shown, whole_number
from sim.scenario.as_of import known_by, last_recorded_deadline, read_as_of, recorded_deadline
from sim.scenario.load import LoadedScenario
from sim.scenario.named_package import package_of

__all__ = ["Choice", "SeatAdvice", "Tabling", "Wait", "advise"]

_BY: Mapping[str, Literal["points", "agreed"]] = {
    "tablings": "points",
    "waits": "points",
    "red_lines": "agreed",
    "minds": "points",
}
"""What is picked by what it is worth, and what by the agreements it brings."""

_LEAST_WORLDS = 8
"""Worlds below which there is too little to pick by, and to judge by."""


@dataclass(frozen=True)
class Tabling:
    """A package tabled on a day and stood by, and what comes of it.

    Parameters
    ----------
    package : int
    day : date
    offered : bool
        Whether another seat has it on the table on the first day: tabling it is then to take it.
    effect : Effect
    """

    package: int
    day: date
    offered: bool
    effect: Effect


@dataclass(frozen=True)
class Wait:
    """Nothing said before a day on which events are known, and what comes of it.

    Parameters
    ----------
    events : tuple of str
    day : date
    effect : Effect
    """

    events: tuple[str, ...]
    day: date
    effect: Effect


@dataclass(frozen=True)
class Choice:
    """What helps most of several, by one half of the worlds, and how much it helps in the other half.

    Parameters
    ----------
    place : int
        Among those tried.
    effect : Effect
        From the half that had no say in the choice.
    """

    place: int
    effect: Effect


@dataclass(frozen=True, eq=False, repr=False)
class SeatAdvice(Answer, presented_by="sim.present.seat_advice"):
    """What a seat had better do, by plays of the same luck in which everybody else keeps to the model.

    Parameters
    ----------
    scenario : LoadedScenario
        As it was known on the as-of day, where there is one.
    size : RunSize
    as_of : date or None
    first : date
        The first day on which anything is tried.
    seat, government : str
        Who is advised; its points count to the end, whoever sits there then.
    points, points_error : float
        What its own course is worth to it, and the standard error.
    agreed, agreed_error : float
        The share of plays with an agreement in force, and its standard error.
    tablings : tuple of Tabling
        By package, in the order in which they promise most, and day.
    waits : tuple of Wait
    red_lines, minds : tuple of TriedChange
        What comes of it where one of its refusals is given up, and where another's mind is changed. Points are by the
        preferences it has now, with the refusal.
    best : mapping of str to Choice
        Of ``tablings``, ``waits``, ``minds`` what is worth most points, of ``red_lines`` what costs most agreements;
        where any of them helps.
    undone : int
        Runs that an interrupt left undone.

    Notes
    -----
    A government knows its own mind: in worlds where a package is worth less to it than no deal it does not table it.
    """

    scenario: LoadedScenario
    size: RunSize
    as_of: date | None
    first: date
    seat: str
    government: str
    points: float
    points_error: float
    agreed: float
    agreed_error: float
    tablings: tuple[Tabling, ...]
    waits: tuple[Wait, ...]
    red_lines: tuple[TriedChange, ...]
    minds: tuple[TriedChange, ...]
    best: Mapping[str, Choice]
    undone: int = 0

    def chosen(self, kind: str) -> tuple[Any, Effect] | None:
        """Return what helps most of one kind, and how much it does; None where nothing of it helps."""
        choice = self.best.get(kind)
        return None if choice is None else (getattr(self, kind)[choice.place], choice.effect)

    @property
    def packages(self) -> tuple[int, ...]:
        """The packages tried, by number."""
        return tuple(dict.fromkeys(each.package for each in self.tablings))

    def __repr__(self) -> str:
        return f"<SeatAdvice: {self.scenario.model.title}; to {self.seat}, from {self.first}>"


def advise(
    scenario: LoadedScenario,
    seat: str,
    *,
    worlds: int = 200,
    replications: int = 10,
    seed: int = 1,
    workers: int | None = 1,
    progress: Progress | bool | None = None,
    packages: Iterable[Mapping[str, str] | str] = (),
    days: Iterable[date | str] = (),
    most: int = 5,
    as_of: date | str | None = None,
) -> SeatAdvice:
    """Try what a seat may do, and what may be changed in minds, each with the same luck as its own course.

    Parameters
    ----------
    scenario : LoadedScenario
    seat : str
        A principal's seat; the government is advised that sits there on the first day.
    worlds, replications, seed, workers : int
        As of `sim.Scenario.run`; each run has the same luck. At least eight worlds.
    progress : callable, optional
        Called with (runs done, all runs).
    packages : sequence of str or mapping
        What to try to table: proposals, ``"issue=option, ..."`` or mappings. By default what promises most.
    days : sequence of date or ISO text
        When; by default the first day and those of dated events.
    most : int
        How many packages to try, where none are given; others' offers that lie there come on top.
    as_of : date or ISO text, optional
        With what was known on this day, as of `sim.Scenario.run`; the first day of advice is the day after.

    Returns
    -------
    SeatAdvice
        On Ctrl-C of what was done; before the first run is done, Ctrl-C is raised.

    Raises
    ------
    InputError
        For a seat that is not a principal's, a package or a day that there is not, too few worlds.

    Examples
    --------
    >>> import sim
    >>> found = advise(sim.load("tests/ensemble/port.yaml"), "firm", worlds=8, replications=2)
    >>> found.government, len(found.packages), [wait.events for wait in found.waits]
    ('old_board', 2, [('strike',), ('vote',), ('change',)])
    """
    check_type("scenario", scenario, LoadedScenario, "a scenario, as sim.load returns")
    if whole_number("worlds", worlds) < _LEAST_WORLDS:
        raise InputError(f"worlds: must be at least {_LEAST_WORLDS}: half of them pick, half judge (found {worlds})")
    most, size = whole_number("most", most, least=1, most=100), RunSize.of(worlds, replications, seed)
    seat = _principal(scenario, seat)
    known = None if as_of is None else read_as_of(scenario.model, as_of)
    scenario = scenario if known is None else known_by(scenario, known)
    _check_list("packages", packages, "a list of proposals, texts issue=option or mappings of issues to options")
    _check_list("days", days, "a list of dates")
    given = tuple(package_of(scenario, each) for each in packages)
    first = scenario.model.start if known is None else known + timedelta(days=1)
    last = last_recorded_deadline(scenario.model, known)
    events, dated = dated_events(scenario.model, first, last), _days(first, last, days)
    opening = opening_of(scenario, seat, first, as_of=known, seed=size.seed)
    dated = dated or days_to_try(first, last, list(events), deadline=recorded_deadline(scenario.model, known))
    shortlist = {"most": most, "worlds": size.worlds, "seed": size.seed}
    tried = given or packages_to_try(scenario, opening, dated, **shortlist, as_of=known)
    trial = Trial(scenario, size, seat, opening.government, workers=workers, as_of=known)
    work = Work(
        [(package, day) for package in tried for day in dated],
        list(events.items()),
        list(red_lines_of(scenario.model, opening.government)),
        list(minds_of_others(scenario.model, opening.government, known)),
    )
    done = work.carry_out(trial, progress_of(progress) or notebook_progress())
    return _answer(trial, work, done, opening, first=first)


def _answer(
    trial: Trial, work: Work, done: Mapping[str, list[Standing]], opening: Opening, *, first: date
) -> SeatAdvice:
    """Return what came of everything that was done."""
    own = effect_of(trial.own)
    return SeatAdvice(
        trial.scenario, trial.size, trial.as_of, first, trial.seat, opening.government,
        points=own.points, points_error=own.error, agreed=own.agreed, agreed_error=own.agreed_error,
        tablings=tuple(
            Tabling(package, day, package in opening.tabled, effect_of(each))
            for (package, day), each in zip(work.tablings, done["tablings"], strict=False)
        ),
        waits=tuple(
            Wait(names, day, effect_of(each))
            for (day, names), each in zip(work.waits, done["waits"], strict=False)
        ),
        red_lines=tuple(map(TriedChange, work.red_lines, map(effect_of, done["red_lines"]))),
        minds=tuple(map(TriedChange, work.minds, map(effect_of, done["minds"]))),
        best={kind: Choice(*found) for kind, each in done.items() if (found := pick(each, by=_BY[kind]))},
        undone=work.runs - sum(map(len, done.values())),
    )  # fmt: skip


def _principal(scenario: LoadedScenario, seat: object) -> str:
    """Return a principal's seat.

    Raises
    ------
    InputError
        For anything else.
    """
    allowed = [name for name, body in scenario.model.seats.items() if body.principal]
    if not is_among(seat, allowed):
        hint = did_you_mean(seat, allowed) if isinstance(seat, str) else ""
        raise InputError(f"seat: must be a principal's (found {shown(seat)}; allowed {', '.join(allowed)}).{hint}")
    return str(seat)


def _check_list(name: str, given: object, what: str) -> None:
    """Refuse what is not a list of several: neither a text nor a mapping is one."""
    check_type(name, None if isinstance(given, Mapping) else given, Iterable, what)


def _days(first: date, last: date, days: Iterable[date | str]) -> tuple[date, ...]:
    """Return the days given, in order.

    Raises
    ------
    InputError
        For one that is not within the talks.
    """
    found = sorted({day_of("day", each) for each in days})
    for day in found:
        if not first <= day <= last:
            raise InputError(f"day: not within the talks (found {day}; allowed {first} to {last})")
    return tuple(found)
