"""Preference models of governments: elements of a pool drawn from statements, or points given outright."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.evidence.cache import Cache
from sim.evidence.pools import POOL_SIZE, Pool, content_key, draw_pool
from sim.memory import CHUNK
from sim.quantity import quantile
from sim.scenario.government import Adjustment, Government
from sim.scenario.packages import PackageTable
from sim.scenario.preferences import adjustments_of, compile_preferences
from sim.scenario.scenario import ScenarioModel
from sim.streams import uniforms

__all__ = ["POOL_SIZE", "Drawn", "PooledPreferences", "Preferences", "read_all_preferences", "read_preferences"]

T = TypeVar("T")

CHUNKS_KEPT = 2
"""Chunks of a pool at hand, as many as a batch's worlds can lie in: a long run goes on from one to the next."""


@dataclass(frozen=True)
class Drawn:
    """Preference models of n worlds: points (n, p), no-deal values (n,), statements that hold (n, statements)."""

    value: Floats
    no_deal: Floats
    included: NDArray[np.bool_]


class Preferences:
    """Where one government's preference models come from."""

    def true(self, worlds: NDArray[np.int64]) -> Drawn:
        """Return the model it holds in each world."""
        raise NotImplementedError

    def imagined(self, worlds: NDArray[np.int64], count: int) -> Drawn:
        """Return `count` models others consider possible in each world, world by world."""
        raise NotImplementedError


