"""Columns of a run -> data frames: a row per lane, a row per world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.drawn import Columns
from sim.results.endings import Endings, package_labels
from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["lanes_table", "plain_columns", "shares", "worlds_columns"]


def lanes_table(scenario: ScenarioModel, packages: PackageTable, lanes: Columns) -> pd.DataFrame:
    """Return the table of lanes; its columns are those of `Outcomes.table`."""
    import pandas as pd  # late: a run that only prints its outcomes does without

    package, in_force = lanes["package_number"], lanes["in_force"]
    endings, labels = Endings(scenario, packages), package_labels(packages)
    signed, unsigned = lanes["signed"], package < 0
    force_day = np.where(in_force, lanes["force_day"], -1)
    columns: dict[str, object] = {
        "world": lanes["world"],
        "replication": lanes["replication"],
        "outcome": pd.Categorical.from_codes(
            endings.of_columns(lanes).astype(np.int16), pd.Index(endings.names), ordered=True
        ),
        "package": pd.Categorical.from_codes(package, pd.Index(labels)),
        "package_number": pd.arrays.IntegerArray(package.copy(), unsigned),
        "signed": _days(signed),
        "signed_date": _dates(scenario, signed),
        "in_force_date": _dates(scenario, force_day),
        "in_force": in_force,
    }
    for name, column in lanes.items():
        if name.startswith("happened_"):
            columns[name] = pd.arrays.BooleanArray(column > 0, column == 0)
        elif name.startswith(("came_", "made_")):
            columns[name] = _days(column)
        elif name not in columns and name != "force_day":
            columns[name] = column
    return pd.DataFrame(columns, copy=False)


def _days(days: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    """Return days since the start as numbers, -1 as NaN: ``(table["signed"] < 50).mean()`` is a share of all plays.

    pandas' whole numbers would leave out the missing ones, and give a share of the plays signed.
    """
    found = days.astype(np.float64)
    found[days < 0] = np.nan
    return found


def _dates(scenario: ScenarioModel, days: NDArray[np.integer[Any]]) -> NDArray[np.datetime64]:
    """Return days since the start as dates, -1 as none; in milliseconds, the coarsest unit that parquet keeps."""
    start = np.datetime64(scenario.start, "ms")
    dates = start + days.astype(np.int64) * np.timedelta64(86_400_000, "ms")
    dates[days < 0] = np.datetime64("NaT", "ms")
    return dates


def shares(table: pd.DataFrame) -> NDArray[np.float64]:
    """Return the share (w, k) of each world's replications that ended in each outcome; worlds are 0, 1, ..."""
    codes, world = table["outcome"].cat.codes.to_numpy(), table["world"].to_numpy().astype(np.int64)
    outcomes, worlds = len(table["outcome"].cat.categories), int(world[-1]) + 1
    counts = np.bincount(world * outcomes + codes, minlength=worlds * outcomes).astype(float)
    by_world: NDArray[np.float64] = counts.reshape(worlds, outcomes)
    by_world /= by_world.sum(axis=1, keepdims=True)
    return by_world


def worlds_columns(drawn: Columns, shares: NDArray[np.float64], names: Sequence[str]) -> Columns:
    """Return the drawn numbers, and ``share_<outcome>`` of the world's replications, from shares (w, k)."""
    return {**drawn, **{f"share_{name}": shares[:, k] for k, name in enumerate(names)}}


def plain_columns(scenario: ScenarioModel, table: pd.DataFrame) -> Columns:
    """Return a table of lanes as the columns that are counted; see `sim.results.tally.count`."""
    in_force = table["in_force_date"].to_numpy()
    force_day = (in_force - np.datetime64(scenario.start, "ms")).astype("timedelta64[ms]").astype(np.int64)
    return {
        "world": table["world"].to_numpy(),
        "code": table["outcome"].cat.codes.to_numpy(),
        "signed": _numbers(table["signed"]),
        "force_day": np.where(np.isnat(in_force), -1, force_day // 86_400_000),
        **({"prolonged": table["prolonged"].to_numpy()} if scenario.prolongations else {}),
        **{name: _numbers(table[name]) for name in (f"made_{each}" for each in scenario.moves)},
        **{name: table[name].to_numpy() for name in map(str, table) if name.startswith(("value_", "cost_"))},
    }


def _numbers(days: pd.Series[Any]) -> NDArray[np.int64]:
    """Return days, missing ones as -1; results that an earlier version saved hold pandas' whole numbers."""
    return days.to_numpy(dtype=np.float64, na_value=-1.0).astype(np.int64)
