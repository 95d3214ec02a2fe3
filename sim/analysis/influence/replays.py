"""A scenario played again with one thing changed and all luck the same: what the change does, with its error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from sim.analysis.comparison.same_luck import PairedDifference, paired_difference
from sim.analysis.influence.coupled_pools import CoupledPreferences
from sim.analysis.joint_player import JointPlayer, play_at_once
from sim.analysis.joint_runs import Ready, Runs, rules_of
from sim.arrays import Floats
from sim.engine.orders import Order
from sim.ensemble.batches import Batch, split
from sim.ensemble.cores import usable_workers
from sim.ensemble.execution import Execution, Progress, RunSize
from sim.ensemble.footprint import WORLDS_PER_BATCH, Footprint
from sim.ensemble.part import Part, join
from sim.ensemble.play import play_ensemble
from sim.errors import SimError
from sim.minds.prepared import Prepared
from sim.results.weights import linearised, read_weights
from sim.scenario.load import LoadedScenario
from sim.scenario.packages import PackageTable, package_table
from sim.scenario.scenario import ScenarioModel
from sim.scenario.weighing import Weighing
from sim.worlds.draw import WorldSource
from sim.worlds.preferences import POOL_SIZE

__all__ = ["Replays"]

_AT_ONCE, _FULL = 16, 4
"""Runs played together at most, and as many as fill so many blocks: what is played together is lost together at
Ctrl-C (ASSUMPTION)."""


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
        self._joined = as_of is None and weighing is None and not orders
        self._kept: dict[Batch, Runs] = {}
        self._rules = rules_of(scenario.model)
        self._worlds_at_once = Footprint.of(scenario.model, scenario.packages).worlds_at_once
        self.part = self._first(keeps)
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
        ((_, found),) = self.shifts([changed])
        if isinstance(found, SimError):
            raise found
        return found

    def shifts(
        self, changed: Iterable[ScenarioModel], progress: Progress | None = None
    ) -> Iterator[tuple[int, PairedDifference | SimError | None]]:
        """Yield what each of several changes does, as `shift`, sooner than one by one; as they are done.

        Parameters
        ----------
        changed : iterable of ScenarioModel
        progress : callable, optional
            Called with (runs done, all runs), the one without any change among them.

        Yields
        ------
        int, PairedDifference or None or SimError
            The place of a change; what it does, or why it cannot be.

        Raises
        ------
        KeyboardInterrupt
            On Ctrl-C; the runs under way are dropped.
        """
        for place, found in self.shares_with(changed, progress):
            if isinstance(found, SimError):
                yield place, found
            else:
                yield place, None if found is self.shares else paired_difference(self.shares, found)

    def shares_with(
        self, changed: Iterable[ScenarioModel], progress: Progress | None = None
    ) -> Iterator[tuple[int, Floats | SimError]]:
        """Yield the shares (w, k) of each world with each of several changes, as `shifts`."""
        models, kinds = list(changed), defaultdict[bytes, list[int]](list)
        for place, model in enumerate(models):
            kinds[rules_of(model)].append(place)
        done = 1

        def report(more: int) -> None:
            if progress:
                progress(done + more, len(models) + 1)

        report(0)
        for rules, places in sorted(kinds.items(), key=lambda kind: kind[0] != self._rules):
            like_this, ready = rules == self._rules, dict[int, Ready]()
            most = self._most_at_once if like_this or len(places) > 1 else 1
            for place in places:
                found = self._ready(models[place])
                if isinstance(found, Ready):
                    ready[place] = found
                else:
                    done += 1
                    yield place, self.shares if found is None else found
                if ready and (len(ready) == most or place == places[-1]):
                    parts = self._parts([*ready.values()], like_this, report)
                    for each, part in zip(ready, parts, strict=True):
                        yield each, part if isinstance(part, SimError) else self._shares(models[each], part)[0]
                    done += len(ready)
                    ready.clear()
                    report(0)

    @property
    def _most_at_once(self) -> int:
        """How many runs are played at once at most."""
        return max(1, min(_AT_ONCE, _FULL * self._worlds_at_once // self.size.worlds)) if self._joined else 1

    def _ready(self, changed: ScenarioModel) -> Ready | SimError | None:
        """Return a run with a change, why it cannot be, or None where the change changes nothing."""
        try:
            source = self.changed(changed)
            if source is None:
                return None
            source.draw([0])  # now, so that one that cannot be drawn stops no other
        except SimError as error:
            return error
        scenario = replace(self.scenario, model=changed, packages=source.packages)
        return Ready(scenario, source)

    def _parts(self, runs: list[Ready], like_this: bool, report: Callable[[int], None]) -> Sequence[Part | SimError]:
        """Return what is played in runs of one kind, that of the scenario as it is or another."""

        def progress(plays: int, all_plays: int) -> None:
            report(plays * len(runs) // all_plays)

        try:
            if len(runs) == 1 and not (like_this and self._kept):
                return [self.play(run.source) for run in runs]
            if not like_this:
                return self._together(runs, {}, progress)
            return self._together([Ready(self.scenario, self.source), *runs], self._kept, progress)[1:]
        except SimError as error:
            return [error] * len(runs)

    def _together(self, runs: list[Ready], kept: dict[Batch, Runs], progress: Progress | None = None) -> list[Part]:
        size, workers = self.size, usable_workers(self._workers)
        worlds = min(self._worlds_at_once, -(-size.worlds // workers))
        player = JointPlayer(runs, size, kept, self._worlds_at_once)
        by_run = play_at_once(
            player,
            split(size.worlds, size.replications, lanes=worlds * size.replications),
            Execution(workers, progress=progress),
        )
        return [join(parts) for parts in by_run]

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

    def _first(self, keeps: bool) -> Part:
        """Return what is played in the worlds as they are, so that most of it serves again."""
        if self._joined:
            (part,) = self._together([Ready(self.scenario, self.source)], self._kept)
            return part
        if not keeps:
            return self.play(self.source)
        # In this process, the batches that workers will play: they have what it has worked out when they begin.
        lanes = -(-self.size.worlds * self.size.replications // usable_workers(self._workers))
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
