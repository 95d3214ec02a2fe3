"""What was drawn in each world, as named columns: what a later analysis can trace outcomes back to."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario.government import Duration, RandomDuration
from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel
from sim.worlds.worlds import Worlds

__all__ = ["Columns", "column_name", "world_columns"]

Columns = dict[str, NDArray[Any]]


def column_name(kind: str, *names: str) -> str:
    """Return the name of the column of one kind that belongs to these names of a scenario (frozen).

    Joined by ``_``; where a name before the last holds one, by dots, which no name holds: otherwise ``a_b`` and ``c``
    would share a column with ``a`` and ``b_c``. A column's name depends on its own names alone.

    Parameters
    ----------
    kind : str
        What the column holds, such as ``belief``.
    *names : str
        Of governments, issues, options, events, as in the scenario.

    Examples
    --------
    >>> column_name("belief", "union", "vote_in_may"), column_name("belief", "union_in", "may")
    ('belief_union_vote_in_may', 'belief_union_in.may')
    """
    joint = "." if any("_" in name for name in names[:-1]) else "_"
    return f"{kind}_{joint.join(names)}"


def world_columns(scenario: ScenarioModel, packages: PackageTable, worlds: Worlds) -> Columns:
    """Return the drawn numbers (w,) of a batch of worlds by name.

    Returns
    -------
    dict of str to ndarray
        ``world``; ``chance_<event>`` for chance events; ``belief_<government>_<event>`` where a government has a
        belief of its own; ``no_deal_<government>``, ``points_<government>_<issue>_<option>``,
        ``reply_days_<government>`` (median) ; ``holds_<government>_<number>`` for statements of credence below 1,
        numbered from 1, those that exclude each other as ``3.1``, ``3.2``; ``procedure_days_<seat>``,
        ``lead_days_<issue>_<option>`` and ``draft_days_<issue>_<option>`` (median) where these are a distribution.

    Notes
    -----
    Where a name before the last holds an underscore, names are joined by dots (`column_name`).

    The points of an option are what the package that takes it, and every other issue's first option, is worth
    above the package of first options alone. Where an exclusion removes either there is no column.
    """
    columns: Columns = {"world": worlds.number.astype(np.int32)}
    for place, (name, event) in enumerate(scenario.events.items()):
        if event.chance != 1.0:
            columns[f"chance_{name}"] = worlds.chance[:, place]
    for g, (government, body) in enumerate(scenario.governments.items()):
        for name in body.beliefs:
            columns[column_name("belief", government, name)] = worlds.beliefs[g][:, worlds.calendar.place(name)]
        columns[f"no_deal_{government}"] = worlds.no_deal[g]
        for (issue, option), (first, other) in _single_moves(packages).items():
            points = worlds.value[g][:, other] - worlds.value[g][:, first]
            columns[column_name("points", government, issue, option)] = points
        columns[f"reply_days_{government}"] = worlds.reply_median[g]
        for place, single in enumerate(body.single_statements):
            if single.statement.credence < 1:
                columns[f"holds_{government}_{single.number}"] = worlds.included[g][:, place]
    return columns | _procedure_columns(scenario, worlds) | _lead_columns(scenario, packages, worlds)


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


def _procedure_columns(scenario: ScenarioModel, worlds: Worlds) -> Columns:
    def is_drawn(days: Duration) -> bool:
        return not isinstance(days.median if isinstance(days, RandomDuration) else days, float)

    drawn = [name for name, seat in scenario.seats.items() if is_drawn(seat.procedure_days)]
    return {f"procedure_days_{name}": worlds.procedure_days[name] for name in drawn}


def _lead_columns(scenario: ScenarioModel, packages: PackageTable, worlds: Worlds) -> Columns:
    median = np.broadcast_to(worlds.lead_median, (len(worlds), len(packages)))
    columns: Columns = {}
    for (issue, option), (first, other) in _single_moves(packages).items():
        if not isinstance(scenario.issues[issue].options[option].lead_days, float):
            columns[column_name("lead_days", issue, option)] = median[:, other] - median[:, first]
    for k, (issue, option) in enumerate(worlds.drafting.options):
        if not isinstance(scenario.issues[issue].options[option].draft_days, float):
            columns[column_name("draft_days", issue, option)] = np.broadcast_to(
                worlds.drafting.median[k], (len(worlds),)
            )
    return columns
