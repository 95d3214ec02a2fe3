"""Announced chance events in the game of foresight: what comes of each is decided on its day, event by event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints

__all__ = ["Decision", "expected_value"]


@dataclass(frozen=True, eq=False)
class Decision:
    """A chance event on the day on which it is decided: in state s it adds its bit, or does not.

    A state is a set of events, as bits. All transitions of k events at once would take 4^k numbers a game.

    Parameters
    ----------
    bit : int
        What the event adds to the number of a state.
    chance : (q or 1, e, c) float
        The different chances it may have, as evaluators e believe.
    which : (S,) int
        Which of the c chances it has in state s; -1 where it cannot happen, or has happened.
    """

    bit: int
    chance: Floats
    which: Ints

    def __post_init__(self) -> None:
        places, happened = self.which, np.arange(len(self.which)) & self.bit > 0
        if (places >= self.chance.shape[2]).any() or (places[happened] >= 0).any():
            raise ValueError("which must name chances, and none where the event has happened")

    def of(self, games: Ints) -> Floats:
        """Return the chances (e, c, n) in some games."""
        chance = self.chance[games] if len(self.chance) > 1 else np.repeat(self.chance, len(games), axis=0)
        return np.ascontiguousarray(chance.transpose(1, 2, 0))


def expected_value(decisions: Sequence[Decision], games: Ints, value: Floats, states: Ints) -> Floats:
    """Return what is expected before events are decided on one day, one after the other.

    Parameters
    ----------
    decisions : sequence of Decision
        In their order; a later one's chance may depend on what came of an earlier one.
    games : (n,) int
        Numbers of games.
    value : (e, S, n) float
        What each state is worth afterwards.
    states : (u,) int
        The states asked about.

    Returns
    -------
    (e, S, n) float
        sum_s' Pr_e(s -> s') value(s'), summed in the order of s'; 0 in other states.

    Examples
    --------
    >>> vote = Decision(bit=1, chance=np.full((1, 1, 1), 0.25), which=np.array([0, -1]))
    >>> expected_value([vote], np.array([0]), np.array([[[4.0], [8.0]]]), np.array([0, 1])).tolist()
    [[[5.0], [8.0]]]
    """
    chances = [decision.of(games) for decision in decisions]
    total = np.zeros_like(value)
    for happening in _subsets([decision.bit for decision in decisions]):
        before, after = states, states
        odds = np.ones((len(value), len(states), value.shape[2]))
        for decision, chance in zip(decisions, chances, strict=True):
            if happening & decision.bit:
                can = decision.which[after] >= 0
                before, after, odds = before[can], after[can], odds[:, can]
                factor = chance[:, decision.which[after]]
                after = after | decision.bit
            else:
                which = decision.which[after]
                factor = np.where((which >= 0)[:, None], 1 - chance[:, which], 1.0)
            odds = odds * factor
        if len(before):
            total[:, before] += odds * value[:, after]
    return total


def _subsets(bits: Sequence[int]) -> list[int]:
    """Return all sums of some of the bits, in increasing order.

    Examples
    --------
    >>> _subsets([4, 1])
    [0, 1, 4, 5]
    """
    sums = [0]
    for bit in bits:
        sums += [each + bit for each in sums]
    return sorted(sums)
