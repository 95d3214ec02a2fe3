"""A scenario that its author may change: the one ``sim new`` writes."""

from pathlib import Path

import pytest

from sim.scenario.starter import starter_scenario


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    file = tmp_path / "starter.yaml"
    file.write_text(starter_scenario(), encoding="utf-8")
    return file
