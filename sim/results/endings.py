"""How a lane can end: the scenario's named outcomes, and the three ends every scenario has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.drawn import Columns
from sim.scenario.check_packages import LAPSED, TOO_LATE
from sim.scenario.outcome import DATED, EndRule, end_of, is_certain
from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel

if TYPE_CHECKING:
    from sim.engine.play import Played

__all__ = ["LAPSED", "OTHER", "TOO_LATE", "Endings", "package_labels"]

OTHER = "other agreement"


class Endings:
    """The outcomes of a scenario, in order, and which package makes which.

    Parameters
    ----------
    scenario : ScenarioModel
        Its `outcomes` are predicates on the package in force, on days and events; the first match wins.
    packages : PackageTable
        Its packages.

    Attributes
    ----------
    names : tuple of str
        The named outcomes, `OTHER` where a package may match none of them, `TOO_LATE`, and `LAPSED` unless an outcome
        names whatever ends without an agreement.
    unsigned : frozenset of str
        Those without an agreement.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> loaded = load_scenario_text(starter_scenario())
    >>> Endings(loaded.model, loaded.packages).names[-2:]
    ('agreed too late', 'lapsed')
    """

    def __init__(self, scenario: ScenarioModel, packages: PackageTable) -> None:
        self._start, self._packages = scenario.start, len(packages)
        self._rules = [_Rule(place, rule, packages) for place, rule in enumerate(scenario.outcomes.values())]
        kinds = {name: end_of(rule) for name, rule in scenario.outcomes.items()}
        left = np.ones(len(packages), dtype=bool)
        for rule in self._rules:
            if rule.end == "in force" and rule.is_certain:
                left &= ~rule.matches
        lapses = not any(rule.end == "no agreement" and rule.is_certain for rule in self._rules)
        rest = ((OTHER,) if left.any() else ()), (TOO_LATE,), ((LAPSED,) if lapses else ())
        self.names = tuple(dict.fromkeys((*scenario.outcomes, *rest[0], *rest[1], *rest[2])))
        self.unsigned = frozenset({LAPSED, *(name for name, kind in kinds.items() if kind == "no agreement")})

    def of_columns(self, lanes: Columns) -> NDArray[np.int64]:
        """Return each lane's (n,) outcome as a position in `names`, from the columns of a `Part`."""
        came = {name.removeprefix("came_"): days for name, days in lanes.items() if name.startswith("came_")}
        return self._codes(lanes["package_number"], lanes["in_force"], lanes["signed"], lanes["force_day"], came)

    def of_played(self, played: Played) -> NDArray[np.int64]:
        """Return each lane's (n,) outcome as a position in `names`, from a block that was played."""
        return self._codes(played.package, played.in_force, played.signed_day, played.force_day, played.came)

    def of_packages(self) -> NDArray[np.int64]:
        """Return which outcome each package (p,) in force makes, as a position in `names`, days and events aside."""
        position = self.names.index(OTHER) if OTHER in self.names else -1
        code = np.full(self._packages, position)
        for rule in reversed(self._rules):
            if rule.end == "in force":
                code[rule.matches] = rule.place
        return code

    def _codes(
        self,
        package: NDArray[np.integer[Any]],
        in_force: NDArray[np.bool_],
        signed: NDArray[np.integer[Any]],
        force_day: NDArray[np.integer[Any]],
        came: Mapping[str, NDArray[np.integer[Any]]],
    ) -> NDArray[np.int64]:
        places = {name: place for place, name in enumerate(self.names)}
        other = np.where(package < 0, places.get(LAPSED, -1), places[TOO_LATE])
        code = np.where(in_force, places.get(OTHER, -1), other)
        unnamed = np.ones(len(code), dtype=bool)
        days = {"signed": signed, "in_force": force_day}
        for rule in self._rules:
            found = unnamed & rule.holds(package, in_force, days, came, self._start)
            code[found], unnamed = rule.place, unnamed & ~found
        return code


class _Rule:
    """One outcome, and where it holds."""

    def __init__(self, place: int, outcome: Any, packages: PackageTable) -> None:
        self.place, self.end, self.is_certain = place, end_of(outcome), is_certain(outcome)
        self._rule = outcome if isinstance(outcome, EndRule) else EndRule()
        asked = outcome.packages if isinstance(outcome, EndRule) else outcome
        self.matches = packages.matching({} if asked is None else asked)

    def holds(
        self,
        package: NDArray[np.integer[Any]],
        in_force: NDArray[np.bool_],
        days: Mapping[str, NDArray[np.integer[Any]]],
        came: Mapping[str, NDArray[np.integer[Any]]],
        start: date,
    ) -> NDArray[np.bool_]:
        """Return which lanes (n,) end so, earlier outcomes aside."""
        signed = package >= 0
        if self.end == "no agreement":
            found = ~signed
        else:
            found = (in_force if self.end == "in force" else signed & ~in_force) & self.matches[package]
        for key in DATED:
            day, _, side = key.rpartition("_")
            if (limit := getattr(self._rule, key)) is not None:
                known = came[limit] if isinstance(limit, str) else np.full(len(found), (limit - start).days)
                after = (known >= 0) & (days[day] >= known) if isinstance(limit, str) else days[day] >= known
                found &= after if side == "after" else ~after
        last = np.where(signed, days["signed"].astype(np.int64), np.iinfo(np.int64).max)
        for names, wanted in ((self._rule.if_, True), (self._rule.unless, False)):
            for name in names:
                found &= ((came[name] >= 0) & (came[name] <= last)) == wanted
        return found


def package_labels(packages: PackageTable) -> list[str]:
    """Return a label for each package; two that read the same are told apart by their number."""
    labels = [packages.label(p) for p in range(len(packages))]
    twice = {label for label in labels if labels.count(label) > 1} if len(set(labels)) < len(labels) else set()
    return [f"{label} (package {p})" if label in twice else label for p, label in enumerate(labels)]
