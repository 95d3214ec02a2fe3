"""The page of the Python interface: every public name, from its docstring."""

from __future__ import annotations

from pathlib import Path

import sim

__all__ = ["write_names"]

_HEAD = """# Python: every public name

`import sim` gives these names; the docstrings below are theirs. What all answers can do (`to_frame`, `to_json`,
`plot`, `save`, equality, pickle) stands with [`Answer`](#sim.answer.Answer).

"""


def write_names(folder: Path) -> None:
    """Write the page ``python-names.md`` into a folder."""
    homes = sim._HOMES
    order = sorted(homes, key=lambda name: (name[0].isupper(), name.lower()))
    entries = [f"::: {homes[name]}.{name}\n" for name in order]
    entries.append("::: sim.answer.Answer\n")
    (folder / "python-names.md").write_text(_HEAD + "\n".join(entries), encoding="utf-8")
