"""`sim.load`: what it refuses, and what a scenario says of itself."""

import pytest

import sim

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("given", [3, None, b"a.yaml", ["a.yaml"]])
def test_what_is_no_path_is_refused(given):
    with pytest.raises(sim.SimError, match="path: must be the path of a scenario file"):
        sim.load(given)


def test_a_scenario_says_its_title_and_summary():
    port = sim.load("tests/ensemble/port.yaml")
    assert (port.title, port.summary) == (port.model.title, port.model.summary)
    assert sim.load("scenarios/new_start/no_change_of_president.yaml").summary
