"""A package that a student puts together, and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.play.moves import package_of
from sim.play.table import Table
from sim.results.naming import Naming

__all__ = ["Standing", "proposed", "standing"]


@dataclass(frozen=True)
class Standing:
    """What a package is worth to a seat today: its number and words, points, and the chance of being in time."""

    package: int
    content: str
    worth: float
    points: float
    in_time: float


def proposed(table: Table, given: Mapping[str, str]) -> dict[str, str] | None:
    """Return the package that a page was asked about, by issue; None where it was asked about none.

    Raises
    ------
    InputError
        For an option that there is not, and a package that the scenario excludes.
    """
    scenario = table.scenario
    if given.get("proposal") in scenario.model.proposals:
        return scenario.packages.package(package_of(scenario, given["proposal"]))
    options = {issue: given[f"issue-{issue}"] for issue in scenario.model.issues if given.get(f"issue-{issue}")}
    return scenario.packages.package(package_of(scenario, options)) if options else None


def standing(table: Table, seat: str, package: Mapping[str, str]) -> Standing:
    """Return what a package is worth to a seat today."""
    place = package_of(table.scenario, package)
    every = table.packages(seat)
    worth, points, in_time = (float(every[name].iloc[place]) for name in ("worth", "points", "in_time"))
    content = Naming(table.scenario.model, table.scenario.packages).package(place, whole=True)
    return Standing(place, content, worth, points, in_time)
