"""Frontiers of many packages and of worlds that are alike are those found one by one; sizes are refused in a line."""

import numpy as np
import pytest

import sim
from sim.analysis.bargaining import bargaining_set as module
from sim.analysis.bargaining import frontier
from sim.analysis.bargaining.frontier import pareto_frontier
from sim.analysis.bargaining.solutions import Rule
from tests.cli.calls import PORT, call
from tests.test_limits import wide


def dominated(value, allowed):
    """Return by the definition which packages (p,) of one world some other one dominates."""
    better, as_good = value[:, :, None] > value[:, None, :], value[:, :, None] >= value[:, None, :]
    beats = as_good.all(axis=0) & better.any(axis=0)
    return (beats & allowed[:, None]).any(axis=0)


@pytest.mark.parametrize("governments", [2, 3])
@pytest.mark.parametrize("together", [1, 2**20])
def test_frontiers_of_many_packages_are_those_of_the_definition(monkeypatch, governments, together):
    monkeypatch.setattr(frontier, "_TOGETHER", together)
    generator = np.random.default_rng(governments)
    value = generator.integers(0, 12, size=(5, governments, 150)).astype(float)  # with many ties
    allowed = generator.random((5, 150)) < 0.8
    allowed[4] = False
    found = pareto_frontier(value, allowed)
    for world in range(5):
        wanted = allowed[world] & ~dominated(value[world], allowed[world])
        np.testing.assert_array_equal(found[world], wanted)


def test_certain_preferences_are_worked_out_once(tmp_path, monkeypatch):
    points = {"shop": {"i0": {"o0": 0, "o1": 60}}, "farm": {"i0": {"o0": 70, "o1": 40}}}
    file = tmp_path / "certain.yaml"
    file.write_text(wide((2,), governments={name: {"points": p, "no_deal": 20} for name, p in points.items()}))
    worlds = []
    usual = module.pareto_frontier

    def counted(value, allowed=None):
        worlds.append(len(value))
        return usual(value, allowed)

    monkeypatch.setattr(module, "pareto_frontier", counted)
    (pair,) = sim.load(file).analyse(worlds=40).pairs
    assert pair.frontier.shape == (40, 2) and pair.frontier[:, 1].all() and worlds == [1]
    assert pair.solutions[Rule.NASH].package.tolist() == [1] * 40
    unlike = sim.load(PORT).analyse(worlds=40).computed[0]
    assert unlike.frontier.shape[0] == 40 and worlds == [1, 40]


def test_more_worlds_than_fit_are_refused_in_a_line(tmp_path):
    file = tmp_path / "large.yaml"
    file.write_text(wide((10, 10, 10, 20)))
    found = call("analyse", file, "--worlds", 5_000)
    assert found.exit_code == 2 and found.stderr.count("\n") == 1
    assert found.stderr.startswith("--worlds: 5,000 of 20,000 packages take some 8.4 GB of memory (allowed 1 GB, 595")
