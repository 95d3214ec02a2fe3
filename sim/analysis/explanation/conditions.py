"""Boxes of conditions over cases, and how well they hold an outcome: coverage, density, mass, quasi-p.

Axes: n case (a world, or the plays of a world in which chance events went one way), l level of a category.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.by_value import ByValue

__all__ = ["Box", "Cases", "Factor", "Measures", "Restriction", "balance", "inside", "measure", "quasi_p"]


@dataclass(frozen=True, eq=False)
class Factor(ByValue):
    """One thing that differs between cases.

    Parameters
    ----------
    name : str
        Its name.
    values : ndarray, shape (n,)
        Numbers, or places in `levels`.
    levels : tuple of str
        Names of categories, which have no order; empty for a number.
    """

    name: str
    values: Floats
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Cases(ByValue):
    """What is known of each case, and how often it ended so.

    Parameters
    ----------
    factors : tuple of Factor
        What may be a condition.
    response : ndarray, shape (n,)
        Share of the case's plays that ended so, in [0, 1].
    weight : ndarray, shape (n,)
        Number of its plays, or as how many they count where worlds are weighed.
    world : ndarray of int, shape (n,)
        The world it belongs to: cases of one world are not independent.
    plays : ndarray, shape (n,), optional
        Number of its plays, where that is not its weight.
    """

    factors: tuple[Factor, ...]
    response: Floats
    weight: Floats
    world: Ints
    plays: Floats | None = None

    def __len__(self) -> int:
        return len(self.response)

    def __getitem__(self, name: str) -> Factor:
        return next(each for each in self.factors if each.name == name)

    def take(self, rows: Bools) -> Cases:
        """Return the cases where `rows` is True."""
        factors = tuple(Factor(each.name, each.values[rows], each.levels) for each in self.factors)
        plays = None if self.plays is None else self.plays[rows]
        return Cases(factors, self.response[rows], self.weight[rows], self.world[rows], plays)

    @property
    def base(self) -> float:
        """Share of all plays that ended so; NaN without any."""
        return float(np.average(self.response, weights=self.weight)) if len(self) else math.nan


@dataclass(frozen=True, eq=False)
class Restriction(ByValue):
    """A range of a number (both ends belong to it), or some levels of a category."""

    name: str
    low: float = -math.inf
    high: float = math.inf
    levels: frozenset[int] | None = None

    def holds(self, values: Floats) -> Bools:
        """Return where the values (n,) satisfy it."""
        if self.levels is not None:
            return np.isin(values, list(self.levels))
        held: Bools = (values >= self.low) & (values <= self.high)
        return held

    def sides(self) -> list[Restriction]:
        """Return its parts: each end of a range, or the levels as one."""
        if self.levels is not None:
            return [self]
        ends = [Restriction(self.name, low=self.low), Restriction(self.name, high=self.high)]
        return [each for each in ends if math.isfinite(each.low) or math.isfinite(each.high)]


Box = tuple[Restriction, ...]
"""Conditions that hold together."""


def inside(box: Iterable[Restriction], cases: Cases) -> Bools:
    """Return the cases (n,) in which all conditions hold; of a box without any, all."""
    held = np.ones(len(cases), dtype=bool)
    for restriction in box:
        held &= restriction.holds(cases[restriction.name].values)
    return held


def balance(mass: Floats | float, held: Floats | float, base: float) -> Floats:
    """Return the balance of coverage and density, both corrected for chance.

    Parameters
    ----------
    mass : array_like
        Share of all plays that are in the box.
    held : array_like
        Share of all plays that are in the box and ended so.
    base : float
        Share of all plays that ended so.

    Notes
    -----
    Density d = held / mass is `base` in a box drawn blindly, and 1 at best; coverage c = held / base is then `mass`,
    and 1 at best. The harmonic mean of (d - base) / (1 - base) and (c - mass) / (1 - mass) is

        2 (held - mass base) / (mass (1 - base) + base (1 - mass)),

    which is Cohen's (1960) kappa between being in the box and ending so: 0 for a blind box and for no box at all, 1
    for a box that holds all plays that ended so and no others. The plain harmonic mean (F1) would prefer the box of
    everything wherever the outcome is common.

    Examples
    --------
    >>> float(balance(0.5, 0.4, 0.5)), float(balance(1.0, 0.5, 0.5))
    (0.6, 0.0)
    """
    mass, held = np.asarray(mass, dtype=float), np.asarray(held, dtype=float)
    most = mass * (1 - base) + base * (1 - mass)
    found: Floats = np.divide(2 * (held - mass * base), most, out=np.zeros_like(mass), where=most > 0)
    return found.round(12)


@dataclass(frozen=True, eq=False)
class Measures(ByValue):
    """How well a box holds an outcome.

    Parameters
    ----------
    coverage : float
        Share of the plays that ended so that are in the box.
    density : float
        Share of the plays in the box that ended so; NaN for an empty box.
    mass : float
        Share of all plays that are in the box.
    density_error : float
        Monte Carlo standard error of the density, over worlds.
    luck : float
        Share of the variance left inside the box that lies between plays of one case; NaN where none is left.
    balance : float
        See `balance`.
    worlds : int
        Number of worlds with plays in the box.
    """

    coverage: float
    density: float
    mass: float
    density_error: float
    luck: float
    balance: float = field(default=0.0)
    worlds: int = 0


def measure(cases: Cases, held: Bools, *, total: Cases | None = None) -> Measures:
    """Return how well the cases `held` (n,) hold the outcome.

    Parameters
    ----------
    cases : Cases
        All of them, or those that earlier boxes left.
    held : ndarray of bool, shape (n,)
        Those in the box.
    total : Cases, optional
        What coverage and mass are shares of; `cases` by default.

    Examples
    --------
    Two worlds inside, of which one always ended so and one half the time, hold three quarters of what there is.

    >>> cases = Cases((), np.array([1.0, 0.5, 0.5, 0.0]), np.full(4, 2.0), np.arange(4))
    >>> found = measure(cases, np.array([True, True, False, False]))
    >>> found.coverage, found.density, found.mass, found.balance
    (0.75, 0.75, 0.5, 0.5)
    """
    total = cases if total is None else total
    plays, ended = total.weight.sum(), (total.weight * total.response).sum()
    box = cases.take(held)
    weight, so = box.weight.sum(), (box.weight * box.response).sum()
    if weight == 0:
        return Measures(0.0, math.nan, 0.0, math.nan, math.nan)
    density, worlds = so / weight, len(np.unique(box.world[box.weight > 0]))
    many = worlds if box.plays is None else _effective_worlds(box)
    error = math.sqrt(_scatter(box, density) / weight) * math.sqrt(many / max(many - 1, 1))
    return Measures(
        coverage=float(so / ended) if ended else math.nan,
        density=float(density),
        mass=float(weight / plays),
        density_error=error,
        luck=_luck(box, density),
        balance=float(balance(weight / plays, so / plays, float(ended / plays))),
        worlds=worlds,
    )


def _effective_worlds(cases: Cases) -> float:
    """Return as how many worlds of one weight the cases' worlds count (Kish 1965)."""
    by_world = np.bincount(np.unique(cases.world, return_inverse=True)[1], weights=cases.weight)
    return float(by_world.sum() ** 2 / (by_world**2).sum())


