"""A package that a student puts together."""

from __future__ import annotations

from collections.abc import Mapping

from sim.play.moves import package_of
from sim.play.table import Table

__all__ = ["proposed"]


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
