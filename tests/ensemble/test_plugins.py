"""Tactics from outside: off unless asked for, given by class or by name, the same on worker processes."""

import numpy as np
import pandas as pd
import pytest

import sim
from tests.cli.calls import call

PATIENT = """
from sim.minds.tactic import Tactic

class Patient(Tactic):
    def __init__(self, view, extra=0):
        super().__init__(view)
        self.extra = extra

    def demand(self, review):
        return super().demand(review) + self.extra
"""


class Stubborn(sim.Tactic):
    def demand(self, review):
        return np.full(len(review.lanes), np.inf)


@pytest.fixture(name="folder")
def a_folder(tmp_path):
    assert call("new", tmp_path / "port").exit_code == 0
    text = (tmp_path / "port.yaml").read_text()
    name = next(iter(sim.load(tmp_path / "port.yaml").model.governments))
    (tmp_path / "patient_tactics.py").write_text(PATIENT)
    plugged = f"extends: port.yaml\ngovernments:\n  {name}:\n    tactic:\n"
    plugged += "      plugin: patient_tactics:Patient\n      parameters: {extra: 1000}\n"
    (tmp_path / "plugged.yaml").write_text(plugged)
    assert text
    return tmp_path


def test_a_scenarios_own_code_runs_only_if_asked_for(folder):
    scenario = sim.load(folder / "plugged.yaml")
    with pytest.raises(sim.SimError, match="--plugins"):
        scenario.run(worlds=2, replications=2)
    plugged = scenario.run(worlds=20, replications=5, plugins=True)
    plain = sim.load(folder / "port.yaml").run(worlds=20, replications=5)
    assert not plugged.table["in_force"].equals(plain.table["in_force"])


def test_on_the_command_line(folder):
    refused = call("run", folder / "plugged.yaml", "--worlds", "2")
    assert refused.exit_code == 2
    assert "--plugins" in refused.output
    allowed = call("run", folder / "plugged.yaml", "--worlds", "2", "--plugins")
    assert allowed.exit_code == 0


def test_a_class_given_from_python_plays_and_is_recorded(folder):
    scenario = sim.load(folder / "port.yaml")
    tactics = dict.fromkeys(scenario.model.governments, Stubborn)
    outcomes = scenario.run(worlds=5, replications=4, tactics=tactics)
    assert (outcomes.table["outcome"] == "lapsed").all()
    assert any("Stubborn" in setting for setting in outcomes.provenance.settings)


def test_unknown_governments_are_named(folder):
    with pytest.raises(sim.SimError, match="no such government"):
        sim.load(folder / "port.yaml").run(worlds=1, replications=1, tactics={"nobody": Stubborn})


def test_on_worker_processes(folder):
    scenario = sim.load(folder / "plugged.yaml")
    one = scenario.run(worlds=20, replications=5, plugins=True)
    two = scenario.run(worlds=20, replications=5, plugins=True, workers=2)
    pd.testing.assert_frame_equal(one.table, two.table)


def stop_at_once(done, total):
    raise KeyboardInterrupt


def test_a_run_with_code_of_its_own_is_taken_up_again_only_if_that_is_said_again(folder, monkeypatch):
    monkeypatch.setattr("sim.results.planned.batch_size", lambda *_, **__: 5)
    scenario, out = sim.load(folder / "plugged.yaml"), folder / "out"
    with pytest.raises(sim.Interrupted):
        scenario.run(worlds=20, replications=5, plugins=True, out=out, progress=stop_at_once)
    with pytest.raises(sim.SimError, match="may run code of its own"):
        sim.resume(out)
    found = sim.resume(out, plugins=True)
    pd.testing.assert_frame_equal(found.table, scenario.run(worlds=20, replications=5, plugins=True).table)


def test_a_run_with_classes_given_from_python_is_taken_up_again_with_the_same(folder, monkeypatch):
    monkeypatch.setattr("sim.results.planned.batch_size", lambda *_, **__: 5)
    scenario, out = sim.load(folder / "port.yaml"), folder / "out"
    government = next(iter(scenario.model.governments))
    with pytest.raises(sim.Interrupted):
        scenario.run(worlds=20, replications=5, tactics={government: Stubborn}, out=out, progress=stop_at_once)
    for wrong in ({}, {government: sim.Tactic}):
        with pytest.raises(sim.SimError, match=f"not saved .tactics.{government}=Stubborn."):
            sim.resume(out, tactics=wrong)
    found = sim.resume(out, tactics={government: Stubborn})
    whole = scenario.run(worlds=20, replications=5, tactics={government: Stubborn})
    pd.testing.assert_frame_equal(found.table, whole.table)
    assert found.provenance == whole.provenance
