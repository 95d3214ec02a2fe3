"""A scenario file -> a checked scenario, or every problem in it."""

from __future__ import annotations

import hashlib
import json
import pathlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from sim.arguments import check_type, is_among
from sim.by_value import ByValue
from sim.errors import InputError, Problem, ProblemsError, did_you_mean, shown
from sim.evidence.claims import ClaimLibrary, claim_files, load_library
from sim.reading import Located, assign, load_text, problem, resolve_extends, validate
from sim.reading.words import names_as_words
from sim.scenario.check import cited, contradictions, foresight_problems, meaning_problems, preference_problems
from sim.scenario.check_packages import TOO_LATE
from sim.scenario.known import as_others_know
from sim.scenario.outcome import end_of
from sim.scenario.packages import PackageTable, package_table
from sim.scenario.places import full_setting
from sim.scenario.resolve import Amendments, is_another_kind
from sim.scenario.scenario import ScenarioModel
from sim.scenario.tables import ClaimsById
from sim.scenario.write import MODELINE, write_yaml
from sim.whole_file import read_bounded

__all__ = [
    "SAVED_CLAIMS",
    "LoadedScenario",
    "check_scenario",
    "library_folder",
    "load_scenario",
    "load_scenario_text",
    "nearest_library",
]

SAVED_CLAIMS = "claims.json"
"""The file that holds the claims of a scenario that was saved beside its results."""

_LIBRARY_LEVELS = 6
"""How many folders, from the scenario's own upward, are searched for one named seeds."""


