"""What is asked and what is printed; tests of worker processes are in tests/ensemble and tests/faults."""

from pathlib import Path

import pytest

from sim.scenario.starter import starter_scenario


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """The scenario that ``sim new`` writes."""
    file = tmp_path / "starter.yaml"
    file.write_text(starter_scenario(), encoding="utf-8")
    return file
