"""One small run, and where its worlds come from."""

from pathlib import Path

import pytest

from sim.ensemble.play import play_ensemble
from sim.scenario.load import load_scenario
from sim.worlds.draw import WorldSource


@pytest.fixture(autouse=True)
def _all_cores(all_cores: None) -> None:
    pass


@pytest.fixture(scope="package")
def source():
    loaded = load_scenario(Path(__file__).parent / "port.yaml")
    return WorldSource(loaded.model, loaded.packages, seed=3)


@pytest.fixture(scope="package")
def whole(source):
    return play_ensemble(source, worlds=12, replications=6).part
