"""The figures of docs/scaling.md are measured by what they say, in small, and reckoned with as it says."""

import pytest

import benchmarks.scaling as scaling
from sim.scenario.load import load_scenario


def test_every_station_of_a_block_is_measured_and_told(monkeypatch):
    for name, small in (("ROUNDS", 2), ("SAVED", 3), ("REPLICATIONS", 10), ("LANES_PER_BATCH", 40)):
        monkeypatch.setattr(scaling, name, small)
    monkeypatch.setattr(scaling, "_through_dask", lambda size, tell: {})
    scenario = load_scenario("tests/ensemble/port.yaml")
    measured = scaling.measure(scenario, tell=lambda words: None)
    assert measured["plays"].value == 40
    assert all(each.value > 0 for each in measured.values())
    found = scaling.as_text(measured, scenario)
    for each in measured.values():
        assert f"| {each.name} | " in found


@pytest.mark.quick
def test_the_limit_is_where_one_process_takes_parts_as_fast_as_they_are_played():
    named = {"plays": 1000, "played": 0.5, "more_pools": 1, "packing": 3, "kept": 2, "on_disk": 1, "saved": 4}
    measured = {name: scaling.Measured(name, value) for name, value in {**named, "results": 0.5}.items()}
    found = {each.name: each.value for each in scaling.reckon(measured, cores=100, worlds=1000)}
    assert found["blocks"] == 1000
    assert found["playing them"] == pytest.approx(5)
    assert found["handing out blocks and taking their parts, one after the other"] == pytest.approx(5)
    assert found["cores that one process so keeps busy"] == pytest.approx(100)
    assert found["putting results together"] == pytest.approx(4)
