"""The files of a library of cases: each with its deadlines, how they ended, and facts known beforehand."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from sim.analysis.forecasts.climatology import EndClass
from sim.errors import InputError, Problem, ProblemsError
from sim.evidence.claims import Text
from sim.quantity import Day, Flag, Number, ScenarioPart
from sim.reading import Located, load, problem, validate
from sim.scenario.bargain import Name, Ref, SeatName
from sim.scenario.choosing import RULES, fingerprint
from sim.scenario.deadline import chances_of_days
from sim.scenario.load import LoadedScenario, load_scenario
from sim.scenario.minds import Minds
from sim.scenario.scenario import Procedure

__all__ = [
    "CODING_RULES",
    "DEFAULTS",
    "FACTS",
    "CaseEntry",
    "CaseFile",
    "CasePosition",
    "FactsFile",
    "defaults_digest",
    "read_defaults",
    "read_library",
    "text_digest",
]

FACTS = ("change_of_government", "standing_offer", "renewed_before", "red_line")
"""Known beforehand, for the logistic regression."""

DEFAULTS, CODING_RULES = "defaults.yaml", "CODING.md"
"""What all cases have in common, and the page of rules by which they are coded."""

_FACTS_FILE, _SECOND = "facts.yaml", "second"

ShareOf100 = Annotated[Number, Field(ge=0, le=100)]


class KnownFacts(ScenarioPart):
    """Four facts as of 30 days before a deadline, or of the start of a shorter case."""

    change_of_government: Flag
    """An election, a vote of leadership or a change of office of a principal is fixed, or announced as possible by
    that government, between that day and the deadline."""

    standing_offer: Flag
    """A principal's public offer has been on the table for 14 days or more, and another principal whose consent it
    needs has neither taken nor turned it down."""

    renewed_before: Flag
    """This deadline, or the term that ends with it, is itself the result of a prolongation or renewal."""

    red_line: Flag
    """A principal's spokesman has ruled out, since the term began, something that another principal's standing offer
    holds."""


class CasePosition(ScenarioPart):
    """Where a side stands, and what it has at stake; for the plain spatial model."""

    position: ShareOf100
    """0, let it lapse; 50, go on without the deal; 100, a deal in time."""

    salience: ShareOf100
    """100 for who loses something in force on the day after, 80 for who loses money or markets, 50 for others."""


class CaseEntry(ScenarioPart):
    """A deadline: how it ended, and what was known before."""

    ended: EndClass
    """How it ended, in the classes common to all cases."""

    day: Day
    """The day on which that was settled: an agreement, a prolongation, a notice; else the deadline, and never later.
    No forecast is made from that day on."""

    facts: KnownFacts
    """For the logistic regression."""

    file: str = ""
    """Its scenario, by a path from this file. Default: the deadline's name, with ``.yaml``."""

    deadline: Day | None = None
    """The day that was announced, where the scenario has several possible ones. Default: the last of them."""

    claims: dict[str, tuple[str, ...]] = {}
    """By fact, the claims that tell it."""

    positions: dict[SeatName, CasePosition] = {}
    """By seat, where it stood."""

    replaced: tuple[Annotated[str, Ref("outcome")], ...] = ()
    """Outcomes of the scenario that keep the matter alive without the deal: they count as prolonged."""

    question: str = ""
    """The question of the file of published odds that asks whether it is agreed in time."""

    counts: Flag = True
    """Whether it is part of the criterion and of the means."""

    because: str = ""
    """Why it is not: asked for where `counts` is false."""


class FactsFile(ScenarioPart):
    """What a library says of a family of deadlines: the file ``facts.yaml`` in the folder of its scenarios."""

    family: Text
    """Deadlines of one family are not independent of each other: together they count as one."""

    deadlines: Annotated[dict[Annotated[Name, Ref("deadline")], CaseEntry], Field(min_length=1)]
    """By name; the scenario is the file of that name."""


@dataclass(frozen=True)
class CaseFile:
    """A deadline of the library, ready to be forecast.

    Parameters
    ----------
    name : str
        Folder and deadline, as in ``grain/nov_2022``.
    family : str
        Cases of one family are not independent of each other.
    entry : CaseEntry
    scenario : LoadedScenario
        By the settings that are the same for all cases.
    as_written : LoadedScenario
        As its file says it, without those settings.
    second : LoadedScenario or None
        By a second, independent coder.
    """

    name: str
    family: str
    entry: CaseEntry
    scenario: LoadedScenario
    as_written: LoadedScenario
    second: LoadedScenario | None

    @property
    def stem(self) -> str:
        """What its files are called: no name of a deadline has a dot, so that no two cases share one."""
        return self.name.replace("/", ".")

    @property
    def deadline(self) -> date:
        """The deadline that was announced; of several possible ones the last, unless the facts name one."""
        return self.entry.deadline or self.scenario.model.deadline_day


class Defaults(ScenarioPart):
    """What is the same for all cases."""

    minds: Minds = Minds()
    """How governments reckon and choose."""

    procedure: Procedure = Procedure()
    """How what is agreed is signed."""


