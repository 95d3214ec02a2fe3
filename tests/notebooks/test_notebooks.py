"""The notebooks run from a clean kernel, say what their numbers say, and show each picture once."""

import os
import re
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NAMES = sorted(path.name for path in FOLDER.glob("*.ipynb"))


def read(name):
    return nbformat.read(FOLDER / name, as_version=4)


def tags(cell):
    return set(cell.metadata.get("tags", ()))


EXECUTE = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[2])
"""
"""Run in a process of its own: the client of a kernel leaves sockets open."""


def executed(name, folder):
    done = folder / name
    command = [sys.executable, "-c", EXECUTE, FOLDER / name, done]
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}  # pictures in the page
    run = subprocess.run(command, cwd=FOLDER, env=environment, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr[-3000:]
    return nbformat.read(done, as_version=4)


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> dict[str, Future]:
    """Executed notebooks to come, two at a time."""
    folder = tmp_path_factory.mktemp("executed")
    with ThreadPoolExecutor(2) as pool:
        yield {name: pool.submit(executed, name, folder) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_each_picture_is_shown_once(runs, name):
    for cell in runs[name].result().cells:
        if cell.cell_type == "code":
            outputs = cell["outputs"]
            images = sum("image/png" in output.get("data", {}) for output in outputs)
            assert images == ("picture" in tags(cell)), cell["source"]
            failed = any(output["output_type"] == "error" for output in outputs)
            assert failed == ("raises-exception" in tags(cell)), cell["source"]
            warned = [output["text"] for output in outputs if output.get("name") == "stderr"]
            assert not any("Warning" in text for text in warned), warned


@pytest.mark.quick
def test_there_are_five_lectures():
    assert [name[:2] for name in NAMES] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.quick
def test_it_is_stored_without_outputs(name):
    notebook = read(name)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.quick
def test_it_reads_as_a_lecture(name):
    """A question first, pictures, what to notice, checks of the text, and an exercise with a collapsed solution."""
    cells = read(name).cells
    assert 15 <= len(cells) <= 30
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert "**The question.**" in cells[0].source
    assert text.count("**What to notice") >= 2
    assert "## Exercise" in text
    hidden = [cell for cell in cells if tags(cell) & {"solution", "check"}]
    assert {"solution", "check"} <= set().union(*map(tags, hidden))
    assert all(cell.metadata.jupyter.source_hidden for cell in hidden)
    assert not any(re.search(r"\b(from|import) sim\.", cell.source) for cell in cells), "what is public is in sim"
