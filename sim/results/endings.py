"""How a lane can end: the scenario's named outcomes, and the three ends every scenario has."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario.check_packages import LAPSED, TOO_LATE
from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel

__all__ = ["LAPSED", "OTHER", "TOO_LATE", "Endings", "package_labels"]

OTHER = "other agreement"


class Endings:
    """The outcomes of a scenario, in order, and which package makes which.

    Parameters
    ----------
    scenario : ScenarioModel
        Its `outcomes` are predicates on the package in force; the first match wins.
    packages : PackageTable
        Its packages.

    Attributes
    ----------
    names : tuple of str
        The named outcomes, `OTHER` where a package matches none of them, `TOO_LATE`, `LAPSED`.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> loaded = load_scenario_text(starter_scenario())
    >>> Endings(loaded.model, loaded.packages).names[-2:]
    ('agreed too late', 'lapsed')
    """

    def __init__(self, scenario: ScenarioModel, packages: PackageTable) -> None:
        named = tuple(scenario.outcomes)
        code = np.full(len(packages), -1)
        for place, patterns in enumerate(scenario.outcomes.values()):
            code[(code < 0) & packages.matching(patterns)] = place
        other = (OTHER,) if (code < 0).any() else ()
        self.names = tuple(dict.fromkeys((*named, *other, TOO_LATE, LAPSED)))
        code[code < 0] = self.names.index(OTHER) if other else -1
        self._code_of_package = code

    def codes(self, package: NDArray[np.integer[Any]], in_force: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return each lane's (n,) outcome as a position in `names`.

        Parameters
        ----------
        package : ndarray of int, shape (n,)
            Package signed, -1 for none.
        in_force : ndarray of bool, shape (n,)
            Whether it took effect in time.
        """
        unfinished = np.where(package < 0, self.names.index(LAPSED), self.names.index(TOO_LATE))
        return np.where(in_force, self._code_of_package[package], unfinished)


def package_labels(packages: PackageTable) -> list[str]:
    """Return a label for each package; two that read the same are told apart by their number."""
    labels = [packages.label(p) for p in range(len(packages))]
    twice = {label for label in labels if labels.count(label) > 1} if len(set(labels)) < len(labels) else set()
    return [f"{label} (package {p})" if label in twice else label for p, label in enumerate(labels)]