def read_library(folder: Path) -> list[CaseFile]:
    """Read every case of a library, by name.

    Parameters
    ----------
    folder : Path
        Holds a folder for each case, with a file ``facts.yaml``; and ``defaults.yaml``, whose `minds` and `procedure`
        are set for every case.

    Raises
    ------
    InputError
        Where there is no case.
    ProblemsError
        With every problem of facts and scenarios, at its place.

    Notes
    -----
    A scenario and a deadline of it make one case: two would count the same end twice.
    """
    if not os.path.isdir(folder):  # noqa: PTH112 - of a name that is too long Path raises an OSError
        raise InputError(f"{folder}: there is no such folder")
    found: list[CaseFile] = []
    problems: list[Problem] = []
    settings = _settings(read_defaults(folder))
    taken: dict[tuple[Path, date], str] = {}
    for path in sorted(folder.glob(f"*/{_FACTS_FILE}")):
        try:
            found += list(_cases(path, settings, taken))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    if not found:
        raise InputError(f"{folder}: no cases here: each is a folder with its scenarios and a file {_FACTS_FILE}")

    return found


def read_defaults(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return what a library sets for all its cases, by part and key; nothing where it has no such file.

    Raises
    ------
    ProblemsError
        With every problem of the file.
    """
    path = folder / DEFAULTS
    if not path.is_file():
        return {}
    located = load(path)
    validate(located, Defaults)
    parts: Mapping[str, Mapping[str, Any]] = located.data
    return parts


def defaults_digest(folder: Path) -> str:
    """Return a hash of a library's defaults and of the constants of the rule of choice they name; "none" for none.

    Raises
    ------
    ProblemsError
        With every problem of the file.
    """
    path = folder / DEFAULTS
    if not path.is_file():
        return "none"
    rule = RULES[str(read_defaults(folder).get("minds", {}).get("choice", Minds().choice))]
    return hashlib.blake2b(f"{text_digest(path)} {fingerprint(rule)}".encode(), digest_size=6).hexdigest()


def text_digest(path: Path) -> str:
    """Return a hash of a text file, whatever its line ends: 12 hexadecimal digits; "none" where there is none."""
    if not path.is_file():
        return "none"
    text = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return hashlib.blake2b(text, digest_size=6).hexdigest()


def _settings(defaults: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return settings as ``--set`` takes them.

    Examples
    --------
    >>> _settings({"minds": {"noise": 3, "noise_played": True}})
    ['minds.noise=3', 'minds.noise_played=true']
    """
    return [f"{part}.{key}={_as_yaml(value)}" for part, keys in defaults.items() for key, value in keys.items()]


def _as_yaml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cases(path: Path, settings: list[str], taken: dict[tuple[Path, date], str]) -> Iterator[CaseFile]:
    located = load(path)
    known = validate(located, FactsFile)
    problems = []
    for name, entry in known.deadlines.items():
        file = Path(os.path.normpath(path.parent / (entry.file or f"{name}.yaml")))  # evidence is looked for above it
        if not file.is_file():
            problems.append(problem(located, ("deadlines", name), f"there is no file {file}", at="key"))
            continue
        try:
            scenario, written = load_scenario(file, settings=settings), load_scenario(file)
            other = path.parent / _SECOND / f"{name}.yaml"
            second = load_scenario(other, settings=settings) if other.is_file() else None
        except ProblemsError as error:
            problems += error.problems
            continue
        case = CaseFile(f"{path.parent.name}/{name}", known.family, entry, scenario, written, second)
        problems += _problems(located, name, case)
        other_case = taken.setdefault((file.resolve(), case.deadline), case.name)
        if other_case != case.name:
            message = f"is the case {other_case} again: the same scenario and deadline"
            problems.append(problem(located, ("deadlines", name), message, at="key"))
        yield case
    if problems:
        raise ProblemsError(problems)


def _problems(located: Located, name: str, case: CaseFile) -> Iterator[Problem]:
    """Yield what the facts say that the scenario does not know."""
    model, entry, place = case.scenario.model, case.entry, ("deadlines", name)
    if not model.start <= entry.day:
        message = f"must not lie before the start of the talks, {model.start} (found {entry.day})"
        yield problem(located, (*place, "day"), message)
    first, last = (pick(chances_of_days(model.deadline)) for pick in (min, max))
    if entry.deadline is not None and not first <= entry.deadline <= last:
        days = f"{first}" if first == last else f"{first} to {last}"
        message = f"must be a possible deadline of the scenario (found {entry.deadline}; allowed {days})"
        yield problem(located, (*place, "deadline"), message)
    elif entry.day > case.deadline:
        message = f"{entry.ended}, so not after the deadline, {case.deadline} (found {entry.day})"
        yield problem(located, (*place, "day"), message)
    for outcome in entry.replaced:
        if outcome not in model.outcomes:
            message = f"must be an outcome of the scenario (found '{outcome}'; allowed {', '.join(model.outcomes)})"
            yield problem(located, (*place, "replaced"), message)
    for seat in entry.positions:
        if seat not in model.seats:
            message = f"must be a seat of the scenario (found '{seat}'; allowed {', '.join(model.seats)})"
            yield problem(located, (*place, "positions", seat), message, at="key")
    for fact in entry.claims:
        if fact not in FACTS:
            message = f"must be one of the facts (found '{fact}'; allowed {', '.join(FACTS)})"
            yield problem(located, (*place, "claims", fact), message, at="key")
    for fact, claims in entry.claims.items():
        for claim in claims:
            if claim not in case.scenario.claims:
                yield problem(located, (*place, "claims", fact), f"there is no claim '{claim}'")
    if not entry.counts and not entry.because:
        yield problem(located, (*place, "counts"), "a case left out of the criterion says why: because")