class PooledPreferences(Preferences):
    """Draws from the models consistent with the statements, by `minds.prior`: world w takes element w of the pool.

    Where the other governments give statements another credence they imagine models from a pool of their own.
    """

    def __init__(
        self, scenario: ScenarioModel, packages: PackageTable, government: str, *, seed: int, imagined: bool = False
    ) -> None:
        self._space, self._clauses = compile_preferences(scenario, packages, government, imagined=imagined)
        self._as_imagined: PooledPreferences | None = None
        statements = scenario.governments[government].statements
        if not imagined and any(each.others not in (None, each.credence) for each in statements):
            self._as_imagined = PooledPreferences(scenario, packages, government, seed=seed, imagined=True)
        self._name, self._seed, self._prior = government, seed, scenario.minds.prior
        self._pools: dict[int, Pool] = {}
        self._drawn: dict[int, Drawn] = {}

    def __getstate__(self) -> dict[str, object]:
        """Leave behind what can be worked out again: sources are sent to workers."""
        return {**vars(self), "_drawn": {}}

    @cached_property
    def key(self) -> tuple[str, ...]:
        """What the models drawn depend on, hashed: those of equal keys are the same."""
        own = content_key(
            self._space, self._clauses, name=self._name, seed=self._seed, size=POOL_SIZE, chunk=0, prior=self._prior
        )
        return (own,) if self._as_imagined is None else (own, *self._as_imagined.key)

    def pool(self, chunk: int = 0) -> Pool:
        """Return the pool's chunk number `chunk`: worlds beyond the first chunk's get pools of their own."""
        pool = self._pools.get(chunk)
        if pool is None:
            pool = draw_pool(
                self._space,
                self._clauses,
                name=self._name,
                seed=self._seed,
                size=POOL_SIZE,
                chunk=chunk,
                cache=Cache.default(),
                prior=self._prior,
            )
            _keep(self._pools, chunk, pool)
        return pool

    def _models(self, chunk: int) -> Drawn:
        """Return all models of a chunk of the pool."""
        drawn = self._drawn.get(chunk)
        if drawn is None:
            pool = self.pool(chunk)
            drawn = Drawn(self._space.values(pool.x), pool.no_deal, pool.included)
            _keep(self._drawn, chunk, drawn)
        return drawn

    def _chosen(self, chunk: int, elements: NDArray[np.int64]) -> Drawn:
        """Return some models of a chunk; of many packages those alone are valued, not the whole chunk."""
        if POOL_SIZE * len(self._space.packages) * 8 <= CHUNK:
            models = self._models(chunk)
            return Drawn(models.value[elements], models.no_deal[elements], models.included[elements])
        pool = self.pool(chunk)
        return Drawn(self._space.values(pool.x[elements]), pool.no_deal[elements], pool.included[elements])

    def _take(self, chunks: NDArray[np.int64], elements: NDArray[np.int64]) -> Drawn:
        """Return the models number `elements` (n,) of the pool's `chunks` (n,)."""
        edges = np.flatnonzero(np.r_[True, np.diff(chunks) != 0, True]).tolist()
        parts = [self._chosen(int(chunks[first]), elements[first:stop]) for first, stop in pairwise(edges)]
        if len(parts) == 1:
            return parts[0]
        return Drawn(
            np.concatenate([part.value for part in parts]),
            np.concatenate([part.no_deal for part in parts]),
            np.concatenate([part.included for part in parts]),
        )

    def true(self, worlds: NDArray[np.int64]) -> Drawn:
        """Return the model it holds in each world."""
        return self._take(worlds // POOL_SIZE, worlds % POOL_SIZE)

    def imagined(self, worlds: NDArray[np.int64], count: int) -> Drawn:
        """Return models picked from the world's chunk of the pool, keyed by world and number."""
        if self._as_imagined is not None:
            return self._as_imagined.imagined(worlds, count)
        luck = uniforms(self._seed, f"imagined/{self._name}", worlds[:, None], 0, np.arange(count))
        elements = (luck * POOL_SIZE).astype(np.int64).ravel()
        return self._take(np.repeat(worlds // POOL_SIZE, count), elements)


def _keep(kept: dict[int, T], chunk: int, found: T) -> None:
    """Keep a chunk, and let go of the one kept longest where there are enough."""
    for oldest in list(kept)[: max(0, len(kept) + 1 - CHUNKS_KEPT)]:
        kept.pop(oldest, None)  # another thread may have done so
    kept[chunk] = found


class GivenPreferences(Preferences):
    """Points and a no-deal value given in the scenario, as numbers or distributions."""

    def __init__(
        self,
        government: Government,
        packages: PackageTable,
        name: str,
        *,
        seed: int,
        adjustments: Sequence[Adjustment] | None = None,
    ) -> None:
        self._government, self._packages = government, packages
        self._adjustments = government.adjustments if adjustments is None else adjustments
        self._name, self._seed = name, seed

    def _draw(self, worlds: NDArray[np.int64], number: NDArray[np.int64], kind: str) -> Drawn:
        def draw(field: str, quantity: object) -> Floats:
            stream = f"{kind}/{self._name}.{field}"
            return quantile(quantity, uniforms(self._seed, stream, worlds, 0, number))  # type: ignore[arg-type]

        points, no_deal = self._government.points or {}, self._government.no_deal
        value = np.zeros((len(worlds), len(self._packages)))
        for k, (issue, options) in enumerate(self._packages.issues):
            worth = np.stack([draw(f"points.{issue}.{option}", points[issue][option]) for option in options])
            value += worth[self._packages.options[:, k]].T
        for adjustment in self._adjustments:
            low, high = _limits(adjustment.points)
            luck = uniforms(self._seed, f"{kind}/{self._name}.adjustment.{adjustment.name}", worlds, 0, number)
            value += np.outer(low + luck * (high - low), self._packages.matching(adjustment.when))
        return Drawn(value, draw("no_deal", no_deal), np.ones((len(worlds), 0), dtype=bool))

    def true(self, worlds: NDArray[np.int64]) -> Drawn:
        """Return the model it holds in each world."""
        return self._draw(worlds, np.zeros_like(worlds), "points")

    def imagined(self, worlds: NDArray[np.int64], count: int) -> Drawn:
        """Return models drawn afresh from the same distributions, keyed by world and number."""
        number = np.tile(np.arange(count), len(worlds))
        return self._draw(np.repeat(worlds, count), number, "imagined")


def _limits(points: object) -> tuple[float, float]:
    return (points, points) if isinstance(points, int | float) else points.limits  # type: ignore[attr-defined]


def read_preferences(scenario: ScenarioModel, packages: PackageTable, government: str, *, seed: int) -> Preferences:
    """Return where the preference models of `government` come from."""
    body = scenario.governments[government]
    if body.points is not None:
        adjustments = adjustments_of(scenario, body)
        return GivenPreferences(body, packages, government, seed=seed, adjustments=adjustments)
    return PooledPreferences(scenario, packages, government, seed=seed)


def read_all_preferences(
    scenario: ScenarioModel, packages: PackageTable, *, seed: int, known: Sequence[Preferences] = ()
) -> list[Preferences]:
    """Return where the preference models of each government come from; those `known` that are the same."""
    found = [read_preferences(scenario, packages, name, seed=seed) for name in scenario.governments]
    pooled = {each.key: each for each in known if isinstance(each, PooledPreferences)}
    return [pooled.get(each.key, each) if pooled and isinstance(each, PooledPreferences) else each for each in found]
