"""Play one batch and keep of it what results are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.engine.orders import Order
from sim.engine.play import Played, play_block
from sim.ensemble.batches import Batch
from sim.ensemble.drawn import Columns, world_columns
from sim.ensemble.explained import likelihood_columns
from sim.minds.plugin import NO_PLUGINS, Plugins
from sim.minds.prepared import Prepared
from sim.scenario.costs import governments_that_pay
from sim.scenario.scenario import ScenarioModel
from sim.scenario.weighing import Weighing
from sim.worlds.draw import WorldSource

__all__ = ["Part", "join", "lane_columns", "play_batch"]


@dataclass(frozen=True)
class Part:
    """What was played, by column.

    Parameters
    ----------
    lanes : dict of str to ndarray, shape (n,)
        ``world``, ``replication``; ``package_number``, ``signed``, ``force_day`` (-1: none); ``in_force``;
        ``value_<government>`` and ``cost_<government>``, what is taken off it for the talks, where that may be;
        ``offers_<seat>``, ``refusals_<seat>``; ``suspended_days``; ``prolonged``, how
        often, where that is possible; ``happened_<event>``
        (1, -1, 0: never came up) for chance events; ``came_<event>``, the day of an event that an outcome goes by;
        ``made_<move>``, the day on which it took effect (-1: never).
    worlds : dict of str to ndarray, shape (w,)
        See `world_columns`.
    """

    lanes: Columns
    worlds: Columns


def play_batch(
    source: WorldSource,
    batch: Batch,
    *,
    as_of: date | None = None,
    plugins: Plugins = NO_PLUGINS,
    order: Order | None = None,
    weighing: Weighing | None = None,
    prepared: dict[Batch, Prepared] | None = None,
) -> Part:
    """Draw the batch's worlds and play its lanes; the result depends on seed and lane alone.

    As of a date, what the record says by then is fixed, and it is reckoned, if asked for, how likely that is in each
    world; an `order` is carried out by a seat whatever its mind. What other plays of these worlds have worked out is
    in `prepared`.
    """
    numbers = np.arange(batch.first_world, batch.stop_world)
    replications = np.arange(batch.first_replication, batch.stop_replication)
    if prepared is None:
        worlds = source.draw(numbers)
    else:
        if batch not in prepared:
            prepared[batch] = Prepared.of(source.scenario, source.draw(numbers))
        worlds = prepared[batch].worlds
    played = play_block(
        source.scenario,
        source.packages,
        worlds,
        row=np.repeat(np.arange(len(numbers)), len(replications)),
        replication=np.tile(replications, len(numbers)),
        seed=source.seed,
        as_of=as_of,
        plugins=plugins,
        order=order,
        weighing=weighing,
        prepared=None if prepared is None else prepared[batch],
    )
    drawn = world_columns(source.scenario, source.packages, worlds) if batch.first_replication == 0 else {}
    if drawn:
        drawn |= likelihood_columns(played.explained, worlds.governments)
    return Part(lanes=lane_columns(source.scenario, played), worlds=drawn)


def join(parts: Sequence[Part]) -> Part:
    """Return parts put together in their order."""
    with_worlds = [part.worlds for part in parts if part.worlds]
    return Part(_stacked([part.lanes for part in parts]), _stacked(with_worlds))


def _stacked(parts: Sequence[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def lane_columns(scenario: ScenarioModel, played: Played) -> Columns:
    """Return the columns in types as small as they may be: a million lanes must fit in memory."""
    small = np.int16 if scenario.last_day < np.iinfo(np.int16).max else np.int32
    columns: Columns = {
        "world": played.world.astype(np.int32),
        "replication": played.replication.astype(np.int32),
        "package_number": played.package.astype(np.int16),
        "signed": played.signed_day.astype(small),
        "force_day": played.force_day.astype(np.int32),
        "in_force": played.in_force,
    }
    columns |= {f"value_{name}": played.value[g] for g, name in enumerate(scenario.governments)}
    paying = governments_that_pay(scenario)
    columns |= {f"cost_{name}": played.cost[g] for g, name in enumerate(scenario.governments) if name in paying}
    columns |= {f"offers_{name}": played.offers[x].astype(small) for x, name in enumerate(scenario.seats)}
    columns |= {f"refusals_{name}": played.refusals[x].astype(small) for x, name in enumerate(scenario.seats)}
    columns["suspended_days"] = played.suspended_days.astype(small)
    if scenario.prolongations:
        columns["prolonged"] = played.prolonged.astype(np.int8)
    if not scenario.deadline_is_certain:
        columns["deadline"] = played.deadline.astype(small)
    for place, (name, event) in enumerate(scenario.events.items()):
        if event.chance != 1.0:
            columns[f"happened_{name}"] = played.happened[place]
    columns |= {f"came_{name}": days.astype(small) for name, days in played.came.items()}
    columns |= {f"made_{name}": played.moved[k].astype(small) for k, name in enumerate(scenario.moves)}
    return columns