@dataclass(frozen=True, eq=False)
class LoadedScenario(ByValue):
    """A scenario as its file says it, ready to be drawn and run.

    Parameters
    ----------
    model : ScenarioModel
        Everything the file and those it extends say, validated.
    packages : PackageTable
        All packages that no exclusion removes.
    library : ClaimLibrary
        The evidence library near the file; empty where there is none.
    path : pathlib.Path or None
        The file; None for a text.
    settings : tuple of str
        What was set on top, as ``events.biden_wins.chance=0``.
    located : Located
        The resolved data, each part with its place, for messages.
    whole : str
        Of a scenario as it was known on a day: the digest of the whole one. Empty for that itself.
    """

    model: ScenarioModel
    packages: PackageTable
    library: ClaimLibrary
    path: pathlib.Path | None
    settings: tuple[str, ...]
    located: Located
    whole: str = ""

    @cached_property
    def claims(self) -> ClaimsById:
        """The claims by id: those of the library, and the scenario's own, which win."""
        return ClaimsById({**self.library, **self.model.claims})

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """The ids of the claims the scenario cites, each once, in the order of the file."""
        return tuple(dict.fromkeys(name for _, name in cited(self.located.data)))

    def known(self, claim: str) -> date:
        """Return the first day on which a reader could know a claim: of the scenario's own its date.

        Raises
        ------
        InputError
            For one that neither the scenario nor its evidence has.
        """
        if not is_among(claim, self.claims):
            hint = did_you_mean(claim, self.claims) if isinstance(claim, str) else ""
            raise InputError(f"claim: no such claim (found {shown(claim)}).{hint}")
        own = self.model.claims.get(claim)
        return own.span.last if own is not None else self.library.known(claim)

    @cached_property
    def digest(self) -> str:
        """Hash of everything the scenario says and of the claims it cites: 12 hexadecimal digits."""
        claims = {name: self.claims[name].model_dump(mode="json", by_alias=True) for name in self.cited}
        text = json.dumps([self.model.digest, claims], sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()

    @property
    def whole_digest(self) -> str:
        """The digest of the scenario as its file has it, also where this is what was known of it on a day."""
        return self.whole or self.digest

    def compared(self) -> dict[str, Any]:
        """Return what is compared: everything the scenario says, and what it cites; not where it was read."""
        return {"digest": self.digest}

    @cached_property
    def evidence_cited(self) -> ClaimLibrary:
        """The documents of the claims it cites, with these claims alone."""
        return self.library.only(self.cited)

    def resolved_yaml(self, schema: str = "scenario.schema.json") -> str:
        """Return the resolved scenario as YAML that, beside the same evidence, loads as the same model."""
        check_type("schema", schema, str, "the path of a schema, as text")
        return f"{MODELINE.format(schema=schema)}\n{write_yaml(self.model)}"


def load_scenario(path: pathlib.Path | str, *, settings: Sequence[str] = ()) -> LoadedScenario:
    """Read a scenario file and those it extends, set values on top, and check everything but contradictions.

    Parameters
    ----------
    path : path-like
        The scenario file. Claims come from a file ``claims.json`` beside it, as saved results have one, or else from
        the nearest folder named ``seeds`` beside it or above.
    settings : sequence of str
        Values set on top, such as ``events.biden_wins.chance=0``.

    Raises
    ------
    ProblemsError
        With every problem found, sorted by place.

    Notes
    -----
    Whether statements contradict each other takes a linear program: see `check_scenario`.
    """
    path = pathlib.Path(path)
    amendments = Amendments()
    folder = path.absolute().parent
    located = resolve_extends(path, within=own_tree(folder), replaces=is_another_kind, amend=amendments.carry_out)
    return _read(located, amendments, settings, path=path, library=nearest_library(folder))


def load_scenario_text(
    text: str, *, name: str = "scenario", settings: Sequence[str] = (), library: ClaimLibrary | None = None
) -> LoadedScenario:
    """Read a scenario from text, which extends nothing; see `load_scenario`.

    Parameters
    ----------
    text : str
        YAML.
    name : str
        What problems call the text.
    settings : sequence of str
        Values set on top.
    library : ClaimLibrary, optional
        The evidence; none by default.
    """
    amendments = Amendments()
    located = load_text(text, name=name)
    if "extends" in located.data:
        raise ProblemsError([problem(located, ("extends",), "only a file can extend another", at="key")])
    located = amendments.carry_out(located)
    return _read(located, amendments, settings, path=None, library=library or ClaimLibrary())


def check_scenario(loaded: LoadedScenario) -> None:
    """Check that no government's statements contradict each other (solves linear programs).

    Raises
    ------
    ProblemsError
        Naming, for each government, a minimal set of statements that cannot all hold, with claims and lines.

    Examples
    --------
    >>> from sim.scenario.starter import starter_scenario
    >>> check_scenario(load_scenario_text(starter_scenario()))
    """
    _raise(contradictions(loaded.model, loaded.packages, loaded.located))


_CLOSED = {
    "events": "event",
    "governments": "government",
    "issues": "issue",
    "outcomes": "outcome",
    "prolongations": "prolongation",
    "proposals": "proposal",
    "seats": "seat",
}
"""What a setting may change or add whole, but not begin by a part; and what one of each is called."""


def _read(
    located: Located,
    amendments: Amendments,
    settings: Sequence[str],
    *,
    path: pathlib.Path | None,
    library: ClaimLibrary,
) -> LoadedScenario:
    settings = tuple(full_setting(setting) for setting in settings)
    for setting in settings:
        located = assign(located, setting, closed=_CLOSED)
    if isinstance(located.data, dict) and "document" in located.data and "issues" not in located.data:
        message = "a document of claims and not a scenario: check a scenario that cites it"
        raise ProblemsError([problem(located, ("document",), message, at="key")])
    located = names_as_words(amendments.carry_out(located), ScenarioModel)
    problems = [*amendments.problems, *meaning_problems(located, library)]
    try:
        model = validate(located, ScenarioModel)
    except ProblemsError as error:
        raise ProblemsError([*error.problems, *problems]) from None
    _raise(problems)
    model = _without_late_end(model)
    packages = package_table(model.issues, model.exclusions, model.proposals)
    _raise([*foresight_problems(model, located), *preference_problems(model, packages, located)])
    return LoadedScenario(as_others_know(model, library), packages, library, path, settings, located)


def _without_late_end(model: ScenarioModel) -> ScenarioModel:
    """Leave out an actual end that lies beyond the last deadline: a play cannot end so.

    What is signed in time may be in force later, where the deadline is for the signature, and what is too late is.
    """
    end = model.actual
    if end is None:
        return model
    late_ends = {TOO_LATE, *(name for name, rule in model.outcomes.items() if end_of(rule) == "too late")}
    signature_counts = model.deadline_for != "entry_into_force" or end.outcome in late_ends
    days = (end.signed, None if signature_counts else end.in_force)
    late = any(day is not None and day > model.last_deadline for day in days)
    return model.model_copy(update={"actual": None}) if late else model


def _raise(problems: Iterable[Problem]) -> None:
    problems = list(problems)
    if problems:
        raise ProblemsError(problems)


def library_folder(folder: pathlib.Path) -> pathlib.Path | None:
    """Return the nearest folder of evidence, beside scenarios of `folder` or above; None where there is none."""
    near = [above / "seeds" for above in [folder, *folder.parents][:_LIBRARY_LEVELS]]
    return next((seeds for seeds in near if claim_files(seeds)), None)


def own_tree(folder: pathlib.Path) -> pathlib.Path:
    """Return the folder that files extended by a scenario of `folder` lie below: a scenario reads no others."""
    seeds = library_folder(folder)
    return folder if seeds is None else seeds.parent


def nearest_library(folder: pathlib.Path) -> ClaimLibrary:
    """Return the evidence that counts in `folder`: ``claims.json`` there, or else the nearest folder seeds."""
    saved = folder / SAVED_CLAIMS
    if saved.is_file():
        try:
            return ClaimLibrary.from_json(read_bounded(saved))
        except ValueError as error:
            first = next(iter(str(error).splitlines()), "")
            raise ProblemsError([Problem(str(saved), 0, 0, "", f"claims cannot be read ({first})")]) from None
    seeds = library_folder(folder)
    if seeds is None:
        return ClaimLibrary()
    files = [(file, file.stat()) for file in claim_files(seeds)]
    return _library(seeds, tuple((file.name, stat.st_mtime_ns, stat.st_size) for file, stat in files))


@lru_cache(maxsize=4)
def _library(seeds: pathlib.Path, stamps: tuple[tuple[str, int, int], ...]) -> ClaimLibrary:
    """Read a library once, and again only when a file of it has changed: `stamps` are there to tell."""
    return load_library(seeds)
