"""Uniform draws from polytopes by hit-and-run, many chains at once: for what rejection seldom finds.

Smith (1984); for preference models Tervonen et al. (2013). From a point, take a random direction and move to a
uniform point of the chord. Here all chains share the direction of a step. Given the sequence of directions the
chains are independent, and each still leaves the uniform distribution as it is; but the directions meet the
constraints in one small vector, and a step costs a few passes over the slacks. Its many steps amplify a last bit to
anything, so no sum is left to a library that may choose its order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.evidence.arithmetic import cholesky, lengths, lower_inverse, product
from sim.normal import normal_quantile

__all__ = ["DOUBLINGS", "RHAT_LIMIT", "Draws", "draw_uniform", "mixing", "with_companions"]

RHAT_LIMIT = 1.05
"""Chains are run until their R-hat is below this (Vehtari et al. 2021 ask 1.01 of a handful of chains whose whole
path is used; here only the last point of thousands of chains is)."""

DOUBLINGS = 6
"""How often chains that have not mixed go on, each time twice as long."""

_STEPS_PER_DIMENSION = 64
_FEWEST_CHAINS = 64
_FEWEST_PER_LABEL = 16
_WARM_UP_STAGES = 40
_TALLY_EVERY = 4
_CHORD_ENDS = 1e-6
"""Share of the chord left out at either end, so that rounding never carries a chain outside."""

_LEAST_SLACK = 1e-12
_LEAST_CHANCE = 2.0**-54
"""Put for the 0 that a generator may draw, whose quantile is not finite."""


@dataclass(frozen=True, eq=False)
class Draws:
    """Points of the chains, and how well they had mixed.

    Parameters
    ----------
    points : ndarray, shape (d, n)
    rhat : float
        Largest R-hat over coordinates and labels in the last block of steps.
    steps : int
        Steps of the longest-run chains, warm-up included.
    """

    points: NDArray[np.float64]
    rhat: float
    steps: int


@dataclass(eq=False)
class _Walk:
    """Chains in A z <= b (m, 1 or n), where chain i minds only the rows with ``included[:, i]``."""

    A: NDArray[np.float64]
    b: NDArray[np.float64]
    points: NDArray[np.float64]
    included: NDArray[np.bool_]
    labels: NDArray[np.int64]
    generator: np.random.Generator
    scale: NDArray[np.float64]
    steps: int = 0

    def keep(self, chains: NDArray[np.bool_]) -> None:
        """Go on with some of the chains only."""
        self.points, self.included = self.points[:, chains], self.included[:, chains]
        self.b = self.b[:, chains] if self.b.shape[1] > 1 else self.b
        self.labels = self.labels[chains]

    def stretch(self) -> float:
        """Scale directions by the chains' own spread; return by what factor that changed at most."""
        scale = cholesky(self.points)
        change = product(lower_inverse(self.scale), scale)
        self.scale = scale
        return float(max(lengths(change).max(), lengths(lower_inverse(change)).max()))

    def block(self, count: int) -> NDArray[np.float64]:
        """Make `count` steps; return R-hat squared less one per chain and scaled coordinate, shape (d, n)."""
        m, d = self.A.shape
        slack = np.maximum(self.b - product(self.A, self.points), _LEAST_SLACK)
        # an infinite slack never ends a chord: the chain does not mind the row
        state = np.concatenate([np.where(self.included, slack, np.inf), np.zeros_like(self.points)])
        directions = normal_quantile(np.maximum(self.generator.random((count, d)), _LEAST_CHANCE))
        rates = np.hstack([-product(directions, product(self.A, self.scale).T), directions])
        half = -(-count // 2)
        tallies = [_advance(state, m, part, self.generator) for part in (rates[:half], rates[half:])]
        self.points = self.points + product(self.scale, state[m:])
        self.steps += count
        return mixing(*tallies)


def draw_uniform(
    A: NDArray[np.float64],
    b: NDArray[np.float64],
    start: NDArray[np.float64],
    *,
    generator: np.random.Generator,
    included: NDArray[np.bool_] | None = None,
    labels: NDArray[np.int64] | None = None,
) -> Draws:
    """Return a uniform draw per chain from the bounded polytope A z <= b.

    Parameters
    ----------
    A, b : ndarray, shape (m, d) and (m,)
        With b of shape (m, n), each chain has limits of its own.
    start : ndarray, shape (d, n)
        A strictly interior point per chain.
    generator : numpy Generator
        The luck of all chains.
    included : ndarray of bool, shape (m, n), optional
        The rows each chain minds, all by default: chains may live in different polytopes and move together.
    labels : ndarray of int, shape (n,), optional
        Chains with one label share one polytope; convergence is judged label by label.

    Notes
    -----
    Directions are scaled by the covariance of the chains, estimated again and again in a warm-up whose points
    are not used, then frozen for a block of steps. R-hat of a block is sqrt(1 + B/W): W the variance within a
    chain, B the variance of a chain's mean, taken from the difference of the chain's two halves so that it can be
    compared between chains in different polytopes. Labels that have not converged go on alone, twice as long, with
    directions scaled anew, up to `DOUBLINGS` times; what R-hat was reached is returned in any case.

    Examples
    --------
    >>> square = np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]]), np.array([1.0, 0, 1, 0])
    >>> draws = draw_uniform(*square, np.full((2, 500), 0.5), generator=np.random.default_rng(1))
    >>> bool(draws.points.min() > 0), bool(draws.points.max() < 1), draws.rhat < 1.05
    (True, True, True)
    """
    d, n = start.shape
    if d == 0:
        return Draws(start, 1.0, 0)
    origin, judged = with_companions(np.zeros(n, dtype=np.int64) if labels is None else labels, dimension=d)
    walk = _Walk(
        A=A,
        b=b[:, None] if b.ndim == 1 else b[:, origin],
        points=start[:, origin],
        included=np.ones((len(b), len(origin)), bool) if included is None else included[:, origin],
        labels=judged,
        generator=generator,
        scale=np.eye(d),
    )
    _warm_up(walk)
    points, rhat = _run_until_mixed(walk)
    return Draws(points[:, :n], rhat, walk.steps)


def with_companions(
    labels: NDArray[np.int64], *, dimension: int, fewest: int = _FEWEST_PER_LABEL
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which chain each chain starts as, the asked-for ones first, then companions, with labels to judge by.

    A covariance or an R-hat of a handful of chains says little. Labels of few chains are judged together as one,
    and companions, dropped in the end, are added where even that makes too few.
    """
    n = len(labels)
    names, place, counts = np.unique(labels, return_inverse=True, return_counts=True)
    rare = counts[place] < fewest
    judged = np.where(rare, len(names), place)
    origin = np.arange(n)
    if rare.any() and rare.sum() < fewest:
        origin = np.append(origin, np.resize(np.flatnonzero(rare), 2 * fewest))
    short = max(_FEWEST_CHAINS, 4 * dimension) - len(origin)
    if short > 0:
        origin = np.append(origin, np.resize(np.arange(n), short))
    return origin, judged[origin]


def _warm_up(walk: _Walk) -> None:
    """Scale the directions again and again until their scale stays much the same."""
    for _ in range(_WARM_UP_STAGES):
        walk.block(4 * walk.A.shape[1] + 8)
        if walk.stretch() < 2.0:
            break


def _run_until_mixed(walk: _Walk) -> tuple[NDArray[np.float64], float]:
    """Return the last points of all chains, and the largest R-hat any label ended with."""
    points, active = walk.points, np.arange(walk.points.shape[1])
    worst = 1.0
    count = _STEPS_PER_DIMENSION * walk.A.shape[1]
    for doubling in range(DOUBLINGS + 1):
        mixing = walk.block(count << doubling)
        points[:, active] = walk.points
        names, place = np.unique(walk.labels, return_inverse=True)
        rhats = np.array([np.sqrt(1 + mixing[:, place == k].mean(axis=1)).max() for k in range(len(names))])
        done = (rhats < RHAT_LIMIT) | (doubling == DOUBLINGS)
        worst = max([worst, *rhats[done].tolist()])
        if done.all():
            break
        going = ~done[place]
        walk.keep(going)
        active = active[going]
        if going.sum() >= 4 * walk.A.shape[1]:
            walk.stretch()
    return points, worst


def _advance(
    state: NDArray[np.float64], m: int, rates: NDArray[np.float64], generator: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Step all chains along each of `rates` in place; return mean and variance of their coordinates on the way.

    Parameters
    ----------
    state : ndarray, shape (m + d, n)
        Slacks of the rows, then scaled coordinates.
    m : int
    rates : ndarray, shape (count, m + d)
        Change of each row of the state per unit of the way.

    Returns
    -------
    mean, variance : ndarray, shape (d, n)
    """
    slack, coordinates = state[:m], state[m:]
    ratio, moved = np.empty_like(slack), np.empty_like(state)
    total, squares = np.zeros_like(coordinates), np.zeros_like(coordinates)
    taken = 0
    for step, rate in enumerate(rates):
        # slack + rate t >= 0 is 1 + (rate / slack) t >= 0, so the extreme ratios bound the chord
        np.divide(rate[:m, None], slack, out=ratio)
        backward, forward = -1.0 / ratio.max(axis=0), -1.0 / ratio.min(axis=0)
        share = _CHORD_ENDS + (1.0 - 2.0 * _CHORD_ENDS) * generator.random(len(forward))
        np.multiply(rate[:, None], backward + share * (forward - backward), out=moved)
        state += moved
        if step % _TALLY_EVERY == 0:
            total += coordinates
            squares += coordinates * coordinates
            taken += 1
    mean = total / taken
    return mean, np.maximum(squares / taken - mean * mean, 0.0)


def mixing(
    first: tuple[NDArray[np.float64], NDArray[np.float64]],
    second: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Return B/W per coordinate and chain: variance of a block's mean over the variance within its halves."""
    # halves have twice the variance of the whole, and their difference twice that again
    between = (first[0] - second[0]) ** 2 / 4.0
    within = (first[1] + second[1]) / 2.0
    return between / np.maximum(within, np.finfo(float).tiny)
