"""Who predicts how two campers divide: each learns from some negotiations and gives every class a share.

Shares (6, 65) are by relation of preference orders and class. Who is called the first has nothing to do with what
people do, so every contestant predicts the same for a negotiation and its mirror image. Of every prediction a tenth
is spread evenly over the classes (`SPREAD`), as some could give 0 to what happens; what is fitted is fitted with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np
from scipy.optimize import minimize

from benchmarks.people.campers import CLASSES, DIVISIONS, FAILURE, NO_DEAL, POINTS, RELATIONS, Records, mirrored
from benchmarks.people.search import Keys, Setting, coordinate_search
from sim.arrays import Floats

__all__ = ["SPREAD", "Choice", "Contestant", "PastDeals", "Simulator", "Uniform", "logit", "nash", "spread"]

SPREAD = 0.1


def spread(shares: Floats) -> Floats:
    """Return shares with a tenth of them spread evenly over the classes."""
    return (1 - SPREAD) * shares + SPREAD / CLASSES


class Contestant(Protocol):
    """Learns from negotiations and predicts."""

    name: str
    fitted: str
    """What it learned last, in words."""

    def learn(self, records: Records) -> Floats:
        """Return the shares (6, 65) predicted after these negotiations."""
        ...


class Uniform:
    """Every class alike."""

    name, fitted = "uniform", ""

    def learn(self, records: Records) -> Floats:
        """Return the same share for every class."""
        return np.full((len(RELATIONS), CLASSES), 1 / CLASSES)


class Choice:
    """A softmax over divisions of a few weighed attributes, beside the share of failures so far.

    Parameters
    ----------
    name : str
        What tables call it.
    attributes : dict of str to ndarray, shape (6, 64)
        What makes a division likely, by relation and division.
    """

    def __init__(self, name: str, attributes: Mapping[str, Floats]) -> None:
        self.name, self.fitted = name, ""
        self._names = tuple(attributes)
        each = np.stack(list(attributes.values()))
        self._scale = np.array([one.std() for one in each])
        self._attributes = each / self._scale[:, None, None]

    def learn(self, records: Records) -> Floats:
        """Return the shares under the weights of the greatest likelihood."""
        counts = records.counts
        failed = (counts[:, FAILURE].sum() + 0.5) / (len(records) + 1)

        def shares(weights: Floats) -> Floats:
            worth = np.tensordot(weights, self._attributes, axes=1)
            odds = np.exp(worth - worth.max(axis=1, keepdims=True))
            deals = odds / odds.sum(axis=1, keepdims=True) * (1 - failed)
            return np.hstack([deals, np.full((len(RELATIONS), 1), failed)])

        def loss(weights: Floats) -> float:
            return -float((counts * np.log(spread(shares(weights)))).sum())

        found = minimize(loss, np.zeros(len(self._names)), method="BFGS")
        weights = found.x / self._scale
        self.fitted = ", ".join(f"{name} {weight:.3g}" for name, weight in zip(self._names, weights, strict=True))
        return shares(found.x)


def nash() -> Choice:
    """Return the softmax of the Nash product of what both gain over no deal."""
    return Choice("Nash product", {"product": _product()})


def logit() -> Choice:
    """Return the logit of four attributes.

    Points together, the Nash product, the difference in points, and that in units (whoever looks at units alone finds
    4 and 5 the fairest).
    """
    return Choice(
        "logit",
        {
            "points together": POINTS.sum(axis=1).astype(float),
            "product": _product(),
            "difference in points": abs(POINTS[:, 0] - POINTS[:, 1]).astype(float),
            "difference in units": np.tile(abs(2 * DIVISIONS.sum(axis=1) - 9.0), (len(RELATIONS), 1)),
        },
    )


def _product() -> Floats:
    gains = (POINTS - NO_DEAL).astype(float)
    return np.where((gains > 0).all(axis=1), gains.prod(axis=1), 0.0)


class PastDeals:
    """Shares among past negotiations of the same relation, drawn toward the logit's where these were few.

    Each counts as two halves, itself and its mirror image. The weight of the logit, in negotiations, is the one of
    `WEIGHTS` that predicts each fifth of the negotiations learned from best, given the others.
    """

    name = "past deals"
    WEIGHTS = (5.0, 15.0, 50.0, 150.0, 500.0)

    def __init__(self) -> None:
        self.fitted = ""

    def learn(self, records: Records) -> Floats:
        """Return the smoothed table."""
        part = np.arange(len(records)) % 5
        losses = np.zeros(len(self.WEIGHTS))
        for fifth in range(5):
            base, seen = self._base(records[part != fifth]), records[part != fifth].counts
            left = records[part == fifth].counts
            losses -= [(left * np.log(spread(self._table(seen, base, each)))).sum() for each in self.WEIGHTS]
        weight = self.WEIGHTS[int(losses.argmin())]
        self.fitted = f"weight of the logit {weight:g}"
        return self._table(records.counts, self._base(records), weight)

    def _base(self, records: Records) -> Floats:
        return logit().learn(records)

    def _table(self, counts: Floats, base: Floats, weight: float) -> Floats:
        both = (counts + mirrored(counts)) / 2 + weight * base
        return both / both.sum(axis=1, keepdims=True)


class Simulator:
    """The simulator, its constants estimated.

    Parameters
    ----------
    name : str
        What tables call it.
    shares : callable
        Shares (6, 65) under some constants.
    keys : dict of str to tuple of float
        The constants to estimate and the values tried; the defaults where there are none.
    """

    def __init__(self, name: str, shares: Callable[[Setting], Floats], keys: Keys) -> None:
        self.name, self.fitted = name, ""
        self.shares, self.keys = shares, keys
        self.estimate: Setting = {}

    def learn(self, records: Records) -> Floats:
        """Return the shares under the constants of the greatest likelihood."""
        counts = records.counts
        self.estimate = coordinate_search(
            self.keys, lambda setting: -float((counts * np.log(spread(self.shares(setting)))).sum())
        )
        self.fitted = ", ".join(f"{key} {value}" for key, value in self.estimate.items())
        return self.shares(self.estimate)
