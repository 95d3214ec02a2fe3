"""What files of tests/scenarios that are wrong in some way are told to have wrong."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from sim.errors import ProblemsError
from sim.evidence.claims import load_library
from sim.scenario.load import check_scenario, load_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
INVALID = sorted((SCENARIOS / "invalid").glob("*.yaml"))
BESIDE = SCENARIOS / "invalid_claims" / "beside.yaml"
INVALID_CLAIMS = sorted(path for path in BESIDE.parent.glob("*.yaml") if path != BESIDE)


def expected(path: Path) -> list[str]:
    """The problems a file says it must give."""
    start = "# expect: "
    lines = path.read_bytes().decode(errors="replace").splitlines()  # one is not UTF-8
    return [line.removeprefix(start) for line in lines if line.startswith(start)]


@cache
def problems(path: Path) -> list[str]:
    """The problems of a scenario, without its own path and the folders of others."""
    try:
        check_scenario(load_scenario(path))
    except ProblemsError as error:
        found = [str(problem).removeprefix(f"{path}:") for problem in error.problems]
        return [line.removeprefix(f"{SCENARIOS}/").removeprefix("invalid/") for line in found]
    return []


@cache
def claim_problems(path: Path) -> list[str]:
    """The problems of a document put into a library beside a sound one."""
    with tempfile.TemporaryDirectory() as folder:
        for file in (BESIDE, path):
            shutil.copy(file, folder)
        try:
            load_library(Path(folder))
        except ProblemsError as error:
            return [str(each).replace(f"{folder}/", "").removeprefix(f"{path.name}:") for each in error.problems]
    return []
