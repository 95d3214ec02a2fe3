"""A package that a student puts together."""

from __future__ import annotations

from collections.abc import Mapping

from sim.play.table import Table
from sim.results.naming import say_issue, say_option
from sim.scenario.named_package import package_of
from sim.scenario.scenario import ScenarioModel

__all__ = ["issue_fields", "proposed"]


def issue_fields(model: ScenarioModel) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return each issue with its title, and its options in words."""
    found = []
    for issue, body in model.issues.items():
        options = [(option, say_option(model, issue, option)) for option in body.options]
        found.append((issue, body.title or say_issue(model, issue), options))
    return found


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
