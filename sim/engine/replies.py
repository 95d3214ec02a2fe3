"""How long seats take to answer: days drawn for many seats and lanes at once."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats, Ints
from sim.elementary import exp, log
from sim.minds.clock import LONGEST_DAYS, actual_lead, chance_in_force
from sim.normal import normal_cdf, normal_quantile
from sim.worlds.worlds import Worlds

__all__ = ["Replies"]

_TABLE = 64
"""Days looked up in a table; longer replies, rare with the usual weeks, are worked out."""


class Replies:
    """Days until governments answer, lognormal and rounded up.

    Parameters
    ----------
    worlds : Worlds
        The batch.

    Notes
    -----
    Where median and spread are the same in all worlds, a reply of luck u takes the first number of days k with
    `chance_in_force(k)` >= u, looked up in a table; `actual_lead` says the same, one by one.
    """

    def __init__(self, worlds: Worlds) -> None:
        self._median, self._spread = worlds.reply_median, worlds.reply_spread
        self._tables: list[Floats] = []
        self._kind = np.full(len(self._median), -1)  # of each government its table, -1 for none
        numbers: dict[tuple[float, float], int] = {}
        for g, (median, spread) in enumerate(zip(self._median, self._spread, strict=True)):
            if (median == median[0]).all() and (spread == spread[0]).all():
                self._kind[g] = numbers.setdefault((float(median[0]), float(spread[0])), len(numbers))
        for median, spread in numbers:
            self._tables.append(chance_in_force(np.arange(_TABLE + 1), median, spread))

    def days(self, luck: Floats, government: Ints, row: Ints) -> Ints:
        """Return the days that replies of `luck` take; government and row of the world are of the same shape."""
        kind = self._kind[government]
        found = np.empty(luck.shape, dtype=np.int64)
        several = kind.size > 0 and (kind != kind.flat[0]).any()
        for each in np.unique(kind).tolist() if several else kind.flat[:1].tolist():
            here = kind == each if several else np.ones(luck.shape, dtype=np.bool_)
            found[here] = self._tables[each].searchsorted(luck[here]) if each >= 0 else _TABLE + 1
        late = found > _TABLE
        if late.any():
            g, w = government[late], row[late]
            found[late] = actual_lead(luck[late], self._median[g, w], self._spread[g, w])
        return found

    def outlasting(self, waited: Ints, luck: Floats, government: Ints, row: Ints) -> Ints:
        """Return the days (n,) that replies of `luck` take, given that after `waited` days (n,) none has come.

        Notes
        -----
        With F lognormal of median m and spread s, the quantile of F(t) + u (1 - F(t)) after t days: m exp(-s z), with
        z the normal quantile of (1 - u) (1 - F(t)), so that no digit is lost where F(t) is next to 1. At least t + 1
        days; with t = 0 it is `days`.

        Examples
        --------
        >>> import sim
        >>> from sim.worlds.draw import WorldSource
        >>> scenario = sim.load("tests/ensemble/port.yaml")
        >>> drawn = Replies(WorldSource(scenario.model, scenario.packages, seed=1).draw([0]))
        >>> luck, zero = np.array([0.1, 0.5, 0.9]), np.zeros(3, dtype=int)
        >>> drawn.outlasting(zero, luck, zero, zero).tolist() == drawn.days(luck, zero, zero).tolist()
        True
        >>> bool((drawn.outlasting(zero + 30, luck, zero, zero) > 30).all())
        True
        """
        found = self.days(luck, government, row)
        if not (late := waited > 0).any():
            return found
        waited, luck = waited[late], luck[late]
        median, spread = (each[government[late], row[late]] for each in (self._median, self._spread))
        doubtful = (median > 0) & (spread > 0)
        median, spread = np.where(doubtful, median, 1.0), np.where(doubtful, spread, 1.0)
        silent = normal_cdf((log(median) - log(waited)) / spread)  # 1 - F(t)
        left = (1 - luck) * silent
        lasts = median * exp(-spread * normal_quantile(np.where(left > 0, left, 0.5)))
        days = np.ceil(np.minimum(lasts, LONGEST_DAYS)).astype(np.int64)
        certain = found[late]  # without spread, or where silence has lasted beyond all telling, the next day
        found[late] = np.maximum(np.where(doubtful & (left > 0), days, certain), waited + 1)
        return found
