"""The luck of a play, addressed by name, and the days it makes."""

from __future__ import annotations

from math import ceil, inf

import numpy as np

from sim.elementary import exp, log
from sim.minds.clock import actual_lead
from sim.normal import normal_cdf, normal_quantile
from sim.streams import uniforms


class Luck:
    """The luck of one replication: one uniform number for each stream and counter."""

    def __init__(self, seed: int, world: int, replication: int) -> None:
        self._address = seed, world, replication

    def draw(self, stream: str, counter: int = 0) -> float:
        seed, world, replication = self._address
        return float(uniforms(seed, stream, world, replication, counter)[0])


def days_outlasting(waited: int, luck: float, median: float, spread: float) -> int:
    """A lognormal number of days, rounded up, given that it is more than those waited: what is left of its tail."""
    if not median or not spread:
        return days_taken(luck, median, spread)
    left = (1 - luck) * normal_cdf((log([median]) - log([waited])) / spread)
    late = -normal_quantile(left) if left[0] else np.array([-inf])
    return ceil(min(float((median * exp(spread * late))[0]), 2.0**31))


def days_taken(luck: float, median: float, spread: float) -> int:
    """A lognormal number of days, rounded up."""
    return int(actual_lead(luck, median, spread))
