"""A scenario played again with one thing changed and all luck the same: what the change does, with its error."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from sim.analysis.comparison.same_luck import PairedDifference, paired_difference
from sim.analysis.influence.coupled_pools import CoupledPreferences
from sim.arrays import Floats
from sim.engine.orders import Order
from sim.ensemble.batches import Batch
from sim.ensemble.cores import usable_workers
from sim.ensemble.execution import RunSize
from sim.ensemble.footprint import WORLDS_PER_BATCH
from sim.ensemble.part import Part
from sim.ensemble.play import play_ensemble
from sim.minds.prepared import Prepared
from sim.results.weights import linearised, read_weights
from sim.scenario.load import LoadedScenario
from sim.scenario.packages import PackageTable, package_table
from sim.scenario.scenario import ScenarioModel
from sim.scenario.weighing import Weighing
from sim.worlds.draw import WorldSource
from sim.worlds.preferences import POOL_SIZE

__all__ = ["Replays"]


class Replays:
    """Plays a scenario once as it is, and again with changes, world for world with the same luck.

    Parameters
    ----------
    scenario : LoadedScenario
        As it is.
    size : RunSize
    workers : int
        Cores to play on.
    as_of : date, optional
        The scenario is as it was known on this day, and its record is fixed by then.
    weighing : Weighing, optional
        How worlds are weighed by that record, with and without changes, if they are.
    orders : bool
        Whether many orders will be played in the worlds as they are: what is worked out of these is then kept.

    Notes
    -----
    Governments whose statements or ranges a change touches get preference models coupled with the original's
    (`sim.analysis.influence.coupled_pools`); all else has its own named streams of luck and stays as it was.

    Examples
    --------
    >>> import sim
    >>> from sim.analysis.influence.drops import without
    >>> scenario = sim.load("tests/ensemble/port.yaml")
    >>> replays = Replays(scenario, RunSize(worlds=10, replications=4))
    >>> replays.shift(scenario.model) is None
    True
    """

    def __init__(
        self,
        scenario: LoadedScenario,
        size: RunSize,
        *,
        workers: int | None = 1,
        as_of: date | None = None,
        weighing: Weighing | None = None,
        orders: bool = False,
    ) -> None:
        self.scenario, self.size, self._workers, self._as_of = scenario, size, workers, as_of
        self._weighing = weighing
        self.source = WorldSource(scenario.model, scenario.packages, seed=size.seed)
        keeps = orders and size.worlds <= WORLDS_PER_BATCH  # what a block may take anyhow
        self._prepared: dict[Batch, Prepared] | None = {} if keeps else None
        self.part = self._play_here(usable_workers(workers)) if keeps else self.play(self.source)
        self.shares, self.names = self._shares(scenario.model, self.part)

    @property
    def probability(self) -> Floats:
        """Probability of each outcome (k,) without any change."""
        return np.asarray(self.shares.mean(axis=0))

    @property
    def effective_worlds(self) -> float | None:
        """How many worlds of one weight those weighed by the record are as good as; None where they are not."""
        weights = read_weights(self.part.worlds)
        return None if weights is None else weights.size()

    def shift(self, changed: ScenarioModel) -> PairedDifference | None:
        """Return what the change does, or None where it changes nothing: all worlds drawn turn out the same.

        Raises
        ------
        InputError
            When statements that cannot all hold are left.
        KeyboardInterrupt
            On Ctrl-C; the run under way is dropped.
        """
        source = self.changed(changed)
        return None if source is None else paired_difference(self.shares, self._shares(changed, self.play(source))[0])

    def shares_with(self, changed: ScenarioModel) -> Floats:
        """Return the shares (w, k) of each world with a change; raises as `shift`."""
        source = self.changed(changed)
        return self.shares if source is None else self._shares(changed, self.play(source))[0]

    def changed(self, changed: ScenarioModel) -> WorldSource | None:
        """Return the worlds with a change, or None where it changes nothing; raises as `shift`."""
        packages, original = self._packages(changed), (self.scenario.model, self.scenario.packages)
        source = WorldSource(changed, packages, seed=self.size.seed)
        untouched = True
        for g, name in enumerate(changed.governments):
            if _draws_alike(changed, self.scenario.model, name):
                continue
            coupled = CoupledPreferences((changed, packages), original, name, seed=self.size.seed)
            source.preferences[g] = coupled
            chunks = range(-(-self.size.worlds // POOL_SIZE))
            untouched &= all(coupled.kept(chunk) == 1.0 for chunk in chunks)
        if untouched and _only_preferences(changed, self.scenario.model):
            return None
        return source

    def _shares(self, model: ScenarioModel, part: Part) -> tuple[Floats, tuple[str, ...]]:
        from sim.results.tables import lanes_table, shares  # late: loads pandas

        table = lanes_table(model, self._packages(model), part.lanes)
        weights = read_weights(part.worlds)
        found = linearised(shares(table), None if weights is None else weights.at())
        return found, tuple(table["outcome"].cat.categories)

    def _packages(self, model: ScenarioModel) -> PackageTable:
        """Return the packages of the scenario with a change: fewer, where that excludes some."""
        if model.exclusions == self.scenario.model.exclusions:
            return self.scenario.packages
        return package_table(model.issues, model.exclusions, model.proposals)

    def play(self, source: WorldSource, order: Order | None = None) -> Part:
        """Return what is played in some worlds; a seat may be ordered to do something, whatever its mind.

        Raises
        ------
        KeyboardInterrupt
            On Ctrl-C.
        """
        return self._whole(source, workers=self._workers, order=order)

    def _play_here(self, workers: int) -> Part:
        """Return what is played in the worlds as they are, in this process: what is worked out is there for workers.

        They play the same batches, and have what this process has when they begin.
        """
        lanes = -(-self.size.worlds * self.size.replications // workers)
        return self._whole(self.source, workers=1, lanes_per_batch=lanes)

    def _whole(self, source: WorldSource, **more: Any) -> Part:
        size = self.size
        played = play_ensemble(
            source,
            worlds=size.worlds,
            replications=size.replications,
            as_of=self._as_of,
            weighing=self._weighing,
            prepared=self._prepared if source is self.source else None,
            **more,
        )
        if played.interrupted or played.part is None:
            raise KeyboardInterrupt
        return played.part


_PREFERENCES = frozenset({"statements", "no_deal_range", "adjustments", "residual"})


def _draws_alike(one: ScenarioModel, other: ScenarioModel, government: str) -> bool:
    bodies = one.governments[government], other.governments[government]
    return one.minds.prior == other.minds.prior and all(
        getattr(bodies[0], field) == getattr(bodies[1], field) for field in _PREFERENCES
    )


def _only_preferences(one: ScenarioModel, other: ScenarioModel) -> bool:
    """Tell whether two scenarios differ in nothing but statements and ranges."""
    held = {
        name: body.model_copy(update={field: getattr(other.governments[name], field) for field in _PREFERENCES})
        for name, body in one.governments.items()
    }
    return one.model_copy(update={"governments": held}) == other
