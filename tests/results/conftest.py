from pathlib import Path

import pytest

from sim.results.run import run
from sim.scenario.load import load_scenario

PORT = Path(__file__).parent.parent / "ensemble" / "port.yaml"


@pytest.fixture(scope="session")
def port():
    return load_scenario(PORT, settings=["events.vote.chance=0.6"])


@pytest.fixture(scope="session")
def outcomes(port):
    return run(port, worlds=60, replications=8, seed=2)
