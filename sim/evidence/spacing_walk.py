"""Walks for long orders: worth is moved between a few steps of the orders at a time, which meets few constraints.

An order of a hundred options has a structure: its unknowns are the steps from option to option, and to move worth
from one step to another meets two rules of the order and the statements between. Such pair moves mix a simplex in a
few sweeps (Smith 2014, "A Gibbs sampler on the n-simplex"), where directions of hit-and-run that move everything need
steps by the square of the unknowns, each against all constraints. As in `sim.evidence.hit_and_run` all chains share
the move of a step; each goes to a uniform point of its chord.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.evidence.arithmetic import product
from sim.evidence.hit_and_run import DOUBLINGS, RHAT_LIMIT, Draws, mixing, with_companions
from sim.evidence.space import PreferenceSpace

__all__ = ["MANY_UNKNOWNS", "Moves", "draw_by_moves"]

MANY_UNKNOWNS = 32
"""Free unknowns from which moves are quicker than directions (measured)."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_SWEEPS_BEFORE, _SWEEPS = 48, 64
"""Sweeps (as many moves as unknowns) before the chains are judged, and in the first block in which they are."""

_LOOKS = 16
"""How often it is looked where the chains are, in each half of a block."""

_FLAT = 1e-14
"""Variance, in points squared, of what rounding alone moves."""

_ALONE, _JOINED = 0.25, 0.5
"""Share of moves of an unknown that needs no partner, and of those the share that are joined to a pair."""

_NEAR = 0.5
"""Share of pairs that are picked near each other."""

_FEWEST_JUDGED = 128
"""Chains of a polytope below which its R-hat is not judged alone: the largest of a hundred unknowns is then noise."""

_CHORD_ENDS = 1e-6
"""Share of the chord left out at either end, so that rounding never carries a chain outside."""

_LEAST_SLACK = 1e-12


