"""What a package is worth to a government on a day: points, weighed by the chance of taking effect in time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats, Ints
from sim.memory import CHUNK, Kept
from sim.minds.clock import chance_in_force
from sim.worlds.worlds import Worlds

__all__ = ["Appraisal"]

Lanes = NDArray[np.bool_] | slice


class Appraisal:
    """Values of packages to governments in a batch of worlds, by day and by the events and moves that shifted them.

    A payoff regime is a set of events and moves that shift points and have happened, as bits in the order of
    `shifters`, and above these bits the phase of the talks (`sim.worlds.phases`), which tells the deadline.

    Parameters
    ----------
    worlds : Worlds
        The batch, w worlds and p packages.
    signing_cost : float
        Political cost c of signing, in points.
    asked : bool
        Whether third parties have been asked already: what follows then is the lead alone. By default it is what
        follows the principals' agreement, replies included.
    """

    def __init__(self, worlds: Worlds, *, signing_cost: float, asked: bool = False) -> None:
        self.worlds, self.signing_cost = worlds, signing_cost
        median, spread = (
            (worlds.lead_median, worlds.lead_spread) if asked else (worlds.path_median, worlds.path_spread)
        )
        if asked and worlds.calendar.signature_counts:  # nothing is left to wait for
            median, spread = np.zeros_like(median), np.zeros_like(spread)
        self.deadlines = worlds.calendar.deadlines
        self.shifters: tuple[int, ...] = tuple(sorted({*worlds.shift, *worlds.shift_no_deal}))
        self._lead, clock = np.unique(median + 1j * spread, return_inverse=True)
        self._clock = clock.reshape(median.shape)
        self._points = Kept[tuple[int, int], tuple[Floats, Floats]](within=CHUNK)
        self._in_force = Kept[tuple[int, int], Floats](within=CHUNK)
        self._worth = Kept[tuple[int, int], Floats](within=CHUNK)
        self._day = -1

    def points(self, g: int, regime: int) -> tuple[Floats, Floats]:
        """Return points (w, p) and no-deal values (w,) of government `g` in a payoff regime."""
        regime &= (1 << len(self.shifters)) - 1

        def shifted() -> tuple[Floats, Floats]:
            value, no_deal = self.worlds.value[g], self.worlds.no_deal[g]
            for bit, event in enumerate(self.shifters):
                if regime >> bit & 1:
                    value = value + self.worlds.shift[event][g] if event in self.worlds.shift else value
                    added = self.worlds.shift_no_deal.get(event)
                    no_deal = no_deal if added is None else no_deal + added[g]
            return value, no_deal

        return self._points.get((g, regime), shifted)

    def phase(self, regime: Ints) -> Ints:
        """Return the phase of the talks (n,): prolongations used and moves made."""
        return regime >> len(self.shifters)

    def deadline(self, regime: Ints) -> Ints:
        """Return the day of the deadline (n,) as it stands."""
        return np.array(self.deadlines)[self.phase(regime)]

    def in_force(self, day: int, rows: slice = slice(None), *, phase: int = 0) -> Floats:
        """Return the chance pi(p, t), shape (w or 1, p), that a package agreed on `day` takes effect in time.

        With `rows`, that of the worlds of these rows; with `phase`, in that phase of the talks.
        """
        return self._chances(day, phase)[self._clock[rows]]

    def in_force_of(self, day: int, row: Ints, packages: Ints, regime: Ints | int) -> Floats:
        """Return pi of given packages, agreed on `day` in worlds of given rows; all three broadcast together."""
        clock = self._clock[row if len(self._clock) > 1 else np.zeros_like(row), packages]
        phase = self.phase(np.asarray(regime))
        if not phase.any():
            return self._chances(day, 0)[clock]
        return np.stack([self._chances(day, k) for k in range(len(self.deadlines))])[phase, clock]

    def _chances(self, day: int, phase: int) -> Floats:
        """Return pi for each different clock, median and spread of a procedure's length; few packages differ.

        Where chance picks the deadline, its mean over those still possible.
        """
        lead, calendar = self._lead, self.worlds.calendar

        def chance() -> Floats:
            if not calendar.possible_deadlines:
                return chance_in_force(self.deadlines[phase] - day, lead.real, lead.imag)
            total = np.zeros(len(lead))
            for deadline, likely in zip(*calendar.deadlines_from(day), strict=True):
                total += likely * chance_in_force(deadline - day, lead.real, lead.imag)
            return total

        return self._in_force.get((day, phase), chance)

    def worth(self, g: int, day: int, regime: int = 0) -> Floats:
        """Return a_g(p, t), shape (w, p): what signing each package on `day` is worth to government `g`."""
        if day != self._day:
            self._day = day
            self._worth.clear()

        def weighed() -> Floats:
            value, no_deal = self.points(g, regime)
            at_stake = value - no_deal[:, None]
            chance = self.in_force(day, phase=regime >> len(self.shifters))
            return no_deal[:, None] + chance * at_stake - self.signing_cost

        return self._worth.get((g, regime), weighed)

    def no_deal(self, g: int, row: Ints, regime: Ints) -> Floats:
        """Return the no-deal value of government `g` for each lane (n,), given its world's row and regime."""
        return _by_regime(regime, lambda r, here: self.points(g, r)[1][row[here]], (len(row),))

    def in_time(self, g: int, row: Ints, regime: Ints, package: int) -> Floats:
        """Return what signing a package is worth (n,) to government `g` where it is sure to take effect in time."""
        return _by_regime(
            regime, lambda r, here: self.points(g, r)[0][row[here], package] - self.signing_cost, (len(row),)
        )

    def rows(self, g: int, day: int, row: Ints, regime: Ints) -> Floats:
        """Return a_g for each lane and package, shape (n, p)."""
        shape = (len(row), self.worlds.value.shape[2])
        return _by_regime(regime, lambda r, here: self.worth(g, day, r)[row[here]], shape)

    def of_packages(self, g: int, day: int, row: Ints, regime: Ints, packages: Ints) -> Floats:
        """Return a_g of given packages (n, k) for each lane; entries -1 (no package) are worth -inf."""

        def look_up(r: int, here: Lanes) -> Floats:
            found = self.worth(g, day, r)[row[here][:, None], packages[here]]
            return np.where(packages[here] < 0, -np.inf, found)

        return _by_regime(regime, look_up, packages.shape)


def _by_regime(regime: Ints, look_up: Callable[[int, Lanes], Floats], shape: tuple[int, ...]) -> Floats:
    """Fill an array (n, ...) group by group of lanes that share a payoff regime."""
    if not regime.any():  # no event has shifted anything, by far the commonest case
        return look_up(0, slice(None))
    result = np.empty(shape)
    for r in np.unique(regime).tolist():
        here = regime == r
        result[here] = look_up(r, here)
    return result
