"""Tests leave nothing behind on the machine: pools are cached in a folder of the test session.

How long an example of a property takes says more of what else the machine does than of the code: none has a deadline.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory):
    os.environ["NEGOTIATION_SIM_CACHE"] = str(tmp_path_factory.mktemp("pools"))
    os.environ["MPLBACKEND"] = "Agg"
    os.environ.pop("COLUMNS", None)  # the width of the tables that are printed


@pytest.fixture
def one_process(monkeypatch):
    """Commands play in this process unless told how many workers: quicker, where workers are not what is tested."""
    monkeypatch.setattr("sim.ensemble.cores.cores_allowed", lambda: 1)
