"""Runs of variations played together are those played one by one, in whatever processes and order."""

import pytest

import sim
from sim.analysis.joint_player import JointPlayer
from sim.analysis.several_runs import play_together
from sim.ensemble.execution import Execution, RunSize
from sim.errors import SimError
from tests.cli.calls import PORT
from tests.scenario.test_exclusive_statements import talks

SIZE = RunSize(6, 3, 3)
GRID = [(chance, noise) for chance in (0, 0.3, 0.5, 0.9, 1) for noise in (2, 4)]


def settings(order):
    chances = [{"chance.vote": chance, "minds.noise": noise} for chance, noise in sorted(GRID, key=order)]
    return [*chances, {}, chances[0], {"issues.wage.options.high.lead_days": 12}]


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("order", [lambda each: each, lambda each: each[::-1]], ids=["mixed", "in_turn"])
def test_they_are_those_played_one_by_one(workers, order):
    port = sim.load(PORT)
    varied = [port.with_(each) for each in settings(order)]
    found, whole = play_together(varied, SIZE, Execution(workers), keep=lambda outcomes: outcomes)
    assert whole
    for scenario, outcomes in zip(varied, found, strict=True):
        assert outcomes.equals(scenario.run(6, 3, seed=3))
        assert outcomes.provenance == scenario.run(6, 3, seed=3).provenance


def test_scenarios_that_have_no_world_in_common_are_played_all_the_same():
    port = sim.load(PORT)
    varied = [port.with_({"minds.noise": noise}) for noise in (1, 2, 3)]
    found, _ = play_together(varied, SIZE, Execution(), keep=lambda outcomes: outcomes)
    assert all(each.equals(alone.run(6, 3, seed=3)) for each, alone in zip(found, varied, strict=True))


def test_what_was_played_for_earlier_runs_is_not_played_again(monkeypatch):
    monkeypatch.setattr("sim.analysis.several_runs._AT_ONCE", 2)
    players = []

    def player(*given):
        players.append(JointPlayer(*given))
        return players[-1]

    monkeypatch.setattr("sim.analysis.several_runs.JointPlayer", player)
    scenario = sim.load(PORT)
    scenario = scenario.with_({f"governments.{name}.beliefs.vote": 0.5 for name in scenario.model.governments})
    varied = [scenario.with_({"chance.vote": chance}) for chance in (0.1, 0.3, 0.5, 0.7, 0.9)]
    play_together(varied, SIZE, Execution(), keep=len)
    assert len(players) == 3
    played = sum(runs.played for runs in players[-1].kept.values())
    assert 18 < played <= 2 * 18


def test_progress_is_of_all_runs_and_ends_with_them():
    calls, port = [], sim.load(PORT)
    varied = [port.with_({"chance.vote": n / 10}) for n in range(10)]
    play_together(varied, SIZE, Execution(progress=lambda *done: calls.append(done)), keep=len)
    done = [each for each, _ in calls]
    assert done == sorted(done) and calls[-1] == (180, 180)


@pytest.mark.parametrize("workers", [1, 2])
def test_statements_that_contradict_each_other_are_named(workers):
    impossible = talks("{accepts: deal}, {refuses: deal}")
    with pytest.raises(SimError) as together:
        play_together([impossible, impossible], SIZE, Execution(workers), keep=len)
    with pytest.raises(SimError) as alone:
        impossible.run(6, 3, seed=3)
    assert str(together.value) == str(alone.value)
