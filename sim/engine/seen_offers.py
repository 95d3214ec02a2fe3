"""What a government was seen to table, or not to, under draws that it keeps until it has tabled something."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.minds.kept_draws import Look, Silence, silence_at_first, weights_of

__all__ = ["SeenOffers", "Tabling"]


@dataclass(frozen=True)
class Tabling:
    """What a government may table in a review.

    Parameters
    ----------
    chance : ndarray, shape (w, q)
        With which it takes up what to table: by attention, and by whose turn it is.
    utility : ndarray, shape (p, w, q)
        What packages promise more than tabling nothing, in units of the noise among offers.
    menu : ndarray of int, shape (w,)
        How many possibilities there are.
    sets : ndarray of bool, shape (s, p), or None
        What counts as the same as each of the packages it tables; None where it tables nothing.
    """

    chance: Floats
    utility: Floats
    menu: Ints
    sets: Bools | None

    @cached_property
    def weight(self) -> Floats:
        """Its exponential, as `Look` takes it."""
        return weights_of(self.utility)


class SeenOffers:
    """What is known of one government's draws in each world, by the day v of its first review.

    Parameters
    ----------
    days, worlds, draws : int
        How many days v, worlds w, and draws of its own noise q.
    mixing : float
        The chance of a move at random.
    """

    def __init__(self, days: int, worlds: int, draws: int, *, mixing: float) -> None:
        self._first, self._mixing = silence_at_first(worlds, draws), mixing
        self._of = [self._first] * days
        self._done: dict[tuple[int, str], tuple[Silence, Silence, Floats]] = {}

    def tabled(self, v: int, tabling: Tabling, sets: Bools) -> Floats:
        """Return the chance (w, q) of what is tabled, given all before; what it tables next is drawn anew."""
        before = self._of[v]
        key = id(before), "tabled"
        if key not in self._done:
            chance = np.ones(tabling.chance.shape)
            for each in before.broken(tabling.utility, sets):
                chance = chance * self._mixed(tabling.chance * each, tabling.menu)
            self._done[key] = before, self._first, chance
        return self._take(v, key)

    def silent(self, v: int, tabling: Tabling, part: Floats, kind: str) -> Floats:
        """Return the chance (w, q) that nothing is tabled, given all before.

        Where nothing is seen of a review it took place with chance `part` (w, q), the same for all v of one `kind`.
        """
        before = self._of[v]
        key = id(before), kind
        if key not in self._done:
            longer, chance = before.after(Look(part * tabling.chance, tabling.weight))
            at_random = 1 - part + part / tabling.menu[:, None]
            self._done[key] = before, longer, (1 - self._mixing) * chance + self._mixing * at_random
        return self._take(v, key)

    def day_ends(self) -> None:
        """Forget what was reckoned for several v at once."""
        self._done = {}

    def _take(self, v: int, key: tuple[int, str]) -> Floats:
        _, self._of[v], chance = self._done[key]
        return chance

    def _mixed(self, chance: Floats, menu: Ints) -> Floats:
        return np.asarray((1 - self._mixing) * chance + self._mixing / menu[:, None])