def _scatter(cases: Cases, rate: float) -> float:
    """Return the variance that a play adds to the sum of plays that ended so, worlds being independent."""
    residual = cases.weight * (cases.response - rate)
    by_world = np.bincount(np.unique(cases.world, return_inverse=True)[1], weights=residual)
    # chance events that split a world may offset each other within it: never count that as certainty
    return float(max((by_world**2).sum(), (residual**2).sum()) / cases.weight.sum())


def _luck(cases: Cases, rate: float) -> float:
    """Return the share of variance within cases: unbiased where a case has two plays or more."""
    plays = cases.weight if cases.plays is None else cases.plays
    several = plays > 1
    n, share, each = plays[several], cases.response[several], cases.weight[several]
    if rate in (0, 1) or not each.sum():
        return math.nan
    within = (each * share * (1 - share) * n / (n - 1)).sum() / each.sum()
    return float(min(within / (rate * (1 - rate)), 1.0))


def quasi_p(cases: Cases, held: Bools, among: Bools) -> float:
    """Return the chance that as many would have ended so had `held` been picked blindly from `among`.

    Parameters
    ----------
    cases : Cases
        Best those on which the box was not found.
    held : ndarray of bool, shape (n,)
        The box.
    among : ndarray of bool, shape (n,)
        The box without the restriction in question; it holds `held`.

    Notes
    -----
    Bryant & Lempert (2010): with H of T cases in the box of interest and a rate p among those in the box without the
    restriction, the binomial tail Pr(X >= H | T, p). "Quasi", because a box that was searched for on the same cases
    was not picked blindly.

    Here a case holds a share of its plays, and plays of one world are not independent. So T is the effective number
    of plays p (1 - p) / Var, with Var the variance of the box's density were its worlds drawn from `among` (Kish
    1965), never more than there are plays, and H is T times the density; the tail for such numbers is the incomplete
    beta function I_p(H, T - H + 1). Where every case is a world that ended so always or never, it is their formula.

    Examples
    --------
    Three of four in the box, among six of which three: Pr(X >= 3 | 4, 1/2) = 5/16.

    >>> cases = Cases((), np.array([1.0, 1, 1, 0, 0, 0]), np.ones(6), np.arange(6))
    >>> quasi_p(cases, np.arange(6) < 4, np.ones(6, dtype=bool))
    0.3125
    """
    wide, box = cases.take(among), cases.take(held)
    rate = wide.base
    if not len(box) or rate in (0, 1):
        return 1.0
    from scipy.special import betainc  # late: start-up stays instant

    each = max(_scatter(wide, rate) / (rate * (1 - rate)), 1.0)
    trials = box.weight.sum() / each
    hits = trials * box.base
    return float(betainc(hits, trials - hits + 1, rate)) if hits > 0 else 1.0
