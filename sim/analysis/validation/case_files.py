"""The files of a library of cases: each with its deadlines, how they ended, and facts known beforehand."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sim.analysis.forecasts.climatology import EndClass
from sim.errors import InputError, Problem, ProblemsError
from sim.quantity import Day, Flag, Number
from sim.reading import Located, load, problem, validate
from sim.scenario.choosing import RULES, fingerprint
from sim.scenario.load import LoadedScenario, load_scenario
from sim.scenario.minds import Minds
from sim.scenario.scenario import Procedure

__all__ = [
    "CODING_RULES",
    "DEFAULTS",
    "FACTS",
    "CaseEntry",
    "CaseFile",
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

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
ShareOf100 = Annotated[Number, Field(ge=0, le=100)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KnownFacts(_Part):
    """Four facts as of 30 days before a deadline, or of the start of a shorter case."""

    change_of_government: Flag
    standing_offer: Flag
    renewed_before: Flag
    red_line: Flag


class Position(_Part):
    """Where a side stands (0 let it lapse, 50 go on without the deal, 100 a deal in time), and its stake."""

    position: ShareOf100
    salience: ShareOf100


class CaseEntry(_Part):
    """What `facts.yaml` says of a deadline."""

    ended: EndClass
    day: Day
    facts: KnownFacts
    file: str = ""
    deadline: Day | None = None
    claims: dict[str, tuple[str, ...]] = {}
    positions: dict[str, Position] = {}
    replaced: tuple[str, ...] = ()
    question: str = ""
    counts: Flag = True
    because: str = ""


class FactsFile(_Part):
    """A family of deadlines."""

    family: Text
    deadlines: Annotated[dict[str, CaseEntry], Field(min_length=1)]


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
    def deadline(self) -> date:
        """The deadline that was announced; of several possible ones the last, unless the facts name one."""
        return self.entry.deadline or self.scenario.model.deadline_day


class Defaults(_Part):
    """What is the same for all cases."""

    minds: Minds = Minds()
    procedure: Procedure = Procedure()


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
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder")
    found: list[CaseFile] = []
    problems: list[Problem] = []
    settings = _settings(read_defaults(folder))
    for path in sorted(folder.glob(f"*/{_FACTS_FILE}")):
        try:
            found += list(_cases(path, settings))
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
    text = path.read_text(encoding="utf-8")  # line ends are read as one kind
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


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


def _cases(path: Path, settings: list[str]) -> Iterator[CaseFile]:
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
        yield case
    if problems:
        raise ProblemsError(problems)


def _problems(located: Located, name: str, case: CaseFile) -> Iterator[Problem]:
    """Yield what the facts say that the scenario does not know."""
    model, entry, place = case.scenario.model, case.entry, ("deadlines", name)
    if not model.start <= entry.day:
        message = f"must not lie before the start of the talks, {model.start} (found {entry.day})"
        yield problem(located, (*place, "day"), message)
    if entry.ended == "agreed in time" and entry.day > case.deadline:
        message = f"agreed in time, so not after the deadline, {case.deadline} (found {entry.day})"
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
