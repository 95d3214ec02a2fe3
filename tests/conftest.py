"""Tests leave nothing behind on the machine: pools are cached in a folder of the test session.

How long an example of a property takes says more of what else the machine does than of the code: none has a deadline.
"""

import gc
import os
import sys

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

sys.dont_write_bytecode = False  # else each of the programs that tests start compiles all of the package anew
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_finish():
    """Look for garbage in what tests make, not again and again in thousands of tests that are there to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()  # a process's own: above it is that of all that test at once
    pools = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "pools"
    os.environ["NEGOTIATION_SIM_CACHE"] = str(pools)
    os.environ["MPLBACKEND"] = "Agg"
    os.environ.pop("COLUMNS", None)  # the width of the tables that are printed


@pytest.fixture(autouse=True, scope="session")
def _one_process():
    """Commands play in this process unless told how many workers: quicker, where workers are not what is tested."""
    from sim.ensemble import cores

    all_of_them = cores.cores_allowed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cores, "cores_allowed", lambda: 1)
        yield all_of_them


@pytest.fixture
def all_cores(_one_process, monkeypatch):
    """Commands play on all cores unless told how many workers, as a user's do."""
    monkeypatch.setattr("sim.ensemble.cores.cores_allowed", _one_process)
