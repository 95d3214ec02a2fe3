"""Across worlds: shares with their Monte Carlo error, the size of the zone, and where named proposals stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.bargaining.solutions import NONE_EXISTS, Solution
from sim.arrays import Bools, Floats
from sim.minds.quorum import Quorum
from sim.results.estimates import estimate
from sim.results.weights import weighed_quantiles

__all__ = [
    "ProposalStanding",
    "Share",
    "SolutionShares",
    "ZoneSummary",
    "proposal_standing",
    "share_of_worlds",
    "solution_shares",
    "spread_of",
    "summarise_zone",
]


@dataclass(frozen=True)
class Share:
    """A share of worlds in [0, 1].

    Parameters
    ----------
    share : float
        The share of the worlds drawn.
    standard_error : float
        Monte Carlo error: worlds are independent draws.
    low, high : float
        Wilson's 95% interval.
    """

    share: float
    standard_error: float
    low: float
    high: float


def share_of_worlds(holds: Bools, weights: Floats | None = None) -> Share:
    """Return the share of worlds (w,) in which something holds, as far as each weighs (in sum 1), if they do.

    Notes
    -----
    For one world the error is not 0 but unknown (NaN), and so is the interval: 0 to 1.

    Examples
    --------
    >>> found = share_of_worlds(np.arange(400) < 100)
    >>> found.share, round(found.standard_error, 4)
    (0.25, 0.0217)
    """
    if len(holds) == 1:
        return Share(float(holds[0]), float("nan"), 0.0, 1.0)
    found = estimate(holds[:, None].astype(float), 1, weights)
    return Share(*(float(each[0]) for each in (found.probability, found.standard_error, found.low, found.high)))


@dataclass(frozen=True)
class ZoneSummary:
    """How often a zone of agreement exists, and how large it then is.

    Parameters
    ----------
    exists : Share
        Worlds with a zone.
    median, low, high : float or None
        Packages in the zone: median, 10th and 90th percentile over the worlds where one exists; None where it exists
        in none.
    packages : int
        All packages there are.
    """

    exists: Share
    median: float | None
    low: float | None
    high: float | None
    packages: int


def spread_of(values: Floats, at: tuple[float, ...], weights: Floats | None = None) -> Floats:
    """Return quantiles of values (w, ...) over worlds, as far as each weighs, if they do."""
    return np.asarray(np.quantile(values, at, axis=0)) if weights is None else weighed_quantiles(values, at, weights)


def summarise_zone(zone: Bools, weights: Floats | None = None) -> ZoneSummary:
    """Summarise zones (w, p) over worlds, which may weigh differently (w,).

    Examples
    --------
    >>> found = summarise_zone(np.array([[True, True, False], [False, False, False]]))
    >>> found.exists.share, found.median, found.packages
    (0.5, 2.0, 3)
    """
    sizes = zone.sum(axis=1)
    exists, held = share_of_worlds(sizes > 0, weights), sizes > 0
    if weights is not None:
        held = held & (weights > 0)
    if not held.any():
        return ZoneSummary(exists, None, None, None, zone.shape[1])
    each = None if weights is None else weights[held]
    low, median, high = spread_of(sizes[held].astype(float), (0.1, 0.5, 0.9), each)
    return ZoneSummary(exists, float(median), float(low), float(high), zone.shape[1])


@dataclass(frozen=True)
class SolutionShares:
    """How often a rule names each package.

    Parameters
    ----------
    packages : tuple of (position, Share)
        Share of all worlds, the most frequent first, packages never named left out.
    none_exists : Share
        Worlds without a zone, where the rule has nothing to choose from.
    tied : Share
        Worlds in which another package does as well.
    """

    packages: tuple[tuple[int, Share], ...]
    none_exists: Share
    tied: Share


def solution_shares(found: Solution, weights: Floats | None = None) -> SolutionShares:
    """Count the packages a rule names over worlds, which may weigh differently (w,)."""
    named_in = found.package != NONE_EXISTS
    counts = np.bincount(found.package[named_in], weights=None if weights is None else weights[named_in])
    named = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    return SolutionShares(
        tuple((int(package), share_of_worlds(found.package == package, weights)) for package in named),
        share_of_worlds(found.package == NONE_EXISTS, weights),
        share_of_worlds(found.tied, weights),
    )


@dataclass(frozen=True)
class ProposalStanding:
    """Where a proposal stands across worlds. In every world exactly one of the first four holds.

    Parameters
    ----------
    in_zone : Share
        Enough principals gain (all, if all must agree), and third parties it needs assent.
    only : tuple of Share
        For each principal g: not enough gain, and it is the only one whose gain would make them enough.
    several : Share
        Not enough principals gain, for want of more than one, or of any of several.
    third_parties_only : Share
        Enough principals gain, but a third party refuses.
    refused_by : tuple of Share
        For each principal g: it does not gain, whatever others say.
    on_frontier : Share
        No other package with assent dominates it.
    gain : ndarray, shape (g, 3)
        Points above no deal: mean, 10th and 90th percentile.
    package : int
        Its position.
    """

    in_zone: Share
    only: tuple[Share, ...]
    several: Share
    third_parties_only: Share
    refused_by: tuple[Share, ...]
    on_frontier: Share
    gain: Floats
    package: int


def proposal_standing(
    package: int,
    gain: Floats,
    assent: Bools,
    frontier: Bools,
    *,
    quorum: Quorum | None = None,
    weights: Floats | None = None,
) -> ProposalStanding:
    """Tell where the package at a position stands.

    Parameters
    ----------
    package : int
        Its position.
    gain : ndarray, shape (w, g, p)
        Points above no deal.
    assent, frontier : ndarray of bool, shape (w, p)
        Packages with third parties' assent; packages on the frontier.
    quorum : Quorum, optional
        Which principals are enough; by default all are needed.
    weights : ndarray, shape (w,), optional
        What each world weighs, in sum 1; all the same by default.

    Examples
    --------
    >>> gain = np.array([[[1.0], [-2.0]], [[3.0], [4.0]], [[5.0], [6.0]], [[-1.0], [-1.0]]])
    >>> assent = np.array([[True], [True], [False], [True]])
    >>> found = proposal_standing(0, gain, assent, assent)
    >>> found.in_zone.share, [share.share for share in found.only]
    (0.25, [0.0, 0.25])
    >>> found.several.share, found.third_parties_only.share
    (0.25, 0.25)
    """
    points = gain[:, :, package]
    refused = points <= 0
    willing = assent[:, package]
    parties = range(gain.shape[1])
    enough, decisive = _decisive(~refused, quorum)

    def share(holds: Bools) -> Share:
        return share_of_worlds(holds, weights)

    mean = points.mean(axis=0) if weights is None else (weights[:, None] * points).sum(axis=0)
    return ProposalStanding(
        in_zone=share(enough & willing),
        only=tuple(share(decisive[:, g] & (decisive.sum(axis=1) == 1)) for g in parties),
        several=share(~enough & (decisive.sum(axis=1) != 1)),
        third_parties_only=share(enough & ~willing),
        refused_by=tuple(share(refused[:, g]) for g in parties),
        on_frontier=share(frontier[:, package]),
        gain=np.stack([mean, *spread_of(points, (0.1, 0.9), weights)], axis=1),
        package=package,
    )


def _decisive(gains: Bools, quorum: Quorum | None) -> tuple[Bools, Bools]:
    """Return where enough gain (w,), and where they do not, whose gain would make them enough (w, g)."""

    def wins(willing: Bools) -> Bools:
        return np.logical_and.reduce(willing, axis=1) if quorum is None else quorum.wins(willing.T)

    enough = wins(gains)
    with_one = [wins(gains | (np.arange(gains.shape[1]) == g)) for g in range(gains.shape[1])]
    return enough, np.stack(with_one, axis=1) & ~enough[:, None]
