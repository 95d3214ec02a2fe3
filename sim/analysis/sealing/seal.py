"""A forecast with everything it is made of, and a hash over it: made once, and by anybody again to the last digit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.forecasts.climatology import CLASSES, class_shares
from sim.answer import Answer, read_json
from sim.arguments import check_type, day_of
from sim.ensemble.execution import Execution, Progress, RunSize
from sim.errors import InputError, in_a_line
from sim.evidence.claims import ClaimLibrary
from sim.paths import path_of
from sim.results.outcomes import Outcomes
from sim.results.provenance import libraries_in_use
from sim.results.run import play
from sim.scenario.as_of import read_as_of
from sim.scenario.load import LoadedScenario, load_scenario_text
from sim.version import VERSION

__all__ = ["FORMAT", "Seal", "Verification", "seal", "verify"]

FORMAT = "negotiation-sim seal 1"

_SEALED = ("scenario", "claims", "version", "seed", "worlds", "replications", "as_of", "date", "figures")
"""What the hash covers."""

_KINDS: Mapping[str, Any] = {
    **dict.fromkeys(("title", "scenario", "claims", "version", "date"), str),
    **dict.fromkeys(("seed", "worlds", "replications"), int),
    "as_of": str | None,
    **dict.fromkeys(("figures", "libraries"), dict),
}
"""Everything in a seal, and of what kind it is."""


@dataclass(frozen=True, eq=False, repr=False)
class Seal(Answer, presented_by="sim.present.seal"):
    """A sealed forecast; see `seal`.

    Parameters
    ----------
    title : str
    scenario : str
        The resolved scenario, as YAML.
    claims : str
        The evidence it cites, as JSON.
    version : str
        Of this package.
    seed, worlds, replications : int
    as_of : str or None
        ISO date: what was known by then.
    date : str
        ISO date of the sealing.
    figures : mapping
        Plays by ``outcomes``, by class common to all cases (``classes``), and by outcome and day of signature
        (``signed``, day: plays); ``plays`` in all. Whole numbers.
    libraries : mapping of str to str
        Versions of Python and libraries: noted, and not sealed, as no figure depends on them.
    """

    title: str
    scenario: str
    claims: str
    version: str
    seed: int
    worlds: int
    replications: int
    as_of: str | None
    date: str
    figures: Mapping[str, Any]
    libraries: Mapping[str, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash over everything sealed: 64 hexadecimal digits.

        Notes
        -----
        SHA-256 of the UTF-8 text of the JSON object of `scenario`, `claims`, `version`, `seed`, `worlds`,
        `replications`, `as_of`, `date` and `figures`, keys sorted, without spaces, letters beyond ASCII escaped.
        """
        sealed = {name: getattr(self, name) for name in _SEALED}
        text = json.dumps(sealed, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def compared(self) -> dict[str, Any]:
        """Return what is compared: what is sealed."""
        return {name: getattr(self, name) for name in _SEALED}

    def loaded(self) -> LoadedScenario:
        """Return the sealed scenario, beside the sealed claims.

        Raises
        ------
        InputError
            Where these cannot be read.
        """
        try:
            claims = ClaimLibrary.from_json(self.claims)
        except ValueError as error:
            raise InputError(f"the sealed claims: cannot be read ({in_a_line(error)})") from None
        return load_scenario_text(self.scenario, name="the sealed scenario", library=claims)

    @classmethod
    def load(cls, path: Path | str) -> Seal:
        """Read a seal from its file, and check that it is whole.

        Raises
        ------
        InputError
            For a path that cannot be read, that holds no seal, or whose content is not what was sealed.
        """
        path = path_of("seal", path)
        data = read_json(path, "seal", FORMAT)
        for name, kind in _KINDS.items():
            if not isinstance(data.get(name), kind) or isinstance(data[name], bool):
                raise InputError(f"{path}: holds no whole seal: {name} is missing or of another kind")
        if not all(type(count) is int for count in _flat(data["figures"]).values()):
            raise InputError(f"{path}: holds no whole seal: not all figures are whole numbers")
        found = cls(**{name: data[name] for name in _KINDS})
        if found.sha256 != data.get("sha256"):
            raise InputError(
                f"{path}: is not what was sealed: its content has the hash {found.sha256[:12]}..., and the seal says "
                f"{str(data.get('sha256'))[:12]}..."
            )
        return found

    def __repr__(self) -> str:
        return f"<Seal {self.sha256[:12]}: {self.title}, {self.date}>"


@dataclass(frozen=True, eq=False, repr=False)
class Verification(Answer, presented_by="sim.present.verification"):
    """Whether a sealed forecast comes out again; see `verify`.

    Parameters
    ----------
    sealed : Seal
    version : str
        Of the package that verified; of another than the sealed one nothing is compared.
    differing : tuple of tuple
        Figures that differ: place, what was sealed, what came out.
    compared_figures : int
        How many were compared.
    """

    sealed: Seal
    version: str
    differing: tuple[tuple[str, int | None, int | None], ...] = ()
    compared_figures: int = 0

    @property
    def is_same_version(self) -> bool:
        """Whether anything could be compared."""
        return self.version == self.sealed.version

    @property
    def holds(self) -> bool:
        """Whether every figure came out the same."""
        return self.is_same_version and not self.differing and self.compared_figures > 0

    def __repr__(self) -> str:
        return f"<Verification of {self.sealed.sha256[:12]}: {'holds' if self.holds else 'does not hold'}>"


def seal(
    scenario: LoadedScenario,
    *,
    as_of: date | str | None = None,
    day: date | str | None = None,
    worlds: int = 500,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = 1,
    progress: Progress | bool | None = None,
) -> Seal:
    """Forecast a case, and seal the figures with all they are made of.

    Parameters
    ----------
    scenario : LoadedScenario
        From `sim.load`. Tactics of your own code cannot be sealed.
    as_of : date or ISO text, optional
        With what was known by then.
    day : date or ISO text, optional
        Of the sealing; today by default.
    worlds, replications, seed, workers, progress
        As in `sim.results.run.run`.

    Raises
    ------
    SimError
        As `sim.results.run.run`.

    Examples
    --------
    >>> import sim
    >>> found = sim.seal(sim.load("tests/ensemble/port.yaml"), worlds=5, replications=4, day="2024-01-02")
    >>> found.figures["plays"], len(found.sha256), sim.verify(found).holds
    (20, 64, True)
    """
    check_type("scenario", scenario, LoadedScenario, "a scenario, as sim.load returns")
    size = RunSize.of(worlds, replications, seed)
    known = None if as_of is None else read_as_of(scenario.model, as_of)
    sealed_on = date.today() if day is None else day_of("day", day)
    claims = ClaimLibrary(scenario.evidence_cited.documents).to_json()
    found = Seal(
        title=scenario.model.title,
        scenario=scenario.resolved_yaml(),
        claims=claims,
        version=VERSION,
        seed=size.seed,
        worlds=size.worlds,
        replications=size.replications,
        as_of=None if known is None else known.isoformat(),
        date=sealed_on.isoformat(),
        figures={},
        libraries=libraries_in_use(),
    )
    return _with_figures(found, Execution.of(workers, progress=progress))


def verify(
    sealed: Seal | Path | str, *, workers: int | None = 1, progress: Progress | bool | None = None
) -> Verification:
    """Play a sealed forecast again, and tell which figures differ.

    Parameters
    ----------
    sealed : Seal or path-like
    workers, progress
        As in `sim.results.run.run`.

    Raises
    ------
    SimError
        For a file that holds no seal, or another content than was sealed.
    """
    found = sealed if isinstance(sealed, Seal) else Seal.load(sealed)
    if found.version != VERSION:
        return Verification(found, VERSION)
    again = _with_figures(found, Execution.of(workers, progress=progress))
    one, other = _flat(found.figures), _flat(again.figures)
    places = list(dict.fromkeys([*one, *other]))
    differing = tuple(
        (place, one.get(place), other.get(place)) for place in places if one.get(place) != other.get(place)
    )
    return Verification(found, VERSION, differing, len(places))


def _with_figures(found: Seal, execution: Execution) -> Seal:
    """Return a seal with the figures of its own scenario, played as it stands in it."""
    size = RunSize(found.worlds, found.replications, found.seed)
    outcomes = play(found.loaded(), size, execution, as_of=found.as_of)
    return Seal(
        **{**{name: getattr(found, name) for name in Seal.__dataclass_fields__}, "figures": _figures(outcomes)}
    )


def _figures(outcomes: Outcomes) -> dict[str, Any]:
    """Return the plays counted: whole numbers, the same wherever they are added up."""
    tally = outcomes.lanes.tally
    classes = np.rint(class_shares(outcomes) * tally.lanes).astype(int)
    return {
        "plays": tally.lanes,
        "outcomes": dict(zip(outcomes.names, tally.ended.sum(axis=0).tolist(), strict=True)),
        "classes": dict(zip(CLASSES, classes.tolist(), strict=True)),
        "signed": {
            name: {str(day): int(count) for day, count in enumerate(tally.signed[:, k].tolist()) if count}
            for k, name in enumerate(outcomes.names)
        },
    }


def _flat(figures: Mapping[str, Any], place: str = "") -> dict[str, int]:
    """Return figures by their places.

    Examples
    --------
    >>> _flat({"plays": 3, "outcomes": {"peace": 1}})
    {'plays': 3, 'outcomes, peace': 1}
    """
    found: dict[str, int] = {}
    for name, value in figures.items():
        here = f"{place}, {name}" if place else str(name)
        found |= _flat(value, here) if isinstance(value, Mapping) else {here: value}
    return found
