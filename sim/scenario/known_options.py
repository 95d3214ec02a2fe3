"""Options that nobody could think of by a day, and what of a scenario is left without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from sim.errors import InputError
from sim.scenario.bargain import Package, Pattern
from sim.scenario.event import RecordEntry
from sim.scenario.government import Government
from sim.scenario.known import Known
from sim.scenario.load import LoadedScenario
from sim.scenario.packages import PackageTable, package_table
from sim.scenario.scenario import ScenarioModel
from sim.scenario.statement import Statement
from sim.scenario.tactics import ScriptChoice, UltimatumChoice

__all__ = ["model_without", "unknown_options", "without_options"]

Loaded = TypeVar("Loaded", bound=LoadedScenario)
OfIssue = tuple[str, str]
"""An issue and one of its options."""


def unknown_options(model: ScenarioModel, known: Known) -> tuple[OfIssue, ...]:
    """Return the options that nobody could think of: not `foreseen`, and of which no claim was known.

    Those stay that are known otherwise: they are in a package that lies on the table from the start, or that the
    record or a tactic names.
    """
    named = set(_named(model))
    return tuple(
        (issue, name)
        for issue, body in model.issues.items()
        for name, option in body.options.items()
        if not (option.foreseen or known.stands(option.claims) or (issue, name) in named)
    )


def _named(model: ScenarioModel) -> Iterator[OfIssue]:
    packages = [package for each in model.on_the_table.values() for package in each]
    for entry in model.record:
        packages += _packages_of(entry)
    for body in model.governments.values():
        if isinstance(body.tactic, UltimatumChoice):
            packages.append(body.tactic.ultimatum.package)
        elif isinstance(body.tactic, ScriptChoice):
            packages += [move.tables for move in body.tactic.script.moves]
    for package in packages:
        yield from model.spelt_out(package).items()


def _packages_of(entry: RecordEntry) -> list[str | Package]:
    acts = (entry.tables, entry.withdraws, entry.refuses, entry.accepts, entry.vetoes, entry.assents, entry.signs)
    return [package for package in acts if package is not None]


def without_options(scenario: Loaded, options: tuple[OfIssue, ...]) -> Loaded:
    """Return a scenario in which no package holds any of some options, nor anything is said of such packages alone.

    Raises
    ------
    InputError
        If no package is left.
    """
    if not options:
        return scenario
    model, packages = model_without(scenario.model, options)
    return replace(scenario, model=model, packages=packages)


def model_without(model: ScenarioModel, options: Iterable[OfIssue]) -> tuple[ScenarioModel, PackageTable]:
    """Return what `without_options` leaves of a scenario, and of its packages; raises as that does."""
    gone: tuple[Pattern, ...] = tuple({issue: (name,)} for issue, name in options)
    exclusions = (*model.exclusions, *gone)
    try:
        packages = package_table(model.issues, exclusions, model.proposals)
    except ValueError:
        names = ", ".join(f"{issue}={name}" for issue, name in options)
        raise InputError(f"issues: no package is left without the options that nobody foresees: {names}") from None
    governments = {name: _left(body, packages, model.proposals) for name, body in model.governments.items()}
    return model.model_copy(update={"exclusions": exclusions, "governments": governments}), packages


def _left(body: Government, packages: PackageTable, proposals: Mapping[str, Package]) -> Government:
    """Return a government without statements and adjustments about packages that are gone."""
    statements = (
        each.only([place for place, side in enumerate(each.alternatives) if _exists(side, packages)])
        for each in body.statements
    )
    changes: dict[str, Any] = {
        "statements": tuple(each for each in statements if each is not None),
        "adjustments": tuple(each for each in body.adjustments if packages.matching(each.when).any()),
    }
    return body.model_copy(update=changes)


def _exists(statement: Statement, packages: PackageTable) -> bool:
    """Tell whether the packages that a statement is about exist: of a pattern, one."""
    if statement.pattern is not None:
        return bool(packages.matching(statement.pattern).any())
    return all(packages.index(each) is not None for each in statement.packages)
