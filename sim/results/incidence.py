"""Agreement by date: cumulative incidence, and what was signed before the dates that matter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from sim.results.endings import LAPSED
from sim.scenario.certainty import certainty
from sim.scenario.event import Between, Event
from sim.scenario.scenario import ScenarioModel

__all__ = ["agreed_by", "milestones"]


def agreed_by(
    scenario: ScenarioModel, table: pd.DataFrame, *, counting: Literal["signed", "in_force"]
) -> pd.DataFrame:
    """Return the share of lanes signed (or in force) by each day, by how they ended; see `Outcomes.agreed_by`."""
    dates = pd.date_range(scenario.start, scenario.deadline, name="date", unit="ms")
    day = ((table[f"{counting}_date"] - dates[0]) // pd.Timedelta(days=1)).to_numpy(dtype=float, na_value=np.nan)
    codes, names = table["outcome"].cat.codes.to_numpy(), table["outcome"].cat.categories
    ever = ~np.isnan(day)
    place = day[ever].astype(np.int64) * len(names) + codes[ever]
    counts = np.bincount(place, minlength=len(dates) * len(names)).reshape(len(dates), len(names))
    curves = pd.DataFrame(counts.cumsum(axis=0) / len(table), index=dates, columns=pd.Index(names, name="outcome"))
    return curves.drop(columns=LAPSED)


def milestones(scenario: ScenarioModel, table: pd.DataFrame) -> list[tuple[date, str, float]]:
    """Return date, event and the share signed before, by date; see `Outcomes.milestones`.

    An event that can never happen is left out, and one that is not certain is told as such.
    """
    curves = agreed_by(scenario, table, counting="signed").sum(axis=1)
    rows, certain = [], certainty(scenario.events)
    for name, event in scenario.events.items():
        if (event.chance != 1.0 or event.install) and certain[name] != "never":
            first, title = _first_day(event), event.title or name.replace("_", " ")
            title += ", which may happen" if certain[name] == "maybe" else ""
            earlier = curves.loc[: pd.Timestamp(first - timedelta(days=1))]
            rows.append((first, title, float(earlier.iloc[-1]) if len(earlier) else 0.0))
    return sorted(rows, key=lambda row: row[0])


def _first_day(event: Event) -> date:
    return event.date.between[0] if isinstance(event.date, Between) else event.date
