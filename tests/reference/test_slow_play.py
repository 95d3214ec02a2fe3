"""The block engine tells the same stories as the slow twin: every end, every count, every move of every lane.

For many more lanes, by hand: ``python -m tests.reference.many_lanes 10`` (minutes).
"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from sim.scenario.as_of import known_by
from sim.scenario.load import LoadedScenario, load_scenario
from tests.reference.agreement import both
from tests.reference.random_files import random_scenario
from tests.scenario_files import EXAMPLES

FOLDER = Path(__file__).parents[2] / "scenarios"
SLOW = {"council"}
"""Minutes a play with 28 seats; random scenarios have the same rules with few."""

SCENARIOS = [path for path in EXAMPLES if path.stem not in SLOW]


def agree(scenario: LoadedScenario, **lanes: object) -> None:
    for lane in both(scenario.model, scenario.packages, **lanes):  # type: ignore[arg-type]
        assert lane.agrees, str(lane)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_scenario_is_told_alike(path):
    agree(load_scenario(path), worlds=[0, 7], replications=[0, 1, 2])


@pytest.mark.parametrize(
    "day", ["2020-10-01", "2020-10-20", "2020-12-24", pytest.param("2021-01-21", marks=pytest.mark.quick)]
)
def test_new_start_as_of_a_day_is_told_alike(day):
    whole = load_scenario(FOLDER / "new_start" / "baseline.yaml")
    as_of = date.fromisoformat(day)
    agree(known_by(whole, as_of), worlds=[0], replications=[0, 1, 2], as_of=as_of)


RANDOM = range(1000, 1030)
"""The same scenarios every time; `many_lanes` plays others."""


@pytest.mark.parametrize("number", RANDOM)
def test_random_scenarios_are_told_alike(number):
    agree(random_scenario(number), worlds=[0, 1], replications=[0, 1], seed=number)


@pytest.mark.parametrize("number", range(2000, 2016))
def test_governments_that_choose_in_every_way_are_told_alike(number):
    scenario = random_scenario(number, choosing=True)
    as_of = scenario.model.start + timedelta(days=scenario.model.days // 3) if number % 2 else None
    agree(scenario, worlds=[0, 1], replications=[0, 1], seed=number, as_of=as_of)


@pytest.mark.parametrize("number", RANDOM)
def test_random_scenarios_as_of_a_day_are_told_alike(number):
    scenario = random_scenario(number)
    share = number * 0.6180339887 % 1  # spread evenly
    as_of = scenario.model.start + timedelta(days=int(share * scenario.model.days))
    agree(scenario, worlds=[0, 1], replications=[0, 1], seed=number, as_of=as_of)
