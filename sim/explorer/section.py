"""The explorer in a page: the module, the grid and nothing else."""

from __future__ import annotations

import json
from importlib.resources import files

from sim.explorer.exploration import Exploration
from sim.rendering.html import in_html

__all__ = ["explorer_html"]

_START = """
const data = JSON.parse(document.getElementById("explorer-data").textContent);
render({
  model: { get: (name) => data[name], set: () => {}, save_changes: () => {}, on: () => {}, off: () => {} },
  el: document.getElementById("explorer"),
});
"""


def explorer_html(exploration: Exploration) -> str:
    """Return the explorer of a whole grid as HTML that needs no file; what it moves in words without scripts."""
    data = {
        "about": exploration.about(live=False),
        "grid": exploration.grid,
        "exact": {"position": list(exploration.start), "row": exploration.base},
        "status": "",
    }
    # a tag would end the script, or begin another
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    module = _without_comments(files("sim.explorer").joinpath("explorer.js").read_text(encoding="utf-8"))
    moved = "; ".join(f"{control.label} ({control.own})" for control in exploration.controls)
    return "\n".join(
        [
            f'<div id="explorer"><p>With scripts allowed, these may be moved here: {in_html(moved)}.</p></div>',
            f'<script type="application/json" id="explorer-data">{text}</script>',
            f'<script type="module">{module}{_START}</script>',
        ]
    )


def _without_comments(module: str) -> str:
    """Return the module without what only its authors read."""
    lines = (line.strip() for line in module.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
