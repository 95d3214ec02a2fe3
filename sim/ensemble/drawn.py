"""What was drawn in each world, as named columns: what a later analysis can trace outcomes back to."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel
from sim.worlds.worlds import Worlds

__all__ = ["Columns", "world_columns"]

Columns = dict[str, NDArray[Any]]


def world_columns(scenario: ScenarioModel, packages: PackageTable, worlds: Worlds) -> Columns:
    """Return the drawn numbers (w,) of a batch of worlds by name.

    Returns
    -------
    dict of str to ndarray
        ``world``; ``chance_<event>`` for chance events; ``belief_<government>_<event>`` where a government has a
        belief of its own; ``no_deal_<government>``, ``points_<government>_<issue>_<option>``,
        ``reply_days_<government>`` (median) ; ``holds_<government>_<number>`` for statements of credence below 1,
        numbered from 1; ``lead_days_<issue>_<option>`` (median) where these are a distribution.

    Notes
    -----
    The points of an option are what the package that takes it, and every other issue's first option, is worth
    above the package of first options alone. Where an exclusion removes either there is no column.
    """
    columns: Columns = {"world": worlds.number.astype(np.int32)}
    for place, (name, event) in enumerate(scenario.events.items()):
        if event.chance != 1.0:
            columns[f"chance_{name}"] = worlds.chance[:, place]
    for g, (government, body) in enumerate(scenario.governments.items()):
        for name in body.beliefs:
            columns[f"belief_{government}_{name}"] = worlds.beliefs[g][:, worlds.calendar.place(name)]
        columns[f"no_deal_{government}"] = worlds.no_deal[g]
        for (issue, option), (first, other) in _single_moves(packages).items():
            points = worlds.value[g][:, other] - worlds.value[g][:, first]
            columns[f"points_{government}_{issue}_{option}"] = points
        columns[f"reply_days_{government}"] = worlds.reply_median[g]
        for number, statement in enumerate(body.statements):
            if statement.credence < 1:
                columns[f"holds_{government}_{number + 1}"] = worlds.included[g][:, number]
    return columns | _lead_columns(scenario, packages, worlds)


def _single_moves(packages: PackageTable) -> dict[tuple[str, str], tuple[int, int]]:
    """Return, for each option but the first, the package of first options and the one that differs by the option."""
    first = packages.index({})
    if first is None:
        return {}
    moves = {}
    for issue, options in packages.issues:
        for option in options[1:]:
            other = packages.index({issue: option})
            if other is not None:
                moves[issue, option] = (first, other)
    return moves


def _lead_columns(scenario: ScenarioModel, packages: PackageTable, worlds: Worlds) -> Columns:
    median = np.broadcast_to(worlds.lead_median, (len(worlds), len(packages)))
    columns: Columns = {}
    for (issue, option), (first, other) in _single_moves(packages).items():
        if not isinstance(scenario.issues[issue].options[option].lead_days, float):
            columns[f"lead_days_{issue}_{option}"] = median[:, other] - median[:, first]
    return columns
