"""``make test-quick`` runs some tests of every folder."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FOLDERS = sorted({path.parent for path in TESTS.rglob("test_*.py")} - {TESTS})


@pytest.mark.quick
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_folder_of_tests_has_some_quick_ones(folder):
    assert any("pytest.mark.quick" in path.read_text(encoding="utf-8") for path in folder.glob("test_*.py"))
