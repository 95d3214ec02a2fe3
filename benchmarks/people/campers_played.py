"""CaSiNo as a scenario: one mapping, made before anything was fitted and the same for every constant.

==================  ==================================================================================================
of the task         in the scenario
==================  ==================================================================================================
points              a unit is worth 5, 4 or 3 of 36, that is 500/36, 400/36 or 300/36 of the scenario's 100; no deal
                    5 of 36. Signing costs nothing
a turn of talk      a day; the last is day 20 (95% of talks have at most 19 turns); a deal counts when
                    it is signed
who speaks          an offer is answered the next day (``reply_days: 1``); with nothing to answer one looks at the
                    table every second day (``review_days: 2``)
impatience          a tenth of a point of 100 a day, the cost of going on talking (ASSUMPTION)
what is known       each knows the own order alone, and holds the six orders of the other equally likely
who moves first     unknown: half of the plays with either person in the first seat
==================  ==================================================================================================
"""

from __future__ import annotations

import json
from functools import cache
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.people.campers import CLASSES, DIVISIONS, FAILURE, NO_DEAL, RELATIONS, WORTH, mirrored
from benchmarks.people.search import Setting
from sim.arrays import Floats
from sim.ensemble.batches import split
from sim.ensemble.part import play_batch
from sim.scenario.load import LoadedScenario, load_scenario_text
from sim.scenario.packages import PackageTable
from sim.worlds.draw import WorldSource
from sim.worlds.preferences import Drawn, Preferences

__all__ = ["Campers", "campsite"]

GOODS = ("best", "second", "third")
FULL = 100 / (3 * sum(WORTH))
"""Points of the scenario for a point of the task."""


def campsite(relation: int, settings: Setting) -> LoadedScenario:
    """Return the scenario of one relation of preference orders, with settings such as ``minds.noise``."""
    data = {
        "title": "Two campers divide food, water and firewood",
        "start": "2020-01-01",
        "deadline": "2020-01-21",
        "deadline_for": "signature",
        "issues": {good: {"options": {f"first_gets_{n}": {} for n in range(4)}} for good in GOODS},
        "seats": {name: {"government": name, "principal": True} for name in ("first", "second")},
        "governments": {
            "first": _person({good: [n * each for n in range(4)] for good, each in zip(GOODS, WORTH, strict=True)}),
            "second": _person(
                {
                    good: [(3 - n) * each for n in range(4)]
                    for good, each in zip(GOODS, RELATIONS[relation], strict=True)
                }
            ),
        },
        "procedure": {"signing_cost": 0, "grid_days": 1},
        "minds": {"imagined_rivals": len(RELATIONS)},
        "outcomes": {"a deal": {}},
    }
    return load_scenario_text(
        json.dumps(data), name="campers", settings=[f"{path}={value}" for path, value in settings.items()]
    )


def _person(points: dict[str, list[int]]) -> dict[str, object]:
    return {
        "points": {
            good: {f"first_gets_{n}": FULL * each for n, each in enumerate(worths)} for good, worths in points.items()
        },
        "no_deal": FULL * NO_DEAL,
        "reply_days": 1,
        "review_days": 2,
        "cost_per_day": 0.1,
    }


class AnyOrder(Preferences):
    """One's own order, and to others any of the six, each once."""

    def __init__(self, own: Preferences, packages: PackageTable, units: NDArray[np.int64]) -> None:
        self._own, self._packages, self._units = own, packages, units

    def true(self, worlds: NDArray[np.int64]) -> Drawn:
        """Return the own order in every world."""
        return self._own.true(worlds)

    def imagined(self, worlds: NDArray[np.int64], count: int) -> Drawn:
        """Return the six orders, world by world."""
        orders = np.array(list(permutations(WORTH)))
        assert count == len(orders)
        value = np.tile(FULL * (orders @ self._units.T), (len(worlds), 1))
        return Drawn(value, np.full(len(value), FULL * NO_DEAL), np.ones((len(value), 0), dtype=bool))


class Campers:
    """Plays the six relations; every setting once, under the same seed.

    Parameters
    ----------
    worlds, replications : int
        Size of the run of each relation.
    seed : int
        Its seed.
    """

    def __init__(self, *, worlds: int, replications: int, seed: int = 1) -> None:
        self._size, self._seed = (worlds, replications), seed
        self._played = cache(self._play)

    def shares(self, settings: Setting) -> Floats:
        """Return the shares (6, 65) of plays that end in each class, whoever is in the first seat."""
        return self._played(tuple(sorted(settings.items())))

    def _play(self, settings: tuple[tuple[str, Any], ...]) -> Floats:
        shares = np.stack([self._ended(relation, dict(settings)) for relation in range(len(RELATIONS))])
        return (shares + mirrored(shares)) / 2

    def _ended(self, relation: int, settings: Setting) -> Floats:
        scenario = campsite(relation, settings)
        source = WorldSource(scenario.model, scenario.packages, seed=self._seed)
        units = scenario.packages.options.astype(np.int64)
        assert (units == DIVISIONS).all()  # a package's number is its class
        first, second = source.preferences
        source.preferences = [
            AnyOrder(first, scenario.packages, units),
            AnyOrder(second, scenario.packages, 3 - units),
        ]
        counted = np.zeros(CLASSES)
        for batch in split(*self._size):
            package = play_batch(source, batch).lanes["package_number"]
            counted += np.bincount(np.where(package < 0, FAILURE, package), minlength=CLASSES)
        return counted / counted.sum()
