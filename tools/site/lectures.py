"""The lectures as they run today: notebooks are stored without outputs, so they are run when the site is built."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat

from tools.site.pages import ROOT, with_formulas

__all__ = ["page_of", "write_lectures"]

NOTEBOOKS = ROOT / "notebooks"

_RUN = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[2])
"""


def write_lectures(folder: Path) -> None:
    """Run the notebooks, two at a time, and write each as a page with its pictures.

    Stored outputs would be wrong after the next change of a figure, and no test would say so; run, they hold by
    the checks that the lectures themselves make.
    """
    (folder / "lectures").mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as done, ThreadPoolExecutor(2) as pool:
        names = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
        for name, ran in zip(names, pool.map(lambda name: _run(name, Path(done)), names), strict=True):
            page_of(_read(ran), folder / "lectures", Path(name).stem)


def _run(name: str, folder: Path) -> Path:
    """Run a notebook, or raise with what it says of why it does not."""
    environment = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"}
    command = [sys.executable, "-c", _RUN, str(NOTEBOOKS / name), str(folder / name)]
    done = subprocess.run(command, cwd=NOTEBOOKS, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{name} does not run:\n{done.stderr}")
    return folder / name


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def page_of(notebook: Any, folder: Path, stem: str) -> Path:
    """Write a notebook that has run as a page, its pictures beside it."""
    parts = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            parts.append(with_formulas(cell.source.replace(".ipynb)", ".md)")))
            continue
        code = f"```python\n{cell.source}\n```"
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            code = f'??? note "The code"\n\n{_indented(code)}'
        parts.append(code)
        shown = [
            _output(output, folder, f"{stem}_{number}_{place}")
            for place, output in enumerate(cell.get("outputs", ()))
        ]
        text = "\n\n".join(filter(None, shown))
        if text and cell.metadata.get("jupyter", {}).get("outputs_hidden"):
            text = f'??? note "What it prints"\n\n{_indented(text)}'
        parts.append(text)
    page = folder / f"{stem}.md"
    page.write_text("\n\n".join(filter(None, parts)) + "\n", encoding="utf-8")
    return page


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line.strip() else "" for line in text.splitlines())


def _output(output: Any, folder: Path, stem: str) -> str:
    """Return an output as a page has it: a picture, a table, or text."""
    data = output.get("data", {})
    if "image/png" in data:
        (folder / f"{stem}.png").write_bytes(base64.b64decode(data["image/png"]))
        return f"![The picture that the line above makes]({stem}.png)"
    if "text/html" in data:
        html = "\n".join(line.strip() for line in data["text/html"].splitlines() if line.strip())
        return f'<div class="output">\n{html}\n</div>'
    text = data.get("text/plain") or output.get("text", "")
    if output.output_type == "error":
        text = "\n".join(output.traceback)
    text = re.sub(r"\x1b\[[0-9;]*m", "", text).rstrip()
    return f"```text\n{text}\n```" if text else ""
