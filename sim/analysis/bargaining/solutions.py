"""Four ways to name one package of the zone of agreement, each by its formula.

They presume an agreement that is efficient and in some sense fair; the simulation presumes neither. "Kalai" alone is
not used: peers mean three different things by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sim.analysis.bargaining.frontier import pareto_frontier
from sim.arrays import Bools, Floats
from sim.by_value import ByValue

__all__ = ["FORMULA", "NONE_EXISTS", "Rule", "Solution", "Status", "score", "solutions"]

NONE_EXISTS = -1
"""Stands for a package in worlds where there is no zone to choose from."""

_EQUAL = 1e-9
"""Scores this close, relative to the best, tie: the same sum taken in another order differs by less."""


class Rule(StrEnum):
    """A bargaining solution."""

    NASH = "Nash"
    KALAI_SMORODINSKY = "Kalai-Smorodinsky"
    EGALITARIAN = "egalitarian"
    UTILITARIAN = "utilitarian"


FORMULA = {
    Rule.NASH: "largest product of gains over no deal (Nash 1950)",
    Rule.KALAI_SMORODINSKY: "largest smallest ratio of gain to best possible gain (Kalai & Smorodinsky 1975)",
    Rule.EGALITARIAN: "largest smallest gain (Kalai 1977)",
    Rule.UTILITARIAN: "largest sum of gains",
}
"""What each rule maximises over the packages of the zone."""


class Status(StrEnum):
    """What kind of answer there is. That none exists is an answer; that none was computed is not."""

    FOUND = "found"
    NONE_EXISTS = "none exists"
    NOT_COMPUTED = "not computed"


@dataclass(frozen=True, eq=False)
class Solution(ByValue):
    """The package a rule names in each world.

    Parameters
    ----------
    rule : Rule
        The rule.
    package : ndarray of int, shape (w,)
        Position of the package; `NONE_EXISTS` in worlds without a zone of agreement.
    tied : ndarray of bool, shape (w,)
        Whether another package does as well by the rule; the first is taken.
    """

    rule: Rule
    package: NDArray[np.int64]
    tied: Bools

    def status(self, world: int) -> Status:
        """Return whether there is such a package in a world."""
        return Status.NONE_EXISTS if self.package[world] == NONE_EXISTS else Status.FOUND


def score(rule: Rule, gain: Floats, zone: Bools) -> Floats:
    """Return what a rule maximises, (w, p); -inf outside the zone.

    Parameters
    ----------
    rule : Rule
        The rule.
    gain : ndarray, shape (w, g, p)
        Points above no deal.
    zone : ndarray of bool, shape (w, p)
        The packages to choose from; all their gains are above 0.

    Notes
    -----
    With u - d the gains of one package:

    - Nash: prod_g (u_g - d_g). Positive affine changes of a government's points change nothing.
    - Kalai-Smorodinsky: min_g (u_g - d_g) / (a_g - d_g), where a_g is the most that g gets anywhere in the zone.
      The same invariance.
    - egalitarian: min_g (u_g - d_g), and utilitarian: sum_g (u_g - d_g), which the sum of values maximises too. Both
      compare points between governments: here 100 is each side's best settlement of every issue.

    The papers take a convex set, where the Kalai-Smorodinsky and the egalitarian point make the ratios (the gains)
    equal. Packages are discrete and mostly no package does; the one whose worst-off side is best off stands in
    (Nagahisa & Tanaka 2002 for finite sets), so neither axiom of equality holds exactly.

    Examples
    --------
    >>> gain = np.array([[[1.0, 4.0, 6.0], [8.0, 5.0, 2.0]]])
    >>> [score(rule, gain, np.ones((1, 3), dtype=bool))[0].round(2).tolist() for rule in Rule]
    [[8.0, 20.0, 12.0], [0.17, 0.62, 0.25], [1.0, 4.0, 2.0], [9.0, 9.0, 8.0]]
    """
    inside = np.where(zone[:, None, :], gain, np.nan)
    if rule is Rule.NASH:
        merit = inside.prod(axis=1)
    elif rule is Rule.KALAI_SMORODINSKY:
        ideal = np.where(zone[:, None, :], gain, 0.0).max(axis=2, initial=0.0)
        merit = (inside / np.where(ideal > 0, ideal, 1.0)[:, :, None]).min(axis=1)
    elif rule is Rule.EGALITARIAN:
        merit = inside.min(axis=1)
    else:
        merit = inside.sum(axis=1)
    return np.where(zone, merit, -np.inf)


def solutions(gain: Floats, zone: Bools) -> dict[Rule, Solution]:
    """Return the package that each rule names, per world.

    Parameters
    ----------
    gain : ndarray, shape (w, g, p)
        Points above no deal.
    zone : ndarray of bool, shape (w, p)
        The zone of agreement.

    Notes
    -----
    Only undominated packages of the zone are named: a rule that looks at the smallest gain alone cannot tell a
    package from another that is better for one side and worse for none. Of packages that tie the first is taken.

    Examples
    --------
    In the first world all agree on the second package; the second world has no zone.

    >>> gain = np.array([[[1.0, 4.0, 6.0], [8.0, 5.0, 2.0]], [[-1.0, -2.0, 3.0], [5.0, 1.0, -4.0]]])
    >>> found = solutions(gain, (gain > 0).all(axis=1))
    >>> found[Rule.NASH].package.tolist(), str(found[Rule.NASH].status(1))
    ([1, -1], 'none exists')
    >>> found[Rule.UTILITARIAN].package.tolist(), found[Rule.UTILITARIAN].tied.tolist()
    ([0, -1], [True, False])
    """
    among = pareto_frontier(gain, zone)
    exists = among.any(axis=1)
    found = {}
    for rule in Rule:
        merit = np.where(among, score(rule, gain, zone), -np.inf)
        best = merit.max(axis=1, initial=-np.inf, where=among)
        floor = np.where(exists, best - _EQUAL * np.abs(best, where=exists, out=np.zeros_like(best)), np.inf)
        top = merit >= floor[:, None]
        package = np.where(exists, top.argmax(axis=1), NONE_EXISTS)
        found[rule] = Solution(rule, package, top.sum(axis=1) > 1)
    return found
