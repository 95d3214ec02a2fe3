"""Tests leave nothing behind on the machine: pools are cached in a folder of the test session."""

import os

import pytest


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory):
    os.environ["NEGOTIATION_SIM_CACHE"] = str(tmp_path_factory.mktemp("pools"))
    os.environ["MPLBACKEND"] = "Agg"
