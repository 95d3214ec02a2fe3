"""Where results come from: enough to make them again, and nothing that differs when they are."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from typing import Any

__all__ = ["Provenance", "libraries_in_use"]

_KINDS = {"version": str, "title": str, "scenario": str, "seed": int, "worlds": int, "replications": int}
"""What kinds of values always stand in a summary."""

_LIBRARIES = ("numpy", "scipy", "simpy", "pandas")


@dataclass(frozen=True)
class Provenance:
    """What made a result. Two runs with the same provenance have the same results, byte for byte.

    Parameters
    ----------
    version : str
        Of this package.
    title, scenario : str
        The scenario's title, and the hash of everything it says and of the claims it cites.
    seed, worlds, replications : int
        Of the run.
    settings : tuple of str
        Values set on top of the scenario's file.
    as_of : str, optional
        ISO date: what was known by then of the scenario is what was run, and what the record says is fixed.
    weights : str, optional
        Where worlds are weighed by how well they explain the record, the observation model
        (`sim.results.observation.MODELS`).
    pools : mapping of str to str
        A hash of the first pool of preference models of each government that has statements or orders: the same
        hash, the same draws to the last bit.
    libraries : mapping of str to str
        Versions of Python and of the libraries in use. Results do not depend on them, and neither does equality:
        they are here for the day on which somebody finds otherwise.
    """

    version: str
    title: str
    scenario: str
    seed: int
    worlds: int
    replications: int
    settings: tuple[str, ...] = ()
    as_of: str | None = None
    weights: str | None = None
    pools: Mapping[str, str] = field(default_factory=dict, hash=False)
    libraries: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def day(self) -> date | None:
        """The day of `as_of`."""
        return date.fromisoformat(self.as_of) if self.as_of else None

    @property
    def dated_title(self) -> str:
        """The title, with the day as of which it is."""
        return self.title + (f", as of {self.as_of}" if self.as_of else "")

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain data."""
        unused = {"weights"} if self.weights is None else set()
        return {
            name: each
            for name, each in {**asdict(self), "settings": list(self.settings)}.items()
            if name not in unused
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Provenance:
        """Return what `as_dict` wrote.

        Raises
        ------
        LookupError, TypeError, ValueError
            For anything else, as in a file edited by hand.
        """
        made = cls(**{**data, "settings": tuple(data["settings"])})
        wrong = [name for name, kind in _KINDS.items() if type(data[name]) is not kind]
        if wrong or min(made.worlds, made.replications) < 1 or (made.as_of is not None and made.day is None):
            name = wrong[0] if wrong else "size" if min(made.worlds, made.replications) < 1 else "as_of"
            raise ValueError(f"the {name} of the run is not what was written")
        return made


def libraries_in_use() -> dict[str, str]:
    """Return the versions of Python and of the libraries that results are computed with."""
    return {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}}