@dataclass(frozen=True, eq=False)
class Moves:
    """What may be changed in preferences whose orders are settled.

    Parameters
    ----------
    effects : ndarray, shape (dimension, a)
        The change of the unknowns by a unit of each of a moves.
    paired : ndarray of bool, shape (a,)
        Moves of worth: what one adds another takes, as the best options' sum is fixed.

    Examples
    --------
    >>> space = PreferenceSpace((("term", ("one", "three", "five")),), np.arange(3)[:, None], (((2,), (1,), (0,)),))
    >>> moves = Moves.of(space, 0)
    >>> moves.effects.T.tolist(), moves.paired.tolist()
    ([[0.0, 0.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]], [True, True, False])
    """

    effects: Floats
    paired: Bools

    @classmethod
    def of(cls, space: PreferenceSpace, case: int, *, no_deal: bool = True) -> Moves:
        """Return those of a space under one settling of its orders; of the no-deal value too, unless that stays."""
        pairs: list[list[int]] = []
        alone: list[list[int]] = []
        for first, order, stated in zip(space.first, space.order_cases[case], space.orders, strict=True):
            groups = [[first + option for option in group] for group in order]
            if stated is None and len(groups) == 3:  # what lies between best and worst is free
                pairs.append(groups[0])
                alone += [[option] for option in groups[1]]
            else:
                pairs += [[u for group in groups[: k + 1] for u in group] for k in range(len(groups) - 1)]
        bounds = [*((each.low, each.high) for each in space.adjustments), space.no_deal]
        start = space.dimension - len(bounds)
        alone += [
            [start + k] for k, (low, high) in enumerate(bounds) if low < high and (no_deal or k < len(bounds) - 1)
        ]
        effects = np.zeros((space.dimension, len(pairs) + len(alone)))
        for column, unknowns in enumerate([*pairs, *alone]):
            effects[unknowns, column] = 1.0
        return cls(effects, np.arange(len(pairs) + len(alone)) < len(pairs))

    @cached_property
    def _worth(self) -> NDArray[np.int64]:
        return np.flatnonzero(self.paired)

    @cached_property
    def _alone(self) -> NDArray[np.int64]:
        return np.flatnonzero(~self.paired)

    def pick(self, luck: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Return the moves made together, and how much of each, that five uniform numbers stand for."""
        worth, alone = self._worth, self._alone
        one = int(luck[1] * len(worth))
        other = (one + 1 + _distance(float(luck[2]), len(worth) - 1)) % max(len(worth), 1)
        pair = worth[[one, other]] if len(worth) > 1 else worth[:0]
        if len(alone) and (luck[0] < _ALONE or not len(pair)):
            single = alone[[int(luck[3] * len(alone))]]
            if luck[0] < _ALONE * _JOINED and len(pair):
                return np.append(pair, single), np.array([1.0, -1.0, 4.0 * luck[4] - 2.0])
            return single, np.ones(1)
        return pair, np.array([1.0, -1.0])[: len(pair)]


def _distance(luck: float, most: int) -> int:
    """Return a whole number below `most`: half the time any, half the time a small one, in each order of magnitude.

    Statements part the steps; what a step may gain it gains mostly from steps of its own part, which are near it.

    Examples
    --------
    >>> [_distance(luck, 64) for luck in (0.6, 0.99, 0.01, 0.2, 0.3, 0.4)]
    [12, 62, 8, 12, 0, 1]
    """
    if luck >= _NEAR:
        return int((luck - _NEAR) / (1.0 - _NEAR) * most)
    scale = luck / _NEAR * most.bit_length()
    return int((scale % 1.0) * (most >> int(scale)))


@dataclass(eq=False)
class _Chains:
    slack: Floats  # of each constraint; infinite where a chain does not mind it
    made: Floats  # how much of each move has been made
    rates: Floats  # of each move, along the constraints
    moves: Moves
    generator: np.random.Generator

    def sweep(self, count: int) -> None:
        """Make `count` times as many moves as there are."""
        steps = count * len(self.made)
        for luck in self.generator.random((steps, 5)):
            chosen, amounts = self.moves.pick(luck)
            rate = product(self.rates[chosen].T, amounts[:, None])[:, 0]
            met = rate.nonzero()[0]
            slack, rate = self.slack[met], rate[met, None]
            ratio = rate / slack
            backward, forward = -1.0 / ratio.max(axis=0), -1.0 / ratio.min(axis=0)
            share = _CHORD_ENDS + (1.0 - 2.0 * _CHORD_ENDS) * self.generator.random(len(forward))
            way = backward + share * (forward - backward)
            self.slack[met] = slack + rate * way
            for move, amount in zip(chosen.tolist(), amounts.tolist(), strict=True):
                self.made[move] += amount * way

    def half_block(self, sweeps: int) -> tuple[Floats, Floats]:
        """Return mean and variance, shape (dimension, n), of what has changed, looked at now and then."""
        total = squares = np.zeros((len(self.moves.effects), self.made.shape[1]))
        for _ in range(_LOOKS):
            self.sweep(sweeps // _LOOKS)
            change = product(self.moves.effects, self.made)
            total, squares = total + change, squares + change * change
        mean = total / _LOOKS
        return mean, np.maximum(squares / _LOOKS - mean * mean, 0.0)


def draw_by_moves(
    A: Floats,
    b: Floats,
    start: Floats,
    moves: Moves,
    *,
    generator: np.random.Generator,
    included: Bools,
    labels: NDArray[np.int64],
) -> Draws:
    """Return a uniform draw per chain from A x <= b, of the preferences that `moves` lead to.

    Parameters
    ----------
    A, b : ndarray, shape (m, dimension) and (m,)
    start : ndarray, shape (dimension, n)
        A point per chain at which all constraints are slack.
    moves : Moves
    generator : numpy Generator
        The luck of all chains.
    included : ndarray of bool, shape (m, n)
        The rows each chain minds, among them those that bound each move.
    labels : ndarray of int, shape (n,)
        Chains with one label share one polytope; convergence is judged label by label (`draw_uniform`).
    """
    n = start.shape[1]
    origin, judged = with_companions(labels, dimension=0, fewest=_FEWEST_JUDGED)
    slack = np.maximum(b[:, None] - product(A, start[:, origin]), _LEAST_SLACK)
    made = np.zeros((moves.effects.shape[1], len(origin)))
    rates = np.ascontiguousarray(-product(A, moves.effects).T)
    chains = _Chains(np.where(included[:, origin], slack, np.inf), made, rates, moves, generator)
    chains.sweep(_SWEEPS_BEFORE)
    sweeps = _SWEEPS_BEFORE
    for doubling in range(DOUBLINGS + 1):
        half = (_SWEEPS << doubling) // 2
        rhat = _rhat(chains.half_block(half), chains.half_block(half), judged)
        sweeps += 2 * half
        if rhat < RHAT_LIMIT:
            break
    points = start + product(moves.effects, chains.made)[:, :n]
    return Draws(points, rhat, sweeps * len(made))


def _rhat(first: tuple[Floats, Floats], second: tuple[Floats, Floats], labels: NDArray[np.int64]) -> float:
    """Return the largest R-hat over labels and the unknowns that move."""
    moving = (first[1] + second[1]).mean(axis=1) > _FLAT
    ratio = mixing(first, second)[moving]
    return max(
        float(np.sqrt(1 + ratio[:, labels == k].mean(axis=1)).max(initial=1.0)) for k in np.unique(labels).tolist()
    )
