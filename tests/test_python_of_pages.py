"""Python on the pages runs to the letter in an empty folder, as whoever has the package alone would run it."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.test_manual import DOCS, ROOT, blocks

PAGES = (ROOT / "README.md", *(DOCS / f"{name}.md" for name in ("how-to", "play", "results")))
BLOCKS = [(page.name, number, text) for page in PAGES for number, text in enumerate(blocks(page, "python"))]

SMALL = ((r"worlds=\d+", "worlds=4"), (r"replications=\d+", "replications=2"))
"""The size of runs alone is changed."""


@pytest.mark.parametrize(("page", "number", "text"), BLOCKS, ids=[f"{page}-{number}" for page, number, _ in BLOCKS])
def test_python_on_a_page_runs_in_an_empty_folder(page, number, text, tmp_path):
    if ".explore(" in text and find_spec("anywidget") is None:
        pytest.skip("needs the extra for notebooks")
    here = os.environ | {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"}
    if 'Outcomes.load("results/new_start")' in text:  # the page says by which command it is made
        made = "sim run example:new_start --out results/new_start"
        assert made in (DOCS / page).read_text(encoding="utf-8")
        words = [sys.executable, "-m", *made.split(), "--worlds", "4", "--replications", "2"]
        subprocess.run(words, cwd=tmp_path, env=here, check=True, capture_output=True, timeout=300)
    for size, small in SMALL:
        text = re.sub(size, small, text)
    command = [sys.executable, "-c", text]
    found = subprocess.run(command, cwd=tmp_path, env=here, check=False, capture_output=True, text=True, timeout=300)
    assert found.returncode == 0, found.stderr
    for written in re.findall(r"\"([\w/]+\.(?:png|csv|svg))\"", re.sub(r"#.*", "", text)):
        assert (tmp_path / written).stat().st_size > 100
