"""Small results to draw: a run of the starter scenario, and results put together by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.results.outcomes import Outcomes
from sim.results.run import run
from sim.scenario.load import load_scenario_text
from sim.scenario.starter import starter_scenario
from tests.results.table_lanes import TableLanes


@pytest.fixture(scope="session")
def outcomes() -> Outcomes:
    return run(load_scenario_text(starter_scenario()), worlds=30, replications=6)


@pytest.fixture(scope="session")
def ending_always(outcomes: Outcomes) -> Callable[[str], Outcomes]:
    """Results in which every play ends alike; what is signed is signed on day 10."""

    def build(name: str) -> Outcomes:
        table, lapsed = outcomes.table.copy(), name == "lapsed"
        lanes = len(table)
        table["outcome"] = pd.Categorical([name] * lanes, categories=list(outcomes.names), ordered=True)
        table["signed"] = pd.arrays.IntegerArray(np.full(lanes, 10, dtype="int16"), np.full(lanes, lapsed))
        day = np.datetime64(outcomes.scenario.model.start, "ms") + np.timedelta64(10 * 86_400_000, "ms")
        table["signed_date"] = np.full(lanes, np.datetime64("NaT", "ms") if lapsed else day)
        table["in_force_date"] = np.full(
            lanes, np.datetime64("NaT", "ms") if lapsed or name == "agreed too late" else day
        )
        table["in_force"] = name not in ("lapsed", "agreed too late")
        table["package_number"] = pd.arrays.IntegerArray(np.zeros(lanes, dtype="int16"), np.full(lanes, lapsed))
        return replace(outcomes, lanes=TableLanes(outcomes.scenario, outcomes.provenance.worlds, table))

    return build
