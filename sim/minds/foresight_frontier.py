"""Packages that no proposer would ever pick, found before the recursion so that it need not look at them."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.minds.foresight_game import INDIFFERENCE
from sim.minds.quorum import Quorum

__all__ = ["HOPELESS", "acceptable", "quickness", "undominated"]

HOPELESS = 1e-6
"""Signing with less than this chance of being in force in time is hopeless: the recursion looks at all packages where
every seat would rather sign so than wait, because what is left out here assumes that none would."""

CLEARLY = 1e-6
"""Points by which a later package must beat an earlier one to rule it out; times HOPELESS, far above rounding."""


def quickness(chance: Floats) -> tuple[Ints, Bools]:
    """Rank packages by how soon they can be in force.

    Parameters
    ----------
    chance : (n, T, p) float
        pi(p, t) of n clocks.

    Returns
    -------
    rank : (n, p) int
        Equal for packages with the same chance on every day.
    ordered : (n,) bool
        True where a higher rank means at least the chance on every day. (A lognormal lead of one common spread is
        always ordered; packages of unlike spreads may not be.)

    Examples
    --------
    >>> rank, ordered = quickness(np.array([[[0.9, 0.5, 0.9], [0.2, 0.1, 0.2]]]))
    >>> rank.tolist(), ordered.tolist()
    ([[1, 0, 1]], [True])
    """
    order = np.argsort(chance.sum(axis=1), axis=1, kind="stable")
    step = np.diff(np.take_along_axis(chance, order[:, None, :], axis=2), axis=2)
    rank: Ints = np.zeros(order.shape, dtype=np.int64)
    np.put_along_axis(rank, order[:, 1:], np.cumsum((step != 0).any(axis=1), axis=1), axis=1)
    return rank, np.logical_and.reduce(step >= 0, axis=(1, 2))


def acceptable(
    value: Floats,
    no_deal: Floats,
    *,
    floor: Floats,
    quickest: Floats,
    signing_cost: float,
    quorum: Quorum | None = None,
) -> Bools:
    """Find packages that enough seats might sign, on some day, rather than wait.

    Parameters
    ----------
    value : (q, x, p) float
        Points to the government in each principal seat.
    no_deal, floor : (q, x) float
        Their no-deal values, and the least that waiting can be worth to them.
    quickest : (q, p) float
        The best chance of being in force in time, over all days.
    signing_cost : float
        c in points.
    quorum : Quorum, optional
        Which seats are enough; by default all are needed.

    Returns
    -------
    (q, p) bool
        False where even at its best chance (for a package worse than no deal: a hopeless one) the package is worth
        less than the floor to some seat, or to so many that the others are not enough.
    """
    willing = np.empty((value.shape[1], *quickest.shape), dtype=np.bool_)
    for x in range(value.shape[1]):
        gain = value[:, x] - no_deal[:, x, None]
        gain *= np.where(gain > 0, quickest, HOPELESS)
        gain += (no_deal[:, x] - signing_cost)[:, None]
        willing[x] = gain >= (floor[:, x] - 2 * INDIFFERENCE)[:, None]
    return np.logical_and.reduce(willing) if quorum is None else quorum.wins(willing)


def undominated(
    value: Floats,
    no_deal: Floats,
    *,
    rank: Ints,
    ordered: Bools,
    assent: Bools,
    rounds: int,
) -> Bools:
    """Find packages worth looking at when the same governments sit all along.

    Parameters
    ----------
    value : (q, x, p) float
        Points to the government in each principal seat.
    no_deal : (q, x) float
        Their no-deal values.
    rank, ordered : (q, p) int, (q,) bool
        From `quickness`.
    assent : (q, p) bool
        Packages that may be agreed at all.
    rounds : int
        How many packages of each game to hold against the others; more rule out more.

    Returns
    -------
    (q, p) bool
        False for packages that need assent they do not get, or that a kept one rules out.

    Notes
    -----
    A package k rules out p when, to every seat, k is worth at least as much, and either takes effect with the same
    chances as p, or is at least as quick and no worse than no deal (a package worse than no deal is not improved by
    taking effect sooner); and when k comes before p, or is clearly better to every seat. Then k is open whenever p
    is (all who want p want k, and more agreement never hurts), and every proposer prefers it. "Rules out" is a
    strict partial order, so whatever is ruled out is ruled out by a package that is kept. Rounding respects all of
    this (sums and products are monotone in floating point) except that a clear advantage times a chance below
    HOPELESS may round to a tie, which goes to the first: the recursion looks at all packages where something so
    hopeless could be signed.
    """
    games, packages = np.arange(len(value)), np.arange(value.shape[2])
    kept, untried = assent.copy(), np.where(assent, value.sum(axis=1), -np.inf)
    clear = value + CLEARLY
    for _ in range(rounds):
        # in falling order of the sum of points, every package still there when its turn comes is undominated
        k = untried.argmax(axis=1)
        turn = untried[games, k] > -np.inf
        if not turn.any():
            break
        points = value[games, :, k]
        helped = turn & ordered & (points >= no_deal).all(axis=1)
        k_rank = rank[games, k]
        out = rank <= k_rank[:, None]
        out &= rank >= np.where(helped, 0, k_rank)[:, None]
        clearly = k[:, None] < packages
        beaten = turn[:, None]
        for x in range(value.shape[1]):
            out &= points[:, x, None] >= value[:, x]
            beaten = beaten & (points[:, x, None] >= clear[:, x])
        clearly |= beaten
        out &= clearly & turn[:, None]
        np.copyto(untried, -np.inf, where=out)
        kept ^= out & kept
        untried[games, k] = -np.inf
    return kept
