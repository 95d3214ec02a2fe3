"""The block engine tells the same stories as the slow twin: every end, every count, every move of every lane.

For many more lanes, by hand: ``python -m tests.reference.many_lanes 10`` (minutes).
"""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from sim.engine.play import play_block
from sim.results.observation import undecided
from sim.scenario.as_of import known_by
from sim.scenario.load import LoadedScenario, load_scenario
from sim.scenario.weighing import Weighing
from sim.worlds.draw import WorldSource
from tests.reference.agreement import both
from tests.reference.many_lanes import SLOW
from tests.reference.random_files import random_scenario, with_many_moves
from tests.reference.slow_likelihood import explained
from tests.reference.slow_world import World
from tests.scenario_files import EXAMPLES

FOLDER = Path(__file__).parents[2] / "scenarios"
SCENARIOS = [path for path in EXAMPLES if path.stem not in SLOW]


def agree(scenario: LoadedScenario, **lanes: object) -> None:
    for lane in both(scenario.model, scenario.packages, **lanes):  # type: ignore[arg-type]
        assert lane.agrees, str(lane)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_scenario_is_told_alike(path):
    agree(load_scenario(path), worlds=[0, 7], replications=[0, 1])


@pytest.mark.parametrize(
    "day", ["2020-10-01", "2020-10-20", "2020-12-24", pytest.param("2021-01-21", marks=pytest.mark.quick)]
)
def test_new_start_as_of_a_day_is_told_alike(day):
    whole = load_scenario(FOLDER / "new_start" / "baseline.yaml")
    as_of = date.fromisoformat(day)
    agree(known_by(whole, as_of), worlds=[0], replications=[0, 1, 2], as_of=as_of)


RANDOM = range(1000, 1020)
"""The same scenarios every time; `many_lanes` plays others."""


@pytest.mark.parametrize("number", RANDOM)
def test_random_scenarios_are_told_alike(number):
    agree(random_scenario(number), worlds=[0, 1], replications=[0, 1], seed=number)


@pytest.mark.parametrize("number", range(2000, 2012))
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


@pytest.mark.parametrize(
    ("number", "day", "world", "replication"),
    [
        pytest.param(26553, "2020-01-19", 0, 0, id="what may come later is rounding"),
        pytest.param(31389, "2020-01-20", 2, 1, id="promising before rivals see no move in it"),
    ],
)
def test_lanes_on_which_many_lanes_found_a_fault_are_told_alike(number, day, world, replication):
    scenario = random_scenario(number, choosing=True)
    agree(scenario, worlds=[world], replications=[replication], seed=number, as_of=date.fromisoformat(day))


def test_recorded_moves_are_as_likely_by_the_slow_twin():
    """In each world the chance of every move, given those before it, over draws of noise and packages one by one."""
    compared = 0
    for number in range(3000, 3012):
        scenario = with_many_moves(number)
        if scenario is None or scenario.model.days < 14:
            continue
        as_of = scenario.model.start + timedelta(days=12)
        if undecided(scenario.model, as_of):
            continue
        weighing = Weighing(nodes=4)
        drawn = WorldSource(scenario.model, scenario.packages, seed=number).draw([0, 1])
        each = np.arange(2)
        played = play_block(
            scenario.model, scenario.packages, drawn, row=each, replication=each * 0, seed=number, as_of=as_of,
            weighing=weighing,
        )  # fmt: skip
        assert played.explained is not None
        told = {place: logs for place, logs in played.explained.moves.items() if _is_a_move(scenario, place)}
        whole = sum((logs for g, logs in played.explained.governments.items() if g >= 0), np.zeros(2))
        for row in range(2):
            world = World(scenario.model, scenario.packages, drawn, row=row, seed=number)
            moves, total = explained(world, as_of, mixing=weighing.mixing, nodes=weighing.nodes)
            assert moves == pytest.approx({place: logs[row] for place, logs in told.items()}, abs=1e-9), number
            assert total == pytest.approx(whole[row], abs=1e-9)
            compared += len(moves)
    assert compared > 20


def _is_a_move(scenario, place):
    return scenario.model.record[place].event is None
